"""What answers the same question otherwise in another document, found without a model's word."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from assistant.evidence import Evidence
from assistant.gate_rules import proves_nothing
from assistant.gate_words import differ
from assistant.lexical import stems
from assistant.nouns import Claim, Quote

_LOOKED_AT = 8
"""Sentences of the ranked evidence among which another side is looked for."""
_ANSWERS, _BEHIND = 2.0, 4.0
"""From this margin on, read with its neighbours alone, a sentence is a side, if it is not so far behind: by *dev*."""


def opposing(quotes: Sequence[Quote], evidence: Sequence[Evidence]) -> Iterator[Claim]:
    """For each quote that the reader takes for an answer, the sentences of other documents that answer otherwise.

    ``evidence`` is ranked, of the question that the quotes answer.
    """
    at = {(each.document.id, each.sentence): each for each in evidence}
    for quote in quotes:
        ours = at.get((quote.document.id, quote.span))
        if ours is not None:
            others = [each for each in evidence[:_LOOKED_AT] if each.document.id != ours.document.id]
            against = [each.quote for each in others if opposes(ours, each)]
            if against:
                yield Claim((quote, *against))


def opposes(ours: Evidence, other: Evidence) -> bool:
    """Whether the reader takes both for answers and marks another one in each, and their words differ."""
    return (
        min(ours.near, other.near) >= _ANSWERS
        and other.near >= ours.near - _BEHIND
        and not proves_nothing(other.text)
        and _differ(ours.span_text, other.span_text)
        and differ(ours.text, other.text)
    )


def _differ(one: str, other: str) -> bool:
    """Whether neither answer holds the other."""
    ours, theirs = set(stems(one)), set(stems(other))
    return not ours <= theirs and not theirs <= ours
