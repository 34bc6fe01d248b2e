"""A run that was killed goes on where it was, and never with results that hang on something else."""

from __future__ import annotations

import json
import subprocess
import sys
from collections import Counter
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from evals.errors import ReportError
from evals.evaluate import evaluate_suite
from evals.journal import JOURNAL, journal_in
from evals.nouns import Report, Result, SuiteReport
from evals.report import made_now, read_report, write_report
from evals.shown import told
from evals.suites import Suite
from tests.evals.askers import CASES, SOURCES, FakeBench, Reply, Scripted, case, fails, right

SUITE = Suite("farm", CASES, SOURCES)
MEASURED = {"engine": "scripted", "assistant": {"passages": 8}}


@pytest.mark.slow
def test_after_kill_9_only_the_cases_in_flight_are_asked_again(tmp_path: Path) -> None:
    options = ["--limit", "6", "--jobs", "2", "--out", str(tmp_path / "out")]

    killed = _command(tmp_path, 4, *options)
    left = len((tmp_path / "out" / JOURNAL).read_bytes().split(b"\n")) - 2
    again = _command(tmp_path, 0, *options)

    assert killed.returncode == -9
    assert again.returncode == 0
    assert f"going on after {left} of 6 cases" in again.stderr
    asked = Counter((tmp_path / "asked").read_text().split())
    assert len(asked) == 6
    assert 1 <= asked.total() - 6 <= 2
    assert not (tmp_path / "out" / JOURNAL).exists()
    results = json.loads((tmp_path / "out" / "report.json").read_text())["suites"][0]["results"]
    assert [result["outcome"] for result in results] == ["not_in_documents"] * 6


def test_a_resumed_run_gives_the_same_results(tmp_path: Path) -> None:
    whole = _measured(evaluate_suite(SUITE, _bench(right)))
    _cut_off(tmp_path, 3)
    asked: list[str] = []

    with journal_in(tmp_path, MEASURED, lambda _: None) as journal:
        resumed = evaluate_suite(SUITE, _bench(_noting(asked)), journal=journal)

    assert _measured(resumed) == whole
    assert asked == [c.id for c in CASES[3:]]


def test_a_resumed_run_tells_what_it_asked_and_what_was_kept(tmp_path: Path) -> None:
    _cut_off(tmp_path, 3)
    with journal_in(tmp_path, MEASURED, lambda _: None) as journal:
        resumed = evaluate_suite(SUITE, _bench(right), journal=journal)
    report = Report((replace(resumed, seconds=25.0),), {}, {})
    read, _ = read_report(write_report(report, made_now(), tmp_path))

    assert told(report.suites[0]) == "5 cases over 2 documents: 2 asked in 25 s, 3 kept from a run that was cut off"
    assert read.suites[0].kept == 3
    assert told(evaluate_suite(SUITE, _bench(right))) == "5 cases over 2 documents in 0 s"


def test_a_fault_is_a_result_that_is_kept(tmp_path: Path) -> None:
    _cut_off(tmp_path, 2, fails)

    with journal_in(tmp_path, MEASURED, lambda _: None) as journal:
        known = journal.known("farm", "2 documents", CASES)

    assert [known[c.id].fault for c in CASES[:2]] == [f"EngineError: no answer to {c.question}" for c in CASES[:2]]


@pytest.mark.parametrize("cut", [1, 40, 400])
def test_half_a_line_is_asked_again(tmp_path: Path, cut: int) -> None:
    _cut_off(tmp_path, 3)
    path = tmp_path / JOURNAL
    path.write_bytes(path.read_bytes()[:-cut])
    asked: list[str] = []

    with journal_in(tmp_path, MEASURED, lambda _: None) as journal:
        evaluate_suite(SUITE, _bench(_noting(asked)), journal=journal)
        lines = [json.loads(line) for line in path.read_text().splitlines()]

    assert asked == [c.id for c in CASES[2:]]
    assert [line["result"]["case"]["id"] for line in lines[1:]] == [c.id for c in CASES]


@pytest.mark.parametrize(
    ("measured", "named"),
    [
        ({"engine": "chat", "assistant": {"passages": 8}}, "engine"),
        ({"engine": "scripted", "assistant": {"passages": 12}}, "assistant.passages"),
        ({"engine": "scripted", "assistant": {"passages": 8}, "models": ["reader@2"]}, "models"),
        ({"engine": "scripted"}, "assistant"),
    ],
)
def test_what_was_measured_otherwise_is_begun_anew_and_said(
    tmp_path: Path, measured: dict[str, Any], named: str
) -> None:
    _cut_off(tmp_path, 3)
    said: list[str] = []

    with journal_in(tmp_path, measured, said.append) as journal:
        assert journal.known("farm", "2 documents", CASES) == {}

    assert len(said) == 1
    assert f"({named}): starting anew" in said[0]


def test_another_library_or_another_case_is_asked_again_and_said(tmp_path: Path) -> None:
    _cut_off(tmp_path, 3)
    said: list[str] = []
    changed = [case(CASES[0].id, "1850"), *CASES[1:]]

    with journal_in(tmp_path, MEASURED, said.append) as journal:
        assert journal.known("farm", "3 documents", CASES) == {}
        assert journal.known("farm", "2 documents", changed).keys() == {c.id for c in CASES[1:3]}
        assert journal.known("barn", "2 documents", CASES) == {}

    assert "0 of 5" in said[0]
    assert "2 of 5" in said[1]
    assert "1 of other cases or another library" in said[1]
    assert len(said) == 2


def test_a_document_is_written_once(tmp_path: Path) -> None:
    _cut_off(tmp_path, 3)

    lines = [json.loads(line) for line in (tmp_path / JOURNAL).read_text().splitlines()[1:]]

    assert [list(line["records"]) for line in lines] == [["farm/mill.txt"], [], []]


def test_two_runs_do_not_write_into_one_folder(tmp_path: Path) -> None:
    with (
        journal_in(tmp_path, MEASURED, lambda _: None),
        pytest.raises(ReportError, match="another run writes into"),
        journal_in(tmp_path, MEASURED, lambda _: None),
    ):
        pass


@pytest.mark.parametrize(
    "line", [b"{torn}\n", b'{"suite": "farm", "index": "2 documents", "records": {}, "result": 1}\n']
)
def test_a_damaged_journal_is_named(tmp_path: Path, line: bytes) -> None:
    _cut_off(tmp_path, 1)
    with (tmp_path / JOURNAL).open("ab") as file:
        file.write(line)

    with (
        pytest.raises(ReportError, match=rf"{JOURNAL} is damaged .* delete it"),
        journal_in(tmp_path, MEASURED, lambda _: None) as journal,
    ):
        journal.known("farm", "2 documents", CASES)


class _CutOff(Exception):
    pass


def _cut_off(folder: Path, after: int, reply: Reply = right) -> None:
    """A run that ends without having ended well."""

    def dies(asked: Any) -> Any:
        if asked in CASES[after:]:
            raise _CutOff
        return reply(asked)

    with pytest.raises(_CutOff), journal_in(folder, MEASURED, lambda _: None) as journal:
        evaluate_suite(SUITE, _bench(dies), journal=journal)


def _bench(reply: Reply) -> FakeBench:
    return FakeBench(Scripted(CASES, reply))


def _noting(asked: list[str]) -> Reply:
    def reply(given: Any) -> Any:
        asked.append(given.id)
        return right(given)

    return reply


def _measured(report: SuiteReport) -> list[tuple[Any, ...]]:
    def timeless(result: Result) -> dict[str, float]:
        return {name: value for name, value in result.values.items() if name != "seconds"}

    return [(result.case, result.answer, timeless(result)) for result in report.results]


def _command(folder: Path, at: int, *options: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "tests.evals.killed", str(folder / "asked"), str(at), *options]
    return subprocess.run(command, capture_output=True, text=True, check=False)
