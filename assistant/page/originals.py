"""The files that documents were read from: found again only where they still are what was read."""

from __future__ import annotations

from hashlib import sha256
from pathlib import Path

from vectorstore.errors import DocumentGone
from vectorstore.nouns import DocumentRecord

_LEFT = "The text in the library is what was read."


def original(record: DocumentRecord) -> bytes:
    """What the file of a document holds. Raises DocumentGone, which tells what became of a file that is not as read."""
    root = Path(record.root)
    path = root.joinpath(*record.uri.split("/")[1:])
    name = record.title or record.uri
    if ".." in path.parts or not path.is_relative_to(root):
        raise DocumentGone(f"{name}: its place is not below the folder that was taken in.")
    try:
        content = path.read_bytes() if path.is_file() else None
    except (OSError, ValueError) as error:
        raise DocumentGone(f"The file of {name} cannot be read from {path}: {error}. {_LEFT}") from error
    if content is None:
        raise DocumentGone(f"The file of {name} is gone from {path}. {_LEFT}")
    if sha256(content).hexdigest() != record.file_sha256:
        raise DocumentGone(
            f"The file of {name} has changed since it was taken in; take it in again to quote what it says now."
        )
    return content
