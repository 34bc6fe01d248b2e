"""Two reports of the same suites: what moved, which cases flipped, and whether it is more than noise.

Cases are paired by suite and id, and only where they ask and want the same in both reports.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

import numpy as np

from evals.curves import Numbers
from evals.failures import REASONS, judged
from evals.intervals import Statistic, interval
from evals.nouns import Report, Result, Score, SuiteReport
from evals.scores import POOLED

SIGNIFICANT = 0.05

Pair = tuple[Result, Result]
"""What came of one case, older first."""


@dataclass(frozen=True, slots=True)
class Change:
    """A measure's mean, or a score that is no mean, over the ``n`` cases that have it in both reports.

    ``low`` and ``high`` bound the difference: a paired bootstrap of the cases (Efron 1979), 95 %. ``p`` is McNemar's
    exact one, two-sided, where every value is 0 or 1, and else None.
    """

    measure: str
    n: int
    older: float
    newer: float
    low: float | None
    high: float | None
    p: float | None = None

    @property
    def difference(self) -> float:
        return self.newer - self.older

    @property
    def beyond_noise(self) -> bool:
        """By ``p`` where there is one, as of the flips; else whether the interval leaves 0 out.

        Of values that are 0 or 1 the bootstrap leaves 0 out from four flips one way on, where ``p`` is .125.
        """
        if self.p is not None:
            return self.p < SIGNIFICANT
        return self.low is not None and self.high is not None and not self.low <= 0 <= self.high


@dataclass(frozen=True, slots=True)
class Flips:
    """The cases that fail by a reason in one of the two reports alone; ``p`` is McNemar's exact one, two-sided.

    ``n`` are the cases to which the reason applies in both.
    """

    reason: str
    n: int
    fixed: tuple[Pair, ...]
    broken: tuple[Pair, ...]
    p: float

    @property
    def beyond_noise(self) -> bool:
        return self.p < SIGNIFICANT


@dataclass(frozen=True, slots=True)
class Moved:
    """A score of both reports over all their cases."""

    score: str
    older: float
    newer: float


@dataclass(frozen=True, slots=True)
class Rate:
    """A rate of a suite of quotes that moved, over all quotes of each report; ``p`` is Fisher's exact one, two-sided.

    Quotes are not paired, since a report keeps its failures alone.
    """

    older: Score
    newer: Score
    p: float

    @property
    def beyond_noise(self) -> bool:
        return self.p < SIGNIFICANT


@dataclass(frozen=True, slots=True)
class SuiteComparison:
    """A suite of both reports. ``unpaired`` counts the cases that only one of them has, or that were changed.

    A suite of quotes, ``of_quotes``, has ``rates`` in the place of all else.
    """

    name: str
    paired: int
    unpaired: int
    moved: tuple[Moved, ...]
    changes: tuple[Change, ...]
    flips: tuple[Flips, ...]
    of_quotes: bool = False
    rates: tuple[Rate, ...] = ()


@dataclass(frozen=True, slots=True)
class Comparison:
    """``suites`` are those of both reports, ``alone`` the names of the others, ``config`` what was set otherwise."""

    suites: tuple[SuiteComparison, ...]
    alone: tuple[str, ...]
    config: Mapping[str, tuple[Any, Any]]


def compare(older: Report, newer: Report) -> Comparison:
    before = {suite.name: suite for suite in older.suites}
    now = {suite.name: suite for suite in newer.suites}
    return Comparison(
        suites=tuple(_suite(before[name], now[name]) for name in now if name in before),
        alone=tuple(sorted(before.keys() ^ now.keys())),
        config=dict(_differences(older.config, newer.config)),
    )


def mcnemar(fixed: int, broken: int) -> float:
    """The two-sided exact p of that many flips each way where both are as likely (McNemar 1947)."""
    from scipy.stats import binomtest  # noqa: PLC0415 - slow to load, and only a comparison needs it

    return float(binomtest(fixed, fixed + broken).pvalue) if fixed + broken else 1.0


def fisher(older: Score, newer: Score) -> float:
    """The two-sided exact p of two such rates where both reports have the same one (Fisher 1935)."""
    from scipy.stats import fisher_exact  # noqa: PLC0415 - slow to load, and only a comparison needs it

    counts = [(round(score.value * score.n), score.n) for score in (older, newer)]
    return float(fisher_exact([[wrong, n - wrong] for wrong, n in counts]).pvalue)


def _suite(older: SuiteReport, newer: SuiteReport) -> SuiteComparison:
    if newer.is_of_quotes:
        rates = tuple(_rates(older, newer))
        return SuiteComparison(newer.name, 0, 0, (), (), (), of_quotes=True, rates=rates)
    before = {result.case.id: result for result in older.results}
    pairs = [(old, new) for new in newer.results if (old := before.get(new.case.id)) and old.case == new.case]
    every = before.keys() | {result.case.id for result in newer.results}
    return SuiteComparison(
        name=newer.name,
        paired=len(pairs),
        unpaired=len(every) - len(pairs),
        moved=tuple(_moved(older, newer)),
        changes=(*_changes(pairs), *_pooled_changes(pairs)),
        flips=tuple(_flips(pairs)),
    )


def _rates(older: SuiteReport, newer: SuiteReport) -> Iterator[Rate]:
    before = {score.name: score for score in older.scores}
    for score in newer.scores:
        if score.name in before and before[score.name].value != score.value:
            yield Rate(before[score.name], score, fisher(before[score.name], score))


def _moved(older: SuiteReport, newer: SuiteReport) -> Iterator[Moved]:
    before = {score.name: score.value for score in older.scores}
    for score in newer.scores:
        if score.name in before and before[score.name] != score.value:
            yield Moved(score.name, before[score.name], score.value)


def _changes(pairs: Sequence[Pair]) -> Iterator[Change]:
    """Of the measures that moved. Times are left out: the machine's mood is not drawn with the cases."""
    names = dict.fromkeys(name for _, new in pairs for name in new.values if not name.startswith("seconds"))
    for name in names:
        both = np.array([(o.values[name], n.values[name]) for o, n in pairs if name in o.values and name in n.values])
        if len(both) and (both[:, 0] != both[:, 1]).any():
            older, newer = both.mean(axis=0)
            low, high = interval(both[:, 1:] - both[:, :1], _mean) or (None, None)
            yield Change(name, len(both), float(older), float(newer), low, high, _p_of_flips(both))


def _pooled_changes(pairs: Sequence[Pair]) -> Iterator[Change]:
    """Of the scores that are no means: both reports' figures of the same drawn cases."""
    for pooled in POOLED:
        both = np.array([(*old, *new) for o, n in pairs if (old := pooled.row(o)) and (new := pooled.row(n))])
        if len(both) and (both[:, :2] != both[:, 2:]).any():
            older, newer = (float(pooled.statistic(rows)) for rows in (both[:, :2], both[:, 2:]))
            bounds = interval(both, partial(_gain, pooled.statistic))
            if not np.isnan(newer - older):
                yield Change(pooled.name, len(both), older, newer, *(bounds or (None, None)))


def _flips(pairs: Sequence[Pair]) -> Iterator[Flips]:
    found = [((older, newer), judged(older), judged(newer)) for older, newer in pairs]
    for reason in REASONS:
        both = [(pair, old[reason], new[reason]) for pair, old, new in found if reason in old and reason in new]
        fixed = tuple(pair for pair, failed, fails in both if failed and not fails)
        broken = tuple(pair for pair, failed, fails in both if fails and not failed)
        if both:
            yield Flips(reason, len(both), fixed, broken, mcnemar(len(fixed), len(broken)))


def _p_of_flips(both: Numbers) -> float | None:
    """McNemar's exact p of values then and now, shape ``(n, 2)``; None where some are neither 0 nor 1."""
    if not np.isin(both, (0, 1)).all():
        return None
    gains = both[:, 1] - both[:, 0]
    return mcnemar(int((gains > 0).sum()), int((gains < 0).sum()))


def _gain(statistic: Statistic, rows: Numbers) -> Numbers:
    """The newer report's figure, of the last two columns, less the older's, of the first two."""
    gain: Numbers = statistic(rows[..., 2:]) - statistic(rows[..., :2])
    return gain


def _mean(rows: Numbers) -> Numbers:
    mean: Numbers = rows[..., 0].mean(axis=-1)
    return mean


def _differences(older: Any, newer: Any, at: str = "") -> Iterator[tuple[str, tuple[Any, Any]]]:  # noqa: ANN401 - any JSON
    if isinstance(older, Mapping) and isinstance(newer, Mapping):
        for name in dict.fromkeys((*newer, *older)):
            yield from _differences(older.get(name), newer.get(name), f"{at}.{name}" if at else name)
    elif older != newer:
        yield at, (older, newer)
