"""What the command says at the end: nothing that a person must know is lost among much of it."""

from __future__ import annotations

from collections.abc import Iterator
from io import StringIO
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from rich.console import Console

from ingest.config import IngestConfig
from ingest.library import take_in
from ingest.tables import show_documents, show_summary
from tests.fakes import FakeEmbedder
from vectorstore.memory import MemoryStore

MANY = 25
"""More than are shown of what is shortened."""


def written(folder: Path, texts: dict[str, str]) -> Path:
    folder.mkdir()
    for name, text in texts.items():
        (folder / name).write_text(text, encoding="utf-8")
    return folder


def told(folder: Path, *, terminal: bool) -> tuple[list[str], list[str]]:
    """The lines at the end of taking a folder in, and those of ``--list`` after it."""
    embedder = FakeEmbedder()
    store = MemoryStore(embedder.name)
    summary = take_in([folder], store, embedder, IngestConfig(workers=1))
    ended, listed = (Console(file=StringIO(), force_terminal=terminal, width=60, highlight=False) for _ in range(2))
    show_summary(ended, summary, "the library")
    show_documents(listed, store.documents(), "the library")
    return lines_of(ended), lines_of(listed)


def ended(folder: Path, store: MemoryStore, *, prune: bool) -> list[str]:
    console = Console(file=StringIO(), width=200)
    show_summary(console, take_in([folder], store, FakeEmbedder(), IngestConfig(workers=1), prune=prune), "the library")
    return lines_of(console)


def lines_of(console: Console) -> list[str]:
    assert isinstance(console.file, StringIO)
    return console.file.getvalue().splitlines()


@pytest.mark.parametrize("terminal", [True, False])
def test_each_failure_is_told_and_each_note_is_listed(tmp_path: Path, terminal: bool) -> None:
    empty = {f"empty{number}.txt": "" for number in range(MANY)}
    noted = {f"noted{number}.txt": "§§ §§" for number in range(MANY)}
    ended, listed = told(written(tmp_path / "docs", empty | noted), terminal=terminal)
    reasons = {f"failed: docs/{name}: {name}: the file is empty" for name in empty}
    notes = {line for line in ended if line.startswith("note: ")}
    assert {line for line in ended if line.startswith("failed: ")} == reasons
    assert f"and {MANY - len(notes)} more notes; quoteproof-ingest --list shows all" in ended
    every = [line for line in listed if line.startswith("note: ")]
    assert [line.split(": ")[1] for line in every] == sorted(f"docs/{name}" for name in noted)
    assert notes < set(every)
    assert all("cannot be searched by meaning: more than a fifth" in line for line in every)


def test_few_notes_are_told_whole(tmp_path: Path) -> None:
    ended, listed = told(written(tmp_path / "docs", {"a.txt": "§§ §§", "b.txt": "Known."}), terminal=True)
    notes = [line for line in ended if line.startswith("note: docs/a.txt: ")]
    assert len(notes) == 1
    assert set(notes) < set(listed)
    assert not any("more" in line.split() and "--list" in line for line in ended)


@pytest.fixture
def locked() -> Iterator[Path]:
    """A folder that everybody may read, with a file in it that nobody may."""
    with TemporaryDirectory() as place:
        docs = written(Path(place, "docs"), {"a.txt": "One.", "locked.txt": "Two."})
        for path, mode in ((docs.parent, 0o755), (docs, 0o755), (docs / "locked.txt", 0)):
            path.chmod(mode)
        yield docs


@pytest.mark.usefixtures("locked", "_no_superuser")
def test_a_file_without_permission_is_a_line_with_the_reason_and_stops_no_other(locked: Path) -> None:
    ended, listed = told(locked, terminal=True)
    assert "failed: docs/locked.txt: it cannot be read: permission denied" in ended
    assert any(line.startswith("docs/a.txt") for line in listed)


def test_prune_is_advised_only_where_it_was_not_asked_for(tmp_path: Path) -> None:
    docs, store = written(tmp_path / "docs", {"a.txt": "One."}), MemoryStore(FakeEmbedder().name)
    ended(docs, store, prune=False)
    (docs / "a.txt").unlink()
    advice = "Documents whose files are gone stay until you run it again with --prune."
    assert advice in ended(docs, store, prune=False)
    told = ended(docs, store, prune=True)
    assert "file gone: docs/a.txt" in told
    assert not any("run it again" in line for line in told)
    assert any("if it is meant: quoteproof-ingest --remove docs" in line for line in told)
