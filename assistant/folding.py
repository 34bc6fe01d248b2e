"""Finds words in a text, forgiving the differences of ``assistant.presentation`` and no others.

A text is laid out as its solid characters and the gaps between them: white space, a dash, a soft hyphen. Two texts are
the same words where their solid characters are equal, one by one, and so are their gaps. A dash at a line break is a
gap of its own, equal to a dash and, where a word may have been broken, to nothing.
"""

from __future__ import annotations

import re
from array import array
from collections.abc import Iterable, Iterator, Sequence

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

_ANY_DASH = f"[{re.escape(DASHES)}]"
_DASH = re.compile(f"[{re.escape(DASHES)}{SOFT_HYPHEN}]")
_GAP = re.compile(rf"\s+(?:{_ANY_DASH}\s*)?|{_ANY_DASH}\s*|{SOFT_HYPHEN}\s*|[{''.join(LIGATURES)}]")
_WRAP = re.compile(rf"[{re.escape(DASHES)}{SOFT_HYPHEN}][^\S{LINE_BREAKS}]*[{LINE_BREAKS}]\s*")
_NONE, _SPACE, _BROKEN, _WRAPPED = "0", "1", "6", "7"
_CODES = {"": _NONE, " ": _SPACE, "-": "2", " -": "3", "- ": "4", " - ": "5"}
"""A gap as one character, so that the gaps of two texts are compared as strings."""
_SHOWN = {code: gap for gap, code in _CODES.items()} | {_BROKEN: "-", _WRAPPED: "-"}
_EQUAL = {_WRAPPED: {"2", "4"}, _BROKEN: {_NONE, "2", "4", _WRAPPED}}


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
        self.text, self.offsets = text.translate(SAME), offsets
        writer = _Writer(self.text)
        self.solid, self.gaps, self.places = "".join(writer.solid), "".join(writer.gaps), writer.places

    def find(self, sought: _Layout) -> Iterator[Span]:
        """The places of the other's words, in offsets of the source, without regard to the bounds of words."""
        length = len(sought.solid)
        first = self.solid.find(sought.solid) if length else -1
        while first >= 0:
            last = first + length
            if self._is_whole(first) and self._is_whole(last) and self._has_gaps(sought, first, last):
                yield self._span(sought, first, last)
            first = self.solid.find(sought.solid, first + 1)

    def _is_whole(self, at: int) -> bool:
        """Whether a cut before a solid character goes through no ligature."""
        return not 0 < at < len(self.places) or self.places[at - 1] != self.places[at]

    def _has_gaps(self, sought: _Layout, first: int, last: int) -> bool:
        inner, wanted = self.gaps[first + 1 : last], sought.gaps[1:-1]
        if inner != wanted and not all(map(_same_gap, inner, wanted)):
            return False
        before, after = _SHOWN[self.gaps[first]], _SHOWN[self.gaps[last]]
        return before.endswith(_SHOWN[sought.gaps[0]]) and after.startswith(_SHOWN[sought.gaps[-1]])

    def _span(self, sought: _Layout, first: int, last: int) -> Span:
        """From the first solid character to the last, with the dashes that the sought words begin and end with."""
        start, end = self.places[first], self.places[last - 1] + 1
        if "-" in _SHOWN[sought.gaps[0]]:
            start = self._dash(self.places[first - 1] + 1 if first else 0, start).start()
        if "-" in _SHOWN[sought.gaps[-1]]:
            end = self._dash(end, len(self.text)).end()
        return Span(self.offsets[start], self.offsets[end - 1] + 1)

    def _dash(self, start: int, end: int) -> re.Match[str]:
        dash = _DASH.search(self.text, start, end)
        assert dash is not None, "a gap that shows a dash holds one"
        return dash


class _Writer:
    """Lays a text out, piece by piece."""

    def __init__(self, text: str) -> None:
        self.solid: list[str] = []
        self.gaps = [_NONE]
        """Codes, one for each solid character and one more: the gap that is open at the end."""
        self.places = array("L")
        """Where each solid character stands; a ligature's letters share a place."""
        end = 0
        for match in _GAP.finditer(text):
            if end < match.start():
                self._write(text[end : match.start()], range(end, match.start()))
            end = match.end()
            if match.group() == " ":
                self._open(_SPACE)
            else:
                self._write_gap(text, match)
        self._write(text[end:], range(end, len(text)))

    def _write_gap(self, text: str, match: re.Match[str]) -> None:
        gap, start = match.group(), match.start()
        code = None if self.gaps[-1][-1] != _NONE else _code(text, match)
        if gap in LIGATURES:
            self._write(LIGATURES[gap], [start] * len(LIGATURES[gap]))
        elif code is not None:
            self._open(code)
        else:
            self._write(gap[0] if gap[0] == SOFT_HYPHEN else "-", (start,))
            self._open(_SPACE if gap[1:] else _NONE)

    def _write(self, characters: str, places: Iterable[int]) -> None:
        self.solid.append(characters)
        self.places.extend(places)
        self.gaps.append(_NONE * len(characters))

    def _open(self, code: str) -> None:
        self.gaps[-1] = self.gaps[-1][:-1] + code


def _code(text: str, match: re.Match[str]) -> str | None:
    """The code of a gap; None for a soft hyphen that stands for itself, as it does beside a digit."""
    gap, before, after = (
        match.group(),
        text[max(0, match.start() - 1) : match.start()],
        text[match.end() : match.end() + 1],
    )
    if before and after and _WRAP.fullmatch(gap):
        return _BROKEN if _may_be_broken(before, gap[0], after) else _WRAPPED
    if gap == SOFT_HYPHEN and is_letter(before) and is_letter(after):
        return _NONE
    dash = _DASH.search(gap)
    if dash is None:
        return _SPACE
    return None if dash.group() == SOFT_HYPHEN else _CODES[" " * gap[0].isspace() + "-" + " " * gap[-1].isspace()]


def _may_be_broken(before: str, dash: str, after: str) -> bool:
    halves = is_letter(before) and is_letter(after) and (after.islower() or before.isupper())
    return halves and dash in WRAPPING_DASHES + SOFT_HYPHEN


def _same_gap(mine: str, theirs: str) -> bool:
    return mine == theirs or theirs in _EQUAL.get(mine, ()) or mine in _EQUAL.get(theirs, ())
