"""What the report's page shows, taken from the nouns of measuring: no markup, and nothing of any one suite."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from assistant.nouns import Outcome
from evals.excerpts import Excerpt, cited, wanted
from evals.failures import FAULT, outcome_of, reasons
from evals.nouns import Result, Score, SuiteReport

SEVERAL = "all evidence quoted, where several places are wanted"
HEADLINES = ("outcome accuracy", "evidence hit", "F1", "quotes valid")
"""The scores that stand on top, where a suite has them; else its first ones."""
_SECONDS = "seconds"


@dataclass(frozen=True, slots=True)
class StatementView:
    text: str
    short: str | None
    excerpts: tuple[Excerpt, ...]


@dataclass(frozen=True, slots=True)
class Failure:
    """A case that failed: what was wanted, and what came of it. ``nearest`` are a refusal's passages."""

    suite: str
    result: Result
    reasons: tuple[str, ...]
    outcome: str
    gold: tuple[Excerpt, ...]
    statements: tuple[StatementView, ...]
    nearest: tuple[Excerpt, ...]


@dataclass(frozen=True, slots=True)
class Cell:
    """Cases that wanted the same and got the same; ``wrong`` of them are so by the measure of the outcome.

    ``named`` is whether that is among the outcomes that were wanted.
    """

    count: int
    wrong: int
    named: bool

    @property
    def remark(self) -> str:
        """What the two names do not tell: a wrong answer to a false premise, or a failed answer that refuses."""
        if self.wrong == (0 if self.named else self.count):
            return ""
        return f"{self.wrong:,} wrong" if self.wrong else "right"


@dataclass(frozen=True, slots=True)
class Confusion:
    """What cases of each wanted outcome got: ``rows`` are (wanted, a cell for each of ``got``)."""

    got: tuple[str, ...]
    rows: tuple[tuple[str, tuple[Cell, ...]], ...]


@dataclass(frozen=True, slots=True)
class SliceTable:
    """The slices by name, with a score for each column, or None where it does not apply."""

    columns: tuple[str, ...]
    rows: Mapping[str, tuple[Score | None, ...]]


def headlines(suite: SuiteReport) -> tuple[Score, ...]:
    chosen = tuple(score for name in HEADLINES for score in suite.scores if score.name == name)
    return chosen or tuple(score for score in suite.scores if not score.name.startswith(_SECONDS))[:3]


def slice_table(suite: SuiteReport) -> SliceTable:
    """The headlines that tell the slices apart, and whether all places were quoted: those that some slice has."""
    there = {score.name for scores in suite.slices.values() for score in scores}
    shown = (*(score.name for score in headlines(suite)), SEVERAL)
    columns = tuple(name for name in shown if name in there)
    named = {name: {score.name: score for score in scores} for name, scores in suite.slices.items()}
    return SliceTable(columns, {name: tuple(map(scores.get, columns)) for name, scores in named.items()})


def failures(suite: SuiteReport) -> list[Failure]:
    return [_failure(suite, result, found) for result in suite.results if (found := reasons(result))]


def confusion(results: Sequence[Result]) -> Confusion | None:
    """None where no case was judged by its outcome, or nothing came of any."""
    judged = [result for result in results if "outcome" in result.values]
    if all(result.answer is None for result in judged):
        return None
    counts = Counter((_wanted(result), outcome_of(result)) for result in judged)
    wrong = Counter((_wanted(result), outcome_of(result)) for result in judged if not result.values["outcome"])
    got = tuple(name for name in (*Outcome, FAULT) if any(each == name for _, each in counts))
    named = {_wanted(result): result.case.wanted for result in judged}
    rows = (
        (name, tuple(Cell(counts[name, each], wrong[name, each], each in named[name]) for each in got))
        for name in sorted(named)
    )
    return Confusion(got, tuple(rows))


def in_force(suite: SuiteReport) -> tuple[float, float] | None:
    """The coverage and the risk at which the product answers now, where both were measured."""
    values = {score.name: score.value for score in suite.scores}
    coverage, risk = values.get("coverage in force"), values.get("risk in force")
    return None if coverage is None or risk is None else (coverage, risk)


def stages(suite: SuiteReport) -> list[tuple[str, float, float]]:
    """The median and the 95th percentile of each stage's seconds, the whole first."""
    values = {score.name: score.value for score in suite.scores}
    names = [name.removesuffix(" p50") for name in values if name.startswith(_SECONDS) and name.endswith(" p50")]
    return [
        (name.removeprefix(_SECONDS).strip() or "all", values[f"{name} p50"], values[f"{name} p95"])
        for name in names
        if f"{name} p95" in values
    ]


def _failure(suite: SuiteReport, result: Result, found: tuple[str, ...]) -> Failure:
    return Failure(
        suite=suite.name,
        result=result,
        reasons=found,
        outcome=outcome_of(result),
        gold=tuple(_gold(result, suite.texts)),
        statements=tuple(_statements(result, suite.texts)),
        nearest=tuple(_nearest(result, suite.texts)),
    )


def _gold(result: Result, texts: Mapping[str, str]) -> Iterator[Excerpt]:
    """One place of each group, since any of them will do."""
    for group in result.case.evidence:
        yield from (wanted(place, texts) for place in group[:1] if place.uri in texts)


def _statements(result: Result, texts: Mapping[str, str]) -> Iterator[StatementView]:
    for statement in result.answer.statements if result.answer else ():
        excerpts = tuple(cited(result.case, citation, texts, statement.short) for citation in statement.citations)
        yield StatementView(statement.text, statement.short_text, excerpts)


def _nearest(result: Result, texts: Mapping[str, str]) -> Iterator[Excerpt]:
    if result.answer and not result.answer.statements:
        yield from (cited(result.case, citation, texts) for citation in result.answer.nearest)


def _wanted(result: Result) -> str:
    return " or ".join(result.case.wanted)
