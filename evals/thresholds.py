"""What the scores of a run must reach: a file of thresholds, and the verdict on a report."""

from __future__ import annotations

import tomllib
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path

from pydantic import BaseModel, ConfigDict, TypeAdapter, ValidationError, model_validator

from evals.errors import ThresholdError
from evals.nouns import FALSE_ACCEPTS, FALSE_REJECTS, REAL_REJECTS, Report, SuiteReport
from evals.scores import NAMES

_OF_QUOTES = (FALSE_ACCEPTS, FALSE_REJECTS, REAL_REJECTS)


class Bound(BaseModel):
    """What a score must reach: at least one side. ``below`` is never reached itself."""

    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False)

    at_least: float | None = None
    at_most: float | None = None
    below: float | None = None

    @model_validator(mode="after")
    def _bounds(self) -> Bound:
        if self.at_least is self.at_most is self.below is None:
            raise ValueError("says neither at_least nor at_most nor below")
        return self

    def __str__(self) -> str:
        sides = (("at least", self.at_least), ("at most", self.at_most), ("below", self.below))
        return " and ".join(f"{words} {number:g}" for words, number in sides if number is not None)

    def met_by(self, value: float) -> bool:
        return (
            (self.at_least is None or value >= self.at_least)
            and (self.at_most is None or value <= self.at_most)
            and (self.below is None or value < self.below)
        )


ALWAYS: Mapping[str, Bound] = {
    "quotes valid": Bound(at_least=1),
    FALSE_ACCEPTS: Bound(at_most=0),
    FALSE_REJECTS: Bound(below=0.001),
    REAL_REJECTS: Bound(below=0.001),
}
"""What holds for every suite that has the score, without any file."""


@dataclass(frozen=True, slots=True)
class Threshold:
    suite: str
    score: str
    bound: Bound


@dataclass(frozen=True, slots=True)
class Check:
    """A threshold and the score that was held to it; None where it was not measured, which does not meet it.

    So it is where the suite was skipped, and where the score applies to nothing that came of it.
    """

    threshold: Threshold
    value: float | None

    @property
    def met(self) -> bool:
        return self.value is not None and self.threshold.bound.met_by(self.value)


def load_thresholds(path: Path) -> tuple[Threshold, ...]:
    """The thresholds of a TOML file: a table for each suite, in it a bound for each score.

    Raises ThresholdError where the file cannot be read, with the place in it and its value.
    """
    try:
        content = tomllib.loads(path.read_text(encoding="utf-8"))
        suites = _FILE.validate_python(content)
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise ThresholdError(f"{path} cannot be read as thresholds: {error}") from error
    except ValidationError as error:
        raise ThresholdError(_explain(path, error)) from error
    return tuple(Threshold(suite, score, bound) for suite, bounds in suites.items() for score, bound in bounds.items())


def verdict(report: Report, thresholds: Sequence[Threshold] = ()) -> tuple[Check, ...]:
    """The thresholds held to a report, and before them those of ``ALWAYS``.

    Raises ThresholdError where a threshold names a suite that the report does not have, or a score that there is not.
    """
    suites = {suite.name: suite for suite in report.suites}
    return (*_always(report.suites), *(_check(each, suites, report.skipped) for each in thresholds))


_FILE: TypeAdapter[dict[str, dict[str, Bound]]] = TypeAdapter(dict[str, dict[str, Bound]])


def _explain(path: Path, error: ValidationError) -> str:
    problem = error.errors()[0]
    where = " > ".join(map(str, problem["loc"])) or "the file"
    form = '["SUITE"] and below it "SCORE" = {at_least = 0.8}'
    return f"{path}: {where} = {problem['input']!r}: {problem['msg']}; write {form}"


def _always(suites: Sequence[SuiteReport]) -> Iterator[Check]:
    for suite in suites:
        values = _values(suite)
        yield from (
            Check(Threshold(suite.name, name, bound), values[name]) for name, bound in ALWAYS.items() if name in values
        )


def _check(threshold: Threshold, suites: Mapping[str, SuiteReport], skipped: Mapping[str, str]) -> Check:
    suite = suites.get(threshold.suite)
    if suite is None:
        if threshold.suite.split()[0] in skipped:
            return Check(threshold, None)
        raise ThresholdError(
            f"the thresholds name the suite {threshold.suite!r}, which was not asked; {_known(threshold.suite, suites)}"
        )
    values, names = _values(suite), _OF_QUOTES if suite.is_of_quotes else NAMES
    if threshold.score not in (*values, *names):
        raise ThresholdError(
            f"the thresholds name the score {threshold.score!r}, which {suite.name!r} does not have; "
            f"{_known(threshold.score, names)}"
        )
    return Check(threshold, values.get(threshold.score))


def _values(suite: SuiteReport) -> dict[str, float]:
    return {score.name: score.value for score in suite.scores}


def _known(name: str, names: Collection[str]) -> str:
    """The names that there are, the like ones first."""
    close = get_close_matches(name, names, n=3)
    meant = f"perhaps {' or '.join(map(repr, close))} was meant; " if close else ""
    return f"{meant}there are: {', '.join(names)}"
