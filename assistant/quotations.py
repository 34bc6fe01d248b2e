"""What stands between quotation marks in a statement: words that it says are somebody's own."""

from __future__ import annotations

import re

_PAIRS = {"“": "”", "„": "“”", "«": "»", "»": "«", "‹": "›", "「": "」", "『": "』", "‟": "”", "＂": "＂", '"': '"'}
_SINGLE = re.compile(r"(?<!\w)[‘‚'](?=\S)(.+?)(?<=\S)[’‘'](?!\w)", re.DOTALL)
_BACKTICKS = re.compile(r"``(.+?)''", re.DOTALL)


def quotations(text: str) -> list[str]:
    """The words between quotation marks, in order, without a comma or full stop that only closes them.

    A mark that is opened and not closed quotes all that follows. Single marks count at the edges of words.
    """
    found = [*_double(text), *_SINGLE.findall(text), *_BACKTICKS.findall(text)]
    return [words for each in found if (words := each.strip().rstrip(",.").rstrip())]


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
