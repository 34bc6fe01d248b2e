"""A report is written whole, and read back into the nouns that it was made of."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from assistant.nouns import Answer, Outcome, Statement
from evals.codec import result_fields, result_of
from evals.errors import ReportError
from evals.nouns import Result
from evals.report import made_now, put, read_report, write_report
from tests.evals.askers import CASES, MILL, SOURCES, Reply, always_answers, anothers_quote, cite, fails, refused, right
from tests.evals.reports import report
from vectorstore.nouns import Span

SPANS = st.tuples(st.integers(0, len(MILL) - 1), st.integers(1, 40)).map(
    lambda pair: Span(pair[0], min(pair[0] + pair[1], len(MILL)))
)


@pytest.mark.parametrize("reply", [right, always_answers, anothers_quote, refused, fails])
def test_a_report_is_read_back_as_it_was(tmp_path: Path, reply: Reply) -> None:
    written, made = report(reply), made_now()
    place = write_report(written, made, tmp_path)

    found = read_report(place)

    assert found == (replace(written, suites=tuple(replace(suite, texts={}) for suite in written.suites)), made)


@settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(SPANS, min_size=1, max_size=3), st.text(), st.floats(0, 1), st.dictionaries(st.text(), st.floats(0, 9)))
def test_a_result_is_read_back_as_it_was(
    spans: list[Span], said: str, confidence: float, seconds: dict[str, float]
) -> None:
    statement = Statement(said, tuple(cite(SOURCES[0], span) for span in spans), spans[0])
    answer = Answer(said, said, Outcome.ANSWERED, (statement,), confidence=confidence, seconds=seconds)
    result = Result(CASES[0], answer, confidence, values=seconds)
    records: dict[str, object] = {}

    fields = json.loads(json.dumps(result_fields(result, records)))

    assert result_of(fields, records) == result
    assert list(records) == ["farm/mill.txt"]


def test_quotes_that_do_not_stand_are_marked_for_scripts(tmp_path: Path) -> None:
    (suite,) = json.loads(write_report(report(anothers_quote), made_now(), tmp_path).read_text())["suites"]

    assert suite["results"][0]["quotes"] == [
        {"uri": "farm/barn.txt", "quote": "The mill was built in 1802.", "valid": False}
    ]
    assert suite["results"][0]["gold"] == [["1802"]]


@pytest.mark.parametrize(
    ("content", "named"),
    [
        ("{", "JSONDecodeError"),
        ("[]", "TypeError"),
        ("{}", "schema"),
        ('{"schema": "quoteproof-eval/2"}', "'quoteproof-eval/2'"),
        ('{"schema": "quoteproof-eval/3", "suites": [{}]}', "name"),
    ],
)
def test_what_is_no_report_is_named(tmp_path: Path, content: str, named: str) -> None:
    path = tmp_path / "older.json"
    path.write_text(content)

    with pytest.raises(ReportError, match=rf"older\.json.*{named}"):
        read_report(path)


def test_a_missing_report_is_named(tmp_path: Path) -> None:
    with pytest.raises(ReportError, match=r"nowhere\.json"):
        read_report(tmp_path / "nowhere.json")


def test_what_utf_8_cannot_hold_is_escaped(tmp_path: Path) -> None:
    place = put(tmp_path / "new" / "x.json", json.dumps("lone \udcff", ensure_ascii=False))

    assert json.loads(place.read_text("utf-8")) == "lone \udcff"
    assert list(place.parent.iterdir()) == [place]
