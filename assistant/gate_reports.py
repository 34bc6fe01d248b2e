"""What a text only reports: somebody alleges, suspects or denies it, it is called untrue, or it is hearsay."""

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
_BELIEVES = re.compile(
    r"(?<!\bnot )\b(?:believe[sd]?|suspect(?:s|ed)?|thinks?|thought|assume[sd]?|guess(?:es|ed)?)"
    r" (?=(?:the|a|an|his|her|its|their|our|this|these|those|there|it|he|she|they)\b)",
    re.IGNORECASE,
)
"""As a verb with what is believed directly behind it, which needs no "that"."""
_NOWHERE = re.compile(r"(?!)")


def reports(text: str) -> bool:
    """Whether it says of anything that somebody alleges it, or that it is untrue."""
    plain = text.translate(SAME)
    return bool(words.TELLS.search(plain) or words.REPORTED.search(plain) or alleged(text)) or calls_untrue(text)


def calls_untrue(text: str) -> bool:
    """Whether it says of anything that it is untrue, or that somebody denies it."""
    return words.DENIES.search(text) is not None or bool(untrue(text))


@lru_cache(maxsize=2_000)
def alleged(text: str) -> tuple[range, ...]:
    """The stretches of a text that somebody alleges or believes, in its offsets."""
    plain = text.translate(SAME)
    believed = _stretches(plain, _BELIEVES, _NOWHERE)
    return (*_stretches(plain, words.ALLEGES_AFTER, words.ALLEGES_BEFORE), *believed)


@lru_cache(maxsize=2_000)
def untrue(text: str) -> tuple[range, ...]:
    """The stretches of a text that it calls untrue, or that somebody denies."""
    return tuple(_stretches(text.translate(SAME), words.DENIES_AFTER, words.DENIES_BEFORE))


@lru_cache(maxsize=2_000)
def hearsay(text: str) -> tuple[tuple[str, range], ...]:
    """The stretches of a text that are hearsay, each with the words of its clause before it."""
    plain = text.translate(SAME)
    return tuple(
        (before, range(opening.end(), clause.stop))
        for clause in _clauses(plain)
        for opening in words.HEARSAY.finditer(plain, clause.start, clause.stop)
        if not words.TOLD.search(before := plain[clause.start : opening.start()].rstrip()) or opening[0] == ":"
    )


def _stretches(text: str, after: re.Pattern[str], before: re.Pattern[str]) -> Iterator[range]:
    for clause in _clauses(text):
        said = text[clause.start : clause.stop]
        follows, precedes = after.search(said), before.search(said)
        if follows:
            yield range(clause.start + follows.end(), clause.stop)
        if precedes:
            yield range(clause.start, clause.start + precedes.start())


def _clauses(text: str) -> Iterator[range]:
    start = 0
    for end in _END.finditer(text):
        yield range(start, end.start())
        start = end.end()
    yield range(start, len(text))
