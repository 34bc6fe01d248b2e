"""What was said, and what is proved: an engine drafts on the left, an answer stands on the right.

``assistant.verify`` is the only bridge from Quote to Citation, from Claim to Statement, from Draft to Answer.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from vectorstore.nouns import Chunk, DocumentRecord, PageStart, Passage, Span

EXTRACTIVE = "extractive"
"""The engine that quotes and writes nothing; what is answered without asking any engine is answered by it."""
CONTEXT = 48
"""Characters on either side of a citation that its passage carries, for selectors and for reading on."""


class Outcome(StrEnum):
    """How a question ended. A refusal is an answer, not an error."""

    ANSWERED = "answered"
    NOT_IN_DOCUMENTS = "not_in_documents"
    UNSUPPORTED = "unsupported"
    NOTHING_ASKED = "nothing_asked"


class Stage(StrEnum):
    """What is being done, in this order."""

    SEARCHING = "searching"
    READING = "reading"
    WRITING = "writing"
    CHECKING = "checking"


@dataclass(frozen=True, slots=True)
class Candidate:
    """A chunk that retrieval brings to an engine, with the scores that brought it.

    ``score`` is the fused one, comparable within one question; ``dense`` is the cosine, ``lexical`` BM25.
    """

    chunk: Chunk
    score: float
    dense: float
    lexical: float


@dataclass(frozen=True, slots=True)
class Quote:
    """Where an engine points: a span of a document, and the words inside it that matter most."""

    document: DocumentRecord
    span: Span
    emphasis: Span | None = None


@dataclass(frozen=True, slots=True)
class Claim:
    """A sentence that an engine says, and the quotes that should prove it.

    ``text`` None says what the quotes say, word for word. ``short`` is where a short answer stands in a quote.
    ``asked`` is the part of the question that it answers, where there were several.
    """

    quotes: tuple[Quote, ...]
    text: str | None = None
    short: Span | None = None
    asked: str | None = None


@dataclass(frozen=True, slots=True)
class Usage:
    """What a chat model was asked for: tokens read and written, in so many requests, those in vain included.

    A provider that does not count has read 0 tokens, which no request does.
    """

    prompt: int
    completion: int
    requests: int

    def __add__(self, other: Usage) -> Usage:
        return Usage(self.prompt + other.prompt, self.completion + other.completion, self.requests + other.requests)


@dataclass(frozen=True, slots=True)
class Dropped:
    """A claim that could not be proved, kept to be shown folded and marked as not proved.

    ``rule`` names the rule of the second gate that it failed, if it was that; ``quoted``: its quotes stand in the
    answer in its place.
    """

    text: str
    reason: str
    rule: str | None = None
    quoted: bool = False


@dataclass(frozen=True, slots=True)
class Draft:
    """What an engine makes of a question: claims, or none with the nearest evidence.

    ``confidence`` is the calibrated probability that the documents answer the question, where the engine has one.
    ``remarks`` are sentences about the search and the engine, never about the documents. ``refused`` is what the engine
    said and did not even point at a quote for, ``withdrawn`` what it said and took back itself. ``contradictions`` are
    claims whose quotes answer differently. ``engine`` names the one that made this draft, where it was not the chosen
    one, and ``fault`` says why. ``asks_nothing``: the question was none, but thanks.
    """

    claims: tuple[Claim, ...]
    nearest: tuple[Quote, ...] = ()
    models: tuple[str, ...] = ()
    confidence: float | None = None
    remarks: tuple[str, ...] = ()
    understood: str | None = None
    refused: tuple[Dropped, ...] = ()
    withdrawn: tuple[Dropped, ...] = ()
    contradictions: tuple[Claim, ...] = ()
    engine: str | None = None
    fault: str | None = None
    usage: Usage | None = None
    asks_nothing: bool = False


class Where(StrEnum):
    """Where a caveat stands to its quote, as it is said before its words."""

    UNDER = "under"
    BEFORE = "after"
    WITHIN = "in full"
    AFTER = "goes on"


@dataclass(frozen=True, slots=True)
class Caveat:
    """What in a document turns a quote of it round: proved as the quote is, its text cut from the stored passage."""

    passage: Passage
    span: Span
    where: Where

    def __post_init__(self) -> None:
        if not self.passage.span.contains(self.span):
            raise ValueError(f"the caveat {self.span} does not lie in its passage {self.passage.span}")

    @property
    def text(self) -> str:
        return self.passage.at(self.span)

    @property
    def said(self) -> str:
        """As it is shown beside its quote: ``goes on: “However, it is waived for students.”``."""
        return caveat_said(self.where, self.text)


@dataclass(frozen=True, slots=True)
class Citation:
    """A proved quote. Its text is cut from the stored passage, so it cannot misquote.

    Build one with ``assistant.verify.cite`` only. ``caveats`` are what turns it round where it stands.
    """

    passage: Passage
    span: Span
    emphasis: Span | None = None
    caveats: tuple[Caveat, ...] = ()

    def __post_init__(self) -> None:
        if not self.passage.span.contains(self.span):
            raise ValueError(f"the citation {self.span} does not lie in its passage {self.passage.span}")
        if self.emphasis is not None and not self.span.contains(self.emphasis):
            raise ValueError(f"the emphasis {self.emphasis} does not lie in the citation {self.span}")

    @property
    def document(self) -> DocumentRecord:
        return self.passage.document

    @property
    def text(self) -> str:
        return self.passage.at(self.span)

    @property
    def prefix(self) -> str:
        return self.passage.text[: self.span.start - self.passage.span.start]

    @property
    def suffix(self) -> str:
        return self.passage.text[self.span.end - self.passage.span.start :]

    @property
    def page(self) -> PageStart | None:
        return self.passage.page_at(self.span.start)


@dataclass(frozen=True, slots=True)
class Statement:
    """A sentence of an answer with the citations that carry it: at least one.

    ``short`` is the short answer, a span inside the first citation that holds it, or None. ``asked`` is the part of the
    question that it answers, or None where the question was one.
    """

    text: str
    citations: tuple[Citation, ...]
    short: Span | None = None
    asked: str | None = None

    def __post_init__(self) -> None:
        if not self.citations:
            raise ValueError(f"a statement needs a citation: {self.text!r}")
        if self.short is not None and not any(c.span.contains(self.short) for c in self.citations):
            raise ValueError(f"the short answer {self.short} does not lie in a citation")

    @property
    def caveats(self) -> tuple[Caveat, ...]:
        """Those of its citations, each once."""
        return tuple(dict.fromkeys(caveat for citation in self.citations for caveat in citation.caveats))

    @property
    def short_text(self) -> str | None:
        if self.short is None:
            return None
        return next(c.passage.at(self.short) for c in self.citations if c.span.contains(self.short))


@dataclass(frozen=True, slots=True)
class Contradiction:
    """Proved quotes that answer the same question differently: at least two."""

    sides: tuple[Citation, ...]

    def __post_init__(self) -> None:
        if len(self.sides) < 2:
            raise ValueError("a contradiction has two sides")


@dataclass(frozen=True, slots=True)
class Turn:
    """A question and the text that answered it; ``short``: the short answer in it, where there is one."""

    question: str
    text: str
    short: str = ""


@dataclass(frozen=True, slots=True)
class Answer:
    """A question as asked and as understood, and what the documents prove about it.

    ``seconds`` is wall time by stage. ``index`` is the fingerprint of the library that was asked. ``engine`` is the one
    that answered; where that is not the chosen one, ``fault`` says why.
    """

    question: str
    understood: str
    outcome: Outcome
    statements: tuple[Statement, ...] = ()
    dropped: tuple[Dropped, ...] = ()
    nearest: tuple[Citation, ...] = ()
    engine: str = ""
    models: tuple[str, ...] = ()
    index: str = ""
    confidence: float | None = None
    remarks: tuple[str, ...] = ()
    seconds: Mapping[str, float] = field(default_factory=dict)
    contradictions: tuple[Contradiction, ...] = ()
    fault: str | None = None
    usage: Usage | None = None

    def __post_init__(self) -> None:
        if (self.outcome is Outcome.ANSWERED) != bool(self.statements):
            raise ValueError(f"{self.outcome} does not go with {len(self.statements)} statements")

    @property
    def text(self) -> str:
        """The statements, each once, one a line, with what turns their quotes round, or why there is none."""
        return answer_said(self.outcome, (statement_said(each.text, _said(each)) for each in self.statements))

    @property
    def turn(self) -> Turn:
        short = next((each.short_text for each in self.statements if each.short_text), "")
        return Turn(self.understood, self.text, short)


def caveat_said(where: Where, words: str) -> str:
    """What turns a quote round, as it is shown beside it."""
    return f"{where}: “{' '.join(words.split())}”"


def statement_said(text: str, caveats: Iterable[str]) -> str:
    """A statement with what turns its quotes round."""
    added = "; ".join(caveats)
    return f"{text} ({added})" if added else text


def answer_said(outcome: Outcome, statements: Iterable[str]) -> str:
    """The text of an answer that says this, each once; without statements, of an outcome that has none."""
    return "\n".join(dict.fromkeys(statements)) or _NOTHING[outcome]


def _said(statement: Statement) -> Iterator[str]:
    return (caveat.said for caveat in statement.caveats)


_NOTHING = {
    Outcome.NOT_IN_DOCUMENTS: "The documents do not say.",
    Outcome.UNSUPPORTED: "Nothing that was written could be proved by the documents.",
    Outcome.NOTHING_ASKED: "You are welcome. Ask on whenever you like.",
}


@dataclass(frozen=True, slots=True)
class Preview:
    """Proved quotes that may answer, to be shown while an engine writes; the answer follows."""

    answer: Answer


Event = Stage | Preview | Answer
"""What a running question tells, the answer last."""
