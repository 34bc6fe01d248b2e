"""The cases on documents of other kinds: they fit, and the product holds.

The thresholds rise with what is reached.
"""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from statistics import mean

import pytest

from evals.make_documents import FOLDER, make
from evals.nouns import SuiteReport
from evals.suites import Choice, office
from ingest.loaders import load
from vectorstore.nouns import Kind

KINDS = {
    "plain", "paraphrase", "two places", "follow-up", "near miss", "false premise", "count or list",
    "same words twice", "table cell", "contradiction", "instruction in disguise",
}  # fmt: skip

NOTHING_WRONG = "nothing said that the case calls wrong"


def test_the_cases_fit_and_a_third_of_each_kind_is_held_out() -> None:
    (suite,) = office(Choice())
    held_out = [case for case in suite.cases if case.held_out]

    assert len(suite.cases) >= 40
    assert len(held_out) * 3 >= len(suite.cases)
    assert {case.kind for case in suite.cases} == {case.kind for case in held_out} == KINDS


def test_the_documents_are_of_all_kinds() -> None:
    (suite,) = office(Choice())

    assert Counter(source.kind for source in suite.sources) == {Kind.TEXT: 2} | dict.fromkeys(
        (Kind.MARKDOWN, Kind.HTML, Kind.PDF, Kind.DOCX), 1
    )
    assert len(next(source for source in suite.sources if source.kind is Kind.PDF).page_starts) == 3


def test_the_made_documents_are_what_their_script_makes(tmp_path: Path) -> None:
    for made in make(tmp_path):
        new, kept = (load(made.name, place.read_bytes()) for place in (made, FOLDER / made.name))
        assert (new.text, new.title, new.page_starts) == (kept.text, kept.title, kept.page_starts)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("name", "least"), [("quotes valid", 1), ("outcome accuracy", 0.90), ("evidence hit", 0.75), (NOTHING_WRONG, 1)]
)
def test_the_thresholds_hold(on_office: SuiteReport, name: str, least: float) -> None:
    assert next(score.value for score in on_office.scores if score.name == name) >= least


@pytest.mark.slow
def test_no_question_is_a_fault(on_office: SuiteReport) -> None:
    assert [result.fault for result in on_office.results if result.fault] == []


@pytest.mark.slow
@pytest.mark.parametrize("measure", ["outcome", "evidence hit"])
def test_all_our_cases_together_hold(on_article: SuiteReport, on_office: SuiteReport, measure: str) -> None:
    results = [*on_article.results, *on_office.results]

    assert mean(result.values[measure] for result in results if measure in result.values) >= 0.8
