"""Finds words in a text, forgiving the differences of ``assistant.presentation`` and no others.

A text is laid out as its solid characters and the gaps between them: white space, a dash, a soft hyphen. Two texts are
the same words where their solid characters are equal, one by one, and so are their gaps. A dash at a line break is a
gap of its own, equal to a dash and, where a word may have been broken, to nothing.
"""

from __future__ import annotations

import re
from array import array
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice

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

_DASHES = re.escape(DASHES)
_DASH = re.compile(f"[{_DASHES}]")
_DASH_OR_SOFT = re.compile(f"[{_DASHES}{SOFT_HYPHEN}]")
_LINE_END = rf"[^\S{LINE_BREAKS}]*[{LINE_BREAKS}]\s*"
_LETTER = r"[^\W\d_]"
_GAP = re.compile(
    rf"(?<={_LETTER})[{_DASHES}]{SOFT_HYPHEN}(?={_LETTER})"
    rf"|[\s{_DASHES}]+|{SOFT_HYPHEN}(?:{_LINE_END}(?=\w))?|[{''.join(LIGATURES)}]"
)
_WRAP = re.compile(rf"[{_DASHES}](?:{_LINE_END}|{SOFT_HYPHEN})")
_SPACES = re.compile(r"\s+")
_MOST_DASHES = 8
"""In a longer row, as in a drawn line, the dashes are solid characters."""
_BITS = str.maketrans(" -", "01")
_NONE, _SPACE = chr(0b1), chr(0b10)
_BROKEN, _WRAPPED = "\U00040000", "\U00040001"
"""A gap is one character, so that the gaps of two texts are compared as strings: the bits of its code are a one, then a
zero for a space and a one for a dash. A hyphen at a line break that may have broken a word has a code of its own, and
so has any other dash there."""
_EQUAL = {_WRAPPED: {chr(0b11), chr(0b110)}, _BROKEN: {_NONE, chr(0b11), chr(0b110), _WRAPPED}}


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
        head, tail = _shown(sought.gaps[0])[0], _shown(sought.gaps[-1])[0]
        return any(gap.endswith(head) for gap in _shown(self.gaps[first])) and any(
            gap.startswith(tail) for gap in _shown(self.gaps[last])
        )

    def _span(self, sought: _Layout, first: int, last: int) -> Span:
        """From the first solid character to the last, with the dashes that the sought words begin and end with."""
        start, end = self.places[first], self.places[last - 1] + 1
        for dash in islice(self._dashes(first, reverse=True), _shown(sought.gaps[0])[0].count("-")):
            start = dash
        for dash in islice(self._dashes(last), _shown(sought.gaps[-1])[0].count("-")):
            end = dash + 1
        return Span(self.offsets[start], self.offsets[end - 1] + 1)

    def _dashes(self, at: int, *, reverse: bool = False) -> list[int]:
        """Where the dashes of the gap before a solid character stand."""
        start = self.places[at - 1] + 1 if at else 0
        end = self.places[at] if at < len(self.places) else len(self.text)
        dashes = [dash.start() for dash in _DASH_OR_SOFT.finditer(self.text, start, end)]
        return dashes[::-1] if reverse else dashes


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
        if gap in LIGATURES:
            self._write(LIGATURES[gap], [start] * len(LIGATURES[gap]))
        elif (code := _code(text, match)) is not None:
            self._open(code)
        else:
            for place, character in enumerate(gap, start):
                if character.isspace():
                    self._open(_SPACE)
                else:
                    self._write(_plain(character), (place,))

    def _write(self, characters: str, places: Iterable[int]) -> None:
        self.solid.append(characters)
        self.places.extend(places)
        self.gaps.append(_NONE * len(characters))

    def _open(self, code: str) -> None:
        self.gaps[-1] = self.gaps[-1][:-1] + code


def _code(text: str, match: re.Match[str]) -> str | None:
    """The code of a gap; None for a soft hyphen that is not inside a word, and for a long row of dashes."""
    gap = match.group()
    before, after = text[max(0, match.start() - 1) : match.start()], text[match.end() : match.end() + 1]
    if gap[0] == SOFT_HYPHEN and not (is_letter(before) and is_letter(after)):
        return None
    if gap == SOFT_HYPHEN:
        return _NONE
    if before and after and (gap[0] == SOFT_HYPHEN or _WRAP.fullmatch(gap)):
        return _BROKEN if _may_be_broken(before, gap[0], after) else _WRAPPED
    plain = _plain(gap)
    return chr(int("1" + plain.translate(_BITS), 2)) if plain.count("-") <= _MOST_DASHES else None


def _may_be_broken(before: str, dash: str, after: str) -> bool:
    halves = is_letter(before) and is_letter(after) and (after.islower() or before.isupper())
    return halves and dash in WRAPPING_DASHES + SOFT_HYPHEN


def _same_gap(mine: str, theirs: str) -> bool:
    return mine == theirs or theirs in _EQUAL.get(mine, ()) or mine in _EQUAL.get(theirs, ())


def _plain(gap: str) -> str:
    return _SPACES.sub(" ", _DASH.sub("-", gap))


def _shown(code: str) -> tuple[str, ...]:
    """What a gap looks like; one at a line break looks like either of two."""
    if code in _EQUAL:
        return "-", "- "
    return (bin(ord(code))[3:].replace("0", " ").replace("1", "-"),)
