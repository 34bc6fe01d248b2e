"""Parameters of Chroma's HNSW index, by their recall against comparing every vector, on real text.

``python -m benchmarks.hnsw [--chunks N] [--real N] [--built M/EF …] [--searched EF …] [--questions N]``

A row for each way to build the index (``max_neighbors``/``ef_construction``) and to search it (``ef_search``): recall
at 5 and at 50, how many chunks their own vector does not find among 10, milliseconds for one question, and the
megabytes of the index's files, which are as many in memory. Then the same after every document was replaced once and
again, when two of three entries of the index are dead, and of an index that was built anew from the living third.
"""

from __future__ import annotations

from argparse import ArgumentParser
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter
from typing import Any, cast

import chromadb
import numpy as np
from chromadb.api.client import Client
from chromadb.config import Settings

from benchmarks.corpus import CACHE, REAL_CHUNKS, corpus, moved, questions
from vectorstore.config import StoreConfig
from vectorstore.embedder import load_embedder
from vectorstore.nouns import Vectors

_NAME = "chunks"
_PAGE = 5000
_OWN = 2000
"""As many chunks are looked for by their own vector."""
_AS_NEAR = 1e-5
"""A hit counts as one of the nearest when its cosine is at most so much less: equal texts are equal hits."""
_REPLACED = 0.1
"""How far the vector of a new version lies from the old one."""


def main() -> None:
    parser = ArgumentParser("python -m benchmarks.hnsw", description=__doc__)
    parser.add_argument("--chunks", type=int, default=1000)
    parser.add_argument("--real", type=int, default=REAL_CHUNKS, help="chunks of real text, of which others are copies")
    parser.add_argument("--built", nargs="+", default=["16/100", "32/200"], help="max_neighbors/ef_construction")
    parser.add_argument("--searched", nargs="+", type=int, default=[100, 200, 1000], help="ef_search")
    parser.add_argument("--questions", type=int, default=300)
    options = parser.parse_args()
    embedder = load_embedder(StoreConfig())
    vectors = np.concatenate([each.vectors for each in corpus(embedder, options.chunks, options.real)])
    asked = questions(embedder, options.questions)
    print(
        f"{len(vectors):,} chunks, at most {options.real:,} of them real, {len(asked):,} questions; vectors in {CACHE}"
    )
    print(f"{'index':34} {'at 5':>6} {'at 50':>6} {'not found':>9} {'ms':>6} {'MB':>6} {'built s':>8}")
    for built in options.built:
        neighbours, width = map(int, built.split("/"))
        with TemporaryDirectory() as folder:
            _measure(_Index(Path(folder), neighbours, width), vectors, asked, options.searched)


def _measure(index: _Index, vectors: Vectors, asked: Vectors, widths: Sequence[int]) -> None:
    index.add(vectors, 0)
    for width in widths:
        index.show("", vectors, asked, width, 0)
    for version in (1, 2):
        index.replace(vectors, version)
    now = moved(vectors, seed=2, by=_REPLACED)
    for width in widths:
        index.show("two of three dead", now, asked, width, 2)
    index.rebuild(now, 2)
    for width in widths:
        index.show("built anew", now, asked, width, 2)


@dataclass(slots=True)
class _Index:
    """A collection of vectors alone, named by version and row."""

    folder: Path
    neighbours: int
    width: int
    seconds: float = 0.0
    builds: int = 0

    def add(self, vectors: Vectors, version: int) -> None:
        began = perf_counter()
        with self._open() as client:
            found = client.get_or_create_collection(
                _NAME,
                embedding_function=None,
                configuration=cast("Any", {"hnsw": self._parameters()}),
            )
            for rows in _pages(len(vectors)):
                found.upsert(ids=[f"{version}:{row}" for row in rows], embeddings=vectors[rows.start : rows.stop])
        self.seconds = perf_counter() - began

    def replace(self, vectors: Vectors, version: int) -> None:
        """Page by page the new version comes and the old one goes, as an ingest does it."""
        new = moved(vectors, seed=version, by=_REPLACED)
        began = perf_counter()
        with self._open() as client:
            found = client.get_collection(_NAME, embedding_function=None)
            for rows in _pages(len(vectors)):
                found.upsert(ids=[f"{version}:{row}" for row in rows], embeddings=new[rows.start : rows.stop])
                found.delete(ids=[f"{version - 1}:{row}" for row in rows])
        self.seconds = perf_counter() - began

    def rebuild(self, vectors: Vectors, version: int) -> None:
        self.builds += 1
        self.folder = self.folder / f"anew-{self.builds}"
        self.add(vectors, version)

    def show(self, what: str, vectors: Vectors, asked: Vectors, width: int, version: int) -> None:
        with self._open() as client:
            found = client.get_collection(_NAME, embedding_function=None)
            found.modify(configuration=cast("Any", {"hnsw": {"ef_search": width}}))
        with self._open() as client:
            found = client.get_collection(_NAME, embedding_function=None)
            found.query(query_embeddings=asked[:1], n_results=50, include=[])
            recalls = [_recall(found, vectors, asked, count, version) for count in (5, 50)]
            lost = _lost(found, vectors, version)
            took = _milliseconds(found, asked)
        name = f"{self.neighbours}/{self.width} searched with {width} {what}"
        size = sum(part.stat().st_size for part in self.folder.glob("*-*-*/*")) / 1e6
        print(
            f"{name:34} {recalls[0]:6.4f} {recalls[1]:6.4f} {lost:9,} {took:6.2f} {size:6.1f} {self.seconds:8.1f}",
            flush=True,
        )

    def _parameters(self) -> dict[str, Any]:
        return {"space": "cosine", "max_neighbors": self.neighbours, "ef_construction": self.width}

    def _open(self) -> Client:
        return cast("Client", chromadb.PersistentClient(self.folder, settings=Settings(anonymized_telemetry=False)))


def _recall(found: chromadb.Collection, vectors: Vectors, asked: Vectors, count: int, version: int) -> float:
    """The share of the nearest chunks that the index finds, over all questions."""
    answers = found.query(query_embeddings=asked, n_results=count, include=[])["ids"]
    shares = []
    for question, ids in zip(asked, answers, strict=True):
        cosines = vectors @ question
        least = np.partition(cosines, -count)[-count] - _AS_NEAR
        shares.append(sum(cosines[_row(name, version)] >= least for name in ids) / count)
    return float(np.mean(shares))


def _lost(found: chromadb.Collection, vectors: Vectors, version: int) -> int:
    """How many of some chunks are not among the ten that their own vector finds."""
    rows = np.random.default_rng(0).permutation(len(vectors))[:_OWN]
    lost = 0
    for row, ids in zip(
        rows, found.query(query_embeddings=vectors[rows], n_results=10, include=[])["ids"], strict=True
    ):
        nearest = max((float(vectors[_row(name, version)] @ vectors[row]) for name in ids), default=-1.0)
        lost += nearest < 1 - _AS_NEAR
    return lost


def _milliseconds(found: chromadb.Collection, asked: Vectors) -> float:
    """The median over the questions, each asked by itself."""
    took = []
    for question in asked:
        began = perf_counter()
        found.query(query_embeddings=question[np.newaxis], n_results=50, include=[])
        took.append(perf_counter() - began)
    return float(np.median(took) * 1000)


def _row(name: str, version: int) -> int:
    found, row = name.split(":")
    if int(found) != version:
        raise AssertionError(f"the index gives {name}, which was deleted")
    return int(row)


def _pages(count: int) -> Iterator[range]:
    return (range(start, min(start + _PAGE, count)) for start in range(0, count, _PAGE))


if __name__ == "__main__":
    main()
