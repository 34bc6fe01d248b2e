"""From the measures of many results to scores, each with its n and a 95 % bootstrap interval."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import partial
from typing import NamedTuple

import numpy as np

from assistant.nouns import Stage
from evals.curves import Numbers, RiskCoverage, auroc, divided, risk_coverage
from evals.intervals import DRAWS, Statistic, interval
from evals.measures import DEPTHS, RIGHT_FROM
from evals.nouns import Result, Score
from evals.squad_scorer import best_threshold

_MEANS: tuple[tuple[str, str, bool | None], ...] = (
    ("outcome accuracy", "outcome", None),
    ("exact match", "exact match", None),
    ("F1", "f1", None),
    ("HasAns exact match", "exact match", True),
    ("HasAns F1", "f1", True),
    ("NoAns F1", "f1", False),
    ("short answers shown", "short shown", None),
    ("short answers right, of those shown", "short right", None),
    ("short answers withheld where any is wrong", "short withheld", None),
    ("evidence hit", "evidence hit", None),
    ("all evidence quoted, where several places are wanted", "all evidence", None),
    ("evidence precision", "evidence precision", None),
    ("evidence recall", "evidence recall", None),
    ("evidence F1", "evidence f1", None),
    ("sentence accuracy", "sentence", None),
    ("sentence accuracy, never refusing", "first sentence", None),
    ("best span exact match, never refusing, HasAns", "span exact match", True),
    ("best span F1, never refusing, HasAns", "span f1", True),
    ("reader exact match", "decided exact match", None),
    ("reader F1", "decided f1", None),
    ("reader HasAns F1", "decided f1", True),
    ("reader NoAns F1", "decided f1", False),
    *(
        (f"{name} {label}", f"{stage} {measure}", None)
        for stage, name in (("retrieved", "retrieval"), ("ranked", "after the reader"))
        for measure, label in (*((f"recall@{k}", f"recall@{k}") for k in DEPTHS), ("reciprocal rank", "MRR"))
    ),
    ("token F1 of the rewrite", "rewrite f1", None),
    ("token F1 as asked", "asked f1", None),
    ("F1 with what people wrote", "reference f1", None),
    ("nothing said that the case calls wrong", "nothing wrong said", None),
    ("right answers named", "answers named", None),
    ("some wrong answer named", "wrong named", None),
    ("all right answers named and no wrong one", "all named and none wrong", None),
    ("a gold passage cited, of answers", "passage cited", None),
    ("drafted by the model itself", "own draft", None),
    ("tokens read", "tokens read", None),
    ("tokens written", "tokens written", None),
    ("statements an answer", "statements", None),
    ("dropped claims", "dropped", None),
    ("dropped claims shown as their bare quotes", "shown as quotes", None),
)
"""Score, measure, and whether only answerable (True) or unanswerable (False) cases count."""

_VALID = "quotes valid"
_REFUSING = ("refusal precision", "refusal recall")
_IN_FORCE = ("coverage in force", "risk in force")
_SIGNALS = ("confidence", "margin")
_SHARES = (50, 95)
SHORT_COVERAGES = (0.10, 0.15, 0.20, 0.30)

Row = tuple[float, ...] | None
"""A result's numbers; None where the score does not apply to it."""


class Pooled(NamedTuple):
    """A score of all results together, which is no mean of theirs."""

    name: str
    row: Callable[[Result], Row]
    statistic: Statistic

    def rows(self, results: Sequence[Result]) -> Numbers:
        """Shape ``(n, k)``, a row for each result that the score applies to."""
        return _rows([row for result in results if (row := self.row(result))])


def scores(results: Sequence[Result], draws: int = DRAWS) -> tuple[Score, ...]:
    """All scores that apply to the results, in a fixed order."""
    drawn = (part(results, draws) for part in (_means, _quotes, _refusal, _risk))
    return (*(score for part in drawn for score in part), *_threshold(results), *_seconds(results))


def curves(results: Sequence[Result]) -> dict[str, tuple[tuple[float, float], ...]]:
    """The points (coverage, risk) of the curves that apply, by name."""
    given = {"answers by confidence": _answer_risk, "short answers by probability": _short_risk}
    tables = {name: _rows([found for r in results if (found := row(r))]) for name, row in given.items()}
    return {name: risk_coverage(rows[:, 0], rows[:, 1]).points() for name, rows in tables.items() if len(rows)}


def _means(results: Sequence[Result], draws: int) -> Iterator[Score]:
    for name, measure, answerable in _MEANS:
        counted = results if answerable is None else [r for r in results if r.case.answerable is answerable]
        rows = _table(counted, measure)
        if len(rows):
            yield _score(name, rows, _mean, draws)


def _quotes(results: Sequence[Result], draws: int) -> Iterator[Score]:
    """Quotes are pooled, and drawn with their cases."""
    rows = _table(results, "valid quotes", "quotes")
    if len(rows):
        yield _score(_VALID, rows, _ratio, draws, int(rows[:, 1].sum()), "quotes")


def _refusal(results: Sequence[Result], draws: int) -> Iterator[Score]:
    """Refusing is the positive class; a case where both outcomes are right is left out."""
    rows = _rows([row for r in results if (row := _refused(r))])
    unanswerable, refused = rows[:, 0] == 1, rows[:, 1] == 1
    precision, recall = _REFUSING
    if refused.any():
        yield _score(precision, rows[refused][:, :1], _mean, draws)
    if unanswerable.any():
        yield _score(recall, rows[unanswerable][:, 1:], _mean, draws)
    yield from _pooled(_OF_REFUSAL, results, draws)


def _risk(results: Sequence[Result], draws: int) -> Iterator[Score]:
    coverage, risk = _IN_FORCE
    held = [r for r in results if "answered" in r.values and _has_risk(r)]
    if held:
        yield _score(coverage, _table(held, "answered"), _mean, draws)
    wrong = _rows([[w] for r in held if r.values["answered"] and (w := _wrong(r)) is not None])
    if len(wrong):
        yield _score(risk, wrong, _mean, draws)
    yield from _pooled(_OF_RISK, results, draws)


def _pooled(chosen: Sequence[Pooled], results: Sequence[Result], draws: int) -> Iterator[Score]:
    for pooled in chosen:
        rows = pooled.rows(results)
        if len(rows) and not np.isnan(pooled.statistic(rows)):
            yield _score(pooled.name, rows, pooled.statistic, draws)


def _threshold(results: Sequence[Result]) -> Iterator[Score]:
    """SQuAD's best F1, with a threshold chosen afterwards on the same questions."""
    for signal in _SIGNALS:
        counted = [r for r in results if {"span f1", signal} <= r.values.keys()]
        if counted:
            found = best_threshold(
                [r.values["span f1"] for r in counted],
                [-r.values[signal] for r in counted],
                [bool(r.case.answerable) for r in counted],
                [False] * len(counted),
            )
            best, least = _of_best(signal)
            yield Score(best, found.score, len(counted))
            yield Score(least, -found.at, len(counted))


def _seconds(results: Sequence[Result]) -> Iterator[Score]:
    names = dict.fromkeys(name for r in results for name in r.values if name.startswith("seconds"))
    for name in names:
        values = [r.values[name] for r in results if name in r.values]
        for share in _SHARES:
            yield Score(_of_seconds(name, share), float(np.percentile(values, share)), len(values))


def _of_best(signal: str) -> tuple[str, str]:
    return f"best F1 by {signal}, chosen afterwards", f"least {signal} answered for that F1"


def _of_seconds(name: str, share: int) -> str:
    return f"{name} p{share}"


def _score(
    name: str, rows: Numbers, statistic: Statistic, draws: int, n: int | None = None, of: str = "cases"
) -> Score:
    """Without an interval where all drawings give one figure: a bootstrap of equal values says nothing."""
    low, high = interval(rows, statistic, draws) or (None, None)
    if low == high:
        low = high = None
    return Score(name, float(statistic(rows)), len(rows) if n is None else n, low, high, of)


def _mean(rows: Numbers) -> Numbers:
    mean: Numbers = rows[..., 0].mean(axis=-1)
    return mean


def _ratio(rows: Numbers) -> Numbers:
    return divided(rows[..., 0].sum(axis=-1), rows[..., 1].sum(axis=-1))


def _balanced(rows: Numbers) -> Numbers:
    """The mean of the recalls of refusing and of answering."""
    unanswerable, refused = rows[..., 0], rows[..., 1]
    refusing = divided((unanswerable * refused).sum(axis=-1), unanswerable.sum(axis=-1))
    answering = divided(((1 - unanswerable) * (1 - refused)).sum(axis=-1), (1 - unanswerable).sum(axis=-1))
    return (refusing + answering) / 2


def _each(figure: Callable[[RiskCoverage], float]) -> Statistic:
    """A figure of the risk-coverage curve, of one table or of each of a stack of them."""

    def statistic(rows: Numbers) -> Numbers:
        stack = rows.reshape(-1, *rows.shape[-2:])
        figures = np.array([figure(risk_coverage(table[:, 0], table[:, 1])) for table in stack])
        return figures.reshape(rows.shape[:-2])

    return statistic


def _rows(values: Sequence[Sequence[float]]) -> Numbers:
    return np.array(values, dtype=float).reshape(len(values), -1) if values else np.empty((0, 2))


def _table(results: Sequence[Result], *names: str) -> Numbers:
    return _rows([[r.values[name] for name in names] for r in results if all(name in r.values for name in names)])


def _has_risk(result: Result) -> bool:
    """Whether an answer to it can be told right from wrong."""
    case = result.case
    return bool(case.evidence) if case.answerable else case.answerable is False and "evidence" in case.gold


def _wrong(result: Result) -> float | None:
    """Whether an answer would be wrong: nothing to answer, or the first sentence holds no gold words.

    Where the assistant refused, the reader's first sentence is what it would have cited.
    """
    if result.case.answerable is None:
        return None
    if not result.case.answerable:
        return 1.0 if "evidence" in result.case.gold else None
    measure = "sentence" if result.answered else "first sentence"
    return 1.0 - result.values[measure] if measure in result.values else None


def _refused(result: Result) -> Row:
    if result.case.answerable is None or "answered" not in result.values:
        return None
    return float(not result.case.answerable), float(not result.values["answered"])


def _told_apart(signal: str, result: Result) -> Row:
    if _refused(result) is None or signal not in result.values:
        return None
    return result.values[signal], float(bool(result.case.answerable))


def _answer_risk(result: Result) -> Row:
    """The confidence and whether an answer would be wrong, answered or not."""
    wrong = _wrong(result)
    return None if wrong is None or "confidence" not in result.values else (result.values["confidence"], wrong)


def _short_risk(result: Result) -> Row:
    """The probability of the short answer and whether it is wrong, shown or not."""
    if not {"short probability", "span f1"} <= result.values.keys():
        return None
    right = bool(result.case.answerable) and result.values["span f1"] >= RIGHT_FROM
    return result.values["short probability"], float(not right)


def _auroc(rows: Numbers) -> Numbers:
    return auroc(rows[..., 0], rows[..., 1])


_OF_REFUSAL = (
    Pooled("refusal balanced accuracy", _refused, _balanced),
    Pooled("AUROC of the confidence", partial(_told_apart, "confidence"), _auroc),
    Pooled("AUROC of the margin", partial(_told_apart, "margin"), _auroc),
)
_OF_RISK = (
    Pooled("area under risk-coverage", _answer_risk, _each(lambda curve: curve.area)),
    *(
        Pooled(
            f"short answers wrong at coverage {coverage:.2f}",
            _short_risk,
            _each(partial(RiskCoverage.risk_at, coverage=coverage)),
        )
        for coverage in SHORT_COVERAGES
    ),
)
POOLED = (*_OF_REFUSAL, *_OF_RISK)
"""The scores that are no means, for whoever draws their cases in pairs."""

NAMES = (
    *(name for name, _, _ in _MEANS),
    _VALID,
    *_REFUSING,
    *_IN_FORCE,
    *(pooled.name for pooled in POOLED),
    *(name for signal in _SIGNALS for name in _of_best(signal)),
    *(_of_seconds(name, share) for name in ("seconds", *(f"seconds {stage}" for stage in Stage)) for share in _SHARES),
)
"""Of all scores that a suite may have whose questions are asked. Which it has hangs on what was answered."""
