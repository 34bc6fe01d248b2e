"""Files are read as they lie still, alone or side by side, and a reader that dies takes no other file with it."""

from __future__ import annotations

import os
import signal
from collections.abc import Callable
from hashlib import sha256
from multiprocessing import active_children
from pathlib import Path
from typing import Any

import pytest

from ingest.errors import UnreadableFile
from ingest.reading import read_bytes, read_file
from ingest.scan import FoundFile
from ingest.side_by_side import read_files

LIMIT = 10_000_000


class GrowingFile(type(Path())):  # type: ignore[misc]
    """A file that something writes to whenever it is read; ``times`` is how often."""

    times = 99

    def read_bytes(self) -> bytes:
        data = super().read_bytes()
        if self.times:
            self.times -= 1
            with self.open("ab") as file:
                file.write(b"more")
        return bytes(data)


class DeadlyFile(type(Path())):  # type: ignore[misc]
    """A file that ends the process which it is sent to, as a crash of its reader would."""

    def __reduce__(self) -> tuple[Callable[..., Any], tuple[Any, ...]]:
        return os._exit, (1,)


def found(path: Path) -> FoundFile:
    seen = path.stat()
    return FoundFile(f"docs/{path.name}", path, path.parent, seen.st_size, seen.st_mtime_ns)


def test_bytes_come_with_their_hash(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_bytes(b"One.")
    content = read_bytes(tmp_path / "a.txt", 4)
    assert (content.data, content.sha256) == (b"One.", sha256(b"One.").hexdigest())


def test_a_file_that_changed_once_while_it_was_read_is_read_again(tmp_path: Path) -> None:
    path = GrowingFile(tmp_path / "a.txt")
    path.write_bytes(b"One.")
    path.times = 1
    assert read_bytes(path, LIMIT).data == b"One.more"


def test_a_file_that_does_not_lie_still_is_refused(tmp_path: Path) -> None:
    path = GrowingFile(tmp_path / "a.txt")
    path.write_bytes(b"One.")
    with pytest.raises(UnreadableFile, match="it changed while it was read"):
        read_bytes(path, LIMIT)


def test_a_file_over_the_limit_is_refused_unread(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_bytes(b"12345")
    with pytest.raises(UnreadableFile, match=r"5 bytes, more than the 4 that are read; raise ingest.max_file_bytes"):
        read_bytes(tmp_path / "a.txt", 4)


def test_a_file_that_is_gone_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UnreadableFile, match="it cannot be read: no such file"):
        read_file(tmp_path / "a.txt", LIMIT)


def large_files(folder: Path, count: int) -> list[FoundFile]:
    for number in range(count):
        (folder / f"{number}.txt").write_text(f"Number {number}. {'And so on. ' * 25_000}", encoding="utf-8")
    return [found(path) for path in sorted(folder.glob("*.txt"))]


def beginning(read: object) -> str:
    return str(read) if isinstance(read, UnreadableFile) else read.loaded.text[:9]  # type: ignore[attr-defined]


@pytest.mark.slow
def test_files_side_by_side_come_in_their_order(tmp_path: Path) -> None:
    files = large_files(tmp_path, 6)
    assert [beginning(read) for _, read in read_files(files, 2, LIMIT)] == [f"Number {n}." for n in range(6)]
    assert active_children() == []


@pytest.mark.slow
def test_a_file_that_kills_its_reader_is_named_and_the_others_are_read(tmp_path: Path) -> None:
    files = large_files(tmp_path, 5)
    files[1] = found(DeadlyFile(files[1].path))
    told = {file.uri: beginning(read) for file, read in read_files(files, 2, LIMIT)}
    assert told.pop("docs/1.txt") == "the program that reads it crashed; the file may be broken"
    assert told == {f"docs/{n}.txt": f"Number {n}." for n in (0, 2, 3, 4)}


@pytest.mark.slow
def test_readers_end_when_no_more_is_wanted(tmp_path: Path) -> None:
    reading = read_files(large_files(tmp_path, 4), 2, LIMIT)
    next(reading)
    del reading
    assert active_children() == []
    assert signal.getsignal(signal.SIGINT) is signal.default_int_handler
