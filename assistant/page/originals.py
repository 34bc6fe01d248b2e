"""The files that documents were read from: found again only where they still are what was read."""

from __future__ import annotations

from hashlib import sha256
from pathlib import Path

from vectorstore.errors import DocumentGone
from vectorstore.nouns import DocumentRecord


def original(record: DocumentRecord) -> Path:
    """The file of a document. Raises DocumentGone, with what became of it, where it is not the one that was read."""
    root = Path(record.root)
    path = root.joinpath(*record.uri.split("/")[1:])
    if ".." in path.parts or not path.is_relative_to(root):
        raise DocumentGone(f"{record.title}: its place is not below the folder that was taken in.")
    try:
        content = path.read_bytes()
    except OSError as error:
        raise DocumentGone(
            f"The file of {record.title} is gone from {path} ({error.strerror}). "
            "The text in the library is what was read."
        ) from error
    if sha256(content).hexdigest() != record.file_sha256:
        raise DocumentGone(
            f"The file of {record.title} has changed since it was taken in; take it in again to quote what it says now."
        )
    return path
