"""Risk-coverage curves, AUROC and intervals: laws, and the figures of well-kept libraries."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import bootstrap
from sklearn.metrics import roc_auc_score

from evals.curves import Numbers, auroc, risk_coverage
from evals.intervals import interval

PAIRS = st.lists(st.tuples(st.sampled_from([0.1, 0.2, 0.5, 0.9]), st.booleans()), min_size=1, max_size=30)


@settings(deadline=None)
@given(PAIRS)
def test_auroc_is_scikit_learns(pairs: list[tuple[float, bool]]) -> None:
    confidence, positive = _columns(pairs)

    if len(set(positive)) == 2:
        assert auroc(confidence, positive) == pytest.approx(roc_auc_score(positive, confidence))
    else:
        assert np.isnan(auroc(confidence, positive))


@given(PAIRS)
def test_the_curve_ends_at_all_answered_and_the_share_of_errors(pairs: list[tuple[float, bool]]) -> None:
    curve = risk_coverage(*_columns(pairs))

    assert curve.coverage[-1] == 1
    assert curve.risk[-1] == pytest.approx(np.mean([wrong for _, wrong in pairs]))
    assert np.all(np.diff(curve.coverage) > 0)
    assert 0 <= curve.area <= 1 + 1e-12


@given(PAIRS, st.randoms(use_true_random=False))
def test_the_order_of_questions_changes_nothing(pairs: list[tuple[float, bool]], random: object) -> None:
    shuffled = list(pairs)
    random.shuffle(shuffled)  # type: ignore[attr-defined]

    assert risk_coverage(*_columns(shuffled)).risk == pytest.approx(risk_coverage(*_columns(pairs)).risk)


def test_a_curve_on_paper() -> None:
    """Right, wrong, right, wrong by falling confidence: risks 0, 1/2, 1/3, 1/2."""
    curve = risk_coverage(np.array([0.2, 0.9, 0.4, 0.6]), np.array([1.0, 0.0, 0.0, 1.0]))

    assert curve.risk == pytest.approx([0, 1 / 2, 1 / 3, 1 / 2])
    assert curve.area == pytest.approx((1 / 2 + 1 / 3 + 1 / 2) / 4)
    assert curve.risk_at(0.5) == 1 / 2
    assert curve.risk_at(0.6) == pytest.approx(1 / 3)
    assert curve.points(2) == ((0.25, 0.0), (1.0, 0.5))


def test_an_interval_is_the_same_each_time_and_holds_the_mean() -> None:
    rows = np.array([[0.0], [1.0], [1.0], [0.0], [1.0], [1.0]])

    low, high = interval(rows, _mean) or (0, 0)

    assert (low, high) == interval(rows, _mean)
    assert 0 < low < rows.mean() < high <= 1


def test_an_interval_narrows_as_the_root_of_the_cases() -> None:
    """The half-width of a share of one half is 1.96 x 0.5 / sqrt(n)."""
    rows = np.tile([[0.0], [1.0]], (200, 1))

    low, high = interval(rows, _mean) or (0, 0)

    assert (high - low) / 2 == pytest.approx(1.96 * 0.5 / np.sqrt(400), rel=0.1)


def test_an_interval_is_scipys() -> None:
    """A skewed mean, and a ratio of two columns that are drawn together; but for the drawings, both are the same."""
    random = np.random.default_rng(3)
    rows = np.column_stack([random.exponential(1, 60), random.exponential(2, 60)])

    def ratio(first: Numbers, second: Numbers, axis: int) -> Numbers:
        share: Numbers = first.sum(axis=axis) / second.sum(axis=axis)
        return share

    options: dict[str, Any] = {"n_resamples": 20_000, "method": "percentile", "vectorized": True, "rng": random}
    for ours, theirs, columns in ((_mean, np.mean, rows[:, :1]), (_ratio, ratio, rows)):
        found = bootstrap(tuple(columns.T), theirs, paired=True, **options).confidence_interval
        low, high = interval(columns, ours, 20_000) or (0, 0)

        assert (low, high) == pytest.approx((found.low, found.high), abs=(found.high - found.low) / 40)


def test_there_is_no_interval_for_one_case_or_for_no_figure() -> None:
    assert interval(np.ones((1, 1)), _mean) is None
    assert interval(np.ones((5, 1)), lambda rows: np.full(rows.shape[:-2], np.nan)) is None


def _mean(rows: Numbers) -> Numbers:
    mean: Numbers = rows[..., 0].mean(axis=-1)
    return mean


def _ratio(rows: Numbers) -> Numbers:
    share: Numbers = rows[..., 0].sum(axis=-1) / rows[..., 1].sum(axis=-1)
    return share


def _columns(pairs: list[tuple[float, bool]]) -> tuple[Numbers, Numbers]:
    return np.array([first for first, _ in pairs]), np.array([float(second) for _, second in pairs])
