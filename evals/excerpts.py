"""Spans in their context: what stands around a quote, and what in it is quoted, gold or the short answer."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from assistant.nouns import Citation
from evals.measures import stands
from evals.nouns import EvalCase, Place
from vectorstore.nouns import Span

AROUND = 160
"""Characters of context on either side, at most; a word that would be cut is left out."""

Layers = Sequence[tuple[str, Span]]
"""Names of marks and the spans that bear them."""


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of text that bears the same marks throughout; ``marks`` are sorted names, parted by a blank."""

    text: str
    marks: str


@dataclass(frozen=True, slots=True)
class Excerpt:
    """A stretch of a document in pieces. ``stands`` is False for words that are not the document's own there.

    ``caveats`` are what is shown with a quote since it turns it round, as it is said.
    """

    uri: str
    page: str | None
    pieces: tuple[Piece, ...]
    cut_before: bool = False
    cut_after: bool = False
    stands: bool = True
    caveats: tuple[str, ...] = ()

    @property
    def quoted(self) -> str:
        return "".join(piece.text for piece in self.pieces if "quote" in piece.marks.split())


def cited(case: EvalCase, citation: Citation, texts: Mapping[str, str], answer: Span | None = None) -> Excerpt:
    """A quote in its document, with the gold words and the short ``answer`` that lie in what is shown."""
    uri = citation.document.uri
    page = citation.page
    label = None if page is None else page.label or str(page.number)
    caveats = tuple(each.said for each in citation.caveats)
    if not stands(citation, texts):
        return Excerpt(uri, label, (Piece(citation.text, "quote"),), stands=False, caveats=caveats)
    short = [("short", answer)] if answer and citation.span.contains(answer) else []
    gold = [("gold", place.span) for group in case.evidence for place in group if place.uri == uri]
    excerpt = _excerpt(uri, label, texts[uri], citation.span, [("quote", citation.span), *short, *gold])
    return replace(excerpt, caveats=caveats)


def wanted(place: Place, texts: Mapping[str, str]) -> Excerpt:
    """Gold words in their document; ``texts`` must hold it."""
    return _excerpt(place.uri, None, texts[place.uri], place.sentence, [("gold", place.span)])


def pieces(text: str, window: Span, layers: Layers) -> Iterator[Piece]:
    """The window cut wherever a mark begins or ends; law: the pieces concatenate to the window's text."""
    inside = [(name, span) for name, span in layers if span.overlaps(window)]
    edges = {edge for _, span in inside for edge in (span.start, span.end)}
    cuts = sorted({window.start, window.end, *(edge for edge in edges if window.start < edge < window.end)})
    for start, end in pairwise(cuts):
        part = Span(start, end)
        names = sorted({name for name, span in inside if span.contains(part)})
        yield Piece(part.of(text), " ".join(names))


def _excerpt(uri: str, page: str | None, text: str, span: Span, layers: Layers) -> Excerpt:
    window = _widened(text, span)
    parts = tuple(pieces(text, window, layers))
    return Excerpt(uri, page, parts, cut_before=window.start > 0, cut_after=window.end < len(text))


def _widened(text: str, span: Span) -> Span:
    start, end = max(0, span.start - AROUND), min(len(text), span.end + AROUND)
    while 0 < start < span.start and not text[start - 1].isspace():
        start += 1
    while span.end < end < len(text) and not text[end].isspace():
        end -= 1
    return Span(start, end)
