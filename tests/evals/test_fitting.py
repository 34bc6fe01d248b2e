"""Fitting: known weights and probabilities are found again, thresholds keep what they promise, plots are drawn."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.confidence import Logistic
from evals.fitting import Listed, gold_first, logistic, ranking_weights, threshold_for_refusals, threshold_for_risk
from evals.plots import calibration_plot

if TYPE_CHECKING:
    from pathlib import Path

RANDOM = np.random.default_rng(3)


def test_the_score_that_tells_gold_apart_gets_the_weight() -> None:
    lists = []
    for _ in range(60):
        scores = RANDOM.normal(size=(6, 2))
        gold = np.zeros(6, dtype=bool)
        gold[scores[:, 0].argmax()] = True
        lists.append(Listed(scores, gold))
    weights = ranking_weights(["telling", "idle"], lists)
    assert weights["telling"] > 2
    assert abs(weights["idle"]) < 0.3 * weights["telling"]


def test_gold_comes_first_where_its_scores_are_highest() -> None:
    one = Listed(np.array([[3.0, 0.0], [1.0, 5.0]]), np.array([True, False]))
    other = Listed(np.array([[3.0, 0.0], [1.0, 5.0]]), np.array([False, True]))
    assert gold_first([one, one, one, other], [1, 0]) == 0.75
    assert gold_first([one, one, one, other], [0, 1]) == 0.25
    assert gold_first([one, one, one, other], [1, 1]) == 0.25


def test_a_fitted_logistic_says_what_the_product_computes() -> None:
    rows = RANDOM.normal(size=(400, 2))
    right = RANDOM.random(400) < 1 / (1 + np.exp(-2 * rows[:, 0]))
    fitted = logistic(["telling", "idle"], rows, right, [str(i % 40) for i in range(400)])
    model = Logistic(**fitted.parameters)
    assert model.weights["telling"] > 5 * abs(model.weights["idle"])
    assert model.probability({"telling": 3.0, "idle": 0.0}) > 0.9 > model.probability({"telling": 0.0, "idle": 0.0})
    assert fitted.held_out.shape == (400,)


@given(
    st.lists(st.tuples(st.floats(0, 1), st.booleans()), min_size=5, max_size=60).filter(lambda t: any(r for _, r in t))
)
def test_thresholds_keep_what_they_promise(told: list[tuple[float, bool]]) -> None:
    probabilities = np.array([p for p, _ in told])
    right = np.array([r for _, r in told])
    refusing = threshold_for_refusals(probabilities, right, 0.1)
    assert (probabilities[right] < refusing - 0.001).mean() <= 0.1
    showing = threshold_for_risk(probabilities, right, 0.2)
    kept = probabilities > showing + 0.001
    assert not kept.any() or showing < 1


@pytest.mark.parametrize("count", [3, 50])
def test_the_plot_is_a_picture(tmp_path: Path, count: int) -> None:
    place = tmp_path / "new" / "plot.png"
    calibration_plot(place, {"short": (RANDOM.random(count), RANDOM.random(count) < 0.5)})
    assert place.read_bytes().startswith(b"\x89PNG")
