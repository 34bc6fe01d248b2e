"""A window of a document for the source pane: pieces of text with what marks them, for a script to draw as text."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import regex

from assistant.errors import QuestionError
from assistant.sources import page_label
from vectorstore.nouns import DocumentRecord, PageStart, Span
from vectorstore.ports import Store

WINDOW_CHUNKS = 12
"""Chunks of up to 1,200 characters that one window holds."""
MOST_FOUND = 500
_NEEDLE_CHARACTERS = 200


@dataclass(frozen=True, slots=True)
class Window:
    """The chunks ``first`` to ``end`` (half-open) of a document, as pieces that tile their text.

    ``page`` is the number of the page on which the quote begins, where there are pages.
    """

    first: int
    end: int
    pieces: tuple[Piece, ...]
    page: int | None = None


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of text: ``mark`` is ``quote``, ``other`` or empty; ``page`` names the page that begins here."""

    start: int
    text: str
    mark: str = ""
    page: str = ""

    @property
    def fields(self) -> dict[str, Any]:
        return {"start": self.start, "text": self.text, "mark": self.mark, "page": self.page}


def around(record: DocumentRecord, span: Span) -> range:
    """The chunks of a window that holds a span with text on both sides."""
    covering = record.chunks_covering(span)
    beside = max(1, (WINDOW_CHUNKS - len(covering)) // 2)
    return range(max(0, covering.start - beside), min(len(record.chunk_ends), covering.stop + beside))


def window(store: Store, record: DocumentRecord, chunks: range, quote: Span | None, others: Sequence[Span]) -> Window:
    """Raises DocumentGone when this version is not in the library, QuestionError for chunks that it does not have."""
    count = len(record.chunk_ends)
    if not 0 <= chunks.start < chunks.stop <= count or len(chunks) > 4 * WINDOW_CHUNKS:
        raise QuestionError(f"{record.title} has no stretch {chunks.start} to {chunks.stop} of its {count}.")
    whole = Span(record.chunk_span(chunks.start).start, record.chunk_span(chunks.stop - 1).end)
    passage = store.text(record, whole)
    pieces = tuple(_pieces(passage.text, whole, quote, others, passage.page_starts))
    page = passage.page_at(quote.start if quote else whole.start)
    return Window(chunks.start, chunks.stop, pieces, None if page is None else page.number)


def found(store: Store, record: DocumentRecord, needle: str) -> list[Span]:
    """Where words stand in a document, in any case, a run of white space for any other; at most MOST_FOUND."""
    words = needle.split()
    if not words or len(needle) > _NEEDLE_CHARACTERS:
        raise QuestionError(f"Look for 1 to {_NEEDLE_CHARACTERS} characters.")
    if not record.characters:
        return []
    pattern = regex.compile(r"\s+".join(map(re.escape, words)), regex.IGNORECASE)
    text = store.text(record, Span(0, record.characters)).text
    matches = (Span(*match.span()) for match in pattern.finditer(text))
    return [span for span, _ in zip(matches, range(MOST_FOUND), strict=False)]


def checked_span(record: DocumentRecord, start: int, end: int) -> Span:
    """A span that a browser sent. Raises QuestionError where it does not lie in the document."""
    if not 0 <= start < end <= record.characters:
        raise QuestionError(f"{record.title} has no characters {start} to {end}.")
    return Span(start, end)


def _pieces(
    text: str, whole: Span, quote: Span | None, others: Sequence[Span], pages: Sequence[PageStart]
) -> Iterator[Piece]:
    starts = {page.start: page for page in pages if whole.start <= page.start < whole.end}
    spans = [*others, *([quote] if quote else [])]
    edges = {
        whole.start,
        whole.end,
        *starts,
        *(e for s in spans for e in (s.start, s.end) if whole.start < e < whole.end),
    }
    ordered = sorted(edges)
    for start, end in pairwise(ordered):
        piece = Span(start, end)
        yield Piece(
            start,
            piece.shifted(-whole.start).of(text),
            _mark(piece, quote, others),
            page_label(starts.get(start)) or "",
        )


def _mark(piece: Span, quote: Span | None, others: Sequence[Span]) -> str:
    if quote is not None and quote.contains(piece):
        return "quote"
    return "other" if any(other.contains(piece) for other in others) else ""
