"""The library in an embedded Chroma: one collection of documents, one of their chunks.

Writing a document's record is the moment its version becomes visible: chunks that no record names are never shown.
One process at a time may write a folder; ``vectorstore.opening`` sees to it.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from contextlib import AbstractContextManager, ExitStack, contextmanager, nullcontext
from itertools import islice
from pathlib import Path
from threading import RLock
from typing import Self

import numpy as np
from chromadb.api.client import Client
from chromadb.api.models.Collection import Collection as ChromaCollection

from vectorstore.apart import set_apart
from vectorstore.catalog import Catalog
from vectorstore.chroma_faults import faults_of
from vectorstore.chroma_place import CHUNKS, DOCUMENTS, open_place
from vectorstore.chroma_reading import WITH_TEXT, ChromaReading, in_pages, rows_of, vectors_of
from vectorstore.closing import Closing
from vectorstore.errors import StoreUnavailable
from vectorstore.exact import ExactSearch
from vectorstore.nouns import Chunk, Document, DocumentRecord, Hit, Vectors
from vectorstore.passages import check_additions
from vectorstore.ports import Addition, Store
from vectorstore.records import chunk_keys, chunk_metadata, record_from, record_key, record_metadata, record_text
from vectorstore.word_index import Block, WordIndex
from vectorstore.words import WholeWord


class ChromaStore(ChromaReading, Closing):
    """A ``Store`` in a folder. Safe from many threads of one process."""

    def __init__(self, client: Client, words: WordIndex, path: Path, embedder_name: str, dimension: int) -> None:
        """Use ``open``."""
        self._client = client
        self._words = words
        self._path = path
        self._closed = False
        self._write_failed = False
        self._writing = RLock()
        self._records = client.get_collection(DOCUMENTS, embedding_function=None)
        page = client.get_max_batch_size()
        super().__init__(
            chunks=client.get_collection(CHUNKS, embedding_function=None),
            catalog=Catalog(embedder_name, _read_records(self._records, page)),
            place=f"the library at {path}",
            embedder_name=embedder_name,
            dimension=dimension,
            page=page,
        )
        self._exact = ExactSearch(self._catalog, self._stored_vectors)

    @classmethod
    def open(cls, path: Path, embedder_name: str, dimension: int, create: bool = False) -> Self:
        """The library in a folder, or a new one there where ``create`` says so.

        Raises StoreNotFound where there is none, StoreMismatch where it was made with another embedder or by another
        version, StoreUnavailable where the folder cannot be used.
        """
        path = path.expanduser().absolute()
        with faults_of(path), ExitStack() as opened:
            client = open_place(path, embedder_name, dimension, create=create)
            opened.callback(client.close)
            words = WordIndex(path, create=create)
            opened.callback(words.close)
            store = cls(client, words, path, embedder_name, dimension)
            opened.pop_all()
            return store

    def close(self) -> None:
        """Let go of the folder. Closing twice is fine."""
        self._closed = True
        self._words.close()
        self._client.close()

    def add(self, document: Document, chunks: Sequence[Chunk], vectors: Vectors) -> None:
        self.add_all([Addition(document, chunks, vectors)])

    def add_all(self, additions: Sequence[Addition]) -> None:
        check_additions(additions, self._dimension)
        with self._change():
            self._write_chunks(additions)
            self._words.add(additions)
            replaced = self._write_records([addition.document.record for addition in additions])
            self._delete_chunks(replaced)

    def remove(self, uri: str) -> None:
        with self._change():
            record = self._catalog.version_of(uri)
            self._records.delete(ids=[record_key(uri)])
            self._catalog.drop(uri)
            self._delete_chunks([record])

    def containing(self, word: str, limit: int, within: Collection[str] | None = None) -> list[Chunk]:
        noted = self._words.documents
        with self._talking():
            pages = self._words.holding(word) if noted else None
        if pages is None:
            return super().containing(word, limit, within)
        found = list(islice(self._noted(WholeWord(word), pages, within), limit))
        if len(found) == limit:
            return found
        rest = set(self._catalog.ids() if within is None else within).difference(noted)
        return found + super().containing(word, limit - len(found), rest)

    def snapshot(self) -> AbstractContextManager[Store]:
        return nullcontext(self)

    def _nearest(self, vector: Vectors, limit: int, within: Collection[str] | None) -> list[Hit]:
        with self._talking():
            exact = self._exact.nearest(vector, limit, within)
        if exact is None:
            return super()._nearest(vector, limit, within)
        texts = self._read([key for key, _ in exact], WITH_TEXT)
        chunks = {chunk.id: chunk for found in texts for chunk in self._living(found)}
        return [Hit(chunks[key], cosine, "cosine") for key, cosine in exact if key in chunks]

    def _noted(self, word: WholeWord, pages: Iterator[list[Block]], within: Collection[str] | None) -> Iterator[Chunk]:
        """The living chunks with the word in the blocks that may hold it."""
        wanted = None if within is None else set(within)
        while True:
            with self._talking():
                page = next(pages, None)
            if page is None:
                return
            blocks = [block for block in page if wanted is None or block.document in wanted]
            keys = [key for block in blocks for key in chunk_keys(block.document, range(block.first, block.last))]
            for found in self._read(keys, WITH_TEXT):
                yield from (chunk for chunk in self._living(found) if word.is_in(chunk.text))

    def _stored_vectors(self, keys: Sequence[str]) -> tuple[list[str], Vectors]:
        ids: list[str] = []
        vectors = [np.empty((0, self._dimension), np.float32)]
        for found in self._read(keys, ["embeddings"]):
            ids += found["ids"]
            vectors.append(vectors_of(found).reshape(-1, self._dimension))
        return ids, np.concatenate(vectors)

    @contextmanager
    def _talking(self) -> Iterator[None]:
        if self._closed:
            raise StoreUnavailable(f"{self._place} was closed; open it again")
        with faults_of(self._path):
            yield

    @contextmanager
    def _change(self) -> Iterator[None]:
        """One write at a time. Chroma can wait for ever in a write that follows a failed one, so there is none."""
        with self._writing:
            if self._write_failed:
                raise StoreUnavailable(f"an earlier write to {self._place} failed; open it again")
            try:
                with self._talking():
                    yield
            except StoreUnavailable:
                self._write_failed = True
                raise

    def _write_chunks(self, additions: Sequence[Addition]) -> None:
        rows = [row for addition in additions for row in zip(addition.chunks, addition.vectors, strict=True)]
        for page in in_pages(rows, self._page):
            ids = [chunk.id for chunk, _ in page]
            self._chunks.upsert(
                ids=ids,
                embeddings=set_apart(np.stack([vector for _, vector in page]), ids),
                documents=[chunk.text for chunk, _ in page],
                metadatas=[chunk_metadata(chunk) for chunk, _ in page],
            )

    def _write_records(self, records: Sequence[DocumentRecord]) -> list[DocumentRecord]:
        """Makes versions visible; gives those that they replace."""
        replaced = []
        for page in in_pages(records, self._page):
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
        self._words.remove(record.id for record in records)
        keys = [key for record in records for key in chunk_keys(record.id, range(len(record.chunk_ends)))]
        for page in in_pages(keys, self._page):
            self._chunks.delete(ids=list(page))


def _read_records(rows: ChromaCollection, page: int) -> list[DocumentRecord]:
    records = []
    for start in range(0, rows.count(), page):
        found = rows.get(limit=page, offset=start, include=WITH_TEXT)
        records += [record_from(metadata, text) for metadata, text in rows_of(found)]
    return records
