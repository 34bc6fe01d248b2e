"""Parts a text into the chunks that are stored and searched.

Law: the chunks ascend, touch, and concatenate to the text; none is longer than ``LONGEST_CHUNK``
characters or the embedder's window, so that nothing is cut off when it is embedded.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import regex

from ingest.config import LONGEST_CHUNK
from vectorstore.nouns import Span
from vectorstore.ports import Embedder
from vectorstore.sentences import blocks, sentences

_VERSION = "1"
_HARDLY_KNOWN = 0.2
"""The share of unknown tokens above which a chunk is not searchable by meaning."""

_BEFORE_HEADING, _AFTER_BLANK_LINE, _AFTER_LINE, _AFTER_SENTENCE, _AFTER_HEADING = 1.1, 1.0, 0.7, -0.25, -1.0
"""What a boundary is worth; a chunk of twice the target loses 2, an empty one 1."""

_GRAPHEME = regex.compile(r"\X")
_LOOK_AHEAD = 64
_BLANK_LINE = regex.compile(r"\n\s*\n|\f")
_HEADING = regex.compile(r"#{1,6}\s.*|[^\n|\t]{1,80}(?<![.!?…:;,。！？][\"'”’»)\]]*)")
_ITEM = regex.compile(r"(?:[-*+•‣◦▪●–—]|\(?\w{1,3}[.)])\s")


def chunker_version(target: int) -> str:
    """The name of the chunker and all that its chunks depend on, save the embedder."""
    return f"packed-{_VERSION}/{target}"


def chunk_spans(text: str, embedder: Embedder, target: int, language: str = "en") -> list[Span]:
    """The spans of the chunks of a text, packed to about ``target`` characters; none for an empty text.

    A boundary between paragraphs is preferred to one between sentences, a heading stays with what
    follows, and only a sentence that is too long for a chunk is split: at white space, or where there is
    none, between graphemes.
    """
    boundaries = _boundaries(text, language)
    places = [boundary.place for boundary in boundaries]
    starts = [0]
    while starts[-1] < len(text):
        window = _Window(text, starts[-1], embedder)
        near = boundaries[bisect_right(places, starts[-1]) : bisect_right(places, window.end)]
        starts.append(_next_start(window, near, target))
    return [Span(start, end) for start, end in pairwise(starts)]


def hardly_known(texts: Sequence[str], embedder: Embedder) -> int:
    """How many of the texts have more than a fifth of tokens that the embedder does not know."""
    count = 0
    for text in texts:
        tokens = embedder.tokenize(text)
        count += sum(not token.known for token in tokens) > _HARDLY_KNOWN * len(tokens)
    return count


@dataclass(frozen=True, slots=True)
class _Boundary:
    place: int
    worth: float


def _boundaries(text: str, language: str) -> list[_Boundary]:
    """Where a chunk may end, in order, with the end of the text as the last."""
    found = {span.start: _AFTER_SENTENCE for span in sentences(text, language)[1:]}
    parts = list(blocks(text))
    for part, following in pairwise(parts):
        found[following.start] = _between(text, part, following)
    return [_Boundary(place, worth) for place, worth in sorted(found.items())] + [
        _Boundary(len(text), _AFTER_BLANK_LINE)
    ]


def _between(text: str, part: Span, following: Span) -> float:
    if _is_heading(part.of(text)):
        return _AFTER_HEADING
    if not _BLANK_LINE.search(text, part.end, following.start):
        return _AFTER_LINE
    return _BEFORE_HEADING if _is_heading(following.of(text)) else _AFTER_BLANK_LINE


def _is_heading(block: str) -> bool:
    line = block.strip()
    return bool(_HEADING.fullmatch(line)) and not _ITEM.match(line)


class _Window:
    """The longest stretch that a chunk can take from a start, and the places in it where it can end."""

    def __init__(self, text: str, start: int, embedder: Embedder) -> None:
        self._text, self._embedder = text, embedder
        self.start = start
        self.end = self._longest(min(start + LONGEST_CHUNK, len(text)))

    def _longest(self, end: int) -> int:
        """The furthest end whose tokens fit; the tokens of a stretch are counted again where it was cut."""
        while True:
            tokens = self._embedder.tokenize(self._text[self.start : end])
            if len(tokens) <= self._embedder.window or end == self.start + 1:
                return end
            end = self.start + max(1, min(tokens[self._embedder.window].start, end - self.start - 1))

    def fits(self, end: int) -> bool:
        return len(self._embedder.tokenize(self._text[self.start : end])) <= self._embedder.window

    def grapheme_ends(self) -> list[int]:
        """The ends of the graphemes from the start on that lie in the window."""
        seen = self._text[self.start : self.end + _LOOK_AHEAD]
        if seen.isascii() and "\r" not in seen:
            ends = list(range(self.start + 1, self.end + 1))
        else:
            ends = [self.start + found.end() for found in _GRAPHEME.finditer(seen)]
        return [end for end in ends if end <= self.end]

    def follows_space(self, end: int) -> bool:
        return self._text[end - 1].isspace()


def _next_start(window: _Window, boundaries: Sequence[_Boundary], target: int) -> int:
    """Where the chunk ends: at the boundary that is worth most, or inside a sentence that is too long."""
    ends = window.grapheme_ends()
    whole = set(ends)

    def worth(boundary: _Boundary) -> float:
        size = boundary.place - window.start
        return boundary.worth - max(target - size, 2 * (size - target)) / target

    for boundary in sorted(boundaries, key=worth, reverse=True):
        if boundary.place in whole and window.fits(boundary.place):
            return boundary.place
    spaced = [end for end in ends if window.follows_space(end)]
    for candidates in (spaced, ends):
        for end in sorted(candidates, key=lambda end: abs(end - window.start - target)):
            if window.fits(end):
                return end
    return window.end
