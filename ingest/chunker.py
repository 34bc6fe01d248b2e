"""Parts a text into the chunks that are stored and searched.

Law: the chunks ascend, touch, and concatenate to the text; none is longer than ``LONGEST_CHUNK``
characters or the embedder's window, so that nothing is cut off when it is embedded.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from itertools import pairwise
from typing import NamedTuple

import regex

from ingest.config import LONGEST_CHUNK
from ingest.versions import with_versions
from vectorstore.nouns import Span
from vectorstore.ports import Embedder
from vectorstore.sentences import blocks, sentences

_VERSION = "1"
_LIBRARIES = ("sentencex", "py3langid", "regex")
"""What sets the boundaries: sentences, the language that they are looked for in, and graphemes."""
_HARDLY_KNOWN = 0.2
"""The share of unknown tokens above which a chunk is not searchable by meaning."""
_TRUSTED = 0.9
"""The share of the window up to which tokens are counted by sentences: some tokenizers count a few otherwise so.
As far beyond the window, a stretch is known to be too long."""

_BEFORE_HEADING, _AFTER_BLANK_LINE, _AFTER_LINE, _AFTER_SENTENCE, _AFTER_HEADING = 1.1, 1.0, 0.7, -0.25, -1.0
"""What a boundary is worth; a chunk of twice the target loses 2, an empty one 1."""

_GRAPHEME = regex.compile(r"\X")
_LOOK_AHEAD = 64
_BLANK_LINE = regex.compile(r"\n\s*\n|\f")
_HEADING = regex.compile(r"#{1,6}\s.*|[^\n|\t]{1,80}(?<![.!?…:;,。！？][\"'”’»)\]]*)")
_ITEM = regex.compile(r"(?:[-*+•‣◦▪●–—]|\(?\w{1,3}[.)])\s")


def chunker_version(target: int) -> str:
    """The name of the chunker and all that its chunks depend on, save the embedder."""
    return with_versions(f"packed-{_VERSION}/{target}", _LIBRARIES)


class Cut(NamedTuple):
    """A chunk's span. One that is not ``known`` can hardly be found by meaning: of its tokens, more than a fifth are
    unknown to the embedder."""

    span: Span
    known: bool


def cuts(text: str, embedder: Embedder, target: int, language: str = "en") -> list[Cut]:
    """The chunks of a text, packed to about ``target`` characters; none for an empty text.

    A boundary between paragraphs is preferred to one between sentences, a heading stays with what
    follows, and only a sentence that is too long for a chunk is split: at white space, or where there is
    none, between graphemes.
    """
    boundaries = _boundaries(text, language)
    places = [boundary.place for boundary in boundaries]
    counter = _Counter(text, embedder)
    found: list[Cut] = []
    start = 0
    while start < len(text):
        near = boundaries[bisect_right(places, start) : bisect_right(places, start + LONGEST_CHUNK)]
        end, tokens = _whole_sentences(counter, start, near, target) or _part_of_sentence(counter, start, target)
        found.append(Cut(Span(start, end), tokens.unknown <= _HARDLY_KNOWN * tokens.all))
        start = end
    return found


def chunk_spans(text: str, embedder: Embedder, target: int, language: str = "en") -> list[Span]:
    """The spans of ``cuts``."""
    return [cut.span for cut in cuts(text, embedder, target, language)]


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


class _Tokens(NamedTuple):
    """How many tokens a stretch has, and how many of them the embedder does not know."""

    all: int
    unknown: int


class _Counter:
    """Counts the tokens of the stretches of a text, those that were counted last only once."""

    def __init__(self, text: str, embedder: Embedder) -> None:
        self.text, self.embedder = text, embedder
        self.count = lru_cache(maxsize=4 * LONGEST_CHUNK)(self._count)

    def sums(self, start: int, ends: Sequence[int]) -> Iterator[_Tokens]:
        """The tokens from the start to each of the ends, which ascend, counted by the pieces between them."""
        everything = unknown = 0
        for piece in pairwise([start, *ends]):
            tokens = self.count(*piece)
            everything, unknown = everything + tokens.all, unknown + tokens.unknown
            yield _Tokens(everything, unknown)

    def _count(self, start: int, end: int) -> _Tokens:
        tokens = self.embedder.tokenize(self.text[start:end])
        return _Tokens(len(tokens), sum(not token.known for token in tokens))


def _whole_sentences(
    counter: _Counter, start: int, boundaries: Sequence[_Boundary], target: int
) -> tuple[int, _Tokens] | None:
    """The boundary that is worth most of those to which a chunk can reach, and the tokens up to it."""

    def worth(end: tuple[_Boundary, _Tokens]) -> float:
        size = end[0].place - start
        return end[0].worth - max(target - size, 2 * (size - target)) / target

    graphemes = _Graphemes(counter.text, start)
    sums = counter.sums(start, [boundary.place for boundary in boundaries])
    for boundary, by_pieces in sorted(zip(boundaries, sums, strict=True), key=worth, reverse=True):
        if _TRUSTED * by_pieces.all <= counter.embedder.window and graphemes.has_end(boundary.place):
            trusted = by_pieces.all <= _TRUSTED * counter.embedder.window
            tokens = by_pieces if trusted else counter.count(start, boundary.place)
            if tokens.all <= counter.embedder.window:
                return boundary.place, tokens
    return None


def _part_of_sentence(counter: _Counter, start: int, target: int) -> tuple[int, _Tokens]:
    """The end nearest to the target in a sentence that is too long for a chunk, and the tokens up to it."""
    longest = _longest(counter, start)
    ends = [end for end in _Graphemes(counter.text, start).ends if end <= longest]
    spaced = [end for end in ends if counter.text[end - 1].isspace()]
    for candidates in (spaced, ends):
        for end in sorted(candidates, key=lambda end: abs(end - start - target)):
            tokens = counter.count(start, end)
            if tokens.all <= counter.embedder.window:
                return end, tokens
    return longest, counter.count(start, longest)


def _longest(counter: _Counter, start: int) -> int:
    """The furthest end whose tokens fit; the tokens of a stretch are counted again where it was cut."""
    window = counter.embedder.window
    end = min(start + LONGEST_CHUNK, len(counter.text))
    while True:
        tokens = counter.embedder.tokenize(counter.text[start:end])
        if len(tokens) <= window or end == start + 1:
            return end
        end = start + max(1, min(tokens[window].start, end - start - 1))


class _Graphemes:
    """Where graphemes end, from a start to as far as a chunk can reach."""

    def __init__(self, text: str, start: int) -> None:
        self._text, self._start = text, start

    def has_end(self, place: int) -> bool:
        """After an ASCII character the next one tells, whatever stands before."""
        if self._text[place - 1].isascii():
            return next(_GRAPHEME.finditer(self._text, place - 1)).end() == place
        return place in self.ends

    @cached_property
    def ends(self) -> list[int]:
        furthest = self._start + LONGEST_CHUNK
        seen = self._text[self._start : furthest + _LOOK_AHEAD]
        if seen.isascii() and "\r" not in seen:
            return list(range(self._start + 1, min(furthest, len(self._text)) + 1))
        ends = (self._start + found.end() for found in _GRAPHEME.finditer(seen))
        return [end for end in ends if end <= furthest]
