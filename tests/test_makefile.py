"""``make run``: the Makefile's own recipe, with stubs for the commands that it installs."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path
from shutil import copy

import pytest

MAKEFILE = Path(__file__).parent.parent / "Makefile"


def made(place: Path, ingest_exits: int) -> tuple[int, bool]:
    """The exit status of ``make run`` where taking in ends so, and whether the page opened."""
    commands = place / ".venv" / "bin"
    commands.mkdir(parents=True)
    copy(MAKEFILE, place)
    scripts = {"pip": "exit 1", "quoteproof-ingest": f"exit {ingest_exits}", "quoteproof": "touch opened"}
    for name, script in scripts.items():
        (commands / name).write_text(f"#!/bin/sh\n{script}\n", encoding="utf-8")
        (commands / name).chmod(0o755)
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
