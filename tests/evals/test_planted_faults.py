"""Askers with known faults get the scores that arithmetic on paper gives."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from assistant.nouns import EXTRACTIVE, Answer, Dropped, Outcome, Usage
from evals.evaluate import evaluate_suite
from evals.failures import reasons
from evals.measures import measures
from evals.nouns import EvalCase, Found, Reading, Result, Score, Source
from evals.run import ask_all
from evals.scores import scores
from evals.shown import told
from evals.suites import Suite
from evals.views import confusion
from tests.evals.askers import (
    BARN,
    CASES,
    MILL,
    PREMISE,
    SOURCES,
    TEXTS,
    FakeBench,
    Reply,
    Scripted,
    always_answers,
    always_refuses,
    anothers_quote,
    answered,
    believes_any_premise,
    case,
    cite,
    fails,
    proves_nothing,
    refused,
    right,
    says_the_premise,
    wrong_place,
)
from vectorstore.nouns import Span

RIGHT = {
    "outcome accuracy": 1, "exact match": 1, "F1": 1, "HasAns F1": 1, "NoAns F1": 1, "quotes valid": 1,
    "short answers shown": 3 / 5, "short answers right, of those shown": 1,
    "evidence hit": 1, "evidence precision": 1, "evidence recall": 1, "evidence F1": 1, "sentence accuracy": 1,
    "refusal precision": 1, "refusal recall": 1, "refusal balanced accuracy": 1, "AUROC of the confidence": 1,
    "coverage in force": 3 / 5, "risk in force": 0,
}  # fmt: skip
REFUSES = {
    "outcome accuracy": 2 / 5, "exact match": 2 / 5, "F1": 2 / 5, "HasAns F1": 0, "NoAns F1": 1, "quotes valid": None,
    "short answers shown": 0, "short answers right, of those shown": None,
    "evidence hit": 0, "evidence precision": None, "evidence recall": 0, "evidence F1": 0, "sentence accuracy": 0,
    "refusal precision": 2 / 5, "refusal recall": 1, "refusal balanced accuracy": 1 / 2,
    "AUROC of the confidence": 1 / 2,
    "coverage in force": 0, "risk in force": None,
}  # fmt: skip
ANSWERS = {
    "outcome accuracy": 3 / 5, "exact match": 3 / 5, "F1": 3 / 5, "HasAns F1": 1, "NoAns F1": 0, "quotes valid": 1,
    "evidence hit": 1, "evidence precision": 1, "evidence F1": 1, "sentence accuracy": 1,
    "refusal precision": None, "refusal recall": 0, "refusal balanced accuracy": 1 / 2,
    "AUROC of the confidence": 1 / 2,
    "coverage in force": 1, "risk in force": 2 / 5, "area under risk-coverage": 2 / 5,
}  # fmt: skip
MISPLACED = {
    "outcome accuracy": 1, "quotes valid": 1, "HasAns F1": 0, "NoAns F1": 1, "short answers shown": 0,
    "evidence hit": 0, "evidence precision": 0, "evidence recall": 0, "evidence F1": 0, "sentence accuracy": 0,
    "refusal precision": 1, "refusal recall": 1, "coverage in force": 3 / 5, "risk in force": 1,
}  # fmt: skip
ANOTHERS = {
    "outcome accuracy": 1, "quotes valid": 0, "HasAns F1": 1,
    "evidence hit": 0, "evidence precision": 0, "evidence recall": 0, "evidence F1": 0, "sentence accuracy": 0,
    "risk in force": 1,
}  # fmt: skip


@pytest.mark.parametrize(
    ("reply", "expected"),
    [
        (right, RIGHT),
        (always_refuses, REFUSES),
        (always_answers, ANSWERS),
        (wrong_place, MISPLACED),
        (anothers_quote, ANOTHERS),
    ],
)
def test_each_fault_gets_the_scores_of_paper(reply: Reply, expected: dict[str, float | None]) -> None:
    found = _scores(reply)

    assert {name: score.value if (score := found.get(name)) else None for name in expected} == pytest.approx(expected)


@pytest.mark.parametrize(
    ("reply", "outcome", "hit"),
    [
        (right, 1, 1),
        (always_refuses, 1, None),
        (believes_any_premise, 0, 0),
        (says_the_premise, 0, 1),
        (proves_nothing, 1, None),
    ],
)
def test_a_false_premise_is_answered_by_what_contradicts_it_or_refused(
    reply: Reply, outcome: float, hit: float | None
) -> None:
    values = ask_all(Scripted([PREMISE], reply), [PREMISE], TEXTS)[0].values

    assert (values["outcome"], values.get("evidence hit")) == (outcome, hit)


def test_a_premise_that_is_said_beside_the_gold_quote_costs_an_outcome() -> None:
    """Six cases, one of them with a false premise; five outcomes are right, and all four answers quote gold."""
    cases = (*CASES, PREMISE)
    found = {s.name: (s.value, s.n) for s in scores(ask_all(Scripted(cases, says_the_premise), cases, TEXTS))}

    assert found["outcome accuracy"] == pytest.approx((5 / 6, 6))
    assert found["nothing said that the case calls wrong"] == (0, 1)
    assert (found["evidence hit"], found["quotes valid"]) == ((1, 4), (1, 4))


def test_the_area_under_risk_coverage_orders_by_confidence() -> None:
    """Three right ones, then two that have no answer: risks 0, 0, 0, and two fifths shared as 1/4 and 2/5."""
    assert _scores(right)["area under risk-coverage"].value == pytest.approx((1 / 4 + 2 / 5) / 5)


def test_every_mean_has_its_n_and_an_interval_around_it() -> None:
    found = _scores(always_answers)

    assert found["HasAns F1"].n == 3
    assert found["NoAns F1"].n == 2
    accuracy = found["outcome accuracy"]
    assert accuracy.n == 5
    assert accuracy.low is not None
    assert accuracy.high is not None
    assert 0 <= accuracy.low < accuracy.value < accuracy.high <= 1


def test_equal_values_have_no_interval() -> None:
    """Two of two are right, which bounds next to nothing, and all quotes stand."""
    found = _scores(always_refuses)
    quotes = _scores(right)["quotes valid"]

    assert (found["refusal recall"].value, found["refusal recall"].n) == (1, 2)
    assert (found["refusal recall"].low, found["refusal recall"].high) == (None, None)
    assert (quotes.value, quotes.low, quotes.high) == (1, None, None)


def test_the_names_of_scores_do_not_hang_on_their_values() -> None:
    """So that two reports can be compared."""
    assert _scores(right).keys() >= _scores(always_refuses).keys() - {"risk in force"}


def test_quotes_are_counted_as_quotes() -> None:
    score = _scores(right)["quotes valid"]

    assert (score.n, score.of) == (3, "quotes")


def test_a_fault_is_a_wrong_outcome_and_nothing_else() -> None:
    results = ask_all(Scripted(CASES, fails), CASES, TEXTS)
    found = {score.name: score for score in scores(results)}

    assert found["outcome accuracy"].value == 0
    assert found.keys() <= {"outcome accuracy", "seconds p50", "seconds p95"}
    assert results[0].fault == "EngineError: no answer to built?"


def test_a_fault_among_rewrites_is_told_and_is_no_outcome() -> None:
    """Of four follow-up questions one is met by a fault."""
    cases = tuple(replace(SAID[3], id=str(number), question=f"And {number}?") for number in range(4))
    measured = evaluate_suite(Suite("canard", cases, ()), FakeBench(Scripted(cases, _fails_last)))
    found = {score.name: score for score in measured.scores}

    assert "outcome accuracy" not in found
    assert found["token F1 of the rewrite"].n == 3
    assert [reasons(result) for result in measured.results] == [(), (), (), ("fault",)]
    assert confusion(measured.results) is None
    assert told(measured).endswith("; 1 case ended in a fault")


def _fails_last(asked: EvalCase) -> Answer:
    return fails(asked) if asked.id == "3" else refused(asked)


def test_answers_are_kept_apart_when_asked_side_by_side() -> None:
    one, many = (ask_all(Scripted(CASES, right), CASES, TEXTS, jobs=jobs) for jobs in (1, 4))

    assert [result.answer for result in one] == [result.answer for result in many]


def _scores(reply: Reply) -> dict[str, Score]:
    return {score.name: score for score in scores(ask_all(Scripted(CASES, reply), CASES, TEXTS))}


SAID = (
    case("several", "1802", short=(), every=("1802", "1850"), wrong=("1731",)),
    case("why", "Ada Reed", short=(), references=("It was Ada Reed who owned it.",)),
    EvalCase("where", "where?", (Outcome.ANSWERED,), "passage", passages=("farm/mill.txt",)),
    EvalCase("rewritten", "And it?", (Outcome.NOT_IN_DOCUMENTS,), "canard", rewrite="And the mill?"),
)
BOTH, BARN_SENTENCE = MILL[: MILL.index(" Ada")], BARN[: BARN.index(" It")]


def _says(quote: Callable[[EvalCase], tuple[Source, str]], understood: str) -> Reply:
    """Quotes one stretch; a follow-up is understood in these words."""

    def reply(asked: EvalCase) -> Answer:
        if asked.rewrite is not None:
            return replace(refused(asked), understood=understood)
        source, words = quote(asked)
        start = source.text.index(words)
        return answered(asked, cite(source, Span(start, start + len(words))))

    return reply


FULL = _says(lambda asked: (SOURCES[0], "Ada Reed owned it." if asked.id == "why" else BOTH), "And the mill?")
HALF = _says(lambda _: (SOURCES[0], "The mill was built in 1802."), "And it?")
OTHERS = _says(lambda _: (SOURCES[1], BARN_SENTENCE), "")


@pytest.mark.parametrize(
    ("reply", "expected"),
    [
        (
            FULL,
            {"right answers named": 1, "some wrong answer named": 0, "all right answers named and no wrong one": 1,
             "F1 with what people wrote": 2 * 4 / (4 + 7), "a gold passage cited, of answers": 1,
             "token F1 of the rewrite": 1, "token F1 as asked": 2 * 1 / (2 + 3)},
        ),
        (
            HALF,
            {"right answers named": 1 / 2, "some wrong answer named": 0, "all right answers named and no wrong one": 0,
             "F1 with what people wrote": 2 * 1 / (5 + 7), "a gold passage cited, of answers": 1,
             "token F1 of the rewrite": 2 / 5},
        ),
        (
            OTHERS,
            {"right answers named": 0, "some wrong answer named": 1, "all right answers named and no wrong one": 0,
             "a gold passage cited, of answers": 0, "token F1 of the rewrite": 0},
        ),
        (
            always_refuses,
            {"right answers named": 0, "some wrong answer named": 0, "all right answers named and no wrong one": 0,
             "F1 with what people wrote": 0, "a gold passage cited, of answers": None},
        ),
    ],
)  # fmt: skip
def test_the_measures_of_other_suites_are_those_of_paper(reply: Reply, expected: dict[str, float | None]) -> None:
    found = {score.name: score for score in scores(ask_all(Scripted(SAID, reply), SAID, TEXTS))}

    assert {name: score.value if (score := found.get(name)) else None for name in expected} == pytest.approx(expected)
    assert found["outcome accuracy"].n == 3


def test_a_passage_without_named_words_is_measured_in_retrieval_alone() -> None:
    asked = SAID[2]
    reading = Reading((Found("farm/barn.txt", Span(0, 9)), Found("farm/mill.txt", Span(0, 9))))
    found = measures(Result(asked, FULL(asked), 1.0, reading), TEXTS)

    assert (found["retrieved recall@1"], found["retrieved recall@3"], found["retrieved reciprocal rank"]) == (0, 1, 0.5)
    assert not {"evidence hit", "sentence", "first sentence", "exact match"} & found.keys()


def test_tokens_are_told_where_a_model_reports_them() -> None:
    def reply(asked: EvalCase) -> Answer:
        usage = Usage(100, 20, 1) if asked.id == "built" else Usage(0, 0, 1) if asked.answerable else None
        return replace(right(asked), usage=usage)

    found = {score.name: score for score in scores(ask_all(Scripted(CASES, reply), CASES, TEXTS))}
    assert (found["tokens read"].value, found["tokens written"].value, found["tokens read"].n) == (100, 20, 1)


def test_stand_ins_are_told_from_what_a_chat_model_drafted() -> None:
    """Of five questions a model drafts two, quotes stand in for its draft once, and it was not asked twice."""
    asked = {"engine": "local", "usage": Usage(100, 20, 1)}
    by: dict[str, dict[str, Any]] = {
        "built": asked,
        "painter": asked,
        "owner": {"engine": EXTRACTIVE, "usage": Usage(100, 0, 2), "fault": "local sent no usable answer"},
        "height": {"engine": EXTRACTIVE},
        "burned": {"engine": EXTRACTIVE, "usage": Usage(9, 9, 1)},
    }
    score = _scores(lambda each: replace(right(each), **by[each.id]))["drafted by the model itself"]

    assert (score.value, score.n) == pytest.approx((2 / 3, 3))
    assert "drafted by the model itself" not in _scores(right)


def test_seconds_are_told_by_their_median_and_95th_percentile() -> None:
    """Of 0 to 20 seconds the 95th percentile is 19, and half of them are no longer than 10."""
    results = [
        Result(CASES[0], None, float(s), values={"seconds": float(s), "seconds reading": s / 10}) for s in range(21)
    ]
    found = {score.name: (score.value, score.n) for score in scores(results)}

    assert found["seconds p50"] == (10, 21)
    assert found["seconds p95"] == pytest.approx((19, 21))
    assert (found["seconds reading p50"][0], found["seconds reading p95"][0]) == pytest.approx((1, 1.9))


def test_statements_are_counted_over_what_is_answered() -> None:
    """Three answers, one of them of two statements; two refusals, which have none to count."""

    def reply(asked: EvalCase) -> Answer:
        given = right(asked)
        return replace(given, statements=given.statements * 2) if asked.id == "built" else given

    score = _scores(reply)["statements an answer"]
    assert score.n == 3
    assert score.value == pytest.approx(4 / 3)


def test_dropped_claims_are_counted_over_all_answers() -> None:
    """One answer of five drops two claims, another one: three fifths of a claim an answer. One's quote stands."""
    lost = Dropped("The mill flew.", "it is not said")
    dropped = {"built": (lost, replace(lost, quoted=True)), "painter": (lost,)}
    found = ask_all(Scripted(CASES, lambda c: replace(right(c), dropped=dropped.get(c.id, ()))), CASES, TEXTS)

    told = {score.name: score.value for score in scores(found)}
    assert told["dropped claims"] == pytest.approx(3 / 5)
    assert told["dropped claims shown as their bare quotes"] == pytest.approx(1 / 5)
