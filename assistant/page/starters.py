"""Questions to begin with: only such as the documents were just proved to answer."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from threading import Lock

from assistant.build import Assistant
from assistant.mentions import Sort, names, sort_of
from assistant.nouns import Outcome
from vectorstore.errors import QuoteproofError
from vectorstore.nouns import DocumentRecord, Span
from vectorstore.ports import Store

MOST = 4
_TRIED = 10
_READ_CHARACTERS = 3000
_ARTICLE = "documents/almaty-lawsuit.txt"
_OF_THE_ARTICLE = (
    "Who is Madina married to?",
    "When was the suit filed?",
    "In which court was the case lodged?",
    "Who is Viktor Khrapunov?",
)


class Starters:
    """Proves the starters of each state of the library once; safe from many threads."""

    def __init__(self) -> None:
        self._proved: tuple[str, tuple[str, ...]] = ("", ())
        self._lock = Lock()

    def of(self, assistant: Assistant) -> tuple[str, ...]:
        """At most MOST questions; takes about a second each when the library has changed."""
        with self._lock, assistant.store.snapshot() as now:
            if self._proved[0] != now.fingerprint:
                self._proved = (now.fingerprint, tuple(_proved(assistant, now)))
            return self._proved[1]


def _proved(assistant: Assistant, store: Store) -> Iterator[str]:
    found = 0
    for candidate in list(_candidates(store.documents(), store))[:_TRIED]:
        try:
            answer = assistant.answer(candidate)
        except QuoteproofError:
            return
        if answer.outcome is Outcome.ANSWERED:
            yield candidate
            found += 1
        if found == MOST:
            return


def _candidates(records: Sequence[DocumentRecord], store: Store) -> Iterator[str]:
    """Known questions of the article that comes with Quoteproof, then those about names that documents begin with."""
    if any(record.uri == _ARTICLE for record in records):
        yield from _OF_THE_ARTICLE
    newest = sorted((r for r in records if r.characters), key=lambda record: record.taken_in, reverse=True)
    for record in newest[:MOST]:
        text = store.text(record, Span(0, min(record.characters, _READ_CHARACTERS))).text
        for name in list(dict.fromkeys(names(text)))[:3]:
            yield f"{'Who' if sort_of(name) in (Sort.MAN, Sort.WOMAN, Sort.PERSON) else 'What'} is {name}?"
