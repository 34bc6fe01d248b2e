"""Quotes in their context: each is given what turns it round in the place where it stands, proved as it is."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace

from assistant.caveats import caveats
from assistant.nouns import Answer, Caveat, Citation, Where
from vectorstore.nouns import Passage, Span
from vectorstore.ports import Store

_BEFORE, _AFTER = 4000, 1500
"""Characters before and after a quote that are read: a heading stands farther away than what follows."""


def in_context(answer: Answer, store: Store) -> Answer:
    """The answer with the caveats of all its citations, read from the store. Raises StoreError when the store fails.

    What another citation of the same statement shows already is no caveat of it, nor is a heading that the question
    names: who asks what is forbidden knows that it is.
    """
    reader = _Reader(store)
    statements = (
        replace(each, citations=_without_asked(reader.all(each.citations), each.asked or answer.understood))
        for each in answer.statements
    )
    contradictions = (replace(each, sides=reader.all(each.sides)) for each in answer.contradictions)
    return replace(
        answer,
        statements=tuple(statements),
        contradictions=tuple(contradictions),
        nearest=reader.all(answer.nearest, together=False),
    )


class _Reader:
    """Reads around the citations of one answer, each place once."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._found: dict[tuple[str, Span], tuple[Caveat, ...]] = {}

    def all(self, citations: Sequence[Citation], *, together: bool = True) -> tuple[Citation, ...]:
        """The citations with their caveats; ``together``: what one of them shows, another need not."""
        shown = {(each.document.id, each.span) for each in citations} if together else set()
        return tuple(self._with_caveats(each, shown) for each in citations)

    def _with_caveats(self, citation: Citation, shown: set[tuple[str, Span]]) -> Citation:
        place = (citation.document.id, citation.span)
        if place not in self._found:
            self._found[place] = self._read(citation)
        left = (each for each in self._found[place] if not _is_shown(each, shown))
        return replace(citation, caveats=tuple(left))

    def _read(self, citation: Citation) -> tuple[Caveat, ...]:
        record, span = citation.document, citation.span
        around = self._store.text(record, Span(max(0, span.start - _BEFORE), min(record.characters, span.end + _AFTER)))
        found = caveats(around.text, span.shifted(-around.span.start))
        whole = [each for each in found if not _is_cut(each.span, around)]
        places = [(each.span.shifted(around.span.start), each.where) for each in whole]
        return tuple(Caveat(self._store.text(record, place), place, where) for place, where in places)


def _without_asked(citations: Iterable[Citation], question: str) -> tuple[Citation, ...]:
    """The citations without headings over them of which the question holds every word, an "if" and a "not" too."""
    asked = _words(question)
    return tuple(
        replace(each, caveats=tuple(caveat for caveat in each.caveats if not _is_asked(caveat, asked)))
        for each in citations
    )


def _is_asked(caveat: Caveat, asked: set[str]) -> bool:
    return caveat.where is Where.UNDER and _words(caveat.text) <= asked


def _words(text: str) -> set[str]:
    return set(re.findall(r"\w+", text.lower()))


def _is_shown(caveat: Caveat, shown: set[tuple[str, Span]]) -> bool:
    document = caveat.passage.document.id
    return any(document == other and span.contains(caveat.span) for other, span in shown)


def _is_cut(place: Span, around: Passage) -> bool:
    """Whether a stretch may go on outside of the part that was read."""
    begins, ends = around.span.start == 0, around.span.end == around.document.characters
    return (place.start == 0 and not begins) or (place.end == len(around.text) and not ends)
