"""The command: suites in, a table, a report and an exit status out."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from dataclasses import dataclass
from importlib.metadata import distribution, packages_distributions
from pathlib import Path
from threading import Barrier
from typing import Any

import pytest

from assistant.nouns import Answer, Citation, Outcome, Statement
from evals.__main__ import main
from evals.extra import MODULES
from evals.nouns import EvalCase, Source
from evals.suites import Choice, article
from tests.evals.askers import FakeBench, Reply, Scripted, always_refuses, cite, fails, refused
from vectorstore.nouns import Span


def test_a_run_writes_a_report_with_every_case(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    status, report = _run(tmp_path, always_refuses)
    (suite,) = report["suites"]

    assert status == 0
    assert report["schema"] == "quoteproof-eval/3"
    assert report["config"]["engine"] == "scripted"
    assert report["machine"]["cores"] >= 1
    assert report["machine"]["model"]
    assert "assistant/calibration.json" in report["config"]["files"]
    assert report["versions"]["numpy"]
    assert (suite["name"], suite["documents"], suite["index"]) == ("article", 1, "1 documents")
    assert len(suite["results"]) == 64
    assert suite["results"][0]["gold"][0][0].startswith("The municipality of Almaty")
    assert suite["results"][0]["outcome"] == "not_in_documents"
    assert {"held out", "not held out", "near miss"} <= suite["slices"].keys()
    score = next(score for score in suite["scores"] if score["name"] == "refusal recall")
    assert score["value"] == 1
    assert {"n", "low", "high", "of"} <= score.keys()
    shown = capsys.readouterr().out
    assert "outcome accuracy" in shown
    assert "report.json" in shown


def test_a_quote_that_is_not_there_is_an_exit_status(tmp_path: Path) -> None:
    status, report = _run(tmp_path, _misquotes)

    assert status == 1
    assert not report["suites"][0]["results"][0]["quotes"][0]["valid"]


def test_faults_of_the_product_stand_in_the_report_and_nothing_else_is_a_fault(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    status, report = _run(tmp_path, fails, "--limit", "3")

    assert status == 2
    assert "every question ended in an error, the first in: EngineError" in capsys.readouterr().err
    some = article(Choice())[0].sampled(3).cases[0].question
    assert _run(tmp_path, lambda asked: (fails if asked.question == some else refused)(asked), "--limit", "3")[0] == 0
    assert [result["fault"][:11] for result in report["suites"][0]["results"]] == ["EngineError"] * 3


def test_a_suite_without_data_is_skipped_with_the_reason(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("QUOTEPROOF_DATA", str(tmp_path / "nowhere"))
    status = main(["squad2", "--out", str(tmp_path)], FakeBench(Scripted((), refused)))

    assert status == 0
    assert "squad2 was skipped" in capsys.readouterr().out
    assert "QUOTEPROOF_DATA" in json.loads((tmp_path / "report.json").read_text())["skipped"]["squad2"]


def test_a_run_is_begun_anew_and_compared_by_the_files_that_changed(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    calibration = tmp_path / "mine.json"
    calibration.write_text("then")

    def run(to: str, reply: Reply, *more: str) -> int:
        bench = _Calibrated(Scripted(article(Choice())[0].cases, reply), calibration)
        return main(["article", "--limit", "4", "--out", str(tmp_path / to), *more], bench)

    assert run("then", refused) == 0
    assert run("now", _stops) == 130
    calibration.write_text("now")
    assert run("now", refused, "--compare", str(tmp_path / "then" / "report.json")) == 0

    told = capsys.readouterr()
    assert f"measured something else (files.{calibration}): starting anew" in told.err
    assert f"set otherwise: files.{calibration}" in told.out


def test_an_unwritable_place_is_a_fault(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "taken").write_text("a file")

    assert main(["article", "--out", str(tmp_path / "taken"), "--limit", "2"], _bench(always_refuses)) == 2
    assert "taken" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("argv", "named"),
    [(["articel"], "articel"), (["--limit", "0"], "'0'"), (["--jobs", "two"], "'two'"), (["--split", "x"], "'x'")],
)
def test_what_cannot_be_meant_is_named(argv: list[str], named: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as left:
        main(argv, _bench(always_refuses))

    assert left.value.code == 2
    assert named in capsys.readouterr().err


def test_importing_the_evals_is_light() -> None:
    code = "import sys, evals, evals.__main__; print(*sys.modules)"
    loaded = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.split()

    assert not {"yaml", "sklearn", "scipy", "matplotlib", "torch", "onnxruntime", "chromadb"} & set(loaded)


@pytest.mark.parametrize("module", ["__main__", "calibrate", "context", "gate", "make_documents", "retrieval"])
def test_without_the_extra_each_command_says_what_to_install(module: str) -> None:
    code = (
        "import runpy, sys; sys.modules['junitparser'] = sys.modules['docx'] = None; sys.argv[1:] = ['--help'];"
        f"runpy.run_module('evals.{module}', run_name='__main__')"
    )
    ended = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)

    assert ended.returncode == 2
    assert ended.stderr.splitlines() == [
        "the evals need packages that are not installed (junitparser, python-docx): pip install 'quoteproof[evals]'"
    ]


def test_the_extra_is_looked_through_whole() -> None:
    wanted = {
        re.split("[>=; ]", each)[0] for each in distribution("quoteproof").requires or () if 'extra == "evals"' in each
    }

    assert set(MODULES.values()) == wanted
    assert all(package in map(str.lower, packages_distributions()[name]) for name, package in MODULES.items())


def _run(folder: Path, reply: Reply, *more: str) -> tuple[int, dict[str, Any]]:
    status = main(["article", "--out", str(folder), *more], _bench(reply))
    return status, json.loads((folder / "report.json").read_text(encoding="utf-8"))


def _bench(reply: Reply) -> FakeBench:
    return FakeBench(Scripted(article(Choice())[0].cases, reply))


def _misquotes(asked: EvalCase) -> Answer:
    citation: Citation = cite(Source("documents/almaty-lawsuit.txt", "", "x" * 99), Span(0, 5), "words")
    return Answer(asked.question, asked.question, Outcome.ANSWERED, (Statement("words", (citation,)),))


def test_thresholds_decide_the_exit_status_and_stand_in_junit_xml(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "thresholds.toml"
    file.write_text('[article]\n"outcome accuracy" = {at_least = 0.99}\n')
    options = ("--limit", "4", "--thresholds", str(file))

    assert _run(tmp_path, always_refuses, *options)[0] == 1
    assert "not met: outcome accuracy of article" in capsys.readouterr().out
    assert 'message="0.' in (tmp_path / "junit.xml").read_text()
    file.write_text('[article]\n"outcome accuracy" = {at_least = 0.01}\n')
    assert _run(tmp_path, always_refuses, *options)[0] == 0
    assert "all 1 thresholds are met" in capsys.readouterr().out


def test_a_threshold_of_no_score_is_a_fault_after_which_nothing_is_asked_again(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "thresholds.toml"
    file.write_text('[article]\n"outcome acuracy" = {at_least = 0.01}\n')
    options = ("--limit", "4", "--thresholds", str(file))

    assert _run(tmp_path, always_refuses, *options)[0] == 2
    assert "'outcome acuracy'" in capsys.readouterr().err
    file.write_text('[article]\n"outcome accuracy" = {at_least = 0.01}\n')
    assert _run(tmp_path, fails, *options)[0] == 0
    assert "going on after 4 of 4 cases" in capsys.readouterr().err


def test_a_score_that_was_not_measured_is_not_met_and_told_everywhere(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "thresholds.toml"
    file.write_text('[article]\n"evidence precision" = {at_least = 0.5}\n')

    assert _run(tmp_path, always_refuses, "--limit", "4", "--thresholds", str(file))[0] == 1
    assert "evidence precision of article was not measured, wanted at least 0.5" in capsys.readouterr().out
    assert "not measured, wanted at least 0.5" in (tmp_path / "junit.xml").read_text()
    assert "not measured" in (tmp_path / "report.html").read_text()


def test_no_page_of_a_run_before_stands_beside_a_new_report(tmp_path: Path) -> None:
    file = tmp_path / "thresholds.toml"
    file.write_text('[article]\n"outcome acuracy" = {at_least = 0.01}\n')
    written = ["junit.xml", "report.html", "report.json"]

    assert _run(tmp_path, always_refuses, "--limit", "4")[0] == 0
    assert sorted(place.name for place in tmp_path.iterdir() if place.name in written) == written
    assert _run(tmp_path, always_refuses, "--limit", "4", "--thresholds", str(file))[0] == 2
    assert [place.name for place in tmp_path.iterdir() if place.name in written] == ["report.json"]


def test_a_run_is_compared_with_one_before(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    _run(tmp_path / "then", always_refuses, "--limit", "4")
    _run(tmp_path / "now", fails, "--limit", "4", "--compare", str(tmp_path / "then" / "report.json"))

    shown = " ".join(capsys.readouterr().out.split())
    assert "article: 4 of 64 cases, drawn by seed 7 over 1 document" in shown
    assert "article, 4 cases of both reports" in shown
    assert "1 broken of 4" in shown
    assert "not_in_documents then, fault now" in shown


def test_a_report_to_compare_with_is_read_before_anything_is_asked(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["article", "--compare", str(tmp_path / "none.json")], _bench(_not_asked)) == 2
    assert "none.json" in capsys.readouterr().err


def test_two_jobs_ask_two_questions_at_once(tmp_path: Path) -> None:
    """Each question waits for another one: asked one by one, the first would wait in vain."""
    both = Barrier(2)

    def waits(asked: EvalCase) -> Answer:
        both.wait(timeout=30)
        return refused(asked)

    assert _run(tmp_path, waits, "--limit", "4", "--jobs", "2")[0] == 0


def test_held_out_cases_are_left_out_where_that_is_wanted(tmp_path: Path) -> None:
    _, report = _run(tmp_path, refused, "--without-held-out")
    (suite,) = report["suites"]
    asked, held_out = (
        [case.id for case in article(Choice())[0].cases if case.held_out is held] for held in (False, True)
    )

    assert [result["id"] for result in suite["results"]] == asked
    assert suite["notes"] == [f"{len(held_out)} held-out cases were not asked."]
    assert report["config"]["held_out"] is False
    assert _run(tmp_path, refused)[1]["config"]["held_out"] is True


def test_ctrl_c_keeps_what_was_asked(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    cases = article(Choice())[0].sampled(4).cases

    def stopped(asked: EvalCase) -> Answer:
        if asked in cases[2:]:
            raise KeyboardInterrupt
        return refused(asked)

    options = ["article", "--limit", "4", "--out", str(tmp_path)]

    assert main(options, _bench(stopped)) == 130
    assert "Stopped; the 2 cases that were asked are kept" in capsys.readouterr().err
    assert not (tmp_path / "report.json").exists()
    assert main(options, _bench(refused)) == 0
    assert "going on after 2 of 4 cases" in capsys.readouterr().err


@dataclass(frozen=True)
class _Calibrated(FakeBench):
    calibration: Path

    @property
    def config(self) -> dict[str, Any]:
        return {"assistant": {"calibration": str(self.calibration)}}


def _stops(asked: EvalCase) -> Answer:
    if asked.id == article(Choice())[0].sampled(4).cases[2].id:
        raise KeyboardInterrupt
    return refused(asked)


def _not_asked(asked: EvalCase) -> Answer:
    raise AssertionError(asked.id)
