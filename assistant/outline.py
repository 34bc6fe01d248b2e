"""What is met instead of refused: greetings, "what can you do", "what is in here", "summarise this"."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from assistant.intents import Intent
from assistant.layout import unmarked
from assistant.nouns import Claim, Draft, Quote
from vectorstore.nouns import DocumentRecord, Span
from vectorstore.ports import Store
from vectorstore.sentences import sentences

_EMPTY_LIBRARY = "The library is empty. Take documents in first: quoteproof-ingest FOLDER"
_OUTLINED = 8
_OPENING = 1200
_FEW_WORDS = 5

_ASK = "Ask a question about these documents; every answer is quoted from them, word for word."
_ASK_WRITER = "Ask a question about these documents; every statement of an answer comes with quotes from them."
_SILENT = "Where they do not say, the answer is that they do not say."
_REMARKS: Mapping[Intent, tuple[str, ...]] = {
    Intent.GREETING: (f"Hello. {_ASK}",),
    Intent.HELP: (
        f"{_ASK} {_SILENT}",
        "This engine only quotes: it does not summarise, count, compare or calculate.",
    ),
    Intent.OVERVIEW: ("This is how each document opens.",),
    Intent.SUMMARY: ("This engine quotes and does not summarise; this is how each document opens.",),
    Intent.COUNT: ("These are the quotes that were found; a search is not a count.",),
    Intent.LIST: ("These are the quotes that were found; there may be more than a search brings.",),
}
_WRITING: Mapping[Intent, tuple[str, ...]] = {
    Intent.GREETING: (f"Hello. {_ASK_WRITER}",),
    Intent.HELP: (
        f"{_ASK_WRITER} {_SILENT}",
        "A model writes the statements. Those that fail a check against their quotes are left out; the check can miss.",
        "It summarises and compares what a search finds, which may not be all, and does not calculate.",
    ),
    Intent.SUMMARY: (),
    Intent.COUNT: (),
}
"""What differs where the engine writes."""


def outline(records: Sequence[DocumentRecord], store: Store) -> Draft:
    """The opening sentence of each document, for the first few of them; of none, what to do."""
    if not records:
        return Draft((), remarks=(_EMPTY_LIBRARY,))
    claims = [Claim(quotes=(opening,)) for record in records[:_OUTLINED] if (opening := _opening(record, store))]
    left = len(records) - _OUTLINED
    more = (f"There are {left} more documents.",) if left > 0 else ()
    return Draft(claims=tuple(claims), remarks=more)


def remarks(kind: Intent, *, writes: bool) -> tuple[str, ...]:
    """What is said beside the quotes for an intent; ``writes``: by an engine that does not only quote."""
    return _WRITING.get(kind, _REMARKS.get(kind, ())) if writes else _REMARKS.get(kind, ())


def _opening(record: DocumentRecord, store: Store) -> Quote | None:
    if not record.characters:
        return None
    text = store.text(record, Span(0, min(_OPENING, record.characters))).text
    spans = sentences(text)
    full = (span for span in spans if len(span.of(text).split()) >= _FEW_WORDS and not _is_title(text, span, record))
    span = next(full, spans[0] if spans else None)
    return Quote(record, span) if span else None


def _is_title(text: str, span: Span, record: DocumentRecord) -> bool:
    return unmarked(text, span).of(text) == record.title
