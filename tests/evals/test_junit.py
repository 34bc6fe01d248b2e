"""JUnit XML: the counts that continuous integration reads, and any text in it."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evals.junit import junit_xml
from evals.nouns import Report
from evals.thresholds import verdict
from tests.evals.askers import CASES, always_answers, anothers_quote, case, fails, refused, right
from tests.evals.reports import report


def test_failures_and_faults_are_counted_apart() -> None:
    root = _parsed(report(always_answers))
    thresholds, farm = root.findall("testsuite")

    assert root.tag == "testsuites"
    assert (farm.get("name"), farm.get("tests"), farm.get("failures"), farm.get("errors")) == ("farm", "5", "2", "0")
    assert (thresholds.get("tests"), thresholds.get("failures")) == ("1", "0")
    failed = [test.get("name") for test in farm.findall("testcase") if test.find("failure") is not None]
    assert failed == ["painter: painter?", "height: height?"]
    failure = farm.find("testcase/failure")
    assert failure is not None
    assert failure.get("message") == "wrong outcome"
    assert "wanted: not_in_documents" in str(failure.text)


def test_a_suite_takes_the_seconds_of_its_cases_however_many_were_kept() -> None:
    (suite,) = report(right).suites
    timed = replace(suite, seconds=2.0, kept=4, results=tuple(replace(each, seconds=1.5) for each in suite.results))
    farm = _parsed(replace(report(right), suites=(timed,))).findall("testsuite")[1]

    assert farm.get("time") == "7.5"
    assert [test.get("time") for test in farm.findall("testcase")] == ["1.5"] * 5


def test_a_rewrite_that_is_worse_than_the_question_as_asked_is_a_failure() -> None:
    """Two words of three in common as asked; the first rewrite has all, the second none, the third as many."""
    asked = tuple(
        replace(case(name), question=f"And the {name}?", rewrite=f"Who sold the {name}?")
        for name in ("mill", "barn", "cow")
    )
    put = {"And the mill?": "Who sold the mill?", "And the barn?": "Whither?", "And the cow?": "And the cow?"}
    root = _parsed(report(lambda each: replace(refused(each), understood=put[each.question]), asked))
    failed = root.findall(".//testcase/failure")

    assert [failure.get("message") for failure in failed] == ["worse put than it was asked"]
    assert failed[0].text == "wanted: Who sold the barn?\ngot: Whither?"


def test_a_fault_is_an_error_with_its_message() -> None:
    farm = _parsed(report(fails)).findall("testsuite")[1]
    error = farm.find("testcase/error")

    assert (farm.get("errors"), farm.get("failures")) == ("5", "0")
    assert error is not None
    assert error.get("message") == "EngineError: no answer to built?"


def test_a_threshold_that_is_not_met_is_a_failure() -> None:
    thresholds, farm = _parsed(report(anothers_quote)).findall("testsuite")

    assert thresholds.get("failures") == "1"
    assert farm.find("testcase/failure") is not None


def test_a_suite_without_its_data_is_skipped() -> None:
    last = _parsed(replace(report(right), skipped={"squad2": "no data here"})).findall("testsuite")[-1]
    skipped = last.find("testcase/skipped")

    assert last.get("skipped") == "1"
    assert skipped is not None
    assert skipped.get("message") == "no data here"


@pytest.fixture(scope="module")
def refusals() -> Report:
    return report(refused)


@settings(deadline=None, max_examples=60)
@given(question=st.text(min_size=1), name=st.text(min_size=1))
def test_any_text_makes_well_formed_xml(refusals: Report, question: str, name: str) -> None:
    (suite,) = refusals.suites
    asked = replace(suite.results[0], case=replace(CASES[0], id=name, question=question))
    hostile = replace(refusals, suites=(replace(suite, name=name, results=(asked,)),))

    (test,) = _parsed(hostile).findall("testsuite")[1].findall("testcase")

    assert str(test.get("name")).endswith(question[-1]) or not question[-1].isprintable()


def test_it_is_read_by_junitparser(tmp_path: Path) -> None:
    from junitparser import JUnitXml

    place = tmp_path / "junit.xml"
    place.write_text(_xml(report(always_answers)), encoding="utf-8")

    assert [suite.tests for suite in JUnitXml.fromfile(str(place))] == [1, 5]


def _xml(given: Report) -> str:
    return junit_xml(given, verdict(given))


def _parsed(given: Report) -> ET.Element:
    return ET.fromstring(_xml(given))
