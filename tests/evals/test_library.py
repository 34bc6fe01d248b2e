"""A suite's library: the product's chunks, and vectors that are computed once."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from evals.library import library
from tests.evals.askers import MILL, SOURCES
from tests.fakes import FakeEmbedder
from vectorstore.nouns import Span


def test_the_library_holds_the_sources_as_they_are(tmp_path: Path) -> None:
    store = library(SOURCES, FakeEmbedder(), 100, tmp_path)
    barn, mill = store.documents()

    assert (barn.uri, mill.uri) == ("farm/barn.txt", "farm/mill.txt")
    assert store.text(mill, Span(0, len(MILL))).text == MILL


def test_vectors_are_computed_once(tmp_path: Path) -> None:
    first, second = FakeEmbedder(), FakeEmbedder()
    new, kept = (library(SOURCES, embedder, 100, tmp_path) for embedder in (first, second))

    assert first.embedded
    assert not second.embedded
    for record in new.documents():
        old = kept.vectors(record)
        assert all(np.array_equal(vector, old[text]) for text, vector in new.vectors(record).items())


def test_another_embedder_or_another_text_is_embedded_anew(tmp_path: Path) -> None:
    library(SOURCES, FakeEmbedder(), 100, tmp_path)
    other, fewer = FakeEmbedder(name="fake/2"), FakeEmbedder()
    library(SOURCES, other, 100, tmp_path)
    library(SOURCES[:1], fewer, 100, tmp_path)

    assert other.embedded
    assert fewer.embedded


def test_a_torn_cache_file_is_made_anew(tmp_path: Path) -> None:
    library(SOURCES, FakeEmbedder(), 100, tmp_path)
    (kept,) = tmp_path.glob("*.npy")
    kept.write_bytes(kept.read_bytes()[:40])
    embedder = FakeEmbedder()

    library(SOURCES, embedder, 100, tmp_path)

    assert embedder.embedded
