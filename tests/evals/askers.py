"""Askers with known faults over a library that fits on paper, and the cases that are put to them."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, replace
from typing import Any

from assistant.errors import EngineError
from assistant.nouns import Answer, Citation, Outcome, Statement, Turn
from evals.bench import Setup
from evals.cases import Located
from evals.nouns import EvalCase, Source
from vectorstore.nouns import DocumentRecord, Kind, Passage, Span

MILL = "The mill was built in 1802. It burned down in 1850. Ada Reed owned it. Nobody lived there."
BARN = "The barn was raised in 1731. It stands to this day. Cows have it for themselves and are glad."
SOURCES = (Source("farm/mill.txt", "mill", MILL), Source("farm/barn.txt", "barn", BARN))
TEXTS = {source.uri: source.text for source in SOURCES}

Reply = Callable[[EvalCase], Answer]


def located(words: str) -> tuple[tuple[Any, ...], ...]:
    document = Located("farm/mill.txt", MILL)
    return ((document.place(document.occurrences(words)[0]),),)


def case(name: str, words: str | None = None, **more: Any) -> EvalCase:
    if words is None:
        return EvalCase(name, f"{name}?", (Outcome.NOT_IN_DOCUMENTS,), "unanswerable", **more)
    given = {"evidence": located(words), "short": (words,)} | more
    return EvalCase(name, f"{name}?", (Outcome.ANSWERED,), "answerable", **given)


CASES = (case("built", "1802"), case("burned", "1850"), case("owner", "Ada Reed"), case("painter"), case("height"))


PREMISE = replace(
    case("sold", "Ada Reed", short=(), no_short=True, wrong_patterns=(r"\bsold\b",)),
    wanted=(Outcome.ANSWERED, Outcome.NOT_IN_DOCUMENTS),
)
"""Who sold the mill? Nobody: Ada Reed owned it."""


def record(source: Source) -> DocumentRecord:
    return DocumentRecord(
        id=source.uri,
        uri=source.uri,
        title=source.title,
        kind=Kind.TEXT,
        root="",
        text_sha256="",
        file_sha256="",
        bytes=len(source.text),
        modified_ns=0,
        pages=0,
        loader="",
        chunker="",
        taken_in="",
        chunk_ends=(len(source.text),),
    )


def cite(source: Source, span: Span, text: str | None = None) -> Citation:
    """A citation; with ``text`` it says that these words stand there."""
    return Citation(Passage(record(source), span, span.of(source.text) if text is None else text), span)


def answered(asked: EvalCase, citation: Citation, short: Span | None = None, confidence: float | None = None) -> Answer:
    statement = Statement(citation.text, (citation,), short)
    return Answer(asked.question, asked.question, Outcome.ANSWERED, (statement,), confidence=confidence)


def refused(asked: EvalCase, confidence: float | None = None) -> Answer:
    return Answer(asked.question, asked.question, Outcome.NOT_IN_DOCUMENTS, confidence=confidence)


def fails(asked: EvalCase) -> Answer:
    raise EngineError(f"no answer to {asked.question}")


def right(asked: EvalCase) -> Answer:
    """Quotes the sentence that answers, marks the short answer, refuses what is not answered; and knows it."""
    return _gold(asked, 1.0) if asked.evidence else refused(asked, 0.0)


def always_refuses(asked: EvalCase) -> Answer:
    return refused(asked, 0.5)


def always_answers(asked: EvalCase) -> Answer:
    """Right where there is an answer, the last sentence of the mill where there is none; equally sure of both."""
    return _gold(asked, 0.5) if asked.evidence else answered(asked, _last_sentence(), confidence=0.5)


def wrong_place(asked: EvalCase) -> Answer:
    """Cites a sentence that is there and says nothing about it."""
    return answered(asked, _last_sentence(), confidence=0.5) if asked.evidence else refused(asked, 0.5)


def believes_any_premise(asked: EvalCase) -> Answer:
    """Quotes a sentence that does not contradict the premise; a refusal it does not know."""
    return answered(asked, _last_sentence(), confidence=0.5)


def says_the_premise(asked: EvalCase) -> Answer:
    """Believes the premise in words of its own, beside the very quote that contradicts it; right otherwise."""
    given = right(asked)
    if asked != PREMISE:
        return given
    return replace(given, statements=(replace(given.statements[0], text="Ada Reed sold the mill."),))


def proves_nothing(asked: EvalCase) -> Answer:
    return Answer(asked.question, asked.question, Outcome.UNSUPPORTED)


def anothers_quote(asked: EvalCase) -> Answer:
    """The right words, said to stand in another document."""
    if not asked.evidence:
        return refused(asked, 0.5)
    gold = asked.evidence[0][0]
    return answered(asked, cite(SOURCES[1], gold.sentence, gold.sentence.of(MILL)), gold.span, 0.5)


@dataclass(frozen=True)
class Scripted:
    """An asker that replies to each case as it is told; ``cases`` are found by their question."""

    cases: Sequence[EvalCase]
    reply: Reply

    def answer(
        self, question: str, *, history: Sequence[Turn | Answer] = (), documents: Collection[str] | None = None
    ) -> Answer:
        asked = (question, tuple(history), documents)
        return self.reply(next(c for c in self.cases if (c.question, c.history, c.documents) == asked))


@dataclass(frozen=True)
class FakeBench:
    """Puts the same scripted asker over every library."""

    asker: Scripted

    @property
    def config(self) -> dict[str, Any]:
        return {"engine": "scripted"}

    def setup(self, sources: Sequence[Source]) -> Setup:
        return Setup(self.asker, index=f"{len(sources)} documents")


def _gold(asked: EvalCase, confidence: float) -> Answer:
    gold = asked.evidence[0][0]
    source = next(s for s in SOURCES if s.uri == gold.uri)
    return answered(asked, cite(source, gold.sentence), gold.span if asked.short else None, confidence)


def _last_sentence() -> Citation:
    return cite(SOURCES[0], Span(MILL.index("Nobody"), len(MILL)))
