"""Equal vectors are set apart and given back, and one repetitive document hides no other."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.vectorstore.builders import DIMENSION, EMBEDDER, addition, vectors_of
from vectorstore import exact
from vectorstore.apart import put_back, set_apart
from vectorstore.chroma import ChromaStore
from vectorstore.chroma_place import CHUNKS, INDEXES
from vectorstore.ports import Addition

WIDE = 384
"""The default embedder's dimension; vectors by chance are as far from each other as they can be."""


def wide(made: Addition, alike: bool = False) -> Addition:
    texts = [chunk.text for chunk in made.chunks]
    vectors = vectors_of(["the same"] * len(texts) if alike else texts, WIDE)
    return Addition(made.document, made.chunks, vectors)


IDS = st.lists(st.text(st.characters(exclude_categories=["Cs"])), min_size=1, max_size=5, unique=True)


@settings(deadline=None)
@given(IDS, st.integers(2, WIDE))
def test_vectors_are_put_back_and_were_hardly_moved(ids: list[str], dimension: int) -> None:
    vectors = vectors_of(ids, dimension)
    moved = set_apart(vectors, ids)
    assert moved.dtype == put_back(moved, ids).dtype == np.float32
    np.testing.assert_allclose(put_back(moved, ids), vectors, atol=1e-6)
    np.testing.assert_allclose(np.sum(moved * vectors, axis=1), 1, atol=1e-6)


@settings(deadline=None)
@given(IDS)
def test_equal_vectors_of_other_chunks_differ(ids: list[str]) -> None:
    moved = set_apart(np.repeat(vectors_of(["the same"], WIDE), len(ids), axis=0), ids)
    assert len({row.tobytes() for row in moved}) == len(ids)
    assert (moved @ moved.T).min() > 1 - 1e-6


def among_1200_equal(place: Path, documents: int) -> list[str]:
    """The chunks of others that their own vector does not find; half came before the equal ones and half after."""
    others = [wide(addition(f"f/{n}.txt", [f"Document {n}, part {k}. " for k in range(50)])) for n in range(documents)]
    same = wide(addition("f/same.txt", ["Nothing new. "] * 1200), alike=True)
    with ChromaStore.open(place / "library", EMBEDDER, WIDE, create=True) as store:
        store.add_all([*others[: documents // 2], same, *others[documents // 2 :]])
    with ChromaStore.open(place / "library", EMBEDDER, WIDE) as store:
        return not_found(store, others)


@pytest.mark.slow
def test_beside_1200_equal_chunks_all_others_of_a_small_library_are_found(tmp_path: Path) -> None:
    assert among_1200_equal(tmp_path, documents=4) == []


@pytest.mark.slow
def test_beside_1200_equal_chunks_the_index_finds_the_others(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """It loses one of thousands (docs/decisions/hnsw.md), without the steps twenty of these."""
    monkeypatch.setattr(exact, "UP_TO", 0)
    assert len(among_1200_equal(tmp_path, documents=8)) <= 2


def test_a_library_that_was_made_with_another_width_of_search_is_searched_with_ours_once_written(
    tmp_path: Path,
) -> None:
    made = addition("f/a.txt", ["One. ", "Two."])
    with ChromaStore.open(tmp_path / "library", EMBEDDER, DIMENSION, create=True) as store:
        store.add(*made)
        store._chunks.modify(configuration={"hnsw": {"ef_search": 7}})
    for create, width in ((False, 7), (True, INDEXES[CHUNKS]["hnsw"]["ef_search"])):
        with ChromaStore.open(tmp_path / "library", EMBEDDER, DIMENSION, create=create) as store:
            assert width_of_search(store) == width
            assert [hit.chunk.text for hit in store.search(made.vectors[1], 1)] == ["Two."]


def width_of_search(store: ChromaStore) -> int:
    hnsw = store._chunks.configuration["hnsw"]
    assert hnsw is not None
    return hnsw["ef_search"]


def not_found(store: ChromaStore, added: list[Addition]) -> list[str]:
    """The chunks that their own vector does not find."""
    rows = [row for each in added for row in zip(each.chunks, each.vectors, strict=True)]
    return [chunk.text for chunk, vector in rows if chunk.id not in {hit.chunk.id for hit in store.search(vector, 10)}]
