"""The sentences that a chat model is shown, each with a number: few, well ranked, in the order of their documents."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from assistant.evidence import Evidence
from assistant.gate_words import visible
from assistant.nouns import Candidate, Quote
from vectorstore.nouns import DocumentRecord, Span
from vectorstore.sentences import sentences

CHARACTERS_A_TOKEN = 4
"""Of English prose, on average."""
_LED = 4
"""As many of the best sentences are shown with the one before them, which tells who "he" is."""
_TITLE = 80
_LONGEST = 1200
"""Characters of a sentence that are shown."""
_NUMBER = re.compile(r"\[(\s*\d[\d\s,;–-]*)\]")
_TOKEN = re.compile(r"<(?=[|/]|\w+\s*>)|(?<=\|)>")


@dataclass(frozen=True, slots=True)
class Shown:
    """A numbered sentence."""

    number: int
    document: DocumentRecord
    span: Span
    text: str

    @property
    def quote(self) -> Quote:
        return Quote(self.document, self.span)


class Sheet:
    """All that is shown for one question."""

    def __init__(self, shown: Sequence[Shown]) -> None:
        self.shown = tuple(shown)
        self._by_number = {each.number: each for each in shown}

    def get(self, number: int) -> Shown | None:
        """The sentence of that number, or None where none was shown under it."""
        return self._by_number.get(number)

    def __str__(self) -> str:
        return "\n".join(_lines(self.shown))


def sheet(candidates: Sequence[Candidate], evidence: Sequence[Evidence], tokens: int) -> Sheet:
    """All sentences of the candidates where they fit into about so many tokens, or else the best of them.

    ``evidence`` is ranked. They stand in the order of their documents, so that the same library begins the same way for
    every question and a server that keeps prefixes need not read it again.
    """
    room = tokens * CHARACTERS_A_TOKEN
    places = list(dict.fromkeys(place for candidate in candidates for place in _places(candidate)))
    whole = sum(len(place.text) for place in places) <= room
    chosen = places if whole else list(_fitting(_by_rank(evidence, places), room))
    ordered = sorted(chosen, key=lambda place: (place.document.uri, place.document.id, place.span))
    return Sheet([Shown(number, *place) for number, place in enumerate(ordered, start=1)])


def harmless(text: str) -> str:
    """A document's words on one line, without what a model could take for a number of ours or for a control token.

    Only for the model's eyes: quotes are cut from the text as it stands.
    """
    plain = visible(" ".join(text.split()))
    return _TOKEN.sub("‹", _NUMBER.sub(r"(\1)", plain))


class _Place(NamedTuple):
    """A sentence with its span in the document."""

    document: DocumentRecord
    span: Span
    text: str


def _places(candidate: Candidate) -> Iterator[_Place]:
    chunk = candidate.chunk
    for span in sentences(chunk.text):
        if any(map(str.isalnum, text := span.of(chunk.text))):
            yield _Place(chunk.document, span.shifted(chunk.span.start), text)


def _by_rank(evidence: Sequence[Evidence], places: Sequence[_Place]) -> Iterator[_Place]:
    """The sentences of the evidence, best first, the first of them followed by the one before them in their chunk."""
    at = {(place.document.id, place.span): number for number, place in enumerate(places)}
    for rank, each in enumerate(evidence):
        number = at[each.document.id, each.sentence]
        yield places[number]
        before = places[number - 1] if number else None
        if rank < _LED and before is not None and each.candidate.chunk.span.contains(before.span):
            yield before


def _fitting(places: Iterable[_Place], room: int) -> Iterator[_Place]:
    """Each once, where there is room; the first in any case."""
    for rank, place in enumerate(dict.fromkeys(places)):
        length = min(len(place.text), _LONGEST)
        if rank == 0 or length <= room:
            room -= length
            yield place


def _lines(shown: Sequence[Shown]) -> Iterator[str]:
    document = None
    for each in shown:
        if each.document.id != document:
            yield f"# {harmless(each.document.title)[:_TITLE]}"
            document = each.document.id
        yield f"[{each.number}] {harmless(each.text)[:_LONGEST]}"
