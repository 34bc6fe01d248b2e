"""Finds words in a text, forgiving the differences of ``assistant.presentation`` and no others.

A text is laid out as its solid characters and the gaps between them: white space, dashes and soft hyphens. Two texts are
the same words where their solid characters are equal, one by one, and so are their gaps. A dash at a line break is a gap
of its own, equal to a dash and, where a word may have been broken, to nothing.
"""

from __future__ import annotations

import re
from array import array
from collections.abc import Iterator, Sequence

from assistant.boundaries import cuts_word
from assistant.presentation import (
    DASHES,
    LIGATURES,
    LINE_BREAKS,
    SAME,
    SOFT_HYPHEN,
    WRAPPING_DASHES,
    balanced_markup,
    is_letter,
)
from vectorstore.nouns import Span

_DASH = re.compile(f"[{re.escape(DASHES)}]")
_PIECE = re.compile(
    rf"(?P<gap>[\s{re.escape(DASHES)}]+|{SOFT_HYPHEN}\s*)"
    rf"|(?P<ligature>[{''.join(LIGATURES)}])"
    rf"|[^\s{re.escape(DASHES)}{SOFT_HYPHEN}{''.join(LIGATURES)}]+"
)
_SPACES = re.compile(r"\s+")
_WRAP = re.compile(rf"[{re.escape(DASHES)}{SOFT_HYPHEN}][^\S{LINE_BREAKS}]*[{LINE_BREAKS}]\s*")
_BROKEN, _WRAPPED = "hyphen at a line break inside a word", "dash at a line break"
_EQUAL = {_WRAPPED: {"-", "- "}, _BROKEN: {"-", "- ", "", _WRAPPED}}


def find(words: str, text: str) -> list[Span]:
    """All places of the words in the text, in order, overlapping ones too, in offsets of the text.

    None begins or ends inside a word or a number. Words of white space and dashes alone stand nowhere.
    """
    return Folded(text).find(words)


class Folded:
    """A text that is laid out once and searched many times."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._layouts = _layouts(text)

    def find(self, words: str) -> list[Span]:
        """As the function ``find``."""
        sought = _layouts(words.strip())
        pairs = {(id(mine), id(theirs)): (mine, theirs) for mine, theirs in zip(self._layouts, sought, strict=True)}
        places = {place for mine, theirs in pairs.values() for place in mine.find(theirs)}
        return sorted(place for place in places if not self._cuts(place))

    def _cuts(self, place: Span) -> bool:
        return cuts_word(self._text, place.start) or cuts_word(self._text, place.end)


def _layouts(text: str) -> tuple[_Layout, _Layout]:
    """The text as it stands, and without its balanced markup; the same object twice where there is none."""
    as_it_stands = _Layout(text, range(len(text)))
    markup = balanced_markup(text)
    if not markup:
        return as_it_stands, as_it_stands
    kept, offsets, end = [], array("L"), 0
    for mark in (*markup, Span(len(text), len(text) + 1)):
        kept.append(text[end : mark.start])
        offsets.extend(range(end, mark.start))
        end = mark.end
    return as_it_stands, _Layout("".join(kept), offsets)


class _Layout:
    """Solid characters with their places, and the gaps: one before each solid character, and one after the last."""

    def __init__(self, text: str, offsets: Sequence[int]) -> None:
        """``offsets`` are the places of the text's characters in the source."""
        self.text, self.offsets = text, offsets
        self.places = array("L")
        """Where each solid character stands in the text; a ligature's letters share a place."""
        self.gaps: list[str] = []
        solid: list[str] = []
        pending = ""
        for piece in _PIECE.finditer(text):
            gap = _gap(text, piece) if piece["gap"] else None
            if gap is not None:
                pending += gap
                continue
            characters = piece.group().rstrip() if piece["gap"] else piece.group().translate(SAME)
            letters = LIGATURES.get(characters, characters)
            solid.append(letters)
            self.places.extend(
                [piece.start()] * len(letters)
                if piece["ligature"]
                else range(piece.start(), piece.start() + len(characters))
            )
            self.gaps.extend((pending, *[""] * (len(letters) - 1)))
            pending = " " if piece["gap"] and piece.group() != characters else ""
        self.gaps.append(pending)
        self.solid = "".join(solid)

    def find(self, sought: _Layout) -> Iterator[Span]:
        """The places of the other's words, in offsets of the source, without regard to the bounds of words."""
        length = len(sought.solid)
        first = self.solid.find(sought.solid) if length else -1
        while first >= 0:
            last = first + length
            if not (self._splits_ligature(first) or self._splits_ligature(last)) and self._same_gaps(
                sought, first, last
            ):
                yield self._span(sought, first, last)
            first = self.solid.find(sought.solid, first + 1)

    def _splits_ligature(self, at: int) -> bool:
        return 0 < at < len(self.places) and self.places[at - 1] == self.places[at]

    def _same_gaps(self, sought: _Layout, first: int, last: int) -> bool:
        inner, wanted = self.gaps[first + 1 : last], sought.gaps[1:-1]
        if inner != wanted and not all(map(_same_gap, inner, wanted)):
            return False
        before, after = (_shown(self.gaps[at]) for at in (first, last))
        return before.endswith(sought.gaps[0]) and after.startswith(sought.gaps[-1])

    def _span(self, sought: _Layout, first: int, last: int) -> Span:
        """From the first solid character to the last, with the dashes that the sought words begin and end with."""
        start, end = self.places[first], self.places[last - 1] + 1
        for _ in range(sought.gaps[0].count("-")):
            start = max(match.start() for match in _DASH.finditer(self.text, self._end_before(first), start))
        for _ in range(sought.gaps[-1].count("-")):
            found = _DASH.search(self.text, end)
            end = found.end() if found else end
        return Span(self.offsets[start], self.offsets[end - 1] + 1)

    def _end_before(self, at: int) -> int:
        return self.places[at - 1] + 1 if at else 0


def _gap(text: str, piece: re.Match[str]) -> str | None:
    """A gap in its plain form; None for a soft hyphen that stands for itself, as it does beside a digit."""
    before, after = text[max(0, piece.start() - 1) : piece.start()], text[piece.end() : piece.end() + 1]
    if before and after and _WRAP.fullmatch(piece["gap"]):
        return _BROKEN if _may_be_broken(before, piece["gap"][0], after) else _WRAPPED
    if piece["gap"].startswith(SOFT_HYPHEN):
        return "" if piece["gap"] == SOFT_HYPHEN and is_letter(before) and is_letter(after) else None
    return _DASH.sub("-", _SPACES.sub(" ", piece["gap"]))


def _may_be_broken(before: str, dash: str, after: str) -> bool:
    halves = is_letter(before) and is_letter(after) and (after.islower() or before.isupper())
    return halves and dash in WRAPPING_DASHES + SOFT_HYPHEN


def _same_gap(mine: str, theirs: str) -> bool:
    return mine == theirs or theirs in _EQUAL.get(mine, ()) or mine in _EQUAL.get(theirs, ())


def _shown(gap: str) -> str:
    return "-" if gap in _EQUAL else gap
