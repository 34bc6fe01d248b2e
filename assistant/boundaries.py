"""Where a text may be cut: never inside a word, nor inside a number with the sign and the unit that touch it."""

from __future__ import annotations

import re
import unicodedata
from itertools import takewhile
from typing import NamedTuple

from assistant.presentation import DASHES, EM_DASHES, LINE_BREAKS, SAME, SOFT_HYPHEN, is_word
from vectorstore.nouns import Span

_REACH = 64
"""Characters that are looked at on either side."""
_CURRENCY = "$€£¥¢₩₹₽₸₺₴₦₪₫฿"
_SIGNS = "+±∓<>≤≥≈~#№§" + _CURRENCY
_UNITS = "%‰‱°′″+#" + _CURRENCY
_SPACED_UNIT = re.compile(
    r"[^\S\n]?[%‰‱°]"
    r"|[^\S\n](?:thousand|(?:m|b|tr)illion|per ?cent|[mcµk]?m[²³]?|km/h|m/s|[mµk]?g|[mµ]g/m?l|[mcd]?l|min|h|ha|[km]?V"
    r"|[kMGT]?W|[kMGT]?Wh|[kMGT]?Hz|[kMGT]B)(?![\w'’/-]|\.\w)"
)
"""A unit belongs to its number over a space too, where it could hardly be a word of its own."""
_HYPHENS = SOFT_HYPHEN + "".join(dash for dash in DASHES if dash not in EM_DASHES)
_JOINERS = "'/&·^×" + _HYPHENS
_INVISIBLE = "\u200b\u200e\u200f\u2060\ufeff\ufe00-\ufe0f\u202a-\u202e\u2066-\u2069"
_SKIPPED = rf"(?:[*_`{_INVISIBLE}]|</?[a-z]{{1,6}}>)+"
_SKIPPED_LEFT = re.compile(rf"{_SKIPPED}\Z", re.IGNORECASE)
_SKIPPED_RIGHT = re.compile(rf"\A{_SKIPPED}", re.IGNORECASE)
_NUMBER_START = re.compile(rf"[{re.escape(_SIGNS + DASHES)}]*[.,]?\d")
_POSSESSIVE = re.compile(r"'s(?!\w)", re.IGNORECASE)
_ABBREVIATION = re.compile(r"(?:\A|[\W\d_])[^\W\d_]\.\Z")
_LINE_WRAP = re.compile(rf"(?<=\w)[{re.escape(_HYPHENS)}](?:{SOFT_HYPHEN}|[^\S\n]*[{LINE_BREAKS}]\s*)(?=\w)")
_GROUP_SPACES = ("\u00a0", "\u2007", "\u2009", "\u202f")


class _Sides(NamedTuple):
    """What stands before and after a cut, without what does not show where they meet."""

    left: str
    right: str


def cuts_word(text: str, offset: int) -> bool:
    """Whether a cut before the character at an offset goes through a word, a number or a row of dashes.

    A hyphen, an apostrophe, a slash or a decimal point between two halves holds them together;
    a possessive may be left off.
    """
    if not 0 < offset < len(text) or _is_plain_space(text, offset):
        return False
    if _cuts_character(text, offset) or (text[offset - 1] in DASHES and text[offset] in DASHES):
        return True
    left, right = text[max(0, offset - _REACH) : offset], text[offset : offset + _REACH]
    if _cuts_line_wrap(left, right):
        return True
    sides = _Sides(_SKIPPED_LEFT.sub("", left.translate(SAME)), _SKIPPED_RIGHT.sub("", right.translate(SAME)))
    return any(rule(sides) for rule in (_inside_run, _beside_joiner, _after_sign, _before_unit))


def whole_words(text: str, span: Span) -> Span:
    """The span widened on both sides until it cuts no word; a span past the end of the text is cut there."""
    start, end = span.start, min(span.end, len(text))
    while cuts_word(text, start):
        start -= 1
    while cuts_word(text, end) or (span.end < end < len(text) and text[end - 1].isspace()):
        end += 1
    return Span(start, end)


def _is_plain_space(text: str, offset: int) -> bool:
    """A single space between two letters: by far the most cuts, seen at once."""
    at = offset if text[offset] == " " else offset - 1
    return at > 0 and text[at] == " " and text[at - 1].isalpha() and text[at + 1 : at + 2].isalpha()


def _cuts_character(text: str, offset: int) -> bool:
    before, after = text[offset - 1], text[offset]
    if unicodedata.category(after)[0] == "M" or after in "\u200c\u200d" or before == "\u200d":
        return True
    if "\U0001f3fb" <= after <= "\U0001f3ff" or "\U000e0020" <= after <= "\U000e007f":
        return True
    if not _half_of_flag(after):
        return False
    return sum(1 for _ in takewhile(_half_of_flag, reversed(text[max(0, offset - _REACH) : offset]))) % 2 == 1


def _half_of_flag(character: str) -> bool:
    return "\U0001f1e6" <= character <= "\U0001f1ff"


def _cuts_line_wrap(left: str, right: str) -> bool:
    """A hyphen at the end of a line, or what a loader left of one, holds the two halves of a word together."""
    return any(wrap.start() <= len(left) <= wrap.end() for wrap in _LINE_WRAP.finditer(left + right))


def _inside_run(sides: _Sides) -> bool:
    before, after = sides.left[-1:], sides.right[:1]
    if before in _GROUP_SPACES:
        return sides.left[-2:-1].isdigit() and after.isdigit()
    if after in _GROUP_SPACES:
        return before.isdigit() and sides.right[1:2].isdigit()
    return is_word(after) and (is_word(before) or before == "°")


def _beside_joiner(sides: _Sides) -> bool:
    before, after = sides.left[-1:], sides.right[:1]
    if _joins(before, after, sides.right[1:2]):
        return not (before.isalpha() and _POSSESSIVE.match(sides.right))
    if after == "." and sides.right[1:2].isalpha() and _ABBREVIATION.search(sides.left + after):
        return True
    if _joins(sides.left[-2:-1], before, after):
        return True
    return is_word(after) and _ABBREVIATION.search(sides.left) is not None


def _joins(before: str, joiner: str, after: str) -> bool:
    if not (joiner and is_word(before) and is_word(after)):
        return False
    return joiner in _JOINERS or (joiner in ".,:" and before.isdigit() and after.isdigit())


def _after_sign(sides: _Sides) -> bool:
    before, sign = sides.left[-2:-1], sides.left[-1:]
    if not sign or not _NUMBER_START.match(sides.right):
        return False
    if sign in DASHES + SOFT_HYPHEN:
        return not is_word(before)
    leads = not before or before.isspace() or before in _SIGNS + DASHES
    return sign in _SIGNS or (sign in ".," and leads)


def _before_unit(sides: _Sides) -> bool:
    before, unit = sides.left[-1:], sides.right[:1]
    if unit in ("+", "#"):
        return is_word(before) or before in ("+", "#")
    touches = bool(unit) and unit in _UNITS
    return before.isnumeric() and (touches or _SPACED_UNIT.match(sides.right) is not None)
