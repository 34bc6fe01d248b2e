"""Reads one file: its bytes, their hash, and what the loader of its kind makes of them."""

from __future__ import annotations

import os
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from ingest.errors import UnreadableFile
from ingest.loaders import Loaded, load
from vectorstore.language import language_of


@dataclass(frozen=True, slots=True)
class FileBytes:
    """A file's content as it lay still."""

    data: bytes
    sha256: str
    modified_ns: int


@dataclass(frozen=True, slots=True)
class ReadFile:
    """A file read to canonical text. ``bytes`` is its size; ``language`` an ISO 639-1 code or None."""

    loaded: Loaded
    file_sha256: str
    bytes: int
    modified_ns: int
    language: str | None


def read_bytes(path: Path, limit: int) -> FileBytes:
    """The content of a file of at most ``limit`` bytes; read twice where it changed meanwhile.

    Raises UnreadableFile where it is larger, cannot be read, or does not lie still.
    """
    try:
        for _ in range(2):
            before = _checked_size(path, limit)
            data = path.read_bytes()
            if _same(before, path.stat()) and len(data) == before.st_size:
                return FileBytes(data, sha256(data).hexdigest(), before.st_mtime_ns)
    except OSError as error:
        raise UnreadableFile(f"it cannot be read: {(error.strerror or str(error)).lower()}") from error
    raise UnreadableFile("it changed while it was read; take it in again when nothing writes to it")


def read_file(path: Path, limit: int) -> ReadFile:
    """Raises UnreadableFile, and nothing else."""
    return read_content(path.name, read_bytes(path, limit))


def read_content(name: str, content: FileBytes) -> ReadFile:
    """As ``read_file``, of a file's name and its content."""
    try:
        loaded = load(name, content.data)
        language = language_of(loaded.text)
    except (MemoryError, RecursionError) as error:
        raise UnreadableFile(f"it is too large or too deeply nested to be read: {type(error).__name__}") from error
    return ReadFile(loaded, content.sha256, len(content.data), content.modified_ns, language)


def _checked_size(path: Path, limit: int) -> os.stat_result:
    seen = path.stat()
    if seen.st_size > limit:
        raise UnreadableFile(
            f"it has {seen.st_size:,} bytes, more than the {limit:,} that are read; raise ingest.max_file_bytes"
        )
    return seen


def _same(before: os.stat_result, after: os.stat_result) -> bool:
    return (before.st_size, before.st_mtime_ns, before.st_ino) == (after.st_size, after.st_mtime_ns, after.st_ino)
