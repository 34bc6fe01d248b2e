"""Quotations inside a statement: words between quotation marks, and statements that only quote."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable

_CLOSING = {
    "“": "”",
    "„": "“”",
    "‟": "”",
    "«": "»",
    "»": "«",
    "‹": "›",
    "「": "」",
    "『": "』",
    "〝": "〞〟",
    "❝": "❞",
    "＂": "＂",
    '"': '"',
}
_SINGLE_OPENING = re.compile(r"(?<!\w)[‘‚'](?=\S)(?!\d0s)")
_SINGLE_CLOSING = re.compile(r"(?<=\S)[’‘'](?!\w)")


def quotations(text: str) -> list[str]:
    """The words between quotation marks, without a comma or full stop that only closes them.

    A mark that is opened and not closed quotes all that follows. Single marks count in pairs, at the edges of words.
    """
    text = text.replace("``", '"').replace("''", '"')
    found = (each.strip().rstrip(",.").rstrip() for each in (*_double(text), *_single(text)))
    return [words for words in found if words]


def only_quoting(quotes: Iterable[str]) -> str:
    """A statement that says what the quotes say and nothing else: each once, an ellipsis between what stands apart."""
    return " … ".join(dict.fromkeys(" ".join(quote.split()) for quote in quotes))


def _double(text: str) -> list[str]:
    quoted, at = [], 0
    while at < len(text):
        closers = _CLOSING.get(text[at])
        at += 1
        if closers:
            end = next((place for place in range(at, len(text)) if text[place] in closers), len(text))
            quoted.append(text[at:end])
            at = end + 1
    return quoted


def _single(text: str) -> list[str]:
    closing = [match.start() for match in _SINGLE_CLOSING.finditer(text)]
    quoted, end = [], 0
    for opening in _SINGLE_OPENING.finditer(text):
        after = bisect_right(closing, opening.end())
        if opening.start() >= end and after < len(closing):
            quoted.append(text[opening.end() : closing[after]])
            end = closing[after]
    return quoted
