"""On which side of a value or a word a text is: at least or at most, before or after. Closed, listed tables."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from assistant.lexical import stems
from assistant.presentation import SAME

AT_LEAST, AT_MOST = "at least", "at most"
_OPPOSITES = (
    ("before prior", "after following"),
    ("next", "last previous"),
    ("first", "last final"),
    ("earlier", "later"),
    ("over above", "under below beneath"),
    ("more", "less fewer"),
    ("north northern", "south southern"),
    ("east eastern", "west western"),
)
"""Words that say the opposite of the same word behind them."""
IN_ORDER = frozenset("before prior after following next last previous first final earlier later".split())  # noqa: SIM905  words read best as words
"""Those of them that part one thing from another: the first day is no other last day."""
_BEFORE = re.compile(
    r"\b(?:(?P<least>at least|no (?:less|fewer) than|not (?:less|fewer) than|a minimum of|minimum|upwards? of"
    r"|(?<!no )(?<!not )(?:more|greater|higher|longer|older) than|over|above|exceed(?:s|ed|ing)?)"
    r"|(?P<most>at most|(?:no|not) (?:more|longer) than|not exceeding|up to|a maximum of|maximum|nearly|almost"
    r"|(?<!no )(?<!not )(?:less|fewer|lower|shorter|younger) than|under|below))"
    r"(?: an?| the| about| some)?\W*$",
    re.IGNORECASE,
)
_BEHIND = re.compile(
    r"\A\W?(?: ?[a-z]+)?,? (?:(?P<least>at least|(?:or|and) (?:more|above|over|higher|longer|older|upwards))"
    r"|(?P<most>at most|(?:or|and) (?:less|fewer|below|under|lower|shorter|younger)))\b",
    re.IGNORECASE,
)
_WORD = re.compile(r"[^\W_]+")
_REACH, _WIDE, _NEAR = 40, 3, 60
"""Characters before a value; words of a quote, and characters, that a side may bear upon."""


def bound(before: str, after: str) -> str:
    """The side of a value that stands between two texts, or nothing."""
    found = _BEFORE.search(before[-_REACH:]) or _BEHIND.match(after[:_REACH])
    if found is None:
        return ""
    return AT_LEAST if found["least"] else AT_MOST


def turned_words(statement: str, quotes: Sequence[str]) -> Iterator[str]:
    """The words of a statement, as "before", of which the quotes have only the opposite beside the same word."""
    held = [beside for quote in quotes for beside in _sides(quote, _WIDE)]
    for word, beside in _sides(statement, 1):
        there = {other for other, words in held if words & beside}
        ours, theirs = _like(word), _against(word)
        if there & theirs and not there & ours:
            yield word


def _sides(text: str, width: int) -> Iterator[tuple[str, set[str]]]:
    """Each word that has an opposite, with the stems of those that follow it in its clause."""
    plain = text.translate(SAME)
    for found in _WORD.finditer(plain):
        behind = re.split(r"[.;:!?()]", plain[found.end() : found.end() + _NEAR])[0]
        if found[0].lower() in _SIDED and not behind.startswith(" than"):
            yield found[0].lower(), set(stems(behind)[:width])


def _like(word: str) -> set[str]:
    return {each for pair in _OPPOSITES for side in pair if word in side.split() for each in side.split()}


def _against(word: str) -> set[str]:
    turned = [*_OPPOSITES, *(pair[::-1] for pair in _OPPOSITES)]
    return {each for side, other in turned if word in side.split() for each in other.split()}


_SIDED = frozenset(word for pair in _OPPOSITES for side in pair for word in side.split())
