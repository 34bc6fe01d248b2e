"""The arithmetic of SQuAD 2.0: hand-made cases whose scores the official script gives, and laws."""

from __future__ import annotations

import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evals.squad_scorer import best_threshold, exact_match, f1, normalise

WORDS = st.lists(st.sampled_from(["a", "the", "mill", "burned", "1850", "a.b.", "don't", "--", "Ada"]), max_size=6)
TEXTS = WORDS.map(" ".join)


@pytest.mark.parametrize(
    ("text", "normal"),
    [
        ("The Mill", "mill"),
        ("an apple a day, the theatre", "apple day theatre"),
        ("U.S.A.", "usa"),
        ("a-b", "ab"),
        ("A.", ""),
        ("  two\n words\t", "two words"),
        ("“curly” – kept", "“curly” – kept"),
        ("the", ""),
        ("don't", "dont"),
        ("$5,000.50", "500050"),
        ("а the", "а"),
    ],
)
def test_normalises_as_the_script_does(text: str, normal: str) -> None:
    assert normalise(text) == normal


@pytest.mark.parametrize(
    ("prediction", "references", "exact", "overlap"),
    [
        ("the mill", ["mill"], 1, 1),
        ("Mill!", ["the mill."], 1, 1),
        ("mill", ["barn", "the mill"], 1, 1),
        ("old mill", ["the mill"], 0, 2 / 3),
        ("old mill", ["the mill", "old barn mill"], 0, 4 / 5),
        ("barn", ["mill"], 0, 0),
        ("mill mill", ["mill"], 0, 2 / 3),
        ("", [], 1, 1),
        ("mill", [], 0, 0),
        ("", ["mill"], 0, 0),
        ("the", [], 1, 1),
        ("", ["the"], 1, 1),
        ("", ["the", "mill"], 0, 0),
        ("New York City", ["New York", "the city of New York"], 0, 6 / 7),
    ],
)
def test_scores_as_the_script_does(prediction: str, references: list[str], exact: float, overlap: float) -> None:
    assert exact_match(prediction, references) == exact
    assert f1(prediction, references) == pytest.approx(overlap)


@given(TEXTS, st.lists(TEXTS, max_size=3))
def test_an_exact_match_overlaps_wholly_and_shares_lie_between_0_and_1(prediction: str, references: list[str]) -> None:
    overlap = f1(prediction, references)

    assert 0 <= overlap <= 1 + 1e-12
    if exact_match(prediction, references):
        assert overlap == 1


@given(TEXTS, TEXTS)
def test_overlap_goes_both_ways(one: str, other: str) -> None:
    if normalise(one) and normalise(other):
        assert f1(one, [other]) == pytest.approx(f1(other, [one]))


@given(TEXTS, st.sampled_from(string.punctuation))
def test_punctuation_case_and_articles_change_nothing(text: str, mark: str) -> None:
    assert exact_match(f"The {text.upper()}{mark}", [text]) == 1


def test_the_best_threshold_of_a_hand_made_case() -> None:
    """Two answerable (F1 0.9 and 0.4) and two not; sorted by no-answer score the sums run 2, 2.9, 1.9, 2.3, 1.3."""
    found = best_threshold([0.9, 0.0, 0.4, 0.0], [0.1, 0.3, 0.5, 0.9], [True, False, True, False], [False] * 4)

    assert found.score == pytest.approx(2.9 / 4)
    assert found.at == 0.1


def test_refusing_all_is_the_threshold_0() -> None:
    assert best_threshold([0.0, 0.0], [0.2, 0.1], [False, True], [False, False]) == (1 / 2, 0.0)


def test_an_empty_prediction_for_an_unanswerable_question_loses_nothing() -> None:
    assert best_threshold([1.0, 1.0], [0.2, 0.1], [True, False], [False, True]) == (1.0, 0.2)


@given(
    st.lists(st.tuples(st.floats(0, 1), st.booleans()), min_size=1, max_size=8),
    st.randoms(use_true_random=False),
)
def test_the_best_threshold_is_the_best_of_all(questions: list[tuple[float, bool]], random: object) -> None:
    signals = [float(i) + 1 for i in range(len(questions))]
    random.shuffle(signals)  # type: ignore[attr-defined]
    worth = [score if answerable else 0.0 for score, answerable in questions]
    answerable = [has for _, has in questions]

    def mean_at(threshold: float) -> float:
        kept = [
            score if signal <= threshold else float(not has)
            for score, signal, has in zip(worth, signals, answerable, strict=True)
        ]
        return sum(kept) / len(kept)

    found = best_threshold(worth, signals, answerable, [False] * len(questions))

    assert found.score == pytest.approx(max(mean_at(at) for at in [0.0, *signals]))
    assert mean_at(found.at) == pytest.approx(found.score)
