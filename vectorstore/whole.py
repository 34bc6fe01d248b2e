"""Whole documents read back from a store, and the check that they are sound. Through the port, so for any store."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from hashlib import sha256
from itertools import islice
from typing import NamedTuple

import numpy as np

from vectorstore.errors import StoreError, StoreMismatch
from vectorstore.nouns import Chunk, Document, DocumentRecord, Span, Vectors
from vectorstore.passages import chunks_of
from vectorstore.ports import Addition, Store

_NEAREST = (10, 100, 1000)
"""How many hits are looked at; more of them while all are as near as the chunk itself."""
_AS_NEAR = 1 - 1e-4
_GROUP = 64
"""Documents that are added together."""
_LENGTH_OFF = 1e-3
_SHOWN = 40


class Problem(NamedTuple):
    """What is wrong with a document, as a sentence for a person."""

    uri: str
    what: str


def problems(store: Store) -> Iterator[Problem]:
    """What does not hold: each chunk is there, found by its own vector, and the texts are those that were taken in."""
    for record in store.documents():
        try:
            found = whole(store, record)
            yield from (Problem(record.uri, what) for what in _not_found(store, found))
        except StoreError as error:
            yield Problem(record.uri, str(error))


def whole(store: Store, record: DocumentRecord) -> Addition:
    """A document with its chunks and vectors, as it was added.

    Raises DocumentGone where a chunk is missing, StoreMismatch where a text or a vector is not what was added.
    """
    document, chunks = whole_text(store, record)
    known = store.vectors(record)
    lacking = next((chunk for chunk in chunks if not is_sound(known.get(chunk.text))), None)
    if lacking is not None:
        raise StoreMismatch(
            f"chunk {lacking.seq} of {record.uri!r} has no sound vector; mend it: quoteproof-ingest --repair"
        )
    vectors = [known[chunk.text] for chunk in chunks]
    return Addition(document, chunks, np.stack(vectors) if vectors else np.empty((0, 0), np.float32))


def whole_text(store: Store, record: DocumentRecord) -> tuple[Document, list[Chunk]]:
    """A document with its chunks. Raises DocumentGone, and StoreMismatch where the text's hash does not hold."""
    if not record.chunk_ends:
        return Document(record, ""), []
    passage = store.text(record, Span(0, record.characters))
    if sha256(passage.text.encode()).hexdigest() != record.text_sha256:
        raise StoreMismatch(f"the text of {record.uri!r} is not the one that was taken in; take the document in again")
    document = Document(record, passage.text, passage.page_starts)
    return document, chunks_of(document)


def add_in_groups(store: Store, additions: Iterable[Addition]) -> int:
    """Add documents some at a time, no two of one uri; gives how many."""
    given, count = iter(additions), 0
    while group := list(islice(given, _GROUP)):
        store.add_all(group)
        count += len(group)
    return count


def is_sound(vector: Vectors | None) -> bool:
    """Whether a vector is there and has unit length."""
    return vector is not None and bool(abs(float(np.linalg.norm(vector)) - 1.0) < _LENGTH_OFF)


def all_vectors(store: Store) -> Mapping[str, Mapping[str, Vectors]]:
    """The vectors of all documents, by the documents' ids."""
    return {record.id: store.vectors(record) for record in store.documents()}


def _not_found(store: Store, found: Addition) -> Iterator[str]:
    for chunk, vector in zip(found.chunks, found.vectors, strict=True):
        if not _is_found(store, chunk, vector):
            yield f"chunk {chunk.seq} ({chunk.text[:_SHOWN]!r}) is not found by its own vector"


def _is_found(store: Store, chunk: Chunk, vector: Vectors) -> bool:
    for limit in _NEAREST:
        hits = store.search(vector, limit)
        if any(hit.chunk.id == chunk.id or hit.chunk.text == chunk.text for hit in hits):
            return True
        if len(hits) < limit or hits[-1].score < _AS_NEAR:
            return False
    return True
