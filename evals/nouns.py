"""The nouns of measuring: a case, what came of asking it, a score, a report."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal, Protocol

from assistant.nouns import Answer, Outcome, Turn
from vectorstore.nouns import Kind, PageStart, Span

Gold = Literal["evidence", "short"]


class Asker(Protocol):
    """What is measured: anything that answers as the assistant does."""

    def answer(
        self, question: str, *, history: Sequence[Turn | Answer] = (), documents: Collection[str] | None = None
    ) -> Answer: ...


@dataclass(frozen=True, slots=True)
class Source:
    """A document to take in; ``text`` is canonical."""

    uri: str
    title: str
    text: str
    kind: Kind = Kind.TEXT
    page_starts: tuple[PageStart, ...] = ()


@dataclass(frozen=True, slots=True)
class Place:
    """Gold words in a document. ``sentence`` is the shortest stretch of whole sentences that holds them."""

    uri: str
    span: Span
    sentence: Span

    def is_in(self, uri: str, span: Span) -> bool:
        """Whether a span of a document holds the words whole."""
        return self.uri == uri and span.contains(self.span)


@dataclass(frozen=True, slots=True)
class EvalCase:
    """A question and what should come of it.

    Of ``wanted`` any outcome is right; where both are, an answer must quote ``evidence`` and say nothing wrong.
    ``evidence`` holds one group for each place that is wanted; any place of a group will do. ``short`` are the
    short answers that count as right; ``no_short`` says that any would be wrong. ``documents`` are those to ask,
    None for the whole library. ``passages`` are uris of documents that hold the answer, where no words are named;
    ``references`` are answers that people wrote in sentences; ``rewrite`` is how a person put a follow-up for itself,
    and then nothing else is measured. Each of ``every`` is to be named, and none of ``wrong``, in the statements or
    anywhere else in the answer; no statement may match a regular expression of ``wrong_patterns``, unless it denies
    that; where a premise is false, each in words of its own is to carry a negation or match one of ``contradicting``.
    ``gold`` is what the
    set names where its documents answer: a case without an answer is held to nothing else, since a score of such cases
    alone would be taken for one of all.
    """

    id: str
    question: str
    wanted: tuple[Outcome, ...]
    kind: str
    history: tuple[Turn, ...] = ()
    evidence: tuple[tuple[Place, ...], ...] = ()
    short: tuple[str, ...] = ()
    no_short: bool = False
    held_out: bool = False
    documents: tuple[str, ...] | None = None
    passages: tuple[str, ...] = ()
    references: tuple[str, ...] = ()
    rewrite: str | None = None
    every: tuple[str, ...] = ()
    wrong: tuple[str, ...] = ()
    wrong_patterns: tuple[str, ...] = ()
    contradicting: tuple[str, ...] = ()
    gold: tuple[Gold, ...] = ("evidence", "short")

    def __post_init__(self) -> None:
        if not self.wanted:
            raise ValueError(f"the case {self.id!r} wants no outcome")
        if (Outcome.ANSWERED in self.wanted) != bool(self.evidence or self.passages):
            raise ValueError(f"the case {self.id!r} needs evidence if, and only if, it may be answered")
        if self.short and (self.no_short or not self.evidence):
            raise ValueError(f"the case {self.id!r} cannot have short answers")

    @property
    def answerable(self) -> bool | None:
        """None where both an answer and a refusal are right, or nothing is asked."""
        if Outcome.NOTHING_ASKED in self.wanted:
            return None
        kinds = {outcome is Outcome.ANSWERED for outcome in self.wanted}
        return kinds.pop() if len(kinds) == 1 else None

    @property
    def compares_short(self) -> bool:
        """Whether words are compared with the short answers, or with none where the documents do not answer."""
        return self.answerable is not None and (bool(self.short) if self.answerable else "short" in self.gold)

    def holds(self, uri: str, span: Span) -> bool:
        """Whether a span holds some gold words whole."""
        return any(place.is_in(uri, span) for group in self.evidence for place in group)


@dataclass(frozen=True, slots=True)
class Found:
    """A passage that the retriever brought."""

    uri: str
    span: Span


@dataclass(frozen=True, slots=True)
class Read:
    """What a reader made of a sentence: ``text`` is its best span, ``margin`` what speaks for it over no answer."""

    uri: str
    passage: Span
    sentence: Span
    text: str
    margin: float


@dataclass(frozen=True, slots=True)
class Reading:
    """The inside of an answer: passages as retrieved, sentences as ranked after reading, both best first.

    ``short_probability`` is that the first sentence's span is the right short answer. No threshold has a say here.
    """

    retrieved: tuple[Found, ...]
    ranked: tuple[Read, ...] = ()
    short_probability: float = 0.0


@dataclass(frozen=True, slots=True)
class Result:
    """A case and what came of it: an answer, or the fault that there was instead. ``seconds`` is wall time.

    ``values`` are its measures by name; one that does not apply is not there.
    """

    case: EvalCase
    answer: Answer | None
    seconds: float
    reading: Reading | None = None
    fault: str | None = None
    values: Mapping[str, float] = field(default_factory=dict)

    @property
    def answered(self) -> bool:
        return self.answer is not None and self.answer.outcome is Outcome.ANSWERED


@dataclass(frozen=True, slots=True)
class Score:
    """A figure over ``n`` cases (or what ``of`` names) with its 95 % interval, where one can be drawn."""

    name: str
    value: float
    n: int
    low: float | None = None
    high: float | None = None
    of: str = "cases"


FALSE_ACCEPTS, FALSE_REJECTS = "false accepts", "false rejects"
"""The scores of a suite of quotes. Each quote counts in one of them."""
REAL_REJECTS = f"{FALSE_REJECTS}, real"
"""Of the honest quotes, those that went by a file or a browser: the many others would drown their faults."""


@dataclass(frozen=True, slots=True)
class Sample:
    """How many cases were drawn, of how many, and by which seed."""

    drawn: int
    of: int
    seed: int


@dataclass(frozen=True, slots=True)
class SuiteReport:
    """A suite's results and scores. ``texts`` are its documents by uri, ``slices`` the scores of parts by name.

    ``notes`` are sentences for a person: what was left out, and why. ``sample`` is None where all cases were asked.
    ``kept`` of the results are those of a run that was cut off before; ``seconds`` is the wall time of the others.
    """

    name: str
    index: str
    seconds: float
    texts: Mapping[str, str]
    results: tuple[Result, ...]
    scores: tuple[Score, ...]
    slices: Mapping[str, tuple[Score, ...]]
    curves: Mapping[str, tuple[tuple[float, float], ...]]
    notes: tuple[str, ...] = ()
    sample: Sample | None = None
    kept: int = 0

    @property
    def is_of_quotes(self) -> bool:
        """Whether quotes were judged and nobody was asked: then the results are the failures alone."""
        return any(score.name in (FALSE_ACCEPTS, FALSE_REJECTS) for score in self.scores)


@dataclass(frozen=True, slots=True)
class Report:
    """All suites of a run; ``skipped`` says by name why a suite was not asked.

    ``config`` is as JSON has it, so that a report that was read again has the same.
    """

    suites: tuple[SuiteReport, ...]
    skipped: Mapping[str, str]
    config: Mapping[str, Any]
