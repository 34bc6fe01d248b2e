"""The main path, over ports only: question -> self-contained -> retrieve -> draft -> verify -> Answer."""

from __future__ import annotations

import time
from collections.abc import Collection, Generator, Iterable, Iterator, Sequence
from dataclasses import replace
from typing import NamedTuple, TypeVar

from assistant import verify
from assistant.errors import QuestionError
from assistant.followup import search_form, self_contained
from assistant.intents import Intent, intent, parts, without_orders
from assistant.nouns import Answer, Candidate, Claim, Draft, Event, Preview, Stage, Turn, Usage
from assistant.outline import outline, remarks
from assistant.ports import CancelToken, Engine, Retriever, Understood, Writer
from vectorstore.nouns import DocumentRecord
from vectorstore.ports import Store

_T = TypeVar("_T")
_SHOWN = (Intent.GREETING, Intent.HELP, Intent.OVERVIEW)
_OUTLINED = (*_SHOWN, Intent.SUMMARY)
"""What is met by an outline, where the engine writes and where it only quotes."""


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
    ) -> Iterator[Event]:
        """The stages as they begin, quotes while an engine writes, then the answer. All that is quoted is proved."""
        cancel = cancel or CancelToken()
        turns = _turns(history)
        asked = without_orders(_checked(question, self._question_characters))
        clock = _Clock()

        with self.store.snapshot() as store:
            retriever = self.retriever.over(store)
            yield clock.begin(Stage.SEARCHING)
            records = _chosen(store.documents(), documents)
            within = None if documents is None else [record.id for record in records]
            kind = intent(asked)
            outlined = not records or self._outlines(kind)
            asked_parts, by_model = self._understood(asked, turns, cancel, by_rule=outlined)
            proof = _Proof(self, store, question, [part.understood for part in asked_parts], clock)
            if outlined:
                draft = outline(records, store)
            else:
                found = [retriever.retrieve(part.searched, within, cancel) for part in asked_parts]
                yield clock.begin(Stage.READING)
                draft = yield from self._drafted(proof, found, turns, cancel)

            yield clock.begin(Stage.CHECKING)
            cancel.check()
            said = remarks(kind, writes=self._writes) if draft.claims else ()
            usage = _summed([by_model.usage, draft.usage])
            answer = proof.of(replace(draft, remarks=(*by_model.remarks, *said, *draft.remarks), usage=usage))
            clock.end()
            yield replace(answer, seconds=dict(clock.seconds))

    def understood(
        self, question: str, history: Sequence[Turn | Answer], cancel: CancelToken
    ) -> tuple[str, Usage | None]:
        """The question as it is read where there are documents, not answered; and what a model was asked for it.

        Raises QuestionError, EngineError, Cancelled.
        """
        asked = without_orders(_checked(question, self._question_characters))
        by_rule = self._outlines(intent(asked))
        asked_parts, by_model = self._understood(asked, _turns(history), cancel, by_rule=by_rule)
        return " ".join(part.understood for part in asked_parts), by_model.usage

    def _outlines(self, kind: Intent) -> bool:
        return kind in (_SHOWN if self._writes else _OUTLINED)

    @property
    def _writes(self) -> bool:
        return isinstance(self.engine, Writer)

    def _understood(
        self, asked: str, turns: Sequence[Turn], cancel: CancelToken, *, by_rule: bool
    ) -> tuple[list[_Part], Understood]:
        """The parts of the question, self-contained by the engine, if it can, or else by rule; and what it told."""
        if by_rule or not (turns and isinstance(self.engine, Writer)):
            return _understood(asked, turns), Understood(None)
        told = self.engine.understand(asked, turns, cancel)
        return _understood(asked, turns) if told.question is None else _understood(told.question, ()), told

    def _drafted(
        self, proof: _Proof, found: Sequence[Sequence[Candidate]], turns: Sequence[Turn], cancel: CancelToken
    ) -> Generator[Stage | Preview, None, Draft]:
        """The draft of all parts; where the engine writes, with what can be quoted before it does."""
        asked = list(zip(proof.parts, found, strict=True))
        if not isinstance(self.engine, Writer):
            return _joined(proof.parts, [self.engine.draft(part, turns, hits, cancel) for part, hits in asked])
        begun = [self.engine.begin(part, hits, cancel) for part, hits in asked]
        preview = proof.of(_joined(proof.parts, [writing.quotes for writing in begun]))
        if preview.statements:
            yield Preview(preview)
        yield proof.clock.begin(Stage.WRITING)
        return _joined(proof.parts, [writing.write(cancel) for writing in begun])


class _Proof(NamedTuple):
    """All that turns a draft of this question into an answer."""

    pipeline: Pipeline
    store: Store
    question: str
    parts: list[str]
    clock: _Clock

    def of(self, draft: Draft) -> Answer:
        engine = self.pipeline.engine
        return verify.verify(
            draft,
            question=self.question,
            understood=" ".join(self.parts),
            engine=engine.name,
            index=self.store.fingerprint,
            seconds=self.clock.seconds,
            store=self.store,
            gate=engine.gate if isinstance(engine, Writer) else None,
        )


def _turns(history: Sequence[Turn | Answer]) -> list[Turn]:
    return [item.turn if isinstance(item, Answer) else item for item in history]


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
    """The drafts of the parts as one, in which each claim tells the part that it answers; of one part, its draft."""
    if len(drafts) == 1:
        return drafts[0]
    pairs = list(zip(questions, drafts, strict=True))
    answered = any(draft.claims for draft in drafts)
    unsaid = [f"The documents do not say: {part}" for part, draft in pairs if answered and not draft.claims]
    sure = [draft.confidence for draft in drafts if draft.confidence is not None]
    return Draft(
        claims=_all(_asked(part, draft.claims) for part, draft in pairs),
        nearest=_all(draft.nearest for draft in drafts),
        models=_all(draft.models for draft in drafts),
        confidence=min(sure, default=None),
        remarks=tuple(dict.fromkeys([*unsaid, *_all(draft.remarks for draft in drafts)])),
        refused=_all(draft.refused for draft in drafts),
        withdrawn=_all(draft.withdrawn for draft in drafts),
        contradictions=_all(_asked(part, draft.contradictions) for part, draft in pairs),
        engine=next((draft.engine for draft in drafts if draft.engine is not None), None),
        fault=next((draft.fault for draft in drafts if draft.fault is not None), None),
        usage=_summed(draft.usage for draft in drafts),
    )


def _asked(part: str, claims: Iterable[Claim]) -> tuple[Claim, ...]:
    return tuple(replace(claim, asked=part) for claim in claims)


def _summed(usages: Iterable[Usage | None]) -> Usage | None:
    """None where no model was asked."""
    told = [usage for usage in usages if usage is not None]
    return sum(told[1:], told[0]) if told else None


def _all(groups: Iterable[tuple[_T, ...]]) -> tuple[_T, ...]:
    """What is in the groups, each once."""
    return tuple(dict.fromkeys(each for group in groups for each in group))


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
