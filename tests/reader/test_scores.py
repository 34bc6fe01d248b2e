"""The measures, on cases whose result is known."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assistant.reader.scores import Answers, best_threshold, intervals, measure, word_f1


@pytest.mark.parametrize(
    ("answer", "references", "expected"),
    [
        ("the Alice Kettle.", ["Alice Kettle"], 1.0),
        ("Alice", ["Alice Kettle", "nobody"], 2 / 3),
        ("Robert", ["Alice Kettle"], 0.0),
        ("Robert", [], 0.0),
    ],
)
def test_f1_as_squad_counts_it(answer: str, references: list[str], expected: float) -> None:
    assert word_f1(answer, references) == pytest.approx(expected)


@st.composite
def answers(draw: st.DrawFn) -> Answers:
    count = draw(st.integers(2, 30))
    answerable = np.array([True, False, *draw(st.lists(st.booleans(), min_size=count - 2, max_size=count - 2))])
    shares = draw(st.lists(st.sampled_from([0.0, 0.5, 1.0]), min_size=count, max_size=count))
    margins = draw(st.lists(st.integers(-9, 9), min_size=count, max_size=count, unique=count < 19))
    f1 = np.where(answerable, np.array(shares), 0.0)
    return Answers(f1, f1 > 0, answerable, np.array(margins, np.float64))


@pytest.mark.slow
@settings(deadline=None, max_examples=40)
@given(answers().filter(lambda given: len(set(given.margin.tolist())) == len(given.margin)))
def test_no_threshold_beats_the_best(given_answers: Answers) -> None:
    best = measure(given_answers, best_threshold(given_answers))["f1"]
    for threshold in (*given_answers.margin.tolist(), 100.0):
        assert measure(given_answers, threshold)["f1"] <= best + 1e-9


def test_margins_that_order_perfectly_have_the_best_measures() -> None:
    perfect = Answers(
        np.array([1.0, 1, 0, 0]), np.ones(4, bool), np.array([1, 1, 0, 0], bool), np.array([4.0, 3, 2, 1])
    )
    measured = measure(perfect, 2.5)
    assert measured["f1"] == measured["no_answer"] == measured["auroc"] == measured["has_answer_f1"] == 1.0
    assert measured["risk_coverage"] == pytest.approx((0 + 0 + 1 / 3 + 1 / 2) / 4)


def test_an_interval_holds_the_mean_and_is_reproducible() -> None:
    values = np.random.default_rng(1).normal(size=200)
    spread = intervals(lambda drawn: {"mean": float(values[drawn].mean())}, 200)
    low, high = spread["mean"]
    assert low < values.mean() < high
    assert high - low == pytest.approx(4 * values.std() / np.sqrt(200), rel=0.15)
    assert spread == intervals(lambda drawn: {"mean": float(values[drawn].mean())}, 200)
