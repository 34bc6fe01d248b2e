"""Marks in what a model states that are no words of it: the numbers of the sentences, and the sign of a list."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence

_NUMBER = re.compile(r"\d+")
_NUMBERS = r"\d{1,3}(?:\s*(?:[,;&–-]|and)\s*\d{1,3})*"
_NAMED = rf"(?:see\s+)?(?:sentences?|sources?|quotes?)\s+{_NUMBERS}"
_BARE = r"\(\s*\d{1,3}(?:\s*,\s*\d{1,3})*\s*\)"
_POINTING = re.compile(
    rf"\s*(?:\[\s*(?:{_NUMBERS}|{_NAMED})\s*\]|\(\s*{_NAMED}\s*\))"
    rf"|(?P<bare>\s+{_BARE}(?=\s*(?:$|[.!?](?:\s|$)))|(?<=[.!?])\s*{_BARE}(?=\s|$))",
    re.IGNORECASE,
)
"""Numbers in round brackets point only at the end of a sentence."""
_LISTING = re.compile(r"(?:[-*•–](?=\s+\D)|(\d{1,2})[.)](?=\s)|\((\d{1,2})\)(?=\s)|\(?[A-Za-z]\)(?=\s))\s+")


def unmarked(statement: str, numbers: Collection[int], cited: Sequence[str]) -> str:
    """The statement without such marks. ``numbers`` are those of all sentences that were shown.

    What stands in a cited sentence too is left: there it is a word, as in "under paragraph (2)".
    """
    words = " ".join(cited)
    held = set(_NUMBER.findall(words))

    def without(mark: re.Match[str]) -> str:
        inside = mark.group().strip()[1:-1]
        named = _NUMBER.findall(inside)
        is_said = f"[{inside}]" in words or f"({inside})" in words or (mark["bare"] and not held.isdisjoint(named))
        return mark.group() if is_said or not {*map(int, named)}.issubset(numbers) else ""

    text = _POINTING.sub(without, statement.strip())
    listing = _LISTING.match(text)
    is_said = listing and (listing.group().strip() in words or not held.isdisjoint(listing.groups()))
    return text[listing.end() :] if listing and not is_said else text.strip()
