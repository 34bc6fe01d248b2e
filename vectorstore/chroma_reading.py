"""What is read from a collection of chunks, given the records of their documents: for any Chroma, wherever it is."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from typing import Any, TypeVar, cast

import numpy as np
from chromadb.api.models.Collection import Collection as ChromaCollection
from chromadb.api.types import GetResult, Include, Where

from vectorstore.apart import put_back
from vectorstore.catalog import Catalog
from vectorstore.errors import DocumentGone, StoreMismatch
from vectorstore.nouns import Chunk, DocumentRecord, Hit, Passage, Span, Vectors
from vectorstore.passages import covered, joined
from vectorstore.records import chunk_from, chunk_keys
from vectorstore.words import WholeWord

WITH_TEXT: Include = ["documents", "metadatas"]
_RESULTS = 30_000
"""Chroma fails on more results with metadata than 32,766."""
_T = TypeVar("_T")


class ChromaReading(ABC):
    """The reading half of a ``Store``. Chunks that no record names are never shown.

    ``place`` names the library for a person; ``page`` is the most records of one request.
    """

    def __init__(
        self, chunks: ChromaCollection, catalog: Catalog, place: str, embedder_name: str, dimension: int, page: int
    ) -> None:
        self._chunks = chunks
        self._catalog = catalog
        self._place = place
        self._embedder_name = embedder_name
        self._dimension = dimension
        self._page = page

    @abstractmethod
    def _talking(self) -> AbstractContextManager[None]:
        """A block that talks to Chroma, whose faults are told as StoreErrors."""

    def _name_of(self, document: str) -> str:
        """What the chunks of a document, given by its id, are stored under."""
        return document

    def _record_of(self, name: str) -> DocumentRecord | None:
        """The visible document whose chunks are stored under a name."""
        return self._catalog.by_id(name)

    @property
    def embedder_name(self) -> str:
        return self._embedder_name

    @property
    def fingerprint(self) -> str:
        return self._catalog.fingerprint

    def documents(self) -> Sequence[DocumentRecord]:
        return self._catalog.documents()

    def search(self, vector: Vectors, limit: int, within: Collection[str] | None = None) -> list[Hit]:
        if vector.shape != (self._dimension,):
            raise StoreMismatch(
                f"{self._place} holds vectors of {self._dimension} numbers, not of {vector.shape}; "
                f"embed the question with {self._embedder_name}"
            )
        if limit < 1:
            return []
        return self._nearest(vector, limit, within)

    def containing(self, word: str, limit: int, within: Collection[str] | None = None) -> list[Chunk]:
        if not word.strip():
            return []
        found: list[Chunk] = []
        with self._talking():
            for where in self._filters(within):
                found += self._holding(WholeWord(word), limit - len(found), where)
                if len(found) >= limit:
                    break
        return found

    def text(self, document: DocumentRecord, span: Span) -> Passage:
        self._catalog.require(document)
        span, seqs = covered(document, span)
        keys = chunk_keys(self._name_of(document.id), seqs)
        chunks = {chunk.seq: chunk for found in self._read(keys, WITH_TEXT) for chunk in self._living(found)}
        if len(chunks) < len(keys):
            raise DocumentGone(f"the text of {document.uri!r} is no longer in the library; ask again")
        return joined([chunks[seq] for seq in seqs], span)

    def vectors(self, document: DocumentRecord) -> Mapping[str, Vectors]:
        self._catalog.require(document)
        keys = chunk_keys(self._name_of(document.id), range(len(document.chunk_ends)))
        return {
            text: vector
            for found in self._read(keys, ["documents", "embeddings"])
            for text, vector in zip(found["documents"] or (), put_back(vectors_of(found), found["ids"]), strict=True)
        }

    def _read(self, keys: Sequence[str], include: Include) -> Iterator[GetResult]:
        for page in in_pages(keys, self._page):
            with self._talking():
                found = self._chunks.get(ids=list(page), include=include)
            yield found

    def _filters(self, within: Collection[str] | None) -> Iterator[Where | None]:
        """One filter for each page of documents, or none for all of them."""
        if within is None:
            yield None
            return
        for page in in_pages(self._catalog.present(within), self._page):
            names = [self._name_of(document) for document in page]
            yield cast("Where", {"document": {"$in": names}})

    def _nearest(self, vector: Vectors, limit: int, within: Collection[str] | None) -> list[Hit]:
        """As ``search``, of a vector and a limit that fit."""
        with self._talking():
            hits = [hit for where in self._filters(within) for hit in self._indexed(vector, limit, where)]
        return sorted(hits, key=lambda hit: -hit.score)[:limit]

    def _indexed(self, vector: Vectors, limit: int, where: Where | None) -> list[Hit]:
        """The nearest living chunks; asks for more as long as chunks without a record take their places."""
        wanted = min(limit, _RESULTS)
        while True:
            found = self._chunks.query(
                query_embeddings=vector[np.newaxis],
                n_results=wanted,
                where=where,
                include=["documents", "metadatas", "distances"],
            )
            rows = zip(
                cast("Any", found["metadatas"])[0],
                cast("Any", found["documents"])[0],
                cast("Any", found["distances"])[0],
                strict=True,
            )
            hits = [
                Hit(chunk, 1.0 - distance, "cosine")
                for metadata, text, distance in rows
                if (chunk := self._living_chunk(metadata, text)) is not None
            ]
            if len(hits) >= limit or len(found["ids"][0]) < wanted or wanted == _RESULTS:
                return hits[:limit]
            wanted = min(wanted * 2, _RESULTS)

    def _holding(self, word: WholeWord, limit: int, where: Where | None) -> list[Chunk]:
        """At most ``limit`` living chunks with the word, read in pages that grow while few of a page are left."""
        chunks: list[Chunk] = []
        offset, page = 0, min(2 * limit + 16, self._page)
        while len(chunks) < limit:
            found = self._chunks.get(
                where=where, where_document={"$regex": word.regex}, limit=page, offset=offset, include=WITH_TEXT
            )
            chunks += [chunk for chunk in self._living(found) if word.is_in(chunk.text)]
            if len(found["ids"]) < page:
                break
            offset, page = offset + page, min(4 * page, self._page)
        return chunks[:limit]

    def _living(self, found: GetResult) -> Iterator[Chunk]:
        for metadata, text in rows_of(found):
            chunk = self._living_chunk(metadata, text)
            if chunk is not None:
                yield chunk

    def _living_chunk(self, metadata: Mapping[str, Any] | None, text: str | None) -> Chunk | None:
        """None for a chunk without a record, or one that went between Chroma's search and its reading of the texts."""
        if metadata is None or text is None:
            return None
        record = self._record_of(str(metadata["document"]))
        if record is None or metadata["seq"] >= len(record.chunk_ends):
            return None
        return chunk_from(record, metadata, text)


def rows_of(found: GetResult) -> Iterator[tuple[Mapping[str, Any], str]]:
    """The metadata and the text of each record."""
    return zip(found["metadatas"] or (), found["documents"] or (), strict=True)


def vectors_of(found: GetResult) -> Vectors:
    """As they are stored, shape ``(n, dimension)``."""
    return np.asarray(cast("Any", found["embeddings"]), dtype=np.float32)


def in_pages(items: Sequence[_T], size: int) -> Iterator[Sequence[_T]]:
    return (items[start : start + size] for start in range(0, len(items), size))
