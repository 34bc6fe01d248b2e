"""What the lines of a text are: headings, items of lists, rows of tables."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterator, Sequence

from vectorstore.nouns import Span
from vectorstore.sentences import blocks, sentences

_HEADING_WORDS, _HEADING_CHARACTERS = 12, 90
_PLAIN, _NO_LEVEL = 6, 7
"""The level of a heading without marks, and one below all."""
_CLOSERS = "*_\"'”’)"
"""What may stand behind the sign that ends a sentence."""
_BULLETS = "-–—*+•‣◦▪▫●○■□⁃∙·"
_LINE = re.compile(r"[^\n\f]+")
_HASHES = re.compile(r"\s*(#{1,6})\s+(?=\S)")
_ITEM = re.compile(rf"\s*(?:[{_BULLETS}]|\(?(?:\d{{1,3}}|[a-z]|[ivxlc]{{1,5}})[.)]|\(?[A-Z]\))\s+")
_ENDED = re.compile(r"[.!?:;,…][\"'”’)\]]*\s*$")
_ROW = re.compile(r"\s\|\s|\t")


def lines(text: str) -> list[Span]:
    """The lines of a text that hold anything, in order."""
    return [Span(*found.span()) for found in _LINE.finditer(text) if found.group().strip()]


def is_item(line: str) -> bool:
    """Whether a line is marked as an item of a list."""
    return _ITEM.match(line) is not None


def is_row(line: str) -> bool:
    """Whether a line is parted into cells."""
    return _ROW.search(line) is not None


def is_marked(line: str) -> bool:
    """Whether a line is marked as a heading, as in Markdown."""
    return _HASHES.match(line) is not None


def unmarked(text: str, line: Span) -> Span:
    """A line without the marks of a heading and the blanks around it."""
    raw = line.of(text)
    marks = _HASHES.match(raw)
    start = line.start + (marks.end() if marks else len(raw) - len(raw.lstrip()))
    return Span(start, line.start + len(raw.rstrip()))


def headings_above(text: str, among: Sequence[Span], offset: int) -> list[Span]:
    """The headings that the line at an offset stands under, unmarked, the nearest first, each of a higher level than
    the one before; ``among`` are the lines of the text."""
    at = bisect_right([line.start for line in among], offset) - 1
    return [unmarked(text, among[number]) for number in _above(text, among, at)]


def depth(text: str, among: Sequence[Span], number: int) -> int | None:
    """The level of a heading, 1 to 6, or None for another line; a heading without marks counts as the deepest."""
    line = among[number].of(text)
    if not any(map(str.isalpha, line)):
        return None
    marks = _HASHES.match(line)
    if marks:
        return len(marks[1])
    if len(line) > _HEADING_CHARACTERS or len(line.split()) > _HEADING_WORDS or _ENDED.search(line) or is_row(line):
        return None
    alone = number == 0 or re.search(r"\n\s*\n", text[among[number - 1].end : among[number].start])
    if not alone:
        return None
    if is_item(line) and (
        line.lstrip()[0] in _BULLETS or (number + 1 < len(among) and is_item(among[number + 1].of(text)))
    ):
        return None
    return _PLAIN


class Layout:
    """A text with its sentences and the blocks that they stand in; both are named by their number."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.sentences = sentences(text)
        self.blocks = list(blocks(text))
        self._lines = lines(text)

    def said(self, number: int) -> str:
        return self.sentences[number].of(self.text)

    def start(self, number: int) -> int:
        """Where it begins, behind the marks of a heading."""
        return unmarked(self.text, self.sentences[number]).start

    def first_of(self, block: int) -> int:
        """The number of the sentence that begins a block."""
        return bisect_left(self.sentences, self.blocks[block].start, key=lambda place: place.start)

    def block_of(self, number: int) -> int:
        return bisect_right(self.blocks, self.sentences[number].start, key=lambda block: block.start) - 1

    def asks(self, number: int) -> bool:
        return self.said(number).rstrip(_CLOSERS).endswith("?")

    def leads(self, number: int) -> bool:
        """Whether it announces what follows: it ends with a colon."""
        return self.said(number).rstrip(_CLOSERS).endswith(":")

    def heading(self, number: int) -> str | None:
        """The words of a heading, or None for another sentence; one without marks has text below it."""
        line = self._line_of(number)
        is_last = number + 1 == len(self.sentences) and not is_marked(self.said(number))
        if is_last or depth(self.text, self._lines, line) is None:
            return None
        return unmarked(self.text, self._lines[line]).of(self.text)

    def headings(self, number: int) -> list[str]:
        """The headings above a sentence, the nearest first."""
        above = headings_above(self.text, self._lines, self.sentences[number].start)
        return [heading.of(self.text) for heading in above]

    def run(self, block: int) -> range:
        """The blocks around one that are items of a list, or rows of a table, as it is; none for another block."""
        kind = self._kind(block)
        if kind is None:
            return range(block, block)
        first = last = block
        while first > 0 and self._kind(first - 1) is kind:
            first -= 1
        while last + 1 < len(self.blocks) and self._kind(last + 1) is kind:
            last += 1
        return range(first, last + 1)

    def _kind(self, block: int) -> Callable[[str], bool] | None:
        said = self.blocks[block].of(self.text)
        return next((kind for kind in (is_row, is_item) if kind(said)), None)

    def _line_of(self, number: int) -> int:
        return bisect_right(self._lines, self.sentences[number].start, key=lambda line: line.start) - 1


def _above(text: str, among: Sequence[Span], at: int) -> Iterator[int]:
    level = _NO_LEVEL
    for number in range(at - 1, -1, -1):
        found = depth(text, among, number)
        if found is not None and found < level:
            level = found
            yield number
