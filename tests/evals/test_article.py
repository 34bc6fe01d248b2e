"""The article's cases put to the real assistant: an answer that gets worse fails here."""

from __future__ import annotations

import pytest

from assistant.nouns import Outcome
from evals.nouns import Score, SuiteReport

pytestmark = pytest.mark.slow

LEAST = {"outcome accuracy": 0.81, "evidence hit": 0.82}
MEASURES = {"outcome accuracy": "outcome", "evidence hit": "evidence hit"}


def test_every_quote_is_the_documents_own_words(on_article: SuiteReport) -> None:
    assert _score(on_article, "quotes valid").value == 1


@pytest.mark.parametrize("name", MEASURES)
def test_the_thresholds_hold(on_article: SuiteReport, name: str) -> None:
    """What is held out fails without its name, so that nobody tunes by it."""
    tuned = [result for result in on_article.results if not result.case.held_out]
    failed = [result.case.id for result in tuned if not result.values.get(MEASURES[name], 1)]

    assert _score(on_article, name).value >= LEAST[name], failed


def test_nothing_is_said_that_a_case_calls_wrong(on_article: SuiteReport) -> None:
    score = _score(on_article, "nothing said that the case calls wrong")

    assert (score.value, score.n) == (1, 6)


def test_no_question_is_a_fault(on_article: SuiteReport) -> None:
    assert [result.fault for result in on_article.results if result.fault] == []


def test_madina_is_related_by_marriage_and_nobodys_wife(on_article: SuiteReport) -> None:
    (result,) = (r for r in on_article.results if r.case.question == "Who is Madina married to?")

    assert result.answer is not None
    assert result.answer.outcome is Outcome.ANSWERED
    assert "related by marriage to embattled oligarch Mukhtar Ablyazov" in result.answer.text
    assert all(statement.short is None for statement in result.answer.statements)


def test_the_filing_is_dated_without_a_year(on_article: SuiteReport) -> None:
    (result,) = (r for r in on_article.results if r.case.question == "When was the suit filed?")

    assert result.answer is not None
    assert result.values["evidence hit"] == 1
    assert [s.short_text for s in result.answer.statements if s.short] in ([], ["May 14"], ["on May 14"])


def test_the_inside_was_looked_at(on_article: SuiteReport) -> None:
    assert _score(on_article, "retrieval recall@5").n >= 40
    assert _score(on_article, "AUROC of the margin").value > 0.5


def _score(report: SuiteReport, name: str) -> Score:
    return next(score for score in report.scores if score.name == name)
