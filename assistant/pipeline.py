"""The main path, over ports only: question -> self-contained -> retrieve -> draft -> verify -> Answer."""

from __future__ import annotations

import time
from collections.abc import Collection, Iterator, Sequence
from dataclasses import replace
from typing import NamedTuple

from assistant import verify
from assistant.errors import QuestionError
from assistant.followup import search_form, self_contained
from assistant.intents import Intent, intent, parts
from assistant.nouns import Answer, Draft, Stage, Turn
from assistant.outline import EMPTY_LIBRARY, REMARKS, outline
from assistant.ports import CancelToken, Engine, Retriever
from vectorstore.nouns import DocumentRecord
from vectorstore.ports import Store

_OUTLINED = (Intent.GREETING, Intent.HELP, Intent.OVERVIEW, Intent.SUMMARY)


class Pipeline:
    """Answers questions over a library. Safe from many threads when its parts are."""

    def __init__(self, store: Store, retriever: Retriever, engine: Engine, question_characters: int) -> None:
        self.store = store
        self.retriever = retriever
        self.engine = engine
        self._question_characters = question_characters

    def answer(
        self,
        question: str,
        *,
        history: Sequence[Turn | Answer] = (),
        documents: Collection[str] | None = None,
        cancel: CancelToken | None = None,
    ) -> Answer:
        """The proved answer; a refusal is one too.

        ``documents`` are uris, or folders that stand for all below them. Raises QuestionError, StoreError,
        EngineError, and Cancelled when ``cancel`` was asked to stop.
        """
        for event in self.stream(question, history=history, documents=documents, cancel=cancel):
            if isinstance(event, Answer):
                return event
        raise AssertionError("a stream ends with its answer")

    def stream(
        self,
        question: str,
        *,
        history: Sequence[Turn | Answer] = (),
        documents: Collection[str] | None = None,
        cancel: CancelToken | None = None,
    ) -> Iterator[Stage | Answer]:
        """The stages as they begin, then the answer; nothing unverified is among them."""
        cancel = cancel or CancelToken()
        turns = [item.turn if isinstance(item, Answer) else item for item in history]
        asked = _checked(question, self._question_characters)
        clock = _Clock()

        with self.store.snapshot() as store:
            retriever = self.retriever.over(store)
            yield clock.begin(Stage.SEARCHING)
            records = _chosen(store.documents(), documents)
            within = None if documents is None else [record.id for record in records]
            kind = intent(asked)
            asked_parts = _understood(asked, turns)
            understood = [part.understood for part in asked_parts]
            if not records:
                draft = Draft((), remarks=(EMPTY_LIBRARY,))
            elif kind in _OUTLINED:
                draft = outline(records, store)
            else:
                found = [retriever.retrieve(part.searched, within, cancel) for part in asked_parts]
                yield clock.begin(Stage.READING)
                drafts = [
                    self.engine.draft(part, turns, hits, cancel) for part, hits in zip(understood, found, strict=True)
                ]
                draft = _joined(understood, drafts)

            yield clock.begin(Stage.CHECKING)
            cancel.check()
            answer = verify.verify(
                replace(draft, remarks=(*(REMARKS.get(kind, ()) if draft.claims else ()), *draft.remarks)),
                question=question,
                understood=" ".join(understood),
                engine=self.engine.name,
                index=store.fingerprint,
                seconds=clock.seconds,
                store=store,
            )
            clock.end()
            yield replace(answer, seconds=dict(clock.seconds))


def _checked(question: str, most: int) -> str:
    asked = " ".join(question.encode(errors="replace").decode().split())
    if not any(map(str.isalnum, asked)):
        raise QuestionError(f"The question {asked[:20]!r} has no words: write what you want to know.")
    if len(asked) > most:
        raise QuestionError(f"The question has {len(asked):,} characters; ask in at most {most:,}.")
    if sum(not (c.isprintable() or c.isspace()) for c in question) > len(question) / 20:
        raise QuestionError(f"The question does not look like text: it begins with {question[:20]!r}.")
    return asked


def _chosen(records: Sequence[DocumentRecord], documents: Collection[str] | None) -> list[DocumentRecord]:
    if documents is None:
        return list(records)
    missing = [name for name in documents if not any(_lies_in(record.uri, name) for record in records)]
    if missing:
        raise QuestionError(
            f"No document or folder of the library is named {missing[0]!r}; list them to see the names."
        )
    return [record for record in records if any(_lies_in(record.uri, name) for name in documents)]


def _lies_in(uri: str, name: str) -> bool:
    return uri == name or uri.startswith(name.rstrip("/") + "/")


class _Part(NamedTuple):
    """A part of a question as it is shown and read, and as it is searched for."""

    understood: str
    searched: str


def _understood(asked: str, turns: Sequence[Turn]) -> list[_Part]:
    """The parts of a question, each made self-contained from the history and the parts before it."""
    before = list(turns)
    found: list[_Part] = []
    for part in parts(asked):
        found.append(_Part(self_contained(part, before), search_form(part, before)))
        before.append(Turn(found[-1].understood, ""))
    return found


def _joined(questions: Sequence[str], drafts: Sequence[Draft]) -> Draft:
    if len(drafts) == 1:
        return drafts[0]
    answered = any(draft.claims for draft in drafts)
    unsaid = [
        f"The documents do not say: {q}" for q, d in zip(questions, drafts, strict=True) if answered and not d.claims
    ]
    sure = [draft.confidence for draft in drafts if draft.confidence is not None]
    return Draft(
        claims=tuple(dict.fromkeys(claim for draft in drafts for claim in draft.claims)),
        nearest=tuple(dict.fromkeys(quote for draft in drafts for quote in draft.nearest)),
        models=tuple(dict.fromkeys(model for draft in drafts for model in draft.models)),
        confidence=min(sure, default=None),
        remarks=tuple(dict.fromkeys([*unsaid, *(remark for draft in drafts for remark in draft.remarks)])),
    )


class _Clock:
    """Wall seconds by stage."""

    def __init__(self) -> None:
        self.seconds: dict[str, float] = {}
        self._stage: Stage | None = None
        self._began = time.perf_counter()

    def begin(self, stage: Stage) -> Stage:
        self.end()
        self._stage = stage
        return stage

    def end(self) -> None:
        now = time.perf_counter()
        if self._stage is not None:
            self.seconds[self._stage] = self.seconds.get(self._stage, 0.0) + now - self._began
        self._began = now
