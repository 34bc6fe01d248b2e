"""Single measures on cases that fit on paper, where the planted faults leave them out."""

from __future__ import annotations

from dataclasses import replace

import pytest

from assistant.nouns import Caveat, Outcome, Where
from evals.failures import reasons
from evals.measures import measures
from evals.nouns import EvalCase, Found, Read, Reading, Result
from evals.scores import scores
from evals.shown import shown
from tests.evals.askers import MILL, SOURCES, TEXTS, answered, case, cite, located, refused, right
from vectorstore.nouns import Span

FIRST = Span(0, MILL.index("It ") - 1)
SECOND = Span(MILL.index("It "), MILL.index("Ada ") - 1)
BOTH = EvalCase("two", "two?", (Outcome.ANSWERED,), "two", evidence=located("1802") + located("1850"))
EITHER = replace(BOTH, evidence=(located("1802")[0] + located("1850")[0],))


def test_half_of_two_places_is_half_the_recall() -> None:
    found = _measured(BOTH, FIRST)

    assert (found["evidence hit"], found["evidence precision"], found["evidence recall"]) == (1, 1, 0.5)


def test_one_of_two_alternatives_is_all() -> None:
    found = _measured(EITHER, SECOND)

    assert (found["evidence hit"], found["evidence precision"], found["evidence recall"]) == (1, 1, 1)


def test_a_quote_that_is_too_long_loses_precision_by_characters() -> None:
    found = _measured(case("built", "1802"), Span(FIRST.start, SECOND.end))

    assert found["evidence precision"] == pytest.approx(len(FIRST) / (SECOND.end - FIRST.start))
    assert found["evidence recall"] == 1


def test_a_quote_that_cuts_the_gold_words_is_no_hit() -> None:
    assert _measured(case("built", "1802"), Span(0, MILL.index("1802") + 2))["evidence hit"] == 0


def test_a_short_answer_where_none_is_right_is_wrong() -> None:
    asked = case("owner", "Ada Reed", short=(), no_short=True)
    gold = asked.evidence[0][0]
    shown = _values(Result(asked, answered(asked, cite(SOURCES[0], gold.sentence), gold.span), 1.0))

    assert (shown["short shown"], shown["short withheld"], shown["short right"]) == (1, 0, 0)
    assert "f1" not in shown
    assert _values(Result(asked, right(asked), 1.0))["short withheld"] == 1


def test_one_short_answer_to_two_parts_of_a_question_is_compared_once() -> None:
    asked = case("owner", "Ada Reed")
    once = right(asked)
    parts = tuple(replace(each, asked=part) for part in ("Who?", "Whose?") for each in once.statements)
    assert _values(Result(asked, replace(once, statements=parts), 1.0))["exact match"] == 1


def test_without_a_short_answer_the_text_is_compared() -> None:
    assert _measured(case("owner", "Ada Reed"), located("Ada Reed")[0][0].sentence)["f1"] == pytest.approx(2 / 3)


def test_a_case_without_an_answer_is_held_to_what_its_set_names() -> None:
    asked, held = case("painter"), replace(case("painter"), gold=())
    shown = Result(
        asked, answered(asked, cite(SOURCES[0], FIRST)), 1.0, Reading((), (Read("", FIRST, FIRST, "x", 1.0),), 0.7)
    )
    results = [replace(each, values=_values(each)) for each in (shown, replace(shown, case=held))]

    assert {"f1", "span f1", "decided f1"} <= results[0].values.keys()
    assert not {"exact match", "f1", "span f1", "decided f1"} & results[1].values.keys()
    gold = located("1802")[0][0]
    short = [_values(Result(c, answered(c, cite(SOURCES[0], gold.sentence), gold.span), 1.0)) for c in (asked, held)]
    assert ["short right" in values for values in short] == [True, False]
    assert "margin" in results[1].values
    told = [{score.name for score in scores([each])} for each in results]
    assert {"risk in force", "coverage in force"} <= told[0]
    assert not {name for name in told[1] if "risk" in name or "coverage" in name or "F1" in name}


def test_a_refusal_counts_where_both_are_right_and_needs_no_evidence() -> None:
    asked = replace(EITHER, wanted=(Outcome.ANSWERED, Outcome.NOT_IN_DOCUMENTS))
    found = _values(Result(asked, refused(asked), 1.0))

    assert found["outcome"] == 1
    assert "evidence hit" not in found
    assert _measured(asked, SECOND)["evidence hit"] == 1


def test_retrieval_is_ranked_before_and_after_the_reader() -> None:
    mill, barn = Found("farm/mill.txt", FIRST), Found("farm/barn.txt", FIRST)
    reads = (Read("farm/mill.txt", FIRST, FIRST, "in 1802", 3.0), Read("farm/barn.txt", FIRST, FIRST, "glad", -1.0))
    asked = case("built", "1802")
    found = _values(Result(asked, right(asked), 1.0, Reading((barn, barn, barn, mill), reads, 0.7)))

    assert [found[f"retrieved recall@{k}"] for k in (1, 3, 5)] == [0, 0, 1]
    assert found["retrieved reciprocal rank"] == 1 / 4
    assert found["ranked recall@1"] == found["ranked reciprocal rank"] == found["first sentence"] == 1
    assert (found["margin"], found["short probability"]) == (3.0, 0.7)
    assert found["span f1"] == pytest.approx(2 / 3)


def test_the_outcome_decides_whether_the_span_counts() -> None:
    asked = case("built", "1802")
    reading = Reading((), (Read("farm/mill.txt", FIRST, FIRST, "1802", 3.0),))
    found = _values(Result(asked, refused(asked), 1.0, reading))

    assert (found["span f1"], found["decided f1"]) == (1, 0)
    nothing = case("painter")
    assert _values(Result(nothing, refused(nothing), 1.0, reading))["decided f1"] == 1


def _measured(asked: EvalCase, cited: Span) -> dict[str, float]:
    return _values(Result(asked, answered(asked, cite(SOURCES[0], cited)), 1.0))


def _values(result: Result) -> dict[str, float]:
    return measures(result, TEXTS)


def test_half_of_what_is_wanted_is_told_from_all_of_it() -> None:
    half, whole = (_measured(BOTH, span) for span in (FIRST, Span(0, MILL.index(" Ada"))))

    assert (half["evidence hit"], half["all evidence"]) == (1, 0)
    assert (whole["evidence hit"], whole["all evidence"]) == (1, 1)
    assert "all evidence" not in _measured(case("built", "1802"), FIRST)
    assert reasons(Result(BOTH, right(BOTH), 1.0, values=half)) == ("not all evidence quoted",)


def test_recall_is_the_share_of_the_wanted_places_that_are_reached() -> None:
    first, second = (Found("farm/mill.txt", place.span) for ((place,),) in (located("1802"), located("1850")))
    barn = Found("farm/barn.txt", FIRST)
    found = _values(Result(BOTH, right(BOTH), 1.0, Reading((barn, second, barn, first))))

    assert [found[f"retrieved recall@{k}"] for k in (1, 3, 5)] == [0, 1 / 2, 1]
    assert found["retrieved reciprocal rank"] == 1 / 2


def test_what_a_case_calls_wrong_is_looked_for_in_all_that_is_said() -> None:
    asked = case("owner", "Ada Reed", wrong=("sold it",))
    given = right(asked)
    lies = replace(given, statements=(replace(given.statements[0], text="Ada Reed sold it."),))
    told, lied = (_values(Result(asked, answer, 1.0)) for answer in (given, lies))

    assert (told["nothing wrong said"], lied["nothing wrong said"]) == (1, 0)
    assert reasons(Result(asked, lies, 1.0, values=lied)) == ("something wrong said",)
    assert {score.name: score.value for score in scores([Result(asked, lies, 1.0, values=lied)])}[
        "nothing said that the case calls wrong"
    ] == 0


@pytest.mark.parametrize(
    ("said", "right"),
    [("Ada Reed\nSOLD the old mill.", 0), ("Ada Reed sold. The mill stood.", 1), ("Ada Reed owned it.", 1)],
)
def test_a_pattern_tells_what_is_wrong_in_any_words(said: str, right: float) -> None:
    asked = case("owner", "Ada Reed", wrong_patterns=(r"\bsold\b[^.]*\bmill\b",))
    answer = answered(asked, cite(SOURCES[0], FIRST))
    spoken = replace(answer, statements=(replace(answer.statements[0], text=said),))

    assert _values(Result(asked, spoken, 1.0))["nothing wrong said"] == right


def test_what_is_quoted_beside_a_quote_is_held_to_its_document_too() -> None:
    asked = case("built", "1802")
    citation = cite(SOURCES[0], FIRST)
    place = Span(len(FIRST) + 1, len(FIRST) + 12)
    true, false = (
        Caveat(replace(citation.passage, span=Span(0, len(MILL)), text=text), place, Where.AFTER)
        for text in (MILL, MILL.replace("burned", "turned"))
    )
    for caveat, valid in ((true, 1), (false, 0)):
        found = _values(Result(asked, answered(asked, replace(citation, caveats=(caveat,))), 1.0))
        assert (found["quotes"], found["valid quotes"]) == (1, valid)


def test_a_refusal_without_a_reading_counts_for_the_coverage() -> None:
    results = [Result(c, reply(c), 1.0) for c, reply in ((case("built", "1802"), right), (case("b", "1850"), refused))]
    told = {s.name: s for s in scores([replace(each, values=_values(each)) for each in results])}

    assert (told["coverage in force"].value, told["coverage in force"].n) == (1 / 2, 2)
    assert (told["risk in force"].value, told["risk in force"].n) == (0, 1)


@pytest.mark.parametrize(
    ("value", "words"),
    [(0.9997, "0.9997"), (1 - 3e-6, "0.999997"), (1, "1.000"), (0.9994, "0.999"), (0.0004, "0.0004")],
)
def test_a_share_is_never_shown_as_all_or_nothing(value: float, words: str) -> None:
    assert shown(value) == words
