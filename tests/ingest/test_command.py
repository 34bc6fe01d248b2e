"""``quoteproof-ingest`` as a person uses it: real files, the real library, the real embedder."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from ingest.__main__ import main

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("command")


@pytest.fixture(autouse=True)
def _at_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COLUMNS", "200")


def write(folder: Path, **texts: str) -> Path:
    folder.mkdir(exist_ok=True)
    for name, text in texts.items():
        (folder / f"{name}.txt").write_text(text, encoding="utf-8")
    return folder


def run(place: Path, *arguments: str | Path) -> int:
    return main([*map(str, arguments), "--store", str(place / "library")])


def test_a_folder_is_taken_in_listed_changed_pruned_and_removed(
    place: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """One library through its life, since loading the embedder is what takes the time."""
    docs = write(place / "docs", lease="The lease ends in June.", rent="The rent is 900 a month.")
    (docs / "image.png").write_bytes(b"not read")
    assert run(place, docs) == 0
    told = capsys.readouterr().out
    assert "added docs/lease.txt: 1 chunks" in told
    assert "2  added" in told
    assert "passed over: 1 x kind not read: .png" in told
    assert f"The library lies at {place / 'library'}" in told
    assert "\x1b" not in told

    (docs / "rent.txt").write_bytes(b"")
    (docs / "lease.txt").unlink()
    write(docs, deposit="The deposit is 1,800.")
    assert run(place, docs) == 1
    told = capsys.readouterr().out
    assert "failed: docs/rent.txt: " in told
    assert "file gone: docs/lease.txt" in told

    assert run(place, docs, "--prune", "--list") == 1
    told = capsys.readouterr().out
    assert "removed docs/lease.txt" in told
    assert "2 documents." in told

    file = place / "library.zip"
    assert run(place, "--check") == 0
    assert run(place, "--export", file) == 0
    assert run(place / "other", "--import", file, "--list") == 0
    assert run(place, "--repair") == 0
    told = capsys.readouterr().out
    assert "2 documents with 2 chunks are whole" in told
    assert f"2 documents were taken in from {file}" in told
    assert "2 documents were kept; 0 vectors were made again" in told

    assert run(place, "--remove", "docs/rent.txt") == 0
    assert run(place, "--remove", "docs/") == 0
    assert run(place, "--list") == 0
    assert "0 documents." in capsys.readouterr().out

    assert run(place, "--remove", "docs/rent.txt") == 2
    assert "holds no document 'docs/rent.txt'" in capsys.readouterr().err


def test_a_slip_in_one_name_removes_nothing_and_names_that_overlap_remove_each_document_once(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(tmp_path, write(tmp_path / "docs", lease="The lease ends.", rent="The rent is 900.")) == 0
    assert run(tmp_path, "--remove", "docs/lease.txt", "docs/laese.txt", "docs/rent.txt", "dosc/") == 2
    told = capsys.readouterr()
    assert "holds no document 'docs/laese.txt' or 'dosc/'" in told.err
    assert "removed" not in told.out
    assert run(tmp_path, "--remove", "docs/", "docs/lease.txt", "--list") == 0
    told = capsys.readouterr()
    assert told.out.count("removed docs/") == 2
    assert "0 documents." in told.out


@pytest.mark.parametrize("files", [(), ("picture.png", ".hidden.txt")])
def test_a_folder_without_a_file_to_read_is_told_and_is_no_fault_of_the_library(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], files: tuple[str, ...]
) -> None:
    docs = write(tmp_path / "docs")
    for name in files:
        (docs / name).write_bytes(b"not read")
    assert run(tmp_path, docs) == 1
    assert "docs: there is no file to read; what is read is .txt, .md, " in capsys.readouterr().out


def test_control_codes_in_a_name_are_not_printed(place: Path, capsys: pytest.CaptureFixture[str]) -> None:
    docs = write(place / "odd", **{"\x1b[31mred": "", "[bold]": ""})
    assert run(place, docs) == 2
    told = capsys.readouterr().out
    assert "\x1b" not in told
    assert r"odd/\x1b[31mred.txt" in told
    assert "odd/[bold].txt" in told


def test_a_library_that_is_not_there_cannot_be_listed(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(tmp_path, "--list") == 2
    assert "there is no library at" in capsys.readouterr().err
    assert not (tmp_path / "library").exists()


def test_a_path_that_is_not_there_makes_no_library(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(tmp_path, tmp_path / "nothing") == 2
    assert "there is no such file or folder" in capsys.readouterr().err
    assert not (tmp_path / "library").exists()


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        ([], "name a folder to take in"),
        (["--watch", "--list"], "--watch needs a folder"),
        (["--check", "folder"], "stand alone"),
        (["--check", "--repair"], "not allowed with"),
    ],
)
def test_a_command_that_does_not_make_sense_is_told(
    capsys: pytest.CaptureFixture[str], arguments: list[str], told: str
) -> None:
    with pytest.raises(SystemExit) as caught:
        main(arguments)
    assert caught.value.code == 2
    assert told in capsys.readouterr().err


def test_a_slip_in_the_configuration_is_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "quoteproof.toml").write_text("[ingest]\nworker = 1\n", encoding="utf-8")
    assert run(tmp_path, tmp_path) == 2
    assert "[ingest] has no key 'worker'" in capsys.readouterr().err


def test_the_command_stands_back_behind_those_who_ask(place: Path) -> None:
    script = "import os; from ingest.__main__ import main; before = os.nice(0); main(); print(os.nice(0) - before)"
    command = [sys.executable, "-c", script, str(write(place / "calm", one="The bay is calm.")), "--store", "library"]
    done = subprocess.run(command, capture_output=True, text=True, cwd=place, check=True)
    assert int(done.stdout.splitlines()[-1]) > 0


def test_an_interrupted_run_keeps_what_was_finished(tmp_path: Path) -> None:
    paragraphs = (f"Case {number} was heard in the spring of that year. " * 14 for number in range(4000))
    write(tmp_path / "docs", a_first="The lease ends in June.", b_long="\n\n".join(paragraphs))
    command = [sys.executable, "-m", "ingest", str(tmp_path / "docs"), "--store", str(tmp_path / "library")]
    environment = os.environ | {"PYTHONUNBUFFERED": "1"}
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=environment
    ) as started:
        assert started.stdout is not None
        line = started.stdout.readline()
        assert "files to read; that takes about" in line
        started.send_signal(signal.SIGINT)
        _, told = started.communicate(timeout=240)
    assert started.returncode == 130
    assert "run it again to go on" in told
