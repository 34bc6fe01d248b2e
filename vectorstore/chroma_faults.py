"""What Chroma and SQLite raise, told as our own errors: what failed, at which place, and what to do."""

from __future__ import annotations

import sqlite3
from contextlib import contextmanager
from shutil import disk_usage
from typing import TYPE_CHECKING

from chromadb.errors import ChromaError

from vectorstore.errors import StoreError, StoreMismatch, StoreUnavailable

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

_FULL = "the disk is full; free some space, then try again"
_ADVICE = (
    (("code: 13)", "os error 28", "disk is full"), _FULL),
    (
        ("code: 8)", "code: 14)", "os error 13", "os error 30", "permission denied", "read-only"),
        "the folder or its files may not be written; mend their permissions, or choose another folder with --store",
    ),
    (("code: 5)", "code: 6)", "is locked"), "another process holds it; wait for that one to end, then try again"),
    (
        ("code: 11)", "code: 26)", "malformed", "not a database", "corrupt", "hnsw"),
        "its files are damaged; move the folder away, and take the documents in again: quoteproof-ingest FOLDER",
    ),
)
_OTHER_VERSION = ("inconsistent hash", "migration", "versionmismatch")
_LITTLE = 4 * 1024 * 1024
"""With fewer free bytes than this, a failure whose cause Chroma does not tell is that of a full disk."""


@contextmanager
def faults_of(path: Path) -> Iterator[None]:
    """Turns the errors of Chroma, of SQLite and of the file system inside the block into StoreErrors."""
    try:
        yield
    except (ChromaError, OSError, sqlite3.Error) as error:
        raise _told(f"{type(error).__name__}: {error}", path) from error


def _told(what: str, path: Path) -> StoreError:
    said = what.lower()
    if any(sign in said for sign in _OTHER_VERSION):
        return StoreMismatch(
            f"the library at {path} was made by another version of Chroma ({what}); "
            "take the documents in again into a new folder: quoteproof-ingest FOLDER --store NEW"
        )
    if path.exists() and disk_usage(path).free < _LITTLE:
        return StoreUnavailable(f"the library at {path} failed ({what}): {_FULL}")
    advice = next((advice for signs, advice in _ADVICE if any(sign in said for sign in signs)), None)
    return StoreUnavailable(
        f"the library at {path} failed ({what}): {advice or 'look at the folder and its disk, then try again'}"
    )
