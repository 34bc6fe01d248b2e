"""Refuses a file whose first bytes disagree with its extension."""

from __future__ import annotations

import re

from ingest.errors import UnreadableFile
from vectorstore.nouns import Kind

_MAGIC = (
    (b"%PDF-", "a PDF"),
    (b"PK\x03\x04", "a zip archive"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "an old Office file or an encrypted one"),
    (b"\x89PNG", "a PNG picture"),
    (b"\xff\xd8\xff", "a JPEG picture"),
    (b"GIF8", "a GIF picture"),
    (b"\x1f\x8b", "a gzip archive"),
    (b"{\\rtf", "a rich text file"),
    (b"\x7fELF", "a program"),
)
_LETTERS_ONLY = {"a PDF", "a GIF picture"}
"""What begins with letters that a text about such files may hold too."""
_LOOKED_AT = 1024
_CONTROL = re.compile(rb"[\x00-\x08\x0e-\x1a]")
_PDF_OBJECT = re.compile(rb"[\r\n]\d+ \d+ obj\b")


def refuse_mislabelled(name: str, kind: Kind, data: bytes) -> None:
    """Raises UnreadableFile when the file is plainly of another kind than its name says."""
    found = _found(data)
    expected = _EXPECTED.get(kind)
    if expected is None and found is not None and not _is_mention(found, data):
        raise UnreadableFile(f"{name}: by its content this is {found}, not {_NAMES[kind]}; give it its own extension")
    if expected is not None and found != expected:
        shown = found or ("a web page" if _is_html(data) else "something else")
        raise UnreadableFile(f"{name}: by its content this is {shown}, not {_NAMES[kind]}; look where it came from")


_EXPECTED = {Kind.PDF: "a PDF", Kind.DOCX: "a zip archive"}
_NAMES = {
    Kind.TEXT: "plain text",
    Kind.MARKDOWN: "Markdown",
    Kind.HTML: "a web page",
    Kind.PDF: "a PDF",
    Kind.DOCX: "a Word file",
}


def _found(data: bytes) -> str | None:
    if b"%PDF-" in data[:_LOOKED_AT] and not _is_html(data):
        return "a PDF"
    return next((what for magic, what in _MAGIC if data.startswith(magic)), None)


def _is_mention(found: str, data: bytes) -> bool:
    """Whether plain text only names what it seems to be; a PDF may be made of printable characters alone."""
    if found not in _LETTERS_ONLY or _CONTROL.search(data):
        return False
    return not (data.startswith(b"%PDF-") and _PDF_OBJECT.search(data))


def _is_html(data: bytes) -> bool:
    start = data[:_LOOKED_AT].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    return start.startswith((b"<!doctype html", b"<html", b"<head", b"<body"))
