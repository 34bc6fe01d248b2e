"""Whole words in text: in any case, and never a part of a longer word or number."""

from __future__ import annotations

import re
import unicodedata
from functools import cached_property

_SIGNS = "-+±\u2010\u2011\u2012\u2013\u2014\u2212"
_REGEX_SIGNS = re.compile(r"[\\.+*?()|\[\]{}^$#&~-]")
_EDGE = r"\b"


class WholeWord:
    """A word to be found where it stands by itself.

    A letter, a digit, a mark or an underscore beside it makes it a part of a longer word. A number is also longer by
    its sign (``-5``, though not ``3-5``) and by a point or a comma between digits (``1.5``).
    """

    def __init__(self, word: str) -> None:
        self._word = word

    def is_in(self, text: str) -> bool:
        return any(self._stands_alone(text, found.start(), found.end()) for found in self._anywhere.finditer(text))

    @property
    def regex(self) -> str:
        """A pattern in Chroma's dialect (Rust's) that matches wherever this word is, and sometimes elsewhere."""
        escaped = _REGEX_SIGNS.sub(r"\\\g<0>", self._word)
        before = _EDGE if _is_plain(self._word[0]) else ""
        after = _EDGE if _is_plain(self._word[-1]) else ""
        return f"(?i){before}{escaped}{after}"

    @cached_property
    def _anywhere(self) -> re.Pattern[str]:
        return re.compile(re.escape(self._word), re.IGNORECASE)

    def _stands_alone(self, text: str, start: int, end: int) -> bool:
        before, after = text[max(0, start - 2) : start], text[end : end + 2]
        if _joins(text[start], before[-1:]) or _joins(text[end - 1], after[:1]):
            return False
        if text[start].isdigit() and _lengthens_before(before):
            return False
        return not (text[end - 1].isdigit() and after[:1] in {".", ","} and after[1:].isdigit())


def _lengthens_before(before: str) -> bool:
    """Whether a sign, or a digit with a point or comma, stands right before a number."""
    if not before:
        return False
    first, last = before[:-1], before[-1]
    return (last in _SIGNS and not first.isalnum()) or (last in ".," and first.isdigit())


def _joins(inner: str, outer: str) -> bool:
    return bool(outer) and _is_part(outer) and _is_part(inner)


def _is_part(character: str) -> bool:
    category = unicodedata.category(character)
    return category[0] in "LMN" or category == "Pc" or character in "\u200c\u200d"


def _is_plain(character: str) -> bool:
    """A character that is a part of words in Python and in Rust alike."""
    category = unicodedata.category(character)
    return category[0] == "L" or category == "Nd" or character == "_"
