"""The main path, over ports only: question -> self-contained -> retrieve -> draft -> verify -> Answer."""

from __future__ import annotations

import time
from collections.abc import Generator, Iterable, Iterator, Sequence
from dataclasses import replace
from typing import NamedTuple, TypeVar

from assistant import verify
from assistant.errors import QuestionError
from assistant.followup import search_form, self_contained
from assistant.intents import Intent, intent, parts, without_orders
from assistant.nouns import EXTRACTIVE, Answer, Candidate, Claim, Draft, Event, Preview, Stage, Turn, Usage
from assistant.outline import outline, remarks
from assistant.ports import CancelToken, Engine, Retriever, Understood, Writer, Writing
from vectorstore.nouns import DocumentRecord
from vectorstore.ports import Store

_T = TypeVar("_T")
_SHOWN = (Intent.GREETING, Intent.THANKS, Intent.HELP, Intent.OVERVIEW)
_OUTLINED = (*_SHOWN, Intent.SUMMARY)
"""What is met by an outline, where the engine writes and where it only quotes."""
_UNSAID = "The documents do not say: {}"
_UNPROVED = "Nothing could be proved of this: {}"


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
        documents: Iterable[str] | None = None,
        cancel: CancelToken | None = None,
    ) -> Answer:
        """The proved answer; a refusal is one too.

        ``documents`` are uris, or folders that stand for all below them; None asks all, and an empty choice is a
        QuestionError. Raises QuestionError, StoreError, EngineError, and Cancelled when ``cancel`` was asked to stop.
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
        documents: Iterable[str] | None = None,
        cancel: CancelToken | None = None,
    ) -> Iterator[Event]:
        """The stages as they begin, quotes while an engine writes, then the answer. All that is quoted is proved."""
        cancel = cancel or CancelToken()
        turns = self._lending(history)
        asked = without_orders(_checked(question, self._question_characters))
        chosen = _names(documents)
        clock = _Clock()

        with self.store.snapshot() as store:
            retriever = self.retriever.over(store)
            yield clock.begin(Stage.SEARCHING)
            records = _chosen(store.documents(), chosen)
            within = None if chosen is None else [record.id for record in records]
            asked_parts, by_model = self._understood(asked, turns, cancel, by_rule=not records)
            proof = _Proof(self, store, question, asked_parts, clock)
            if records:
                found = [
                    None if self._outlines(part) else retriever.retrieve(part.searched, within, cancel)
                    for part in asked_parts
                ]
                draft = yield from self._drafted(proof, records, found, turns, cancel)
            else:
                draft = replace(outline(asked_parts[0].kind, asked, records, store), engine=EXTRACTIVE)

            yield clock.begin(Stage.CHECKING)
            cancel.check()
            usage = _summed([by_model.usage, draft.usage])
            answer = proof.of(replace(draft, remarks=(*by_model.remarks, *draft.remarks), usage=usage))
            clock.end()
            yield replace(answer, seconds=dict(clock.seconds))

    def understood(
        self, question: str, history: Sequence[Turn | Answer], cancel: CancelToken
    ) -> tuple[str, Usage | None]:
        """The question as it is read where there are documents, not answered; and what a model was asked for it.

        Raises QuestionError, EngineError, Cancelled.
        """
        asked = without_orders(_checked(question, self._question_characters))
        asked_parts, by_model = self._understood(asked, self._lending(history), cancel)
        return " ".join(part.understood for part in asked_parts), by_model.usage

    def _lending(self, history: Sequence[Turn | Answer]) -> list[Turn]:
        """The turns that a follow-up may lean on: what was met by an outline told of nothing that was asked."""
        turns = [item.turn if isinstance(item, Answer) else item for item in history]
        return [turn for at, turn in enumerate(turns) if not self._is_outlined(turn.question, follows=at > 0)]

    def _is_outlined(self, question: str, *, follows: bool) -> bool:
        return all(map(self._outlines, _understood(question, (), follows=follows)))

    def _outlines(self, part: _Part) -> bool:
        return part.kind in (_SHOWN if self._writes else _OUTLINED)

    @property
    def _writes(self) -> bool:
        return isinstance(self.engine, Writer)

    def _understood(
        self, asked: str, turns: Sequence[Turn], cancel: CancelToken, *, by_rule: bool = False
    ) -> tuple[list[_Part], Understood]:
        """The parts of the question, self-contained by the engine, if it can, or else by rule; and what it told."""
        ruled = _understood(asked, turns)
        if by_rule or all(map(self._outlines, ruled)) or not (turns and isinstance(self.engine, Writer)):
            return ruled, Understood(None)
        told = self.engine.understand(asked, turns, cancel)
        return ruled if told.question is None else _understood(told.question, (), follows=True), told

    def _drafted(
        self,
        proof: _Proof,
        records: Sequence[DocumentRecord],
        found: Sequence[Sequence[Candidate] | None],
        turns: Sequence[Turn],
        cancel: CancelToken,
    ) -> Generator[Stage | Preview, None, Draft]:
        """The draft of all parts, of those with nothing ``found`` an outline; before an engine writes, its quotes."""
        if all(hits is None for hits in found):
            outlines = [outline(part.kind, part.understood, records, proof.store) for part in proof.parts]
            return replace(self._joined(proof.parts, outlines), engine=EXTRACTIVE)
        yield proof.clock.begin(Stage.READING)
        begun = [
            _Ready(outline(part.kind, part.understood, records, proof.store))
            if hits is None
            else self._begun(part.understood, hits, turns, cancel)
            for part, hits in zip(proof.parts, found, strict=True)
        ]
        if self._writes:
            preview = proof.of(self._joined(proof.parts, [writing.quotes for writing in begun]))
            if preview.statements:
                yield Preview(preview)
            yield proof.clock.begin(Stage.WRITING)
        return self._joined(proof.parts, [writing.write(cancel) for writing in begun])

    def _begun(self, question: str, found: Sequence[Candidate], turns: Sequence[Turn], cancel: CancelToken) -> Writing:
        if isinstance(self.engine, Writer):
            return self.engine.begin(question, found, cancel)
        return _Ready(self.engine.draft(question, turns, found, cancel))

    def _joined(self, asked_parts: Sequence[_Part], drafts: Sequence[Draft]) -> Draft:
        """The drafts of the parts as one, each with what is to be said beside its claims."""
        told = [
            replace(draft, remarks=(*remarks(part.kind, writes=self._writes), *draft.remarks))
            if draft.claims
            else draft
            for part, draft in zip(asked_parts, drafts, strict=True)
        ]
        return _joined([part.understood for part in asked_parts], told)


class _Ready(NamedTuple):
    """A draft that nothing more is written of."""

    quotes: Draft

    def write(self, cancel: CancelToken) -> Draft:  # noqa: ARG002  there is nothing to stop
        return self.quotes


class _Proof(NamedTuple):
    """All that turns a draft of this question into an answer."""

    pipeline: Pipeline
    store: Store
    question: str
    parts: list[_Part]
    clock: _Clock

    def of(self, draft: Draft) -> Answer:
        engine = self.pipeline.engine
        answer = verify.verify(
            draft,
            question=self.question,
            understood=" ".join(part.understood for part in self.parts),
            engine=engine.name,
            index=self.store.fingerprint,
            seconds=self.clock.seconds,
            store=self.store,
            gate=engine.gate if isinstance(engine, Writer) else None,
        )
        return replace(answer, remarks=(*self._unproved(answer), *answer.remarks))

    def _unproved(self, answer: Answer) -> Iterator[str]:
        """Remarks on the parts of which all that was said fell, where others are answered."""
        answered = {statement.asked for statement in answer.statements}
        if len(self.parts) > 1 and answered:
            asked = (part.understood for part in self.parts if part.understood not in answered)
            yield from (_UNPROVED.format(part) for part in asked if _UNSAID.format(part) not in answer.remarks)


def _checked(question: str, most: int) -> str:
    asked = " ".join(question.encode(errors="replace").decode().split())
    if not any(map(str.isalnum, asked)):
        raise QuestionError(f"The question {asked[:20]!r} has no words: write what you want to know.")
    if len(asked) > most:
        raise QuestionError(f"The question has {len(asked):,} characters; ask in at most {most:,}.")
    if sum(not (c.isprintable() or c.isspace()) for c in question) > len(question) / 20:
        raise QuestionError(f"The question does not look like text: it begins with {question[:20]!r}.")
    return asked


def _names(documents: Iterable[str] | None) -> tuple[str, ...] | None:
    if isinstance(documents, str):
        raise QuestionError(f"documents={documents!r} is one text: choose documents in a list, as [{documents!r}].")
    return None if documents is None else tuple(documents)


def _chosen(records: Sequence[DocumentRecord], documents: tuple[str, ...] | None) -> list[DocumentRecord]:
    if documents is None:
        return list(records)
    if not documents:
        raise QuestionError("No document is chosen: name documents or folders, or ask all with documents=None.")
    missing = [name for name in documents if not any(_lies_in(record.uri, name) for record in records)]
    if missing:
        raise QuestionError(
            f"No document or folder of the library is named {missing[0]!r}; list them to see the names."
        )
    return [record for record in records if any(_lies_in(record.uri, name) for name in documents)]


def _lies_in(uri: str, name: str) -> bool:
    return uri == name or uri.startswith(name.rstrip("/") + "/")


class _Part(NamedTuple):
    """A part of a question as it is shown and read, as it is searched for, and what it wants."""

    understood: str
    searched: str
    kind: Intent


def _understood(asked: str, turns: Sequence[Turn], *, follows: bool = False) -> list[_Part]:
    """The parts of a question, each made self-contained from the history and the parts before it.

    A question that ``follows`` others without leaning on them takes nothing from them.
    """
    before = list(turns)
    found: list[_Part] = []
    for part in parts(asked):
        understood = self_contained(part, before)
        kind = intent(understood, follows=follows or bool(before))
        found.append(_Part(understood, search_form(part, before), kind))
        before.append(Turn(found[-1].understood, ""))
    return found


def _joined(questions: Sequence[str], drafts: Sequence[Draft]) -> Draft:
    """The drafts of the parts as one, in which each claim tells the part that it answers; of one part, its draft."""
    if len(drafts) == 1:
        return drafts[0]
    pairs = list(zip(questions, drafts, strict=True))
    answered = any(draft.claims for draft in drafts)
    unsaid = [_UNSAID.format(part) for part, draft in pairs if answered and not (draft.claims or draft.refused)]
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
        engine=drafts[0].engine if len({draft.engine for draft in drafts}) == 1 else None,
        fault=_fault(pairs),
        usage=_summed(draft.usage for draft in drafts),
        asks_nothing=all(draft.asks_nothing for draft in drafts),
    )


def _fault(pairs: Sequence[tuple[str, Draft]]) -> str | None:
    """Why quotes stand in, for all parts or for those that it befell."""
    befell = [(part, draft.fault) for part, draft in pairs if draft.fault is not None]
    if len(befell) == len(pairs):
        return " ".join(dict.fromkeys(fault for _, fault in befell))
    return " ".join(f"On “{part}”: {fault}" for part, fault in befell) or None


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
