"""Follow-up questions that a model makes self-contained, and when its words are taken."""

from __future__ import annotations

import re
from collections.abc import Sequence

from assistant.followup import GROWTH, LONGEST_QUESTION
from assistant.lexical import stems
from assistant.nouns import Turn

_LEANING = re.compile(
    r"\b(?:he|him|his|she|hers?|it|its|they|them|their|theirs|this|that|these|those|there|then|one|ones|same|other|"
    r"others|else|another|such|former|latter|first|second|third|last)\b"
    r"|^\W*(?:and|or|but|so|also|what about|how about|why)\b",
    re.IGNORECASE,
)
_SHORT = 5
"""A question of fewer words may leave out what the one before it says."""


def leans(question: str) -> bool:
    """Whether a question may need the history; one that surely does not is not given to the model."""
    return len(question) <= LONGEST_QUESTION and (
        _LEANING.search(question) is not None or len(question.split()) < _SHORT
    )


def trusted(rewritten: str, question: str, history: Sequence[Turn]) -> str | None:
    """The rewritten question on one line, or None where it is not short and made of the conversation's own words."""
    line = " ".join(rewritten.split()).strip('"“”')
    known = {stem for turn in history for text in (turn.question, turn.text) for stem in stems(text)}
    told = stems(line)
    if not told or len(line) > len(question) + GROWTH or not known.union(stems(question)).issuperset(told):
        return None
    return line
