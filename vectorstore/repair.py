"""Builds an embedded library anew from what is sound in it."""

from __future__ import annotations

import shutil
from collections.abc import Iterator, Mapping
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
from vectorstore.errors import StoreError, StoreNotFound
from vectorstore.generations import Generations
from vectorstore.nouns import Vectors
from vectorstore.ports import Addition, Embedder
from vectorstore.publishing import PublishingStore
from vectorstore.whole import add_in_groups, all_vectors, is_sound, whole_text
from vectorstore.write_lock import Say, write_lock


class Repaired(NamedTuple):
    """How many documents were kept, how many of their vectors were computed again, and the uris of those lost."""

    kept: int
    embedded: int
    lost: tuple[str, ...]


def repair(config: StoreConfig, embedder: Embedder, say: Say) -> Repaired:
    """Publish a new generation with every document whose text is whole; vectors that are not sound are made again.

    What was published stays as it was until then. Raises StoreNotFound, StoreMismatch, and StoreUnavailable where the
    records themselves cannot be read.
    """
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
                return _Repair(generations, embedder).into(new)


class _Repair:
    def __init__(self, generations: Generations, embedder: Embedder) -> None:
        self._generations = generations
        self._embedder = embedder
        self._embedded = 0

    def into(self, new: PublishingStore) -> Repaired:
        copy = self._generations.begin()
        lost: list[str] = []
        try:
            known = _readable_vectors(copy.path, self._embedder.name, self._embedder.dimension)
            if known is None:
                _forget_indexes(copy.path)
            with ChromaStore.open(copy.path, self._embedder.name, self._embedder.dimension) as old:
                add_in_groups(new, self._sound(old, known or {}, lost))
        finally:
            copy.release()
        new.publish()
        return Repaired(len(new.documents()), self._embedded, tuple(lost))

    def _sound(
        self, old: ChromaStore, known: Mapping[str, Mapping[str, Vectors]], lost: list[str]
    ) -> Iterator[Addition]:
        for record in old.documents():
            try:
                document, chunks = whole_text(old, record)
            except StoreError:
                lost.append(record.uri)
                continue
            vectors = {text: vector for text, vector in known.get(record.id, {}).items() if is_sound(vector)}
            fresh = [text for text in dict.fromkeys(chunk.text for chunk in chunks) if text not in vectors]
            vectors.update(zip(fresh, self._embedder.embed(fresh), strict=True))
            self._embedded += len(fresh)
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
