"""Files to canonical text: one loader for each kind, each importing its library only when it is needed.

PDFium is not thread-safe. The PDF loader holds a lock while it works, so threads are safe and wait for each
other; for files side by side, load in processes.
"""

from __future__ import annotations

from importlib import import_module
from pathlib import PurePath
from typing import NamedTuple, Protocol, cast

from ingest.errors import UnreadableFile
from ingest.loaders.loaded import Loaded, Reading
from ingest.loaders.sniff import refuse_mislabelled
from ingest.versions import with_versions
from vectorstore.nouns import Kind

__all__ = ["KINDS", "Loaded", "kind_of", "load", "loader_version"]

KINDS = {
    ".txt": Kind.TEXT,
    ".md": Kind.MARKDOWN,
    ".html": Kind.HTML,
    ".htm": Kind.HTML,
    ".pdf": Kind.PDF,
    ".docx": Kind.DOCX,
}
"""What is read, by the extension in lower case."""


def load(name: str, data: bytes) -> Loaded:
    """The canonical text of a file, by its name with extension and its bytes.

    Raises UnreadableFile, and nothing else, with the reason in plain words.
    """
    kind = kind_of(name)
    if kind is None:
        raise UnreadableFile(f"{name}: files of this kind are not read; the kinds are {', '.join(KINDS)}")
    if not data:
        raise UnreadableFile(f"{name}: the file is empty")
    refuse_mislabelled(name, kind, data)
    reading = _reader(kind).read(name, data)
    if not reading.text.strip():
        raise UnreadableFile(f"{name}: there is no text in it")
    return Loaded(reading.text, reading.title, kind, loader_version(kind), reading.page_starts, reading.notes)


def kind_of(name: str) -> Kind | None:
    """The kind of file by its extension, in any case; None where such files are not read."""
    return KINDS.get(PurePath(name).suffix.lower())


def loader_version(kind: Kind) -> str:
    """Name and version of the loader and of the libraries that make its text, without reading a file."""
    entry = _LOADERS[kind]
    return with_versions(f"{kind} {entry.version}", entry.libraries)


class _Reader(Protocol):
    def read(self, name: str, data: bytes) -> Reading: ...


class _Loader(NamedTuple):
    """``version`` goes up with every change of the text that a loader makes."""

    version: int
    libraries: tuple[str, ...] = ()


_LOADERS = {
    Kind.TEXT: _Loader(2, ("charset-normalizer", "py3langid")),
    Kind.MARKDOWN: _Loader(2, ("charset-normalizer", "markdown-it-py", "py3langid")),
    Kind.HTML: _Loader(2, ("charset-normalizer", "lxml", "py3langid", "trafilatura")),
    Kind.PDF: _Loader(3, ("pypdfium2", "pdfplumber")),
    Kind.DOCX: _Loader(1, ("docx2python", "lxml")),
}


def _reader(kind: Kind) -> _Reader:
    return cast("_Reader", import_module(f"ingest.loaders.{kind}"))
