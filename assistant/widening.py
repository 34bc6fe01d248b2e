"""Sentences that are longer than a chunk may be are read whole all the same."""

from __future__ import annotations

from dataclasses import replace

from vectorstore.nouns import Chunk, Span, pages_of
from vectorstore.ports import Store
from vectorstore.sentences import sentences

_REACH = 6_000
"""Characters on either side in which a sentence begins or ends; of a longer one the chunk's part is read."""
_ENDS = tuple(".!?…:;\"'”’»)]。！？")


def whole_sentences(chunk: Chunk, store: Store) -> Chunk:
    """The chunk with the rest of the sentences that its edges cut. Raises DocumentGone and StoreError."""
    length = chunk.document.characters
    begun, goes_on = _is_begun(chunk), _goes_on(chunk)
    if not begun and not goes_on:
        return chunk
    start = max(0, chunk.span.start - _REACH) if begun else chunk.span.start
    end = min(length, chunk.span.end + _REACH) if goes_on else chunk.span.end
    around = store.text(chunk.document, Span(start, end))
    places = [place.shifted(start) for place in sentences(around.text)]
    first = next((place.start for place in places if place.end > chunk.span.start), start)
    last = next((place.end for place in reversed(places) if place.start < chunk.span.end), end)
    whole = Span(
        min(first, chunk.span.start) if start == 0 or first > start else chunk.span.start,
        max(last, chunk.span.end) if end == length or last < end else chunk.span.end,
    )
    pages = pages_of(around.page_starts, whole) if around.page_starts else ()
    return replace(chunk, span=whole, text=around.at(whole), page_starts=pages)


def _is_begun(chunk: Chunk) -> bool:
    first = chunk.text.lstrip()[:1]  # none in white space that was cut out of a sentence
    return chunk.span.start > 0 and (first.islower() or first in ("", ",", ";", ")"))


def _goes_on(chunk: Chunk) -> bool:
    said = chunk.text.rstrip()
    return (
        chunk.span.end < chunk.document.characters and not said.endswith(_ENDS) and "\n" not in chunk.text[len(said) :]
    )
