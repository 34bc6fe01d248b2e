"""Quotations inside a statement: words between quotation marks, and statements that only quote."""

from __future__ import annotations

import re
from collections.abc import Iterable

_PAIRS = {"“": "”", "„": "“”", "«": "»", "»": "«", "‹": "›", "「": "」", "『": "』", "‟": "”", "＂": "＂", '"': '"'}
_SINGLE = re.compile(r"(?<!\w)[‘‚'](?=\S)(.+?)(?<=\S)[’‘'](?!\w)", re.DOTALL)
_BACKTICKS = re.compile(r"``(.+?)''", re.DOTALL)


def quotations(text: str) -> list[str]:
    """The words between quotation marks, in order, without a comma or full stop that only closes them.

    A mark that is opened and not closed quotes all that follows. Single marks count at the edges of words.
    """
    found = [*_double(text), *_SINGLE.findall(text), *_BACKTICKS.findall(text)]
    return [words for each in found if (words := each.strip().rstrip(",.").rstrip())]


def only_quoting(quotes: Iterable[str]) -> str:
    """The statement that says what the quotes say and nothing else: each once, an ellipsis between what stands apart."""
    return " … ".join(dict.fromkeys(" ".join(quote.split()) for quote in quotes))


def _double(text: str) -> list[str]:
    quoted, at = [], 0
    while at < len(text):
        closers = _PAIRS.get(text[at])
        at += 1
        if closers:
            end = next((place for place in range(at, len(text)) if text[place] in closers), len(text))
            quoted.append(text[at:end])
            at = end + 1
    return quoted
