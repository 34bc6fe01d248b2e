"""Builds a library anew from what is sound in it."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import closing
from math import inf
from multiprocessing import get_context
from pathlib import Path
from typing import NamedTuple

import numpy as np

from vectorstore.chroma import ChromaStore
from vectorstore.chroma_faults import faults_of
from vectorstore.config import StoreConfig
from vectorstore.errors import DocumentGone, StoreError, StoreMismatch, StoreNotFound
from vectorstore.generations import Generations
from vectorstore.nouns import DocumentRecord, Vectors
from vectorstore.opening import open_server
from vectorstore.ports import Addition, Embedder, Store
from vectorstore.publishing import PublishingStore
from vectorstore.whole import add_in_groups, all_vectors, is_sound, whole_text
from vectorstore.write_lock import Say, write_lock


class Repaired(NamedTuple):
    """How many documents were kept, how many of their vectors were computed again, and the uris of those lost."""

    kept: int
    embedded: int
    lost: tuple[str, ...]


def repair(config: StoreConfig, embedder: Embedder, say: Say) -> Repaired:
    """Write every document whose text is whole anew; vectors that are not sound are made again.

    What was published stays as it was until then. On a server, documents whose text is not whole are taken out. Raises
    StoreNotFound, StoreMismatch, and StoreUnavailable where the records themselves cannot be read.
    """
    if config.url is not None:
        with open_server(config, config.url, embedder.name, embedder.dimension) as server:
            return _on_server(server, embedder)
    folder = config.folder
    generations = Generations(folder)
    with faults_of(folder):
        if generations.published() is None:
            raise StoreNotFound.at(folder)
        with write_lock(folder, config.lock_wait, say):
            generations.sweep()
            with closing(
                PublishingStore(folder, embedder.name, embedder.dimension, inf, create=True, anew=True)
            ) as new:
                return _in_folder(generations, new, embedder)


def _on_server(server: Store, embedder: Embedder) -> Repaired:
    sound = _Sound(embedder)
    kept = add_in_groups(server, sound.additions(server, server.vectors))
    for uri in sound.lost:
        server.remove(uri)
    return Repaired(kept, sound.embedded, tuple(sound.lost))


def _in_folder(generations: Generations, new: PublishingStore, embedder: Embedder) -> Repaired:
    copy = generations.begin()
    sound = _Sound(embedder)
    try:
        known = _readable_vectors(copy.path, embedder.name, embedder.dimension)
        if known is None:
            _forget_indexes(copy.path)
        vectors = known or {}
        with ChromaStore.open(copy.path, embedder.name, embedder.dimension) as old:
            kept = add_in_groups(new, sound.additions(old, lambda record: vectors.get(record.id, {})))
    finally:
        copy.release()
    new.publish()
    return Repaired(kept, sound.embedded, tuple(sound.lost))


class _Sound:
    """What is sound in a library: how many vectors were made again, and the uris of the documents that are lost."""

    def __init__(self, embedder: Embedder) -> None:
        self._embedder = embedder
        self.embedded = 0
        self.lost: list[str] = []

    def additions(self, old: Store, known: Callable[[DocumentRecord], Mapping[str, Vectors]]) -> Iterator[Addition]:
        for record in old.documents():
            try:
                document, chunks = whole_text(old, record)
            except (DocumentGone, StoreMismatch):
                self.lost.append(record.uri)
                continue
            vectors = {text: vector for text, vector in known(record).items() if is_sound(vector)}
            fresh = [text for text in dict.fromkeys(chunk.text for chunk in chunks) if text not in vectors]
            vectors.update(zip(fresh, self._embedder.embed(fresh), strict=True))
            self.embedded += len(fresh)
            rows = [vectors[chunk.text] for chunk in chunks]
            shape = (len(chunks), self._embedder.dimension)
            yield Addition(document, chunks, np.array(rows, np.float32).reshape(shape))


def _readable_vectors(path: Path, name: str, dimension: int) -> Mapping[str, Mapping[str, Vectors]] | None:
    """All documents' vectors, or None where the index is torn. Chroma may crash on one, so another process reads."""
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as other:
        try:
            return other.submit(_read_vectors, path, name, dimension).result()
        except BrokenProcessPool:
            return None


def _read_vectors(path: Path, name: str, dimension: int) -> Mapping[str, Mapping[str, Vectors]] | None:
    try:
        with ChromaStore.open(path, name, dimension) as store:
            return all_vectors(store)
    except StoreError:
        return None


def _forget_indexes(path: Path) -> None:
    """Without its index, Chroma still gives the texts."""
    for part in path.iterdir():
        if part.is_dir():
            shutil.rmtree(part)
