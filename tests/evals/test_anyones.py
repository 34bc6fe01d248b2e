"""A person's own cases, folder and SQuAD file through the command: what is right is asked, what is wrong is named."""

from __future__ import annotations

import json
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from assistant.nouns import Answer, Outcome, Turn
from evals.__main__ import main
from evals.bench import Setup
from evals.nouns import Source
from evals.squad import squad_file
from evals.suite import Choice, Suite

CASES = """
documents: papers
document: mill.txt
cases:
  - {id: built, kind: plain, question: 'When was it built?', outcome: answered, evidence: [in 1802], short: ["1802"]}
  - {id: paint, kind: near miss, question: 'Who painted it?', outcome: not_in_documents}
"""
CONTEXT = "\ufeffThe mill was built\r\nin 1802.\r\nIt burned\x07 down in 1850."


def _paragraph(answer: str, name: str | int = "q") -> dict[str, Any]:
    answers = [{"text": answer, "answer_start": CONTEXT.index(answer)}]
    return {"context": CONTEXT, "qas": [{"id": name, "question": "When?", "answers": answers}]}


@dataclass(frozen=True)
class Refuses:
    """Says of everything that the documents do not say, over any library."""

    @property
    def config(self) -> dict[str, Any]:
        return {"engine": "refuses"}

    def setup(self, sources: Sequence[Source]) -> Setup:
        return Setup(self, f"{len(sources)} documents")

    def answer(
        self, question: str, *, history: Sequence[Turn | Answer] = (), documents: Collection[str] | None = None
    ) -> Answer:
        assert not history
        assert documents is None or documents
        return Answer(question, question, Outcome.NOT_IN_DOCUMENTS)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    place = tmp_path / "papers"
    place.mkdir()
    (place / "mill.txt").write_text("The mill was built in 1802. It burned down in 1850.", encoding="utf-8")
    (tmp_path / "own.yaml").write_text(CASES, encoding="utf-8")
    return place


def test_own_cases_are_asked_of_the_folder_that_they_name_or_of_another(folder: Path) -> None:
    own = str(folder.parent / "own.yaml")
    for options in ([], ["--folder", str(folder)]):
        status, report = _run(folder.parent / "out", "--cases", own, *options)

        assert status == 0
        assert [(s["name"], s["documents"], len(s["results"])) for s in report["suites"]] == [("own", 1, 2)]


def test_a_file_of_nothing_but_held_out_cases_is_named(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    own = folder.parent / "own.yaml"
    options = ["--cases", str(own), "--without-held-out", "--out", str(folder.parent / "out")]
    own.write_text(CASES.replace("{id: paint", "{held_out: true, id: paint"), "utf-8")
    assert main(options, Refuses()) == 0
    own.write_text(CASES.replace("{id", "{held_out: true, id"), "utf-8")
    assert main(options, Refuses()) == 2
    assert "all cases of own are held out" in capsys.readouterr().err


@pytest.mark.parametrize("missing", [True, False])
def test_a_folder_without_documents_is_a_slip(folder: Path, missing: bool, capsys: pytest.CaptureFixture[str]) -> None:
    elsewhere = folder.parent / "elsewhere"
    if not missing:
        elsewhere.mkdir()
    for options in (["--cases", str(folder.parent / "own.yaml"), "--folder"], ["quotes", "--corpus"]):
        assert main([*options, str(elsewhere), "--out", str(folder.parent / "out")], Refuses()) == 2
        assert "elsewhere" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("wrong", "named"),
    [
        ("outcome: answred", "'answred'; there are answered, not_in_documents"),
        ("outcome: answered, evidence: [in 1999]", "'in 1999'"),
        ("outcome: answered, evidence: [in 1802], document: barn.txt", "'barn.txt'"),
    ],
)
def test_a_wrong_case_is_named(folder: Path, wrong: str, named: str, capsys: pytest.CaptureFixture[str]) -> None:
    entry = f"cases:\n  - {{id: odd, kind: plain, question: 'What?', {wrong}}}\n"
    (folder.parent / "own.yaml").write_text(f"documents: papers\ndocument: mill.txt\n{entry}", encoding="utf-8")

    assert main(["--cases", str(folder.parent / "own.yaml"), "--out", str(folder.parent / "out")], Refuses()) == 2
    told = capsys.readouterr().err
    assert "'odd'" in told
    assert named in told


def test_words_without_a_document_and_a_file_that_was_left_out_are_told(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (folder / "scan.pdf").write_bytes(b"no PDF")
    entry = "{id: odd, kind: plain, question: 'What?', outcome: answered, evidence: [x]"
    for more, named in (("}", "write document: NAME"), (", document: scan.pdf}", "'papers/scan.pdf' was left out")):
        (folder.parent / "own.yaml").write_text(f"documents: papers\ncases:\n  - {entry}{more}\n", encoding="utf-8")
        assert main(["--cases", str(folder.parent / "own.yaml"), "--out", str(folder.parent / "out")], Refuses()) == 2
        assert named in capsys.readouterr().err


def test_answers_of_a_squad_file_are_located_past_marks_that_a_document_loses(tmp_path: Path) -> None:
    articles: list[dict[str, Any]] = [
        {"paragraphs": [_paragraph("1850")]},
        {"title": "mill", "paragraphs": [_paragraph("built\r\nin 1802", "other")]},
    ]
    again = {"title": "mill", "paragraphs": [_paragraph("built\r\nin 1802", "again")]}
    (suite, _) = squad_file(_squad(tmp_path, [*articles, again]), Choice())
    assert isinstance(suite, Suite)

    assert [source.uri for source in suite.sources] == [
        "own/untitled/001.txt", "own/mill/001.txt", "own/mill/002.txt",
    ]  # fmt: skip
    found = [place.span.of(suite.texts[place.uri]) for case in suite.cases for g in case.evidence for place in g]
    assert found == ["1850", "built\nin 1802", "built\nin 1802"]


def test_a_squad_file_is_asked_both_ways(tmp_path: Path) -> None:
    status, report = _run(tmp_path / "out", "--squad", str(_squad(tmp_path, [{"paragraphs": [_paragraph("1850")]}])))

    assert status == 0
    assert [suite["name"] for suite in report["suites"]] == ["own, reading", "own, library"]


@pytest.mark.parametrize("lost", ["question", "answers", "id"])
def test_a_question_that_is_none_of_squads_is_named(
    tmp_path: Path, lost: str, capsys: pytest.CaptureFixture[str]
) -> None:
    paragraph = _paragraph("1850")
    del paragraph["qas"][0][lost]
    file = _squad(tmp_path, [{"title": "mill", "paragraphs": [paragraph]}])

    assert main(["--squad", str(file), "--out", str(tmp_path / "out")], Refuses()) == 2
    told = capsys.readouterr().err
    assert "own/mill/001.txt" in told
    assert lost in told


def test_a_report_on_questions_whose_ids_are_numbers_is_compared_with_another(tmp_path: Path) -> None:
    file = str(_squad(tmp_path, [{"paragraphs": [_paragraph("1850", 17)]}]))
    _run(tmp_path / "first", "--squad", file)
    status, report = _run(tmp_path / "out", "--squad", file, "--compare", str(tmp_path / "first" / "report.json"))

    assert status == 0
    assert [each["id"] for suite in report["suites"] for each in suite["results"]] == ["17", "17"]


@pytest.mark.parametrize(
    ("articles", "told"),
    [
        ([], "holds no question"),
        ([{"paragraphs": [{"context": CONTEXT, "qas": []}]}], "holds no question"),
        ([{"paragraphs": [_paragraph("1850", 7), _paragraph("1802", "7")]}], "two questions have the id '7'"),
    ],
)
def test_a_squad_file_without_questions_or_with_an_id_twice_is_named(
    tmp_path: Path, articles: list[dict[str, Any]], told: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["--squad", str(_squad(tmp_path, articles)), "--out", str(tmp_path / "out")], Refuses()) == 2
    error = capsys.readouterr().err
    assert "own.json" in error
    assert told in error


def test_an_answer_that_stands_elsewhere_is_named(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    paragraph = _paragraph("1850")
    paragraph["qas"][0]["answers"][0]["answer_start"] = 3

    assert main(["--squad", str(_squad(tmp_path, [{"paragraphs": [paragraph]}]))], Refuses()) == 2
    assert "'1850' does not stand at 3" in capsys.readouterr().err


def test_two_suites_of_one_name_are_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for name in ("a", "b"):
        (tmp_path / name).mkdir()
        _squad(tmp_path / name, [{"paragraphs": [_paragraph("1850")]}])
    files = [option for name in ("a", "b") for option in ("--squad", str(tmp_path / name / "own.json"))]

    assert main([*files, "--out", str(tmp_path / "out")], Refuses()) == 2
    assert "two suites are named 'own, reading'" in capsys.readouterr().err


def _squad(folder: Path, articles: list[dict[str, Any]]) -> Path:
    file = folder / "own.json"
    file.write_text(json.dumps({"data": articles}), encoding="utf-8")
    return file


def _run(out: Path, *argv: str) -> tuple[int, dict[str, Any]]:
    status = main([*argv, "--out", str(out)], Refuses())
    return status, json.loads((out / "report.json").read_text(encoding="utf-8"))
