"""The library on a Chroma server, which many processes read and write at once."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager, nullcontext
from threading import Lock
from typing import Self

import numpy as np
from chromadb.api.models.Collection import Collection as ChromaCollection
from chromadb.errors import NotFoundError
from chromadb.types import Collection as CollectionModel

from vectorstore.apart import set_apart
from vectorstore.by_snapshot import BySnapshot
from vectorstore.chroma_place import CHUNKS, DOCUMENTS, INDEXES, check_made_with, made_with
from vectorstore.chroma_reading import ChromaReading, in_pages
from vectorstore.config import StoreConfig
from vectorstore.errors import DocumentGone, StoreNotFound, StoreUnavailable
from vectorstore.nouns import Chunk, Document, DocumentRecord, Vectors
from vectorstore.passages import check_additions
from vectorstore.ports import Addition, Store
from vectorstore.records import chunk_keys, chunk_metadata, record_key
from vectorstore.server_place import ServerPlace
from vectorstore.server_records import AT_ONCE, NOTHING, PAGE, Left, ServerRecords, State, Writing, new_writing

_PREFIX = "quoteproof-"
"""Of our collections' names, since the database may hold others'."""
_WRITER_S = 3600
"""How long the chunks of a writer that did not end are kept. A write that takes half as long gives up."""
_QUESTION_S = 60
"""How long the chunks of a replaced or removed version are kept for the questions that began with it."""


class ServerStore(BySnapshot):
    """A ``Store`` on a server. Safe from many threads and many processes, with no lock between them.

    A snapshot stays whole for a minute whatever others write.
    """

    def __init__(
        self, place: ServerPlace, embedder_name: str, dimension: int, made: dict[str, CollectionModel]
    ) -> None:
        """Use ``open``."""
        super().__init__(embedder_name)
        self._place = place
        self._dimension = dimension
        self._chunks, rows = (
            ChromaCollection(place.api, made[name], embedding_function=None) for name in (CHUNKS, DOCUMENTS)
        )
        self._records = ServerRecords(rows, place, embedder_name)
        self._writer_s, self._question_s = _WRITER_S, _QUESTION_S
        self._refreshing = Lock()
        self._state = self._records.empty()

    @classmethod
    def open(cls, config: StoreConfig, url: str, embedder_name: str, dimension: int, create: bool = False) -> Self:
        """The library on the server, or a new one there where ``create`` says so.

        Raises StoreNotFound where there is none, StoreMismatch where it was made with another embedder or by another
        version, StoreUnavailable where the server fails, ConfigError where its certificates cannot be read.
        """
        place = ServerPlace(config, url)
        try:
            made = _collections(place, embedder_name, dimension, create=create)
            return cls(place, embedder_name, dimension, made)
        except BaseException:
            place.close()
            raise

    def close(self) -> None:
        """Let go of the server. Closing twice is fine."""
        self._place.close()

    @contextmanager
    def snapshot(self) -> Iterator[Store]:
        """The library as it is now, for one question; stays as it is for a minute."""
        if self._records.change() != self._state.change:
            with self._refreshing:
                self._state = self._records.refreshed(self._state)
        yield _Snapshot(self, self._state, self._chunks, self._place, self._dimension)

    def add_all(self, additions: Sequence[Addition]) -> None:
        check_additions(additions, self._dimension)
        for group in in_pages(additions, AT_ONCE):
            self._add_group(group)

    def remove(self, uri: str) -> None:
        now = self.sweep()
        key = record_key(uri)
        old = self._records.writings([key]).get(key)
        if old is None:
            raise DocumentGone(f"{uri!r} is not in the library; list what is there with: quoteproof-ingest --list")
        self._records.show({key: NOTHING}, [Left(old, key, now + self._question_s)])

    def sweep(self) -> int:
        """Delete what nobody sees and nobody writes any more; gives the server's time in seconds."""
        now = self._now()
        while left := self._records.left(now):
            shown = {writing.name for writing in self._records.writings(one.key for one in left).values()}
            gone = [one for one in left if one.writing.name not in shown]
            self._delete_chunks([one.writing for one in gone])
            self._records.forget(left, gone)
        return now

    def _now(self) -> int:
        with self._place.talking():
            return self._place.api.heartbeat() // 1_000_000_000

    def _add_group(self, additions: Sequence[Addition]) -> None:
        until = self.sweep() + self._writer_s
        begun = [(document.record, new_writing(document.record)) for document, _, _ in additions]
        self._records.announce(begun, until)
        self._write_chunks(additions, [writing for _, writing in begun])
        shown = {record_key(record.uri): writing for record, writing in begun}
        old = self._records.writings(shown)
        now = self._now()
        if now > until - self._writer_s / 2:
            raise StoreUnavailable(
                f"writing to {self._place} took longer than {self._writer_s / 2:.0f} s, after which others may sweep "
                "what was written; look at the server, then run it again"
            )
        self._records.show(shown, [Left(writing, key, now + self._question_s) for key, writing in old.items()])

    def _write_chunks(self, additions: Sequence[Addition], writings: Sequence[Writing]) -> None:
        rows = [
            (writing.name, chunk, vector)
            for addition, writing in zip(additions, writings, strict=True)
            for chunk, vector in zip(addition.chunks, addition.vectors, strict=True)
        ]
        for page in in_pages(rows, PAGE):
            ids = [f"{name}:{chunk.seq}" for name, chunk, _ in page]
            with self._place.talking(len(page)):
                self._chunks.upsert(
                    ids=ids,
                    embeddings=set_apart(np.stack([vector for _, _, vector in page]), ids),
                    documents=[chunk.text for _, chunk, _ in page],
                    metadatas=[{**chunk_metadata(chunk), "document": name} for name, chunk, _ in page],
                )

    def _delete_chunks(self, writings: Sequence[Writing]) -> None:
        keys = [key for name, chunks in writings for key in chunk_keys(name, range(chunks))]
        for page in in_pages(keys, PAGE):
            with self._place.talking(len(page)):
                self._chunks.delete(ids=list(page))


class _Snapshot(ChromaReading):
    """The library as the records were at one time."""

    def __init__(
        self, store: ServerStore, state: State, chunks: ChromaCollection, place: ServerPlace, dimension: int
    ) -> None:
        super().__init__(chunks, state.catalog, str(place), store.embedder_name, dimension, PAGE)
        self._store = store
        self._state = state
        self._server = place

    def snapshot(self) -> AbstractContextManager[Store]:
        return nullcontext(self)

    def add(self, document: Document, chunks: Sequence[Chunk], vectors: Vectors) -> None:
        self._store.add(document, chunks, vectors)

    def add_all(self, additions: Sequence[Addition]) -> None:
        self._store.add_all(additions)

    def remove(self, uri: str) -> None:
        self._store.remove(uri)

    def _talking(self) -> AbstractContextManager[None]:
        return self._server.talking()

    def _name_of(self, document: str) -> str:
        return self._state.names[document]

    def _record_of(self, name: str) -> DocumentRecord | None:
        return self._state.by_name.get(name)


def _collections(place: ServerPlace, embedder_name: str, dimension: int, *, create: bool) -> dict[str, CollectionModel]:
    tenant, database = place.config.tenant, place.config.database
    with place.talking():
        try:
            place.api.get_database(database, tenant)
        except NotFoundError as error:
            raise StoreNotFound(
                f"the server {place.url} has no database {database!r} of a tenant {tenant!r}; make it there, or mend "
                "tenant and database under [store]"
            ) from error
        if create:
            for name, index in INDEXES.items():
                place.api.create_collection(
                    f"{_PREFIX}{name}",
                    metadata=made_with(embedder_name, dimension),
                    configuration=index,
                    get_or_create=True,
                    tenant=tenant,
                    database=database,
                )
        try:
            found = {name: place.api.get_collection(f"{_PREFIX}{name}", tenant, database) for name in INDEXES}
        except NotFoundError as error:
            raise StoreNotFound(
                f"there is no library in the database {database!r} on the server {place.url}; take documents in "
                f"first: quoteproof-ingest FOLDER --store {place.url}"
            ) from error
    again = "take the documents in again into another database of the server"
    check_made_with(found[DOCUMENTS].metadata or {}, str(place), embedder_name, dimension, again)
    return found
