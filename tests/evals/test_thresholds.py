"""Thresholds: read from a file, held to a report, and loud about what they cannot mean."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from evals.errors import ThresholdError
from evals.nouns import Report, Score
from evals.scores import NAMES
from evals.thresholds import load_thresholds, verdict
from tests.evals.askers import (
    CASES,
    PREMISE,
    Reply,
    always_answers,
    always_refuses,
    anothers_quote,
    fails,
    right,
    wrong_place,
)
from tests.evals.reports import report

FILE = """
[farm]
"outcome accuracy" = {at_least = 0.6}
"refusal recall" = {at_least = 0.1, at_most = 1}
"""


@pytest.fixture(scope="module")
def answers() -> Report:
    """Outcome accuracy 3/5, refusal recall 0."""
    return report(always_answers)


def test_each_threshold_is_held_to_its_score(tmp_path: Path, answers: Report) -> None:
    checks = verdict(answers, load_thresholds(_file(tmp_path, FILE)))

    assert [(check.threshold.score, check.value, check.met) for check in checks] == [
        ("quotes valid", 1, True),
        ("outcome accuracy", 0.6, True),
        ("refusal recall", 0, False),
    ]
    assert str(checks[2].threshold.bound) == "at least 0.1 and at most 1"


@pytest.mark.parametrize(
    ("bound", "met"), [("{at_most = 0.59}", False), ("{at_most = 0.6}", True), ("{at_least = 0.61}", False)]
)
def test_a_bound_itself_is_met(tmp_path: Path, answers: Report, bound: str, met: bool) -> None:
    thresholds = load_thresholds(_file(tmp_path, f'[farm]\n"outcome accuracy" = {bound}\n'))

    assert verdict(answers, thresholds)[-1].met is met


def test_quotes_must_stand_without_any_file() -> None:
    assert [check.met for check in verdict(report(right))] == [True]
    assert [check.met for check in verdict(report(anothers_quote))] == [False]
    assert verdict(report(always_refuses)) == ()


@pytest.mark.parametrize(
    ("name", "value", "met"),
    [
        ("false accepts", 0, True),
        ("false accepts", 1 / 20_000, False),
        ("false rejects", 19 / 20_000, True),
        ("false rejects", 20 / 20_000, False),
        ("false rejects, real", 20 / 20_000, False),
    ],
)
def test_quotes_are_held_to_their_bounds_without_any_file(name: str, value: float, met: bool) -> None:
    (suite,) = report(right).suites
    quotes = replace(suite, scores=(Score(name, value, 20_000, of="quotes"),))

    (check,) = verdict(Report((quotes,), {}, {}))

    assert (check.threshold.score, check.met) == (name, met)


def test_below_is_a_bound_of_a_file_too(tmp_path: Path, answers: Report) -> None:
    bounds = [f'[farm]\n"outcome accuracy" = {{below = {value}}}\n' for value in (0.6, 0.61)]
    checks = [verdict(answers, load_thresholds(_file(tmp_path, bound)))[-1] for bound in bounds]

    assert [(check.met, str(check.threshold.bound)) for check in checks] == [
        (False, "below 0.6"),
        (True, "below 0.61"),
    ]


def test_a_suite_that_was_skipped_does_not_meet_its_thresholds(tmp_path: Path, answers: Report) -> None:
    skipped = replace(answers, skipped={"squad2": "no data"})
    thresholds = load_thresholds(_file(tmp_path, '["squad2 dev, reading"]\nF1 = {at_least = 0.1}\n'))

    check = verdict(skipped, thresholds)[-1]

    assert (check.value, check.met) == (None, False)


def test_a_score_that_applies_to_nothing_does_not_meet_its_threshold(tmp_path: Path) -> None:
    thresholds = load_thresholds(_file(tmp_path, '[farm]\n"evidence precision" = {at_least = 0.5}\n'))

    (refusals,) = verdict(report(always_refuses), thresholds)
    *_, answers = verdict(report(right), thresholds)

    assert (refusals.value, refusals.met) == (None, False)
    assert (answers.value, answers.met) == (1, True)


@pytest.mark.parametrize("reply", [right, always_refuses, always_answers, wrong_place, anothers_quote, fails])
def test_every_score_is_known_by_its_name(reply: Reply) -> None:
    (suite,) = report(reply, (*CASES, PREMISE)).suites

    assert {score.name for score in suite.scores} <= set(NAMES)
    assert len(set(NAMES)) == len(NAMES)


def test_a_suite_of_quotes_and_one_of_questions_have_other_scores(tmp_path: Path) -> None:
    (suite,) = report(right).suites
    quotes = Report((replace(suite, scores=(Score("false accepts", 0, 9, of="quotes"),)),), {}, {})
    accepts, accuracy = (
        load_thresholds(_file(tmp_path, f'[farm]\n"{name}" = {{at_least = 0}}\n'))
        for name in ("false rejects, real", "outcome accuracy")
    )

    assert [check.met for check in verdict(quotes, accepts)] == [True, False]
    for measured, thresholds in ((quotes, accuracy), (report(right), accepts)):
        with pytest.raises(ThresholdError, match="does not have"):
            verdict(measured, thresholds)


@pytest.mark.parametrize(
    ("content", "named"),
    [
        ('[fram]\n"F1" = {at_least = 0.1}', ["'fram'", "perhaps 'farm'"]),
        (
            '[farm]\n"outcome acuracy" = {at_least = 0.1}',
            ["'outcome acuracy'", "perhaps 'outcome accuracy'", "there are"],
        ),
    ],
)
def test_what_was_not_measured_is_named(tmp_path: Path, answers: Report, content: str, named: list[str]) -> None:
    thresholds = load_thresholds(_file(tmp_path, content))

    with pytest.raises(ThresholdError) as raised:
        verdict(answers, thresholds)

    assert all(name in str(raised.value) for name in named)


@pytest.mark.parametrize(
    ("content", "named"),
    [
        ("[farm", "cannot be read"),
        ("farm = 1", "farm = 1"),
        ("[farm]\nF1 = 0.8", "farm > F1 = 0.8"),
        ("[farm]\nF1 = {}", "neither at_least nor at_most nor below"),
        ("[farm]\nF1 = {atleast = 0.8}", "atleast"),
        ("[farm]\nF1 = {at_least = 'much'}", "much"),
        ("[farm]\nF1 = {at_least = nan}", "nan"),
    ],
)
def test_a_file_that_does_not_fit_is_named(tmp_path: Path, content: str, named: str) -> None:
    with pytest.raises(ThresholdError) as raised:
        load_thresholds(_file(tmp_path, content))

    assert "thresholds.toml" in str(raised.value)
    assert named in str(raised.value)


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(ThresholdError, match=r"nowhere\.toml"):
        load_thresholds(tmp_path / "nowhere.toml")


def _file(folder: Path, content: str) -> Path:
    path = folder / "thresholds.toml"
    path.write_text(content)
    return path
