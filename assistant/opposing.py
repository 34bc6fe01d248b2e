"""What answers the same question otherwise in another document, found without a model's word."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from assistant.english import FUNCTION_WORDS
from assistant.evidence import Evidence
from assistant.gate_rules import proves_nothing
from assistant.gate_words import differ
from assistant.lexical import content_words, stems
from assistant.nouns import Claim, Quote

_LOOKED_AT = 8
"""Sentences of the ranked evidence among which another side is looked for."""
_ANSWERS, _BEHIND = 2.0, 4.0
"""From this margin on, read with its neighbours alone, a sentence is a side, if it is not so far behind: by *dev*."""


def opposing(question: str, quotes: Sequence[Quote], evidence: Sequence[Evidence]) -> Iterator[Claim]:
    """For each quote that the reader takes for an answer, the sentences of other documents that answer otherwise.

    ``evidence`` is ranked, of the ``question`` that the quotes answer.
    """
    at = {(each.document.id, each.sentence): each for each in evidence}
    for quote in quotes:
        ours = at.get((quote.document.id, quote.span))
        if ours is not None:
            others = [each for each in evidence[:_LOOKED_AT] if each.document.id != ours.document.id]
            against = [each.quote for each in others if opposes(question, ours, each)]
            if against:
                yield Claim((quote, *against))


def opposes(question: str, ours: Evidence, other: Evidence) -> bool:
    """Whether the reader takes both for answers and marks another one in each, and they differ on the same thing."""
    return (
        min(ours.near, other.near) >= _ANSWERS
        and other.near >= ours.near - _BEHIND
        and not proves_nothing(other.text)
        and _differ(ours.span_text, other.span_text)
        and differ(ours.text, other.text)
        and _is_asked_of_both(question, ours, other)
    )


def _differ(one: str, other: str) -> bool:
    """Whether neither answer holds the other."""
    ours, theirs = set(stems(one)), set(stems(other))
    return not ours <= theirs and not theirs <= ours


def _is_asked_of_both(question: str, one: Evidence, other: Evidence) -> bool:
    """Whether the passages of both share a word of what is asked: a fee is no deposit."""
    asked = set(stems(" ".join(word for word in content_words(question) if word.lower() not in FUNCTION_WORDS)))
    ours, theirs = (set(stems(f"{each.document.title} {each.candidate.chunk.text}")) for each in (one, other))
    return not asked or not asked.isdisjoint(ours & theirs)
