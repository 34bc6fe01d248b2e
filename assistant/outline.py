"""What is met instead of refused: greetings, thanks, "what can you do", "what is in here", "summarise this"."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from assistant.intents import Intent, summed
from assistant.layout import unmarked
from assistant.lexical import stems
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


def outline(kind: Intent, question: str, records: Sequence[DocumentRecord], store: Store) -> Draft:
    """What meets a question of this kind, with the opening sentence of each document, for the first few of them.

    A summary is of the documents that it names, if it names any. Thanks are met without quotes; an empty library, with
    what to do.
    """
    asks_nothing = kind is Intent.THANKS
    if not records:
        return Draft((), remarks=(_EMPTY_LIBRARY,), asks_nothing=asks_nothing)
    if asks_nothing:
        return Draft((), asks_nothing=True)
    opened = _named(summed(question), records) if kind is Intent.SUMMARY else records
    claims = [Claim(quotes=(opening,)) for record in opened[:_OUTLINED] if (opening := _opening(record, store))]
    return Draft(claims=tuple(claims), remarks=tuple(_counted(kind, len(opened))))


def remarks(kind: Intent, *, writes: bool) -> tuple[str, ...]:
    """What is said beside the quotes for an intent; ``writes``: by an engine that does not only quote."""
    return _WRITING.get(kind, _REMARKS.get(kind, ())) if writes else _REMARKS.get(kind, ())


def _counted(kind: Intent, documents: int) -> Iterator[str]:
    if documents > _OUTLINED:
        yield f"There are {documents:,} documents to ask; these are the first {_OUTLINED}."
    elif kind is Intent.OVERVIEW:
        yield "There is 1 document to ask." if documents == 1 else f"There are {documents} documents to ask."


def _named(wanted: str, records: Sequence[DocumentRecord]) -> Sequence[DocumentRecord]:
    """Those whose titles or uris share most with what is wanted; all, where none shares a word with it."""
    words = set(stems(wanted))
    shared = [len(words.intersection(stems(f"{record.title} {record.uri}"))) for record in records]
    most = max(shared)
    return [record for record, found in zip(records, shared, strict=True) if found == most]


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
