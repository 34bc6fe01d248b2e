"""Killed at any moment, a library loses nothing that was published, and the next run completes the work."""

from __future__ import annotations

import os
import random
import shutil
import signal
import subprocess
import sys
from pathlib import Path
from threading import Timer
from typing import TYPE_CHECKING

import pytest

from tests.fakes import FakeEmbedder
from vectorstore.config import StoreConfig
from vectorstore.errors import StoreNotFound
from vectorstore.generations import Generations
from vectorstore.opening import open_library
from vectorstore.whole import problems, whole_text

if TYPE_CHECKING:
    from vectorstore.by_snapshot import BySnapshot

ROOT = Path(__file__).parents[2]
KILLS = 6
FILES = 14

pytestmark = pytest.mark.slow


def write(folder: Path, version: int) -> None:
    """Replaces every file but the first three, whose text never changes."""
    folder.mkdir(exist_ok=True)
    for number in range(FILES):
        shown = 0 if number < 3 else version
        text = "\n\n".join(
            f"Item {number} paragraph {part} of version {shown} says word{number}x{part}v{shown}. " * 2
            for part in range(12)
        )
        (folder / f"{number}.txt").write_text(text, encoding="utf-8")


def started(folder: Path, library: Path) -> subprocess.Popen[str]:
    command = [sys.executable, "-m", "tests.ingest.small_run", str(folder), str(library)]
    return subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


def killed(folder: Path, library: Path, after_s: float) -> bool:
    """Whether the run was still going."""
    with started(folder, library) as run:
        assert run.stdout is not None
        assert run.stdout.readline() == "begins\n"
        timer = Timer(after_s, run.send_signal, [signal.SIGKILL])
        timer.start()
        run.communicate(timeout=120)
        timer.cancel()
        return run.returncode == -signal.SIGKILL


def completed(folder: Path, library: Path) -> str:
    with started(folder, library) as run:
        told, errors = run.communicate(timeout=120)
    assert run.returncode == 0, errors
    return told


def opened(library: Path) -> BySnapshot:
    embedder = FakeEmbedder()
    return open_library(StoreConfig(path=library), embedder.name, embedder.dimension)


def texts(library: Path) -> dict[str, str]:
    """All documents' texts, once it is seen that each of their chunks is found by its own vector."""
    with opened(library) as store:
        assert list(problems(store)) == []
        records = store.documents()
        assert len({record.uri for record in records}) == len(records)
        return {record.uri: whole_text(store, record)[0].text for record in records}


def files(folder: Path) -> dict[str, str]:
    return {f"{folder.name}/{path.name}": path.read_text().strip() for path in folder.iterdir()}


def stripped(found: dict[str, str]) -> dict[str, str]:
    return {uri: text.strip() for uri, text in found.items()}


def test_killed_at_any_moment_nothing_is_lost_and_the_next_run_completes(tmp_path: Path) -> None:
    folder, library = tmp_path / "docs", tmp_path / "library"
    chance = random.Random(4)
    published: dict[str, str] = {}
    before: dict[str, str] = {}
    cut = 0
    for version in range(KILLS):
        write(folder, version)
        cut += killed(folder, library, chance.uniform(0.0, 1.2))
        try:
            published = stripped(texts(library))
        except StoreNotFound:
            assert not published
        now = files(folder)
        assert all(text in (now[uri], before.get(uri)) for uri, text in published.items())
        assert published.keys() >= before.keys()
        if version % 3 == 2:
            told = completed(folder, library)
            assert f"{FILES} files, 0 failed" in told
            published = stripped(texts(library))
            assert published == now
        before = published
    print(f"{cut} of {KILLS} runs were killed before they ended")
    completed(folder, library)
    assert stripped(texts(library)) == files(folder)
    assert len(list((library / "generations").iterdir())) == 1
    assert cut > KILLS / 2


def torn_index(copy: Path) -> None:
    for index in copy.glob("*/*.bin"):
        os.truncate(index, 0)


def torn_vectors(copy: Path) -> None:
    for index in copy.glob("*/data_level0.bin"):
        os.truncate(index, index.stat().st_size // 2)


def torn_tables(copy: Path) -> None:
    os.truncate(copy / "chroma.sqlite3", 5000)


def untouched(copy: Path) -> None:
    """Killed between the last write and the publishing."""


def half_copied(copy: Path) -> None:
    (copy / "chroma.sqlite3").unlink()


def test_torn_copies_are_never_seen_and_the_next_run_says_that_it_resumed(tmp_path: Path) -> None:
    folder, library = tmp_path / "docs", tmp_path / "library"
    write(folder, 0)
    completed(folder, library)
    generation = Generations(library).published()
    assert generation is not None
    wrecks = []
    for number, tear in enumerate((torn_index, torn_vectors, torn_tables, untouched, half_copied), 900):
        wrecks.append(generation.with_name(str(number)))
        shutil.copytree(generation, wrecks[-1])
        tear(wrecks[-1])
    (library / "published.new").write_text("900\n")
    (library / "writer.json").write_text('{"pid": 1, "host": "desk", "since": "2026-01-02T03:04:05Z"}')
    assert stripped(texts(library)) == files(folder)
    with opened(library) as reader:
        assert len(reader.containing("word9x1v0", 5)) == 1
        before = reader.fingerprint
        write(folder, 1)
        told = completed(folder, library)
        assert reader.fingerprint != before
        assert [chunk.document.uri for chunk in reader.containing("word9x1v1", 5)] == ["docs/9.txt"]
        assert reader.containing("word9x1v0", 5) == []
    assert "Resumed: process 1 on desk" in told
    assert stripped(texts(library)) == files(folder)
    assert not any(wreck.exists() for wreck in wrecks)
