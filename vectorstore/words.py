"""Whole words in text: in any case, and never a part of a longer word or number."""

from __future__ import annotations

import re

_SIGNS = "-+±\u2010\u2011\u2012\u2013\u2014\u2212"


def whole_word(word: str) -> re.Pattern[str]:
    """A pattern that finds a word in any case where it stands by itself.

    A letter, digit, underscore or combining mark beside it makes it a part of a longer word. A number is also longer
    by its sign (``-5``, but not ``3-5``) and by a point or comma between digits (``1.5``).
    """
    before = r"(?<![\w\u0300-\u036f])" if _is_wordlike(word[0]) else ""
    after = r"(?![\w\u0300-\u036f])" if _is_wordlike(word[-1]) else ""
    if word[0].isdigit():
        before += rf"(?<!\d[.,])(?<!^[{_SIGNS}])(?<![^\w][{_SIGNS}])"
    if word[-1].isdigit():
        after += r"(?![.,]\d)"
    return re.compile(before + re.escape(word) + after, re.IGNORECASE)


def _is_wordlike(character: str) -> bool:
    return character.isalnum() or character == "_"
