"""What Chroma raises, told as our own errors: what failed, at which place, and what to do."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from chromadb.errors import ChromaError

from vectorstore.errors import StoreError, StoreMismatch, StoreUnavailable

_UNAVAILABLE = (
    (("code: 13)", "os error 28", "disk is full"), "the disk is full; free some space, then try again"),
    (
        ("code: 8)", "code: 14)", "os error 13", "os error 30", "readonly"),
        "the folder or its files may not be written; mend their permissions or choose another folder with --store",
    ),
    (("code: 5)", "code: 6)", "is locked"), "another process holds it; wait for that one to end, then try again"),
    (
        ("code: 11)", "code: 26)", "malformed", "not a database", "corrupt", "hnsw"),
        "its files are damaged; move the folder away and take the documents in again: quoteproof-ingest FOLDER",
    ),
)
_OTHER_VERSION = ("inconsistent hash", "migration", "version mismatch", "versionmismatch")


@contextmanager
def faults_of(path: Path) -> Iterator[None]:
    """Turns the errors of Chroma and of the file system inside the block into StoreErrors."""
    try:
        yield
    except (ChromaError, OSError) as error:
        raise _told(error, path) from error


def _told(error: Exception, path: Path) -> StoreError:
    what = f"{type(error).__name__}: {error}"
    said = what.lower()
    if any(sign in said for sign in _OTHER_VERSION):
        return StoreMismatch(
            f"the library at {path} was made by another version of Chroma ({what}); "
            "take the documents in again into a new folder: quoteproof-ingest FOLDER --store NEW"
        )
    advice = next(
        (advice for signs, advice in _UNAVAILABLE if any(sign in said for sign in signs)),
        "look at the folder and its disk, then try again",
    )
    return StoreUnavailable(f"the library at {path} failed ({what}): {advice}")
