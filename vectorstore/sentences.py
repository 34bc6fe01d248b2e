"""Where sentences begin and end: what is quoted in an answer is made of them.

The text is first parted into blocks (a heading, a list item, a table row, a paragraph). Inside a block
``sentencex`` finds the boundaries, and a few that it misses or sets too many are mended.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

import regex
from sentencex import get_sentence_boundaries  # type: ignore[import-untyped]

from vectorstore.nouns import Span

_WINDOW = 10_000
"""Characters segmented at once: on text full of open quotes the time of ``sentencex`` grows with their square."""
_WRAPPED = range(25, 200)
"""Lines are taken for wrapped only where the longest of their paragraph has a length in this range."""
_TAIL = 80
"""Characters before a boundary that are looked at when it is judged."""

_MARK = r"(?:[-*+•‣◦▪●]|[–—](?!\s\p{Ll})|\(?(?:\d{1,3}|[a-z]|[ivxlc]{1,5})[.)]|\(?\p{Lu}\))"
_PARAGRAPH = regex.compile(r"(?:[^\n\f]|\n(?![^\S\n]*\n))+")
_LINE = regex.compile(r"[^\n]+")
_ITEM = regex.compile(rf"\s*(?:{_MARK}\s|#{{1,6}}\s|>|```)")
_HEADING = regex.compile(r"\s*(?:#{1,6}\s|(?:={3,}|-{3,}|\*{3,}|_{3,}|```\w*)\s*$)")
_ROW = regex.compile(r"\t|\s\|\s|^\s*\||\|\s*$")
_ENDED = regex.compile(r"[.!?…:;。！？][\"'”’»)\]]*\s*$")

_BARE_MARK = regex.compile(rf"\s*{_MARK}\s*")
_REFERENCE = regex.compile(r"(?::\d[\d:,–-]*|\[[^\]\s]{1,8}(?: \d+)?\])+")
_NUMBERED = regex.compile(
    r"\b(?:no|nos|nr|vol|vols|ch|chap|eq|eqs|fig|figs|sec|sect|art|para|par|tab|app|cl|reg|ref|apt|approx|est|ed|fl|ver|v|ca|c|p|pp|§)\.\s*$",
    regex.IGNORECASE,
)
_TITLE = regex.compile(r"\b(?:St|Ste|Mt|Ft|Dr|Mr|Mrs|Ms|Messrs|Prof|Gen|Sen|Rep|Gov|Capt|Lt|Col|Sgt|Rev|Hon)\.\s*$")
_ASIDE = regex.compile(r"\s*[(\[][^()\[\]]*[.!?][\"'”’»]*[)\]]\s+(?=[\p{Lu}\"“‘«(])")


def sentences(text: str, language: str = "en") -> list[Span]:
    """The sentences of a text in order, without the white space around them; they never overlap.

    Headings, list items and table rows are sentences of their own. ``language`` is a two-letter code that
    chooses the abbreviations. Every character that is not white space lies in exactly one sentence.
    """
    pieces = (piece for block in blocks(text) for piece in _pieces(block.of(text), block.start, language))
    return [span for piece in pieces if (span := _trimmed(text, piece))]


def blocks(text: str) -> Iterator[Span]:
    """The parts of a text that no sentence crosses: paragraphs, with headings, items and rows on their own."""
    for paragraph in _PARAGRAPH.finditer(text):
        found = (_trimmed(text, Span(*line.span())) for line in _LINE.finditer(text, *paragraph.span()))
        lines = [line for line in found if line]
        width = max(map(len, lines), default=0)
        breaks = [pair for pair in pairwise(lines) if not _flows(pair[0].of(text), pair[1].of(text), width)]
        starts = [line.start for line in (*lines[:1], *(after for _, after in breaks))]
        ends = [line.end for line in (*(before for before, _ in breaks), *lines[-1:])]
        yield from map(Span, starts, ends)


def _flows(line: str, following: str, width: int) -> bool:
    """Whether a paragraph goes on over a line's end: it was broken because the next word did not fit."""
    if _HEADING.match(line) or _ROW.search(line):
        return False
    if _ITEM.match(following) or _HEADING.match(following) or _ROW.search(following):
        return False
    word = following.split(maxsplit=1)[0]
    wrapped = width in _WRAPPED
    if wrapped and (_TITLE.search(line) or len(line) + 1 + len(word) > width * 0.95):
        return True
    return word[0].islower() and not _ENDED.search(line) and (width >= _WRAPPED.start or line[0].isupper())


def _pieces(block: str, offset: int, language: str) -> Iterator[Span]:
    """The sentences of one block with the white space after them, shifted to their place in the text."""
    cuts = [0, *_aside_cuts(block, _kept_cuts(block, _raw_cuts(block, language))), len(block)]
    return (Span(start + offset, end + offset) for start, end in pairwise(cuts))


def _raw_cuts(block: str, language: str) -> Iterator[int]:
    """The boundaries inside a block, found in windows that each begin where a sentence begins."""
    start = 0
    while start < len(block):
        window = block[start : start + _WINDOW]
        ends = [start + found["end_index"] for found in get_sentence_boundaries(language, window)]
        if start + _WINDOW < len(block):
            ends = ends[:-1] or [start + _last_word_end(window)]
        yield from (end for end in ends if end < len(block))
        start = ends[-1] if ends else len(block)


def _last_word_end(window: str) -> int:
    cut = max(window.rfind(" "), window.rfind("\n")) + 1
    return cut or len(window)


def _kept_cuts(block: str, cuts: Iterator[int]) -> Iterator[int]:
    last = 0
    bounds = [*cuts, len(block)]
    for cut, following in pairwise(bounds):
        moved = cut + _reference_length(block, cut)
        if moved < following and _parts(block[max(last, moved - _TAIL) : moved], block[moved:following]):
            yield moved
            last = moved


def _reference_length(block: str, cut: int) -> int:
    """A reference glued to a sentence's end, as in ``end.[12]`` or ``end.:4``, belongs to that sentence."""
    found = None if block[cut - 1].isspace() else _REFERENCE.match(block, cut)
    return len(found.group()) if found else 0


def _parts(left: str, right: str) -> bool:
    """Whether a boundary that was found between two pieces stands."""
    if not any(map(str.isalnum, right)) or _BARE_MARK.fullmatch(left):
        return False
    head = right.lstrip()[0]
    if not left[-1].isspace() and not right[0].isspace() and left[-1] in "'\"‘“.([" and head.isascii():
        return False
    if head in ",;)]" or (head.isdigit() and _NUMBERED.search(left)):
        return False
    return not _TITLE.search(left)


def _aside_cuts(block: str, cuts: Iterator[int]) -> Iterator[int]:
    """The cuts, and one after each aside in brackets that is a sentence of its own."""
    start = 0
    for cut in (*cuts, len(block)):
        while aside := _ASIDE.match(block, start, cut):
            start = aside.end()
            yield start
        if cut < len(block):
            yield cut
        start = cut


def _trimmed(text: str, piece: Span) -> Span | None:
    raw = piece.of(text)
    start = piece.start + len(raw) - len(raw.lstrip())
    end = piece.start + len(raw.rstrip())
    return Span(start, end) if start < end else None
