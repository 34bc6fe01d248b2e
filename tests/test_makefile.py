"""``make run`` and ``.ci/run``: their own recipes, with stubs for the commands that they call."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path
from shutil import copy

import pytest

ROOT = Path(__file__).parent.parent


def stubbed(commands: Path, scripts: dict[str, str]) -> None:
    for name, script in scripts.items():
        (commands / name).write_text(f"#!/bin/sh\n{script}\n", encoding="utf-8")
        (commands / name).chmod(0o755)


def made(place: Path, ingest_exits: int) -> tuple[int, bool]:
    """The exit status of ``make run`` where taking in ends so, and whether the page opened."""
    commands = place / ".venv" / "bin"
    commands.mkdir(parents=True)
    copy(ROOT / "Makefile", place)
    stubbed(commands, {"pip": "exit 1", "quoteproof-ingest": f"exit {ingest_exits}", "quoteproof": "touch opened"})
    for name in ("pyproject.toml", "constraints.txt", ".venv/ready"):
        (place / name).touch()
    environment = {name: value for name, value in os.environ.items() if not name.startswith("MAKE")}
    done = subprocess.run(["make", "run"], cwd=place, env=environment, capture_output=True, check=False)
    return done.returncode, (place / "opened").exists()


@pytest.mark.parametrize("ingest_exits", [0, 1])
def test_the_page_opens_though_some_files_failed(tmp_path: Path, ingest_exits: int) -> None:
    assert made(tmp_path, ingest_exits) == (0, True)


@pytest.mark.parametrize("ingest_exits", [2, 130])
def test_a_fault_stops_before_the_page(tmp_path: Path, ingest_exits: int) -> None:
    assert made(tmp_path, ingest_exits) == (2, False)


MADE = """case "$1" in
run) echo "Quoteproof is open at http://127.0.0.1:7860"; exec sleep 60 ;;
check) exit {check_exits} ;;
.venv/weights) exit {weights_exit} ;;
esac"""


@pytest.mark.parametrize("weights_exit", [0, 2])
@pytest.mark.parametrize("check_exits", [0, 2])
def test_ci_ends_as_the_check_does(tmp_path: Path, check_exits: int, weights_exit: int) -> None:
    commands, own = tmp_path / "bin", tmp_path / ".venv" / "bin"
    for folder in (commands, own, tmp_path / ".ci"):
        folder.mkdir(parents=True)
    copy(ROOT / ".ci" / "run", tmp_path / ".ci")
    stubbed(
        commands,
        {"make": MADE.format(check_exits=check_exits, weights_exit=weights_exit), "chromium": "exit 0"},
    )
    stubbed(own, {"python": "exit 0"})
    environment = os.environ | {"PATH": f"{commands}:{os.environ['PATH']}"}
    done = subprocess.run([".ci/run"], cwd=tmp_path, env=environment, capture_output=True, check=False)
    assert done.returncode == check_exits, done.stderr
