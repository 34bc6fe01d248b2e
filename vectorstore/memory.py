"""The library in memory: exact and plain, the reference that the other stores are held to."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from contextlib import AbstractContextManager, nullcontext

import numpy as np

from vectorstore.catalog import Catalog
from vectorstore.nouns import Chunk, Document, DocumentRecord, Hit, Passage, Span, Vectors
from vectorstore.passages import check_additions, covered, joined
from vectorstore.ports import Addition, Store
from vectorstore.words import WholeWord


class MemoryStore:
    """A ``Store`` without a place. Its search looks at every vector."""

    def __init__(self, embedder_name: str) -> None:
        self._embedder_name = embedder_name
        self._catalog = Catalog(embedder_name)
        self._held: dict[str, tuple[tuple[Chunk, ...], Vectors]] = {}

    @property
    def embedder_name(self) -> str:
        return self._embedder_name

    @property
    def fingerprint(self) -> str:
        return self._catalog.fingerprint

    def add(self, document: Document, chunks: Sequence[Chunk], vectors: Vectors) -> None:
        self.add_all([Addition(document, chunks, vectors)])

    def add_all(self, additions: Sequence[Addition]) -> None:
        check_additions(additions, None)
        for addition in additions:
            self._put(*addition)

    def remove(self, uri: str) -> None:
        document = self._catalog.version_of(uri)
        self._catalog.drop(uri)
        del self._held[document.id]

    def documents(self) -> Sequence[DocumentRecord]:
        return self._catalog.documents()

    def search(self, vector: Vectors, limit: int, within: Collection[str] | None = None) -> list[Hit]:
        hits = [
            Hit(chunk, float(score), "cosine")
            for chunks, vectors in self._chosen(within)
            for chunk, score in zip(chunks, vectors @ vector, strict=True)
        ]
        return sorted(hits, key=lambda hit: -hit.score)[:limit]

    def containing(self, word: str, limit: int, within: Collection[str] | None = None) -> list[Chunk]:
        if not word.strip():
            return []
        whole = WholeWord(word)
        found = [chunk for chunks, _ in self._chosen(within) for chunk in chunks if whole.is_in(chunk.text)]
        return found[:limit]

    def text(self, document: DocumentRecord, span: Span) -> Passage:
        self._catalog.require(document)
        span, seqs = covered(document, span)
        return joined(self._held[document.id][0][seqs.start : seqs.stop], span)

    def snapshot(self) -> AbstractContextManager[Store]:
        return nullcontext(self)

    def vectors(self, document: DocumentRecord) -> Mapping[str, Vectors]:
        self._catalog.require(document)
        chunks, vectors = self._held[document.id]
        return {chunk.text: vector for chunk, vector in zip(chunks, vectors, strict=True)}

    def _put(self, document: Document, chunks: Sequence[Chunk], vectors: Vectors) -> None:
        self._held[document.record.id] = (tuple(chunks), vectors.astype(np.float32))
        old = self._catalog.put(document.record)
        if old is not None and old.id != document.record.id:
            del self._held[old.id]

    def _chosen(self, within: Collection[str] | None) -> list[tuple[tuple[Chunk, ...], Vectors]]:
        chosen = [record.id for record in self.documents()] if within is None else self._catalog.present(within)
        return [self._held[document] for document in chosen]
