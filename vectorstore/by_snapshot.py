"""A store whose library others change: each call sees the library as it is at that moment."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Collection, Mapping, Sequence
from contextlib import AbstractContextManager

from vectorstore.closing import Closing
from vectorstore.nouns import Chunk, Document, DocumentRecord, Hit, Passage, Span, Vectors
from vectorstore.ports import Addition, Store


class BySnapshot(Closing):
    """A ``Store`` each of whose reading calls is one ``snapshot``."""

    def __init__(self, embedder_name: str) -> None:
        self._embedder_name = embedder_name

    @abstractmethod
    def snapshot(self) -> AbstractContextManager[Store]:
        """The library as it is now, unchanged until the block ends."""

    @abstractmethod
    def add_all(self, additions: Sequence[Addition]) -> None: ...

    @abstractmethod
    def remove(self, uri: str) -> None: ...

    def add(self, document: Document, chunks: Sequence[Chunk], vectors: Vectors) -> None:
        self.add_all([Addition(document, chunks, vectors)])

    @property
    def embedder_name(self) -> str:
        return self._embedder_name

    @property
    def fingerprint(self) -> str:
        with self.snapshot() as store:
            return store.fingerprint

    def documents(self) -> Sequence[DocumentRecord]:
        with self.snapshot() as store:
            return store.documents()

    def search(self, vector: Vectors, limit: int, within: Collection[str] | None = None) -> list[Hit]:
        with self.snapshot() as store:
            return store.search(vector, limit, within)

    def containing(self, word: str, limit: int, within: Collection[str] | None = None) -> list[Chunk]:
        with self.snapshot() as store:
            return store.containing(word, limit, within)

    def text(self, document: DocumentRecord, span: Span) -> Passage:
        with self.snapshot() as store:
            return store.text(document, span)

    def vectors(self, document: DocumentRecord) -> Mapping[str, Vectors]:
        with self.snapshot() as store:
            return store.vectors(document)
