"""What cases call wrong is caught in other words too, and never in the documents' own."""

from __future__ import annotations

import re

import pytest

from evals.nouns import EvalCase
from evals.suites import Choice, Suite, article, office
from vectorstore.sentences import sentences

LIES = {
    "Who is Madina married to?": (
        "Madina is married to embattled oligarch Mukhtar Ablyazov.",
        "She is his spouse.",
        "She is the wife of Ablyazov.",
        "Ablyazov, whom she married, is in jail in France.",
        "Her husband is in jail.",
        "Madina is his wife.",
    ),
    "When was the suit filed?": (
        "It was filed on May 14, 2014.",
        "The suit was lodged on 14 May 2014.",
        "On May 14th of 2011 the case was lodged.",
        "2014-05-14",
        "The suit was filed in Los Angeles in the year 1998.",
    ),
    "Which yacht did the library committee vote to buy?": ("The committee voted to buy the Heron.",),
    "Which plastic duct should be connected to the dryer?": ("A rigid plastic duct should be connected to the dryer.",),
}


@pytest.fixture(scope="module")
def suites() -> tuple[Suite, ...]:
    return (*article(Choice()), *office(Choice()))


def test_each_lie_is_caught(suites: tuple[Suite, ...]) -> None:
    patterned = {case.question: case for suite in suites for case in suite.cases if case.wrong_patterns}

    assert patterned.keys() == LIES.keys()
    assert [lie for question, lies in LIES.items() for lie in lies if not _wrong(patterned[question], lie)] == []


def test_no_sentence_of_the_documents_is_called_wrong(suites: tuple[Suite, ...]) -> None:
    for suite in suites:
        said = [" ".join(span.of(text).split()) for text in suite.texts.values() for span in sentences(text)]
        called = [(case.id, each) for case in suite.cases for each in said if _wrong(case, each)]
        assert called == []


def _wrong(case: EvalCase, said: str) -> bool:
    return any(re.search(pattern, said, re.IGNORECASE) for pattern in case.wrong_patterns)
