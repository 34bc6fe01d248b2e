"""The two ports of the library: what turns text into vectors, and what holds the documents."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from contextlib import AbstractContextManager
from typing import NamedTuple, Protocol

from vectorstore.nouns import Chunk, Document, DocumentRecord, Hit, Passage, Span, Vectors


class Token(NamedTuple):
    """A token's place in the text that was tokenized; ``known`` is False for the unknown token."""

    start: int
    end: int
    known: bool


class Addition(NamedTuple):
    """A version to be added, with its chunks in order and their vectors, shape ``(len(chunks), dimension)``."""

    document: Document
    chunks: Sequence[Chunk]
    vectors: Vectors


class Embedder(Protocol):
    """Texts to vectors of unit length, whose dot product is the cosine."""

    @property
    def name(self) -> str:
        """The model and its weights' hash: two embedders of one name give the same vectors."""

    @property
    def dimension(self) -> int: ...

    @property
    def window(self) -> int:
        """How many tokens of a text are read, not counting the special ones; what follows is cut off."""

    def tokenize(self, text: str) -> list[Token]:
        """All tokens of a text, never cut at the window, without special tokens."""

    def embed(self, texts: Sequence[str]) -> Vectors:
        """Shape ``(len(texts), dimension)``, float32, unit length, in the order of the texts."""


class Store(Protocol):
    """The library: documents and their chunks. All methods raise ``StoreError`` when the store fails."""

    @property
    def embedder_name(self) -> str: ...

    @property
    def fingerprint(self) -> str:
        """What the library holds, as one hash: of the embedder's name, the layout and the ids of all documents."""

    def add(self, document: Document, chunks: Sequence[Chunk], vectors: Vectors) -> None:
        """Make a version visible with all its chunks; the version with the same uri, if any, goes."""

    def add_all(self, additions: Sequence[Addition]) -> None:
        """As ``add`` for several documents, no two of one uri, in fewer and larger writes.

        When it fails in the middle, each document is there whole, as the new version or as the old one.
        """

    def remove(self, uri: str) -> None:
        """Take a document out of the library; an unknown uri is a ``DocumentGone``."""

    def documents(self) -> Sequence[DocumentRecord]:
        """One record per document, by uri."""

    def search(self, vector: Vectors, limit: int, within: Collection[str] | None = None) -> list[Hit]:
        """The nearest chunks by cosine, best first. ``vector`` has the shape ``(dimension,)``.

        ``within`` keeps the search to the documents with these ids.
        """

    def containing(self, word: str, limit: int, within: Collection[str] | None = None) -> list[Chunk]:
        """Chunks that hold a word in any case, not as a part of a longer word or number.

        At most ``limit`` of them, unranked. A blank word is in no chunk.
        """

    def text(self, document: DocumentRecord, span: Span) -> Passage:
        """The stored text of a span, read from the chunks that cover it; ``DocumentGone`` when they are not there."""

    def snapshot(self) -> AbstractContextManager[Store]:
        """The library as it is now, for one question: where others write, it stays as it is until the block ends."""

    def vectors(self, document: DocumentRecord) -> Mapping[str, Vectors]:
        """Chunk text to its vector, shape ``(dimension,)``, for one document."""
