"""Lines to flowing text. A line end inside a paragraph becomes a space, since it would cut a sentence.

Two lines are one paragraph when the second stands right below the first, in the same size, and its first word
would not have fitted on the first line: otherwise the line end was meant. A paragraph goes on over a page's end
by the same test. A hyphen at a line's end is dropped only where the joined word stands elsewhere in the document.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from ingest.loaders.pdf_lines import Line
from vectorstore.nouns import PageStart

_WORD = re.compile(r"[^\W\d_]+")
_LAST_WORD = re.compile(r"[^\W\d_]+$")
_FIRST_WORD = re.compile(r"^[^\W\d_]+")
_BULLET = re.compile(r"^[•◦▪▫■□●○‣⁃∙·*](\s|$)")
_NUMBERED = re.compile(r"^(\(?(\d{1,3}|[a-zA-Z]|[ivxIVX]{1,5})[.)]|\d+(\.\d+)+)\s")
_SENTENCE_END = re.compile(r"[.!?:;…][\"'”’»)\]]*$")
_WIDE = re.compile(r"[\u2e80-\u9fff\uf900-\ufaff\uff00-\uffef]")
_GAP = 1.45
"""Times its own height that a line may stand below the one before."""
_SAME_SIZE = 0.08
_INDENT = 0.8


def flow(lines: Sequence[Line], labels: dict[int, str]) -> tuple[str, tuple[PageStart, ...]]:
    """The text of lines in order, and where each page begins in it."""
    if not lines:
        return "", ()
    words = _whole_words(lines)
    edges = _right_edges(lines)
    parts, starts, length = [lines[0].text], [_start(lines[0], 0, labels)], len(lines[0].text)
    for i, (line, following) in enumerate(pairwise(lines)):
        joint = _joint(lines, i, edges[i], words)
        length += len(joint)
        if following.page != line.page:
            starts.append(_start(following, length, labels))
        parts += (joint, following.text)
        length += len(following.text)
    return "".join(parts), tuple(starts)


def _start(line: Line, offset: int, labels: dict[int, str]) -> PageStart:
    label = labels.get(line.page)
    return PageStart(line.page, offset, label if label != str(line.page) else None)


def _joint(lines: Sequence[Line], i: int, edge: float, words: frozenset[str]) -> str:
    """What stands between a line and the next."""
    line, following = lines[i], lines[i + 1]
    if line.hyphen:
        return _hyphen(line, following, words)
    if line.fixed or following.fixed:
        return "\n" if line.fixed and following.fixed and line.page == following.page else "\n\n"
    if not _same_block(line, following):
        return "\n\n"
    if _is_meant(line, following, edge):
        return "\n"
    if _is_indented(lines, i):
        return "\n"
    return "" if _WIDE.match(line.text[-1]) and _WIDE.match(following.text[0]) else " "


def _hyphen(line: Line, following: Line, words: frozenset[str]) -> str:
    before, after = _LAST_WORD.search(line.text), _FIRST_WORD.search(following.text)
    joined = f"{before[0]}{after[0]}".lower() if before and after else ""
    return "" if joined in words else "-"


def _whole_words(lines: Sequence[Line]) -> frozenset[str]:
    """The words that stand whole on a line, in lower case."""
    words: set[str] = set()
    for i, line in enumerate(lines):
        found = _WORD.findall(line.text)
        cut = lines[i - 1].hyphen if i else False
        words.update(word.lower() for word in found[1 if cut else 0 : -1 if line.hyphen else None])
    return frozenset(words)


def _same_block(line: Line, following: Line) -> bool:
    if abs(line.size - following.size) > _SAME_SIZE * max(line.size, following.size):
        return False
    if _BULLET.match(following.text):
        return False
    if line.page != following.page or following.bottom > line.bottom:
        return not _SENTENCE_END.search(line.text) and not _NUMBERED.match(following.text)
    return line.bottom - following.bottom <= _GAP * max(line.size, 1)


def _is_meant(line: Line, following: Line, edge: float) -> bool:
    """Whether the next word would have fitted: then the line was ended on purpose."""
    if _NUMBERED.match(following.text) and _SENTENCE_END.search(line.text):
        return True
    width = (following.right - following.left) / max(len(following.text), 1)
    word = len(following.text.split(" ", 1)[0]) + 1
    return edge - line.right > word * width


def _is_indented(lines: Sequence[Line], i: int) -> bool:
    """Whether the next line begins further right than the paragraph before it: a new paragraph."""
    line, following = lines[i], lines[i + 1]
    if line.page != following.page or following.bottom > line.bottom:
        return False
    marked = _BULLET.match(line.text) or _NUMBERED.match(line.text)
    return not marked and following.left - line.left > _INDENT * line.size


def _right_edges(lines: Sequence[Line]) -> list[float]:
    """For each line, how far right the lines of its block reach."""
    edges: list[float] = []
    block: list[Line] = []
    for i, line in enumerate(lines):
        block.append(line)
        last = i + 1 == len(lines)
        if last or lines[i + 1].page != line.page or not _same_block(line, lines[i + 1]):
            edges += [max(member.right for member in block)] * len(block)
            block = []
    return edges
