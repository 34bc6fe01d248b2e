"""The documents of a suite as a library in memory, with vectors that are computed once and kept."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from hashlib import sha256
from itertools import islice
from pathlib import Path

import numpy as np
from platformdirs import user_cache_path

from evals.nouns import Source
from ingest.chunker import chunk_spans, chunker_version
from vectorstore.memory import MemoryStore
from vectorstore.nouns import Chunk, Document, DocumentRecord, Vectors, document_id
from vectorstore.passages import chunks_of
from vectorstore.ports import Addition, Embedder, Token

CACHE = user_cache_path("quoteproof") / "eval-vectors"
"""One file of vectors for each embedder and list of texts. It may be deleted at any time."""

_LOADER = "evals"
_GROUP = 1000


class SameTokens:
    """What an embedder that stands for another one takes from it: all but the vectors."""

    def __init__(self, embedder: Embedder) -> None:
        self._embedder = embedder

    @property
    def name(self) -> str:
        return self._embedder.name

    @property
    def dimension(self) -> int:
        return self._embedder.dimension

    @property
    def window(self) -> int:
        return self._embedder.window

    def tokenize(self, text: str) -> list[Token]:
        return self._embedder.tokenize(text)


class RememberingEmbedder(SameTokens):
    """An embedder that embeds each text once in a run: the same sentences are evidence for many questions."""

    def __init__(self, embedder: Embedder) -> None:
        super().__init__(embedder)
        self._known: dict[str, Vectors] = {}

    def embed(self, texts: Sequence[str]) -> Vectors:
        new = [text for text in dict.fromkeys(texts) if text not in self._known]
        self._known.update(zip(new, self._embedder.embed(new), strict=True))
        return np.array([self._known[text] for text in texts], np.float32).reshape(len(texts), self.dimension)


def library(sources: Sequence[Source], embedder: Embedder, chunk_characters: int, cache: Path = CACHE) -> MemoryStore:
    """A store that holds the sources, chunked as the product chunks, embedded once for all runs."""
    store = MemoryStore(embedder.name)
    store.add_all(list(additions(sources, embedder, chunk_characters, cache)))
    return store


def additions(
    sources: Iterable[Source], embedder: Embedder, chunk_characters: int, cache: Path = CACHE
) -> Iterator[Addition]:
    """The sources ready to be added to a store; a group of them is embedded at once."""
    given = iter(sources)
    while group := list(islice(given, _GROUP)):
        documents = [_document(source, embedder, chunk_characters) for source in group]
        chunks = [chunks_of(document) for document in documents]
        vectors = iter(_vectors([chunk for each in chunks for chunk in each], embedder, cache))
        for document, each in zip(documents, chunks, strict=True):
            yield Addition(document, each, np.stack([next(vectors) for _ in each]))


def document_of(source: Source, chunker: str, chunk_ends: Sequence[int]) -> Document:
    """The source as a document whose chunks end there."""
    text, encoded = source.text, source.text.encode()
    digest = sha256(encoded).hexdigest()
    record = DocumentRecord(
        id=document_id(source.uri, text, _LOADER, chunker),
        uri=source.uri,
        title=source.title,
        kind=source.kind,
        root="",
        text_sha256=digest,
        file_sha256=digest,
        bytes=len(encoded),
        modified_ns=0,
        pages=len(source.page_starts),
        loader=_LOADER,
        chunker=chunker,
        taken_in="",
        chunk_ends=tuple(chunk_ends),
    )
    return Document(record, text, source.page_starts)


def _document(source: Source, embedder: Embedder, chunk_characters: int) -> Document:
    ends = [span.end for span in chunk_spans(source.text, embedder, chunk_characters)]
    return document_of(source, chunker_version(chunk_characters), ends)


def _vectors(chunks: Sequence[Chunk], embedder: Embedder, cache: Path) -> Vectors:
    texts = [chunk.text for chunk in chunks]
    key = sha256("\0".join([embedder.name, *texts]).encode()).hexdigest()
    place = cache / f"{key}.npy"
    kept = _kept(place)
    if kept is not None and kept.shape == (len(texts), embedder.dimension):
        return kept
    vectors = embedder.embed(texts)
    cache.mkdir(parents=True, exist_ok=True)
    unfinished = place.with_suffix(".part.npy")
    np.save(unfinished, vectors)
    unfinished.replace(place)
    return vectors


def _kept(place: Path) -> Vectors | None:
    try:
        kept: Vectors = np.load(place)
    except (OSError, ValueError, EOFError):
        return None
    return kept
