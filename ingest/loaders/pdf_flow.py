"""Lines to flowing text. A line end inside a paragraph becomes a space, since it would cut a sentence.

Two lines are one paragraph when the second stands right below the first, in the same size, and its first word
would not have fitted on the first line: otherwise the line end was meant. A paragraph goes on over a page's end
by the same test. A hyphen at a line's end is dropped only where the joined word stands elsewhere in the document;
where neither that nor the word with its hyphen does, a soft hyphen after it keeps in mind that it may be the line's.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from itertools import pairwise, zip_longest

from ingest.loaders.pdf_lines import HYPHEN, Line
from vectorstore.nouns import PageStart

UNDECIDED = "-\u00ad"
"""A hyphen that a line's end may have put into a word. ``assistant.folding`` knows it as one."""
_WORD = re.compile(r"[^\W\d_]+")
_PAIR = re.compile(r"(?<![-\w])[^\W\d_]+-[^\W\d_]+(?![-\w])")
_LAST_WORD = re.compile(r"[^\W\d_]+$")
_FIRST_WORD = re.compile(r"^[^\W\d_]+")
_BULLET = re.compile(r"^[•◦▪▫■□●○‣⁃∙·*](\s|$)")
_NUMBERED = re.compile(r"^(\(?(\d{1,3}|[a-zA-Z]|[ivxIVX]{1,5})[.)]|\d+(\.\d+)+)\s")
_SENTENCE_END = re.compile(r"[.!?:;…][\"'”’»)\]]*$")
_LEADER = re.compile(r"(\.\s?){4,}\s*\w{1,6}$")
_WIDE = re.compile(r"[\u2e80-\u9fff\uf900-\ufaff\uff00-\uffef]")
_LEADING = 1.4
"""Times its size that a line stands below the one before, where the document does not tell."""
_LEADING_ROOM = 1.2
_FEWEST_GAPS = 5
_SAME_SIZE = 0.08
_INDENT = 0.8
_SLACK = 0.02
"""Share of a line's width by which spaces are squeezed to fill it."""
_FULL = 12.0
"""Times its size that a line at the end of a page is wide, if its paragraph goes on: no column is narrower."""
_CUT_WORD = re.compile(rf"([^\W\d_]*){HYPHEN}([^\W\d_]*)")


def flow(lines: Sequence[Line], labels: Mapping[int, str]) -> tuple[str, tuple[PageStart, ...]]:
    """The text of lines in order, and where each page begins in it."""
    if not lines:
        return "", ()
    setting = _Setting(lines)
    parts: list[str] = []
    starts: list[PageStart] = []
    length = 0
    for i, line in enumerate(lines):
        joint = setting.joint(i - 1) if i else ""
        length += len(joint)
        if not i or line.page != lines[i - 1].page:
            starts.append(_start(line, length, labels))
        parts += (joint, setting.whole(line.text))
        length += len(parts[-1])
    return "".join(parts), tuple(starts)


def _start(line: Line, offset: int, labels: Mapping[int, str]) -> PageStart:
    label = labels.get(line.page)
    return PageStart(line.page, offset, label if label != str(line.page) else None)


class _Setting:
    """How a document is set: its words, its leadings, and how far right each block of lines reaches."""

    def __init__(self, lines: Sequence[Line]) -> None:
        self._lines = lines
        self._words = _whole_words(lines)
        self._leadings = _leadings(lines)
        self._edges = self._right_edges()

    def joint(self, i: int) -> str:
        """What stands between a line and the next."""
        line, following = self._lines[i], self._lines[i + 1]
        if line.fixed or following.fixed:
            return "\n" if line.fixed and following.fixed and line.page == following.page else "\n\n"
        if not self._same_block(line, following):
            return "-\n\n" if line.hyphen else "\n\n"
        if line.hyphen:
            return self._hyphen(_first(_LAST_WORD, line.text), _first(_FIRST_WORD, following.text))
        if self._is_meant(i) or self._is_indented(i):
            return "\n"
        return "" if _WIDE.match(line.text[-1]) and _WIDE.match(following.text[0]) else " "

    def whole(self, text: str) -> str:
        """A text with the words that were cut inside it, in a table's cell."""
        return _CUT_WORD.sub(lambda cut: f"{cut[1]}{self._hyphen(cut[1], cut[2])}{cut[2]}", text)

    def _hyphen(self, before: str, after: str) -> str:
        if not (before and after) or f"{before}-{after}".lower() in self._words:
            return "-"
        return "" if f"{before}{after}".lower() in self._words else UNDECIDED

    def _same_block(self, line: Line, following: Line) -> bool:
        if abs(line.size - following.size) > _SAME_SIZE * max(line.size, following.size):
            return False
        if _BULLET.match(following.text):
            return False
        if _jumps(line, following):
            return not _SENTENCE_END.search(line.text) and not _NUMBERED.match(following.text)
        leading = self._leadings.get(round(line.size), _LEADING * line.size)
        return line.baseline - following.baseline <= _LEADING_ROOM * leading

    def _is_meant(self, i: int) -> bool:
        """Whether the next word would have fitted: then the line was ended on purpose."""
        line, following = self._lines[i], self._lines[i + 1]
        if _LEADER.search(line.text) or (_NUMBERED.match(following.text) and _SENTENCE_END.search(line.text)):
            return True
        if line.page != following.page and line.right - line.left < _FULL * line.size:
            return True
        width = (following.right - following.left) / len(following.text)
        word = len(following.text.split(" ", 1)[0]) + 1
        return self._edges[i] - line.right > word * width + _SLACK * (self._edges[i] - line.left)

    def _is_indented(self, i: int) -> bool:
        """Whether the next line begins further right than the paragraph before it: a new paragraph."""
        line, following = self._lines[i], self._lines[i + 1]
        if _jumps(line, following) or _BULLET.match(line.text) or _NUMBERED.match(line.text):
            return False
        return following.left - line.left > _INDENT * line.size

    def _right_edges(self) -> list[float]:
        edges: list[float] = []
        block: list[Line] = []
        for line, following in zip_longest(self._lines, self._lines[1:]):
            block.append(line)
            if following is None or _jumps(line, following) or not self._same_block(line, following):
                edges += [max(member.right for member in block)] * len(block)
                block = []
        return edges


def _first(pattern: re.Pattern[str], text: str) -> str:
    found = pattern.search(text)
    return found[0] if found else ""


def _jumps(line: Line, following: Line) -> bool:
    """Whether the next line is on another page or at the top of another column."""
    return line.page != following.page or following.baseline > line.baseline


def _whole_words(lines: Sequence[Line]) -> frozenset[str]:
    """The words that stand whole on a line, and those of two halves with their hyphen, in lower case."""
    words: set[str] = set()
    for i, line in enumerate(lines):
        cut = i > 0 and lines[i - 1].hyphen
        found = _WORD.findall(_CUT_WORD.sub(" ", line.text))
        words.update(word.lower() for word in found[cut : len(found) - line.hyphen])
        words.update(pair.lower() for pair in _PAIR.findall(line.text))
    return frozenset(words)


def _leadings(lines: Sequence[Line]) -> dict[int, float]:
    """By the size of lines, how far below each other they mostly stand."""
    gaps: dict[int, Counter[float]] = defaultdict(Counter)
    for line, following in pairwise(lines):
        gap = line.baseline - following.baseline
        if line.page == following.page and round(line.size) == round(following.size) and 0 < gap < 3 * line.size:
            gaps[round(line.size)][round(2 * gap) / 2] += 1
    return {size: counted.most_common(1)[0][0] for size, counted in gaps.items() if counted.total() >= _FEWEST_GAPS}
