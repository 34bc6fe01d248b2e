"""Two reports compared: what moved is told, and told from noise, by the arithmetic of paper."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from io import StringIO
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rich.console import Console

from assistant.nouns import Answer
from evals.compare import Comparison, compare, fisher, mcnemar
from evals.evaluate import evaluate
from evals.html import html_page
from evals.nouns import EvalCase, Report, Score
from evals.report import made_now, read_report, write_report
from evals.suites import Choice, Suite
from evals.table import print_comparison
from tests.evals.askers import (
    CASES,
    SOURCES,
    FakeBench,
    Reply,
    Scripted,
    always_answers,
    always_refuses,
    anothers_quote,
    case,
    fails,
    refused,
    right,
    wrong_place,
)
from tests.evals.reports import report

FOLLOWED = (replace(case("sold"), question="And the mill?", rewrite="Who sold the mill?"),)
MANY = tuple(case(f"built {i}", "1802") for i in range(12)) + tuple(case(f"painter {i}") for i in range(12))


def _put(words: str, asked: EvalCase) -> Answer:
    return replace(refused(asked), understood=words)


@pytest.mark.parametrize(
    ("fixed", "broken", "p"),
    [(0, 0, 1), (1, 0, 1), (5, 0, 2 / 32), (6, 0, 2 / 64), (0, 6, 2 / 64), (3, 3, 1), (8, 1, 2 * (1 + 9) / 2**9)],
)
def test_mcnemar_is_the_exact_one_of_paper(fixed: int, broken: int, p: float) -> None:
    assert mcnemar(fixed, broken) == pytest.approx(p)


def test_flips_are_told_by_case() -> None:
    comparison = compare(report(always_answers), report(always_refuses))
    (suite,) = comparison.suites
    outcome = next(flips for flips in suite.flips if flips.reason == "wrong outcome")

    assert [new.case.id for _, new in outcome.fixed] == ["painter", "height"]
    assert [new.case.id for _, new in outcome.broken] == ["built", "burned", "owner"]
    assert (outcome.n, outcome.p, outcome.beyond_noise) == (5, 1, False)
    assert (suite.paired, suite.unpaired) == (5, 0)


@pytest.mark.parametrize(
    ("good", "bad", "reason"),
    [
        (right, anothers_quote, "quote not in its document"),
        (partial(_put, "Who sold the mill?"), partial(_put, "Whither?"), "worse put than it was asked"),
        (partial(_put, "Who sold the mill?"), fails, "fault"),
    ],
)
def test_a_case_flips_by_whatever_it_fails_by(good: Reply, bad: Reply, reason: str) -> None:
    asked = FOLLOWED if bad is not anothers_quote else CASES[:1]
    comparison = compare(report(good, asked), report(bad, asked))
    back = compare(report(bad, asked), report(good, asked))

    assert _counted(comparison)[reason] == (0, 1)
    assert _counted(back)[reason] == (1, 0)
    assert f"{reason}: 0 fixed, 1 broken of 1" in _shown(comparison)


def test_a_follow_up_question_is_told_as_it_was_understood_in_each_report() -> None:
    then, now = (report(partial(_put, words), FOLLOWED) for words in ("Who sold the_mill?", "Whither?"))
    comparison = compare(then, now)
    page = html_page(now, made_now(), (), comparison)

    assert "broken sold: And the mill? (Who sold the_mill? then, Whither? now)" in _shown(comparison)
    assert '<dt>then</dt><dd><span dir="auto">Who sold the_mill?</span></dd>' in page


def test_many_flips_one_way_are_more_than_noise() -> None:
    (suite,) = compare(report(always_answers, MANY), report(right, MANY)).suites
    outcome = next(flips for flips in suite.flips if flips.reason == "wrong outcome")
    change = next(change for change in suite.changes if change.measure == "outcome")

    assert (len(outcome.fixed), len(outcome.broken)) == (12, 0)
    assert outcome.p == pytest.approx(2 / 2**12)
    assert outcome.beyond_noise
    assert (change.older, change.newer, change.difference, change.n) == (0.5, 1, 0.5, 24)
    assert change.beyond_noise
    assert change.low is not None
    assert change.high is not None
    assert 0.25 < change.low < 0.5 < change.high < 0.75


def test_a_score_that_is_no_mean_is_told_from_noise_by_the_same_drawn_cases() -> None:
    (suite,) = compare(report(_blind, MANY), report(right, MANY)).suites
    (same,) = compare(report(right, MANY), report(right, MANY)).suites
    changes = {change.measure: change for change in suite.changes}

    assert (changes["AUROC of the confidence"].older, changes["AUROC of the confidence"].newer) == (0.5, 1)
    assert changes["AUROC of the confidence"].beyond_noise
    assert changes["area under risk-coverage"].difference < 0
    assert changes["area under risk-coverage"].beyond_noise
    assert same.changes == ()


@pytest.mark.parametrize("wrong", range(1, 10))
def test_a_measure_of_0_and_1_is_judged_as_its_flips_are(wrong: int) -> None:
    """The bootstrap alone would call four flips one way more than noise, where McNemar's p is 1 / 8."""

    def some_wrong(asked: EvalCase) -> Answer:
        return always_answers(asked) if asked in MANY[12 : 12 + wrong] else right(asked)

    (suite,) = compare(report(right, MANY), report(some_wrong, MANY)).suites
    change = next(change for change in suite.changes if change.measure == "outcome")
    flips = next(flips for flips in suite.flips if flips.reason == "wrong outcome")

    assert (change.p, change.beyond_noise) == (flips.p, flips.beyond_noise)
    assert change.beyond_noise is (wrong >= 6)
    assert change.high is not None
    assert change.low is not None
    assert change.low < -wrong / 24 < change.high


def test_a_measure_of_other_values_is_judged_by_its_interval() -> None:
    (suite,) = compare(report(always_refuses, MANY), report(right, MANY)).suites
    change = next(change for change in suite.changes if change.measure == "confidence")

    assert change.p is None


def test_one_flip_may_be_noise() -> None:
    def one_wrong(asked: EvalCase) -> Answer:
        return always_answers(asked) if asked.id == "painter 3" else right(asked)

    (suite,) = compare(report(right, MANY), report(one_wrong, MANY)).suites

    assert [(change.measure, change.beyond_noise) for change in suite.changes if change.measure == "outcome"] == [
        ("outcome", False)
    ]
    assert not any(flips.beyond_noise for flips in suite.flips)


def test_a_wrong_place_is_a_flip_of_the_evidence_alone() -> None:
    (suite,) = compare(report(right), report(wrong_place)).suites
    broken = {flips.reason: len(flips.broken) for flips in suite.flips}

    assert broken["wrong outcome"] == 0
    assert broken["evidence missed"] == 3
    assert {moved.score for moved in suite.moved} >= {"evidence hit", "evidence F1", "risk in force"}


def test_equal_reports_do_not_differ() -> None:
    comparison = compare(report(right), report(right))
    (suite,) = comparison.suites

    assert suite.changes == ()
    assert all(moved.score.startswith("seconds") for moved in suite.moved)
    assert all(flips.fixed == flips.broken == () for flips in suite.flips)
    assert comparison.config == {}


@pytest.mark.parametrize(
    ("then", "now", "p"),
    [
        (0, 0, 1),
        (0, 1, 1),
        (0, 4, 2 * (20 * 19 * 18 * 17) / (40 * 39 * 38 * 37)),
        (3, 0, 2 * (20 * 19 * 18) / (40 * 39 * 38)),
    ],
)
def test_fisher_is_the_exact_one_of_paper(then: int, now: int, p: float) -> None:
    assert fisher(_rate(then, 20), _rate(now, 20)) == pytest.approx(p)


def test_rates_of_quotes_are_compared_though_the_failures_alone_are_kept() -> None:
    comparison = compare(_quotes(_rate(0, 20_000)), _quotes(_rate(9, 20_000)))
    (suite,) = comparison.suites
    shown = _shown(comparison)

    assert [(rate.older.value, rate.newer.value, rate.beyond_noise) for rate in suite.rates] == [(0, 9 / 20_000, True)]
    assert "false accepts: 0.000 of 20,000 then, 0.00045 of 20,000 now, Fisher's p = 0.0039, more than noise" in shown
    assert "no measure moved" not in shown
    assert "cases of both reports" not in shown


def test_one_quote_may_be_noise_and_none_moves_nothing() -> None:
    one, same = (compare(_quotes(_rate(0, 200)), _quotes(_rate(wrong, 200))) for wrong in (1, 0))

    assert [rate.beyond_noise for rate in one.suites[0].rates] == [False]
    assert "no rate moved" in _shown(same)
    assert "may be noise" in _shown(one)


def test_the_page_tells_the_rates() -> None:
    then, now = _quotes(_rate(0, 20_000)), _quotes(_rate(9, 20_000))
    moved, same = (html_page(each, made_now(), (), compare(then, each)) for each in (now, then))

    assert "Fisher&#39;s exact p" in moved or "Fisher's exact p" in moved
    assert '<span class="badge">yes</span>' in moved
    assert "No rate moved." in same


def test_only_cases_that_ask_the_same_are_paired() -> None:
    changed = (case("built", "1850"), *CASES[1:4], case("new"))
    (suite,) = compare(report(right), report(right, changed)).suites

    assert (suite.paired, suite.unpaired) == (3, 3)


def test_suites_of_one_report_and_other_settings_are_named() -> None:
    newer = replace(report(right, name="barn"), config={"engine": "chat", "assistant": {"passages": 8}})
    comparison = compare(report(right), newer)

    assert comparison.suites == ()
    assert comparison.alone == ("barn", "farm")
    assert comparison.config == {"engine": ("scripted", "chat"), "assistant": (None, {"passages": 8})}


@pytest.mark.slow
@settings(deadline=None, max_examples=25)
@given(st.lists(st.booleans(), min_size=24, max_size=24), st.lists(st.booleans(), min_size=24, max_size=24))
def test_what_is_fixed_one_way_is_broken_the_other(first: list[bool], second: list[bool]) -> None:
    one, other = _half_right(first), _half_right(second)
    (there,), (back,) = compare(one, other).suites, compare(other, one).suites

    for forth, again in zip(there.flips, back.flips, strict=True):
        assert [(new, old) for old, new in forth.fixed] == list(again.broken)
        assert forth.p == pytest.approx(again.p)
    for change, reverse in zip(there.changes, back.changes, strict=True):
        assert change.difference == pytest.approx(-reverse.difference)
        assert change.low == pytest.approx(-(reverse.high or 0))


def test_what_was_set_alike_is_not_told_though_it_was_read_again(tmp_path: Path) -> None:
    """JSON has lists alone, and names alone for keys."""
    config = {"engine": "scripted", "assistant": {"stages": ("reading", "writing"), "depths": {5: "deep"}}}
    suite = Suite("farm", CASES, SOURCES)
    measured = evaluate({"farm": lambda _: [suite]}, FakeBench(Scripted(CASES, right)), Choice(), config=config)
    older, _ = read_report(write_report(measured, made_now(), tmp_path))

    assert compare(older, measured).config == {}
    assert compare(replace(older, config={**older.config, "modes": ["reading"]}), measured).config == {
        "modes": (["reading"], ["reading", "library"])
    }


def test_the_terminal_tells_what_moved() -> None:
    newer = replace(report(right, MANY), config={"engine": "chat"})
    shown = _shown(compare(report(always_answers, MANY), newer))

    assert "set otherwise: engine, 'scripted' then, 'chat' now" in shown
    assert "wrong outcome: 12 fixed, 0 broken of 24, McNemar p = 0.00049, more than noise" in shown
    assert "fixed painter 0: painter 0? (answered then, not_in_documents now)" in shown
    assert "+0.500" in shown


def _counted(comparison: Comparison) -> dict[str, tuple[int, int]]:
    (suite,) = comparison.suites
    return {flips.reason: (len(flips.fixed), len(flips.broken)) for flips in suite.flips}


def _blind(asked: EvalCase) -> Answer:
    """As sure of every question as of any other."""
    return replace(right(asked), confidence=0.5)


_REFUSALS, _RIGHT = report(always_refuses, MANY), report(right, MANY)


def _half_right(chosen: list[bool]) -> Report:
    (wrong,), (good,) = _REFUSALS.suites, _RIGHT.suites
    results = tuple(g if c else w for c, w, g in zip(chosen, wrong.results, good.results, strict=True))
    return Report((replace(good, results=results),), {}, {})


def _rate(wrong: int, n: int) -> Score:
    return Score("false accepts", wrong / n, n, of="quotes")


def _quotes(score: Score) -> Report:
    (suite,) = report(fails).suites
    return Report((replace(suite, scores=(score,), slices={}),), {}, {})


def _shown(comparison: Comparison) -> str:
    console = Console(file=StringIO(), width=200)
    print_comparison(comparison, console)
    file = console.file
    assert isinstance(file, StringIO)
    return file.getvalue()
