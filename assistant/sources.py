"""What the readable formats share: numbered sources, and text that is safe on one line."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby

from assistant.nouns import Answer, Citation, Statement
from vectorstore.nouns import PageStart

_UNSHOWN = re.compile("[\x00-\x1f\x7f-\x9f\u061c\u202a-\u202e\u2066-\u2069\ud800-\udfff]")


@dataclass(frozen=True, slots=True)
class Source:
    """A quote with its number and all the places where it stands: the same words are shown once."""

    number: int
    quote: str
    citations: tuple[Citation, ...]

    @property
    def caveats(self) -> list[str]:
        """What turns the quote round at any of its places, each on one line."""
        return list(dict.fromkeys(plain(each.said) for citation in self.citations for each in citation.caveats))


def sources(citations: Iterable[Citation]) -> tuple[Source, ...]:
    """The citations by their words, numbered from 1 in the order in which they first come."""
    places: dict[str, list[Citation]] = {}
    for citation in citations:
        places.setdefault(plain(citation.text), []).append(citation)
    return tuple(
        Source(number, quote, tuple({(c.document.id, c.span): c for c in found}.values()))
        for number, (quote, found) in enumerate(places.items(), start=1)
    )


def cited(answer: Answer) -> tuple[Source, ...]:
    """The sources of an answer's statements."""
    return sources(citation for statement in answer.statements for citation in statement.citations)


def markers(citations: Iterable[Citation], among: Iterable[Source]) -> list[int]:
    """The numbers of the sources that hold these citations, each once, in order."""
    numbers = {source.quote: source.number for source in among}
    return list(dict.fromkeys(numbers[plain(citation.text)] for citation in citations))


def by_part(answer: Answer) -> Iterator[tuple[str | None, list[Statement]]]:
    """The statements, those that follow each other and answer the same part of the question together, behind it."""
    for asked, statements in groupby(answer.statements, key=lambda statement: statement.asked):
        yield asked, list(statements)


def page_label(page: PageStart | None) -> str | None:
    """As in ``page 4`` or ``page 4 (printed iv)``, or None where there are no pages."""
    if page is None:
        return None
    printed = page.label is not None and page.label != str(page.number)
    return f"page {page.number} (printed {plain(page.label or '')})" if printed else f"page {page.number}"


def place(citation: Citation) -> str:
    """Title, page and uri on one line."""
    title, uri = plain(citation.document.title), plain(citation.document.uri)
    named = [title, page_label(citation.page), uri if uri != title else None]
    return ", ".join(part for part in named if part)


def is_reworded(answer: Answer) -> bool:
    """Whether the question was understood in other words than it was asked in."""
    return plain(answer.understood) != plain(answer.question)


def said(statement: Statement) -> str:
    """A statement on one line; one that is its quote, word for word, stands in quotation marks."""
    words = plain(statement.text)
    return f"“{words}”" if any(words == plain(citation.text) for citation in statement.citations) else words


def plain(text: str) -> str:
    """One line of text that cannot steer a terminal: a run of white space becomes a space, and control characters,
    lone surrogates and marks that turn the direction of writing become U+FFFD."""
    return _UNSHOWN.sub("\ufffd", " ".join(text.split()))
