"""The library in an embedded Chroma: one collection of documents, one of their chunks.

Writing a document's record is the moment its version becomes visible: chunks that no record names are never shown.
One process at a time may write a folder; ``vectorstore.opening`` sees to it.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager, nullcontext
from pathlib import Path
from threading import RLock
from typing import Any, Self, TypeVar, cast

import numpy as np
from chromadb.api.client import Client
from chromadb.api.types import GetResult, Include, Where

from vectorstore.catalog import Catalog
from vectorstore.chroma_faults import faults_of
from vectorstore.chroma_place import CHUNKS, DOCUMENTS, open_place
from vectorstore.closing import Closing
from vectorstore.errors import DocumentGone, StoreMismatch, StoreUnavailable
from vectorstore.nouns import Chunk, Document, DocumentRecord, Hit, Passage, Span, Vectors
from vectorstore.passages import check_additions, covered, joined
from vectorstore.ports import Addition, Store
from vectorstore.records import (
    chunk_from,
    chunk_key,
    chunk_keys,
    chunk_metadata,
    record_from,
    record_key,
    record_metadata,
    record_text,
)
from vectorstore.words import WholeWord

_RESULTS = 30_000
"""Chroma fails on more results with metadata than 32,766."""
_WITH_TEXT: Include = ["documents", "metadatas"]
_T = TypeVar("_T")


class ChromaStore(Closing):
    """A ``Store`` in a folder. Safe from many threads of one process."""

    def __init__(self, client: Client, path: Path, embedder_name: str, dimension: int) -> None:
        """Use ``open``."""
        self._client = client
        self._path = path
        self._embedder_name = embedder_name
        self._dimension = dimension
        self._closed = False
        self._write_failed = False
        self._writing = RLock()
        self._chunks = client.get_collection(CHUNKS, embedding_function=None)
        self._records = client.get_collection(DOCUMENTS, embedding_function=None)
        self._page = client.get_max_batch_size()
        self._catalog = Catalog(embedder_name, self._read_records())

    @classmethod
    def open(cls, path: Path, embedder_name: str, dimension: int, create: bool = False) -> Self:
        """The library in a folder, or a new one there where ``create`` says so.

        Raises StoreNotFound where there is none, StoreMismatch where it was made with another embedder or by another
        version, StoreUnavailable where the folder cannot be used.
        """
        path = path.expanduser().absolute()
        with faults_of(path):
            client = open_place(path, embedder_name, dimension, create=create)
            try:
                return cls(client, path, embedder_name, dimension)
            except BaseException:
                client.close()
                raise

    def close(self) -> None:
        """Let go of the folder. Closing twice is fine."""
        self._closed = True
        self._client.close()

    @property
    def embedder_name(self) -> str:
        return self._embedder_name

    @property
    def fingerprint(self) -> str:
        return self._catalog.fingerprint

    def add(self, document: Document, chunks: Sequence[Chunk], vectors: Vectors) -> None:
        self.add_all([Addition(document, chunks, vectors)])

    def add_all(self, additions: Sequence[Addition]) -> None:
        check_additions(additions, self._dimension)
        with self._change():
            self._write_chunks(additions)
            replaced = self._write_records([addition.document.record for addition in additions])
            self._delete_chunks(replaced)

    def remove(self, uri: str) -> None:
        with self._change():
            record = self._catalog.version_of(uri)
            self._records.delete(ids=[record_key(uri)])
            self._catalog.drop(uri)
            self._delete_chunks([record])

    def documents(self) -> Sequence[DocumentRecord]:
        return self._catalog.documents()

    def search(self, vector: Vectors, limit: int, within: Collection[str] | None = None) -> list[Hit]:
        if vector.shape != (self._dimension,):
            raise StoreMismatch(
                f"the library at {self._path} holds vectors of {self._dimension} numbers, not of {vector.shape}; "
                f"embed the question with {self._embedder_name}"
            )
        if limit < 1:
            return []
        with self._talking():
            hits = [hit for where in self._filters(within) for hit in self._nearest(vector, limit, where)]
        return sorted(hits, key=lambda hit: -hit.score)[:limit]

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
        keys = [chunk_key(document, seq) for seq in seqs]
        with self._talking():
            chunks = {chunk.seq: chunk for found in self._read(keys, _WITH_TEXT) for chunk in self._living(found)}
        if len(chunks) < len(keys):
            raise DocumentGone(f"the text of {document.uri!r} is no longer in the library; ask again")
        return joined([chunks[seq] for seq in seqs], span)

    def snapshot(self) -> AbstractContextManager[Store]:
        return nullcontext(self)

    def vectors(self, document: DocumentRecord) -> Mapping[str, Vectors]:
        self._catalog.require(document)
        with self._talking():
            pages = list(self._read(chunk_keys(document), ["documents", "embeddings"]))
        return {
            text: np.asarray(vector, dtype=np.float32)
            for found in pages
            for text, vector in zip(found["documents"] or (), cast("Any", found["embeddings"]), strict=True)
        }

    @contextmanager
    def _talking(self) -> Iterator[None]:
        if self._closed:
            raise StoreUnavailable(f"the library at {self._path} was closed; open it again")
        with faults_of(self._path):
            yield

    @contextmanager
    def _change(self) -> Iterator[None]:
        """One write at a time. Chroma can wait for ever in a write that follows a failed one, so there is none."""
        with self._writing:
            if self._write_failed:
                raise StoreUnavailable(f"an earlier write to the library at {self._path} failed; open it again")
            try:
                with self._talking():
                    yield
            except StoreUnavailable:
                self._write_failed = True
                raise

    def _read_records(self) -> list[DocumentRecord]:
        records = []
        for start in range(0, self._records.count(), self._page):
            found = self._records.get(limit=self._page, offset=start, include=_WITH_TEXT)
            records += [record_from(metadata, text) for metadata, text in _rows(found)]
        return records

    def _write_chunks(self, additions: Sequence[Addition]) -> None:
        rows = [row for addition in additions for row in zip(addition.chunks, addition.vectors, strict=True)]
        for page in _pages(rows, self._page):
            self._chunks.upsert(
                ids=[chunk.id for chunk, _ in page],
                embeddings=np.stack([vector for _, vector in page]),
                documents=[chunk.text for chunk, _ in page],
                metadatas=[chunk_metadata(chunk) for chunk, _ in page],
            )

    def _write_records(self, records: Sequence[DocumentRecord]) -> list[DocumentRecord]:
        """Makes versions visible; gives those that they replace."""
        replaced = []
        for page in _pages(records, self._page):
            self._records.upsert(
                ids=[record_key(record.uri) for record in page],
                embeddings=np.ones((len(page), 1), dtype=np.float32),
                documents=[record_text(record) for record in page],
                metadatas=[record_metadata(record) for record in page],
            )
            for record in page:
                old = self._catalog.put(record)
                if old is not None and old.id != record.id:
                    replaced.append(old)
        return replaced

    def _delete_chunks(self, records: Sequence[DocumentRecord]) -> None:
        for page in _pages([key for record in records for key in chunk_keys(record)], self._page):
            self._chunks.delete(ids=list(page))

    def _read(self, keys: Sequence[str], include: Include) -> Iterator[GetResult]:
        for page in _pages(keys, self._page):
            yield self._chunks.get(ids=list(page), include=include)

    def _filters(self, within: Collection[str] | None) -> Iterator[Where | None]:
        """One filter for each page of documents, or none for all of them."""
        if within is None:
            yield None
            return
        for page in _pages(self._catalog.present(within), self._page):
            yield cast("Where", {"document": {"$in": list(page)}})

    def _nearest(self, vector: Vectors, limit: int, where: Where | None) -> list[Hit]:
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
                where=where, where_document={"$regex": word.regex}, limit=page, offset=offset, include=_WITH_TEXT
            )
            chunks += [chunk for chunk in self._living(found) if word.is_in(chunk.text)]
            if len(found["ids"]) < page:
                break
            offset, page = offset + page, min(4 * page, self._page)
        return chunks[:limit]

    def _living(self, found: GetResult) -> Iterator[Chunk]:
        for metadata, text in _rows(found):
            chunk = self._living_chunk(metadata, text)
            if chunk is not None:
                yield chunk

    def _living_chunk(self, metadata: Mapping[str, Any] | None, text: str | None) -> Chunk | None:
        """None for a chunk without a record, or one that went between Chroma's search and its reading of the texts."""
        if metadata is None or text is None:
            return None
        record = self._catalog.by_id(str(metadata["document"]))
        if record is None or metadata["seq"] >= len(record.chunk_ends):
            return None
        return chunk_from(record, metadata, text)


def _rows(found: GetResult) -> Iterator[tuple[Mapping[str, Any], str]]:
    return zip(found["metadatas"] or (), found["documents"] or (), strict=True)


def _pages(items: Sequence[_T], size: int) -> Iterator[Sequence[_T]]:
    return (items[start : start + size] for start in range(0, len(items), size))
