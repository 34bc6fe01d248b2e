"""The nouns that every package shares: what a document, a chunk and a hit are.

All offsets are Unicode code points of a document's canonical text, half-open.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from hashlib import sha256

import numpy as np
import numpy.typing as npt

Vectors = npt.NDArray[np.float32]
"""Shape ``(n, dimension)``, float32, each row of unit length."""


class Kind(StrEnum):
    """The kinds of file that can be taken in."""

    TEXT = "text"
    MARKDOWN = "markdown"
    HTML = "html"
    PDF = "pdf"
    DOCX = "docx"


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """A stretch of a document's text: ``0 <= start < end``."""

    start: int
    end: int

    def __post_init__(self) -> None:
        if not 0 <= self.start < self.end:
            raise ValueError(f"a span needs 0 <= start < end, not {self.start} and {self.end}")

    def __len__(self) -> int:
        return self.end - self.start

    def contains(self, other: Span) -> bool:
        return self.start <= other.start and other.end <= self.end

    def overlaps(self, other: Span) -> bool:
        return self.start < other.end and other.start < self.end

    def shifted(self, offset: int) -> Span:
        return Span(self.start + offset, self.end + offset)

    def of(self, text: str) -> str:
        return text[self.start : self.end]


@dataclass(frozen=True, slots=True)
class PageStart:
    """Where a page begins: its place in the file, counted from 1, and the label printed on it."""

    number: int
    start: int
    label: str | None = None


@dataclass(frozen=True, slots=True)
class DocumentRecord:
    """What the library knows of one version of a document, without its text.

    ``uri`` is the name of the taken-in root and the path below it, with forward slashes; ``root`` is
    where that root lay, as an absolute path. ``chunk_ends`` are the ends of the chunks in order, so
    that a span leads to its chunks without a search. ``taken_in`` is ISO 8601 in UTC. ``notes`` are
    sentences for a person: what was left out, what could not be read.
    """

    id: str
    uri: str
    title: str
    kind: Kind
    root: str
    text_sha256: str
    file_sha256: str
    bytes: int
    modified_ns: int
    pages: int
    loader: str
    chunker: str
    taken_in: str
    chunk_ends: tuple[int, ...]
    language: str | None = None
    notes: tuple[str, ...] = ()

    @property
    def characters(self) -> int:
        return self.chunk_ends[-1] if self.chunk_ends else 0

    def chunk_span(self, seq: int) -> Span:
        return Span(self.chunk_ends[seq - 1] if seq else 0, self.chunk_ends[seq])

    def chunks_covering(self, span: Span) -> range:
        """The sequence numbers of the chunks that hold the span; a span past the end is cut there."""
        first = bisect_right(self.chunk_ends, span.start)
        last = min(bisect_left(self.chunk_ends, span.end), len(self.chunk_ends) - 1)
        return range(first, last + 1)


@dataclass(frozen=True, slots=True)
class Document:
    """One version of a document with its canonical text and the starts of its pages."""

    record: DocumentRecord
    text: str
    page_starts: tuple[PageStart, ...] = ()


@dataclass(frozen=True, slots=True)
class Passage:
    """A stretch of stored text; law: ``len(text) == len(span)``.

    ``page_starts`` holds the page of the first character, where there are pages, and the page starts inside.
    """

    document: DocumentRecord
    span: Span
    text: str
    page_starts: tuple[PageStart, ...] = ()

    def __post_init__(self) -> None:
        if len(self.text) != len(self.span):
            raise ValueError(f"a passage of {len(self.text)} characters cannot fill the span {self.span}")

    def at(self, span: Span) -> str:
        """The text of a span of the document that lies inside this passage."""
        if not self.span.contains(span):
            raise ValueError(f"{span} does not lie inside {self.span}")
        return span.shifted(-self.span.start).of(self.text)

    def page_at(self, offset: int) -> PageStart | None:
        """The page that holds an offset of the document, or None where there are no pages."""
        return next((page for page in reversed(self.page_starts) if page.start <= offset), None)


@dataclass(frozen=True, slots=True)
class Chunk(Passage):
    """A passage as it is stored and searched; the chunks of a document tile its text exactly."""

    seq: int = 0

    @property
    def id(self) -> str:
        return f"{self.document.id}:{self.seq}"


@dataclass(frozen=True, slots=True)
class Hit:
    """A chunk that a search found. ``scale`` names what the score is, as in ``cosine``."""

    chunk: Chunk
    score: float
    scale: str


def document_id(uri: str, text: str, loader: str, chunker: str) -> str:
    """The id of a version: two versions never share a chunk id, whatever part of them changed."""
    digest = sha256()
    for part in (uri, text, loader, chunker):
        encoded = part.encode()
        digest.update(len(encoded).to_bytes(8, "big") + encoded)
    return digest.hexdigest()


def pages_of(page_starts: Iterable[PageStart], span: Span) -> tuple[PageStart, ...]:
    """The page of the span's first character and the page starts inside it."""
    before = [page for page in page_starts if page.start < span.end]
    first = max((i for i, page in enumerate(before) if page.start <= span.start), default=0)
    return tuple(before[first:])
