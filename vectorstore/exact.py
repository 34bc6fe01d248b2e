"""Search of a small library by comparing every vector: as fast as an index there, and it hides nothing."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from threading import Lock
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from vectorstore.catalog import Catalog
from vectorstore.nouns import Vectors
from vectorstore.records import chunk_keys

UP_TO = 2000
"""Chunks. Their vectors take 3 MB, and a tenth of a second to read once; see docs/decisions/hnsw.md."""


class ExactSearch:
    """The vectors of what a catalog names, read again when that has changed. Safe from many threads."""

    def __init__(self, catalog: Catalog, read: Callable[[Sequence[str]], tuple[Sequence[str], Vectors]]) -> None:
        """``read`` gives those of some chunks that are there, with their vectors, shape ``(chunks, dimension)``."""
        self._catalog = catalog
        self._read = read
        self._reading = Lock()
        self._held: _Held | None = None

    def nearest(self, vector: Vectors, limit: int, within: Collection[str] | None) -> list[tuple[str, float]] | None:
        """Chunk ids with their cosines, best first; None where the library is too large."""
        held = self._current()
        if held.vectors is None:
            return None
        cosines = held.vectors @ vector
        if within is not None:
            cosines[~np.isin(held.documents, list(within))] = -np.inf
        best = np.argsort(-cosines, kind="stable")[:limit]
        return [(held.ids[row], float(cosines[row])) for row in best if cosines[row] != -np.inf]

    def _current(self) -> _Held:
        with self._reading:
            fingerprint = self._catalog.fingerprint
            if self._held is None or self._held.fingerprint != fingerprint:
                self._held = self._loaded(fingerprint)
            return self._held

    def _loaded(self, fingerprint: str) -> _Held:
        records = self._catalog.documents()
        if sum(len(record.chunk_ends) for record in records) > UP_TO:
            return _Held(fingerprint, (), np.empty(0, np.str_), None)
        keys = [key for record in records for key in chunk_keys(record.id, range(len(record.chunk_ends)))]
        ids, vectors = self._read(keys)
        return _Held(fingerprint, ids, np.array([name.rpartition(":")[0] for name in ids], np.str_), vectors)


class _Held(NamedTuple):
    """``documents`` are the ids of the chunks' documents, shape ``(chunks,)``."""

    fingerprint: str
    ids: Sequence[str]
    documents: npt.NDArray[np.str_]
    vectors: Vectors | None
