"""What a text only reports: somebody alleges, suspects or denies it, is charged with it, or it is called untrue."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from assistant import caveat_words as words
from assistant.presentation import SAME

_END = re.compile(
    r"[;!?]|(?<!\bMr)(?<!\bMs)(?<!\bDr)(?<!\bMrs)(?<!\b[A-Z])\.(?=\W|$)"
    r"|,(?= (?:and|which|while|so|yet)\b(?! that\b))|,? \b(?:but|although|though|however)\b"
)
"""Ends what somebody alleges: a clause that goes on in the speaker's own name."""


def reports(text: str) -> bool:
    """Whether it says of anything that somebody alleges it, or that it is untrue."""
    plain = text.translate(SAME)
    return bool(words.TOLD.search(plain) or words.REPORTED.search(plain) or reported(text))


@lru_cache(maxsize=2_000)
def reported(text: str) -> tuple[range, ...]:
    """The stretches of a text that it only reports, in its offsets."""
    plain = text.translate(SAME)
    return tuple(found for stretch in _stretches(plain) for found in _within(stretch, plain))


def _stretches(text: str) -> Iterator[range]:
    start = 0
    for end in _END.finditer(text):
        yield range(start, end.start())
        start = end.end()
    yield range(start, len(text))


def _within(stretch: range, text: str) -> Iterator[range]:
    clause = text[stretch.start : stretch.stop]
    follows, before = words.REPORTS_AFTER.search(clause), words.REPORTS_BEFORE.search(clause)
    if follows:
        yield range(stretch.start + follows.end(), stretch.stop)
    if before:
        yield range(stretch.start, stretch.start + before.start())
