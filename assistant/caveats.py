"""What around a quote turns it round: the sentence before or after, the head of its list, the heading above it."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from assistant import caveat_words as words
from assistant.caveat_rules import supposes, takes_back, turns, updates
from assistant.nouns import Where
from vectorstore.nouns import Span
from vectorstore.sentences import sentences

_FARTHEST = 3
"""Sentences after a quote that are looked at, in its paragraph."""
_HEADING_WORDS, _HEADING_CHARACTERS = 12, 90
_PLAIN, _NO_LEVEL = 6, 7
"""The level of a heading without marks, and one below all."""
_LINE = re.compile(r"[^\n\f]+")
_HASHES = re.compile(r"\s*(#{1,6})\s+(?=\S)")
_ITEM = re.compile(r"\s*(?:[-*+•‣◦▪●]|\(?(?:\d{1,3}|[a-z]|[ivxlc]{1,5})[.)])\s+")
_ENDED = re.compile(r"[.!?:;,…][\"'”’)\]]*\s*$")
_CLOSED = re.compile(r"[.!?…][\"'”’)\]]*\s*$")
_ROW = re.compile(r"\s\|\s|\t")


class Found(NamedTuple):
    """A stretch of a text that turns a quote round, and where it stands to it."""

    span: Span
    where: Where


def caveats(text: str, cited: Span) -> list[Found]:
    """What turns a quote of a text round, in the order in which it is read: headings, before, around, after.

    Where the text is a part of a document, its first and last sentence may be cut: leave some room around the quote.
    """
    places = sentences(text)
    touched = [number for number, place in enumerate(places) if place.overlaps(cited)]
    if not touched:
        return []
    around = _Around(text, cited, places, touched[0], touched[-1])
    return [*_above(around), *_before(around), *_within(around), *_after(around)]


class _Around(NamedTuple):
    """A quote with the sentences of its text; ``first`` and ``last`` are those that it touches."""

    text: str
    cited: Span
    places: Sequence[Span]
    first: int
    last: int

    @property
    def quote(self) -> str:
        return self.cited.of(self.text)

    @property
    def whole(self) -> Span:
        return Span(self.places[self.first].start, self.places[self.last].end)

    def parted(self, one: Span, other: Span) -> bool:
        """Whether another paragraph begins between two sentences."""
        return bool(re.search(r"\n[^\S\n]*\n|\f", self.text[one.end : other.start]))

    def is_item(self, sentence: Span) -> bool:
        """Whether a sentence stands in a line that is marked as an item of a list."""
        return _ITEM.match(self.text, self.text.rfind("\n", 0, sentence.start + 1) + 1) is not None


def _above(around: _Around) -> Iterator[Found]:
    """The nearest heading that takes what stands below it back, of the one above the quote and those above that."""
    lines = [Span(*found.span()) for found in _LINE.finditer(around.text) if found.group().strip()]
    at = bisect_right([line.start for line in lines], around.cited.start) - 1
    above = [_stripped(around.text, lines[number]) for number in _headings(around.text, lines, at)]
    listed = around.is_item(around.cited)
    for rank, heading in enumerate(above):
        said = heading.of(around.text)
        items = listed and rank == 0 and words.HEADING_OF_ITEMS.search(said)
        if items or takes_back(said, around.quote) or words.DRAFT.search(said):
            yield Found(heading, Where.UNDER)
            return
    if at > 0 and words.DRAFT.match(lines[0].of(around.text)):
        yield Found(_stripped(around.text, lines[0]), Where.UNDER)


def _headings(text: str, lines: Sequence[Span], at: int) -> Iterator[int]:
    """The headings that a line stands under, the nearest first, each of a higher level than the one before."""
    level = _NO_LEVEL
    for number in range(at - 1, -1, -1):
        depth = _depth(text, lines, number)
        if depth is not None and depth < level:
            level = depth
            yield number


def _depth(text: str, lines: Sequence[Span], number: int) -> int | None:
    """The level of a heading, 1 to 6, or None for another line; a heading without marks counts as the deepest."""
    line = lines[number].of(text)
    if not any(map(str.isalpha, line)):
        return None
    marks = _HASHES.match(line)
    if marks:
        return len(marks[1])
    if (
        len(line) > _HEADING_CHARACTERS
        or len(line.split()) > _HEADING_WORDS
        or _ENDED.search(line)
        or _ROW.search(line)
    ):
        return None
    alone = number == 0 or re.search(r"\n\s*\n", text[lines[number - 1].end : lines[number].start])
    if not alone:
        return None
    listed = _ITEM.match(line)
    if listed and (
        line.lstrip()[0] in "-*+•‣◦▪●" or (number + 1 < len(lines) and _ITEM.match(lines[number + 1].of(text)))
    ):
        return None
    return _PLAIN


def _stripped(text: str, line: Span) -> Span:
    raw = line.of(text)
    marks = _HASHES.match(raw)
    start = line.start + (marks.end() if marks else len(raw) - len(raw.lstrip()))
    return Span(start, line.start + len(raw.rstrip()))


def _before(around: _Around) -> Iterator[Found]:
    head = _list_head(around)
    if head is not None and words.LIST_HEAD.search(head.of(around.text)):
        yield Found(head, Where.UNDER)
    for number in range(around.first - 1, -1, -1):
        if around.parted(around.places[number], around.places[number + 1]):
            return
        if supposes(around.places[number].of(around.text)):
            yield Found(around.places[number], Where.BEFORE)
            return


def _list_head(around: _Around) -> Span | None:
    """The sentence above a list that the quote is an item of."""
    at = around.first
    if not around.is_item(around.places[at]):
        return None
    while at >= 0 and around.is_item(around.places[at]):
        at -= 1
    return around.places[at] if at >= 0 and not _CLOSED.search(around.places[at].of(around.text)) else None


def _within(around: _Around) -> Iterator[Found]:
    left = around.text[around.whole.start : around.cited.start]
    right = around.text[around.cited.end : around.whole.end]
    if words.LEFT_OF.search(left) or words.RIGHT_OF.search(right):
        yield Found(around.whole, Where.WITHIN)


def _after(around: _Around) -> Iterator[Found]:
    nearest = next(_turning(around), None)
    corrections = (place for place in around.places[around.last + 1 :] if updates(place.of(around.text), around.quote))
    yield from (Found(place, Where.AFTER) for place in dict.fromkeys([*([nearest] if nearest else []), *corrections]))


def _turning(around: _Around) -> Iterator[Span]:
    """The sentences that turn the quote round, of those that follow it in its paragraph and the one beside it."""
    listed = around.is_item(around.places[around.last])
    following = around.places[around.last + 1 : around.last + 1 + _FARTHEST]
    for number, place in enumerate(following):
        apart = number > 0 and around.parted(following[number - 1], place)
        if apart or _ROW.search(place.of(around.text)) or (listed and around.is_item(place)):
            return
        if turns(place.of(around.text), around.quote, beside=number == 0):
            yield place
