"""From the measures of many results to scores, each with its n and a 95 % bootstrap interval."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import partial

import numpy as np

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
    ("right answers named", "answers named", None),
    ("some wrong answer named", "wrong named", None),
    ("all right answers named and no wrong one", "all named and none wrong", None),
    ("a gold passage cited, of answers", "passage cited", None),
    ("tokens read", "tokens read", None),
    ("tokens written", "tokens written", None),
    ("statements an answer", "statements", None),
    ("dropped claims", "dropped", None),
)
"""Score, measure, and whether only answerable (True) or unanswerable (False) cases count."""

SHORT_COVERAGES = (0.10, 0.15, 0.20, 0.30)


def scores(results: Sequence[Result], draws: int = DRAWS) -> tuple[Score, ...]:
    """All scores that apply to the results, in a fixed order."""
    drawn = (part(results, draws) for part in (_means, _quotes, _refusal, _risk))
    return (*(score for part in drawn for score in part), *_threshold(results), *_seconds(results))


def curves(results: Sequence[Result]) -> dict[str, tuple[tuple[float, float], ...]]:
    """The points (coverage, risk) of the curves that apply, by name."""
    given = {"answers by confidence": _risks(results), "short answers by probability": _short_risks(results)}
    return {name: risk_coverage(rows[:, 0], rows[:, 1]).points() for name, rows in given.items() if len(rows)}


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
        yield _score("quotes valid", rows, _ratio, draws, int(rows[:, 1].sum()), "quotes")


def _refusal(results: Sequence[Result], draws: int) -> Iterator[Score]:
    """Refusing is the positive class; a case where both outcomes are right is left out."""
    judged = [r for r in results if r.case.answerable is not None and "answered" in r.values]
    rows = _rows([[not r.case.answerable, not r.values["answered"]] for r in judged])
    unanswerable, refused = rows[:, 0] == 1, rows[:, 1] == 1
    if refused.any():
        yield _score("refusal precision", rows[refused][:, :1], _mean, draws)
    if unanswerable.any():
        yield _score("refusal recall", rows[unanswerable][:, 1:], _mean, draws)
    if unanswerable.any() and not unanswerable.all():
        yield _score("refusal balanced accuracy", rows, _balanced, draws)
    for name, measure in (("AUROC of the confidence", "confidence"), ("AUROC of the margin", "margin")):
        pairs = _rows([[r.values[measure], bool(r.case.answerable)] for r in judged if measure in r.values])
        if len(np.unique(pairs[:, 1])) == 2:
            yield _score(name, pairs, lambda t: auroc(t[..., 0], t[..., 1]), draws)


def _risk(results: Sequence[Result], draws: int) -> Iterator[Score]:
    rows = _rows(
        [[r.values["answered"], w] for r in results if "answered" in r.values and (w := _wrong(r)) is not None]
    )
    if len(rows):
        yield _score("coverage in force", rows[:, :1], _mean, draws)
    if rows[:, 0].any():
        yield _score("risk in force", rows[rows[:, 0] == 1][:, 1:], _mean, draws)
    by_confidence = _risks(results)
    if len(by_confidence):
        yield _score("area under risk-coverage", by_confidence, _each(lambda curve: curve.area), draws)
    by_probability = _short_risks(results)
    for coverage in SHORT_COVERAGES if len(by_probability) else ():
        statistic = _each(partial(RiskCoverage.risk_at, coverage=coverage))
        yield _score(f"short answers wrong at coverage {coverage:.2f}", by_probability, statistic, draws)


def _threshold(results: Sequence[Result]) -> Iterator[Score]:
    """SQuAD's best F1, with a threshold chosen afterwards on the same questions."""
    for signal in ("confidence", "margin"):
        counted = [r for r in results if {"span f1", signal} <= r.values.keys()]
        if counted:
            found = best_threshold(
                [r.values["span f1"] for r in counted],
                [-r.values[signal] for r in counted],
                [bool(r.case.answerable) for r in counted],
                [False] * len(counted),
            )
            yield Score(f"best F1 by {signal}, chosen afterwards", found.score, len(counted))
            yield Score(f"least {signal} answered for that F1", -found.at, len(counted))


def _seconds(results: Sequence[Result]) -> Iterator[Score]:
    names = dict.fromkeys(name for r in results for name in r.values if name.startswith("seconds"))
    for name in names:
        values = [r.values[name] for r in results if name in r.values]
        for share in (50, 95):
            yield Score(f"{name} p{share}", float(np.percentile(values, share)), len(values))


def _score(
    name: str, rows: Numbers, statistic: Statistic, draws: int, n: int | None = None, of: str = "cases"
) -> Score:
    low, high = interval(rows, statistic, draws) or (None, None)
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


def _wrong(result: Result) -> float | None:
    """Whether an answer would be wrong: nothing to answer, or the first sentence holds no gold words.

    Where the assistant refused, the reader's first sentence is what it would have cited.
    """
    if result.case.answerable is None:
        return None
    if not result.case.answerable:
        return 1.0
    measure = "sentence" if result.answered else "first sentence"
    return 1.0 - result.values[measure] if measure in result.values else None


def _risks(results: Sequence[Result]) -> Numbers:
    """The confidence and whether an answer would be wrong, of all questions, answered or not."""
    given = ((r.values.get("confidence"), _wrong(r)) for r in results)
    return _rows([[confidence, wrong] for confidence, wrong in given if confidence is not None and wrong is not None])


def _short_risks(results: Sequence[Result]) -> Numbers:
    """The probability of the short answer and whether it is wrong, of all questions, shown or not."""
    judged = [r for r in results if {"short probability", "span f1"} <= r.values.keys()]
    right = [bool(r.case.answerable) and r.values["span f1"] >= RIGHT_FROM for r in judged]
    return _rows([[r.values["short probability"], not good] for r, good in zip(judged, right, strict=True)])
