"""The laws of the ``Store`` port, over every implementation."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.vectorstore.builders import DIMENSION, EMBEDDER, addition, additions, vectors_of
from vectorstore.chroma import ChromaStore
from vectorstore.errors import DocumentGone, StoreError, StoreMismatch
from vectorstore.memory import MemoryStore
from vectorstore.nouns import Hit, PageStart, Span
from vectorstore.opening import writing
from vectorstore.server import ServerStore

if TYPE_CHECKING:
    from collections.abc import Iterator

    from vectorstore.ports import Addition, Store

FEW = settings(deadline=None, max_examples=6, suppress_health_check=[HealthCheck.too_slow])


@pytest.fixture(scope="module", params=["memory", "folder", pytest.param("server", marks=pytest.mark.slow)])
def opened(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    if request.param == "memory":
        yield MemoryStore(EMBEDDER)
        return
    if request.param == "server":
        config = request.getfixturevalue("chroma").database()
        with writing(config, EMBEDDER, DIMENSION) as server:
            yield server
        return
    path = tmp_path_factory.mktemp("store") / "library"
    with ChromaStore.open(path, EMBEDDER, DIMENSION, create=True) as store:
        yield store


@pytest.fixture
def store(opened: Store) -> Store:
    return emptied(opened)


def emptied(store: Store) -> Store:
    for record in store.documents():
        store.remove(record.uri)
    return store


def holding(store: Store, made: list[Addition]) -> Store:
    emptied(store).add_all(made)
    return store


def everything(store: Store, within: set[str] | None = None) -> list[Hit]:
    return store.search(vectors_of(["a question"])[0], 1000, within)


@FEW
@given(data=st.data())
def test_the_text_of_any_span_is_the_slice_of_the_document(opened: Store, data: st.DataObject) -> None:
    made = data.draw(additions())
    store = holding(opened, made)
    for document, _, _ in made:
        start = data.draw(st.integers(0, len(document.text) - 1))
        span = Span(start, data.draw(st.integers(start + 1, len(document.text))))
        passage = store.text(document.record, span)
        assert passage.text == document.text[span.start : span.end]
        assert passage.span == span
        assert passage.document == document.record


@FEW
@given(data=st.data())
def test_a_passage_knows_the_page_of_each_of_its_characters(opened: Store, data: st.DataObject) -> None:
    made = data.draw(additions())
    store = holding(opened, made)
    for document, _, _ in made:
        span = Span(data.draw(st.integers(0, len(document.text) - 1)), len(document.text))
        passage = store.text(document.record, span)
        for offset in range(span.start, span.end):
            expected = [page for page in document.page_starts if page.start <= offset]
            assert passage.page_at(offset) == (expected[-1] if expected else None)


@FEW
@given(made=additions())
def test_what_was_added_comes_back(opened: Store, made: list[Addition]) -> None:
    store = holding(opened, made)
    assert list(store.documents()) == sorted((a.document.record for a in made), key=lambda record: record.uri)
    chunks = {hit.chunk.id: hit.chunk for hit in everything(store)}
    assert chunks == {chunk.id: chunk for a in made for chunk in a.chunks}


@FEW
@given(made=additions())
def test_search_agrees_with_the_exact_store(opened: Store, made: list[Addition]) -> None:
    exact = MemoryStore(EMBEDDER)
    exact.add_all(made)
    store = holding(opened, made)
    for text in ("a question", made[0].chunks[-1].text):
        vector = vectors_of([text])[0]
        found, expected = store.search(vector, 5), exact.search(vector, 5)
        assert [hit.score for hit in found] == pytest.approx([hit.score for hit in expected], abs=1e-5)
        assert {hit.scale for hit in found} == {"cosine"}


@FEW
@given(made=additions())
def test_a_chunk_is_found_by_its_own_vector(opened: Store, made: list[Addition]) -> None:
    store = holding(opened, made)
    for _, chunks, vectors in made:
        for chunk, vector in zip(chunks, vectors, strict=True):
            (hit,) = store.search(vector, 1)
            assert hit.chunk.text == chunk.text
            assert hit.score == pytest.approx(1.0, abs=1e-5)


@FEW
@given(made=additions(), again=additions())
def test_a_replace_leaves_exactly_one_version(opened: Store, made: list[Addition], again: list[Addition]) -> None:
    store = holding(opened, made)
    store.add_all(again)
    current = {a.document.record.uri: a for a in [*made, *again]}
    assert {record.id for record in store.documents()} == {a.document.record.id for a in current.values()}
    chunks = {hit.chunk.id for hit in everything(store)}
    assert chunks == {chunk.id for a in current.values() for chunk in a.chunks}
    for old in made:
        if old.document.record.id != current[old.document.record.uri].document.record.id:
            with pytest.raises(DocumentGone, match="no longer in the library"):
                store.text(old.document.record, Span(0, 1))


@FEW
@given(made=additions())
def test_vectors_are_those_that_were_added(opened: Store, made: list[Addition]) -> None:
    store = holding(opened, made)
    for document, chunks, vectors in made:
        stored = store.vectors(document.record)
        assert stored.keys() == {chunk.text for chunk in chunks}
        for chunk, vector in zip(chunks, vectors, strict=True):
            np.testing.assert_allclose(stored[chunk.text], vector, atol=1e-6)
            assert stored[chunk.text].dtype == np.float32


@FEW
@given(made=additions(), chosen=st.sets(st.integers(0, 3)))
def test_search_and_words_keep_to_the_documents_within(opened: Store, made: list[Addition], chosen: set[int]) -> None:
    store = holding(opened, made)
    within = {a.document.record.id for i, a in enumerate(made) if i in chosen} | {"f" * 64}
    expected = {chunk.id for a in made if a.document.record.id in within for chunk in a.chunks}
    assert {hit.chunk.id for hit in everything(store, within)} == expected
    assert {chunk.id for chunk in store.containing("the", 100, within)} <= expected
    assert everything(store, set()) == []


def test_a_removed_document_is_gone_from_everything(store: Store) -> None:
    gone, kept = addition("f/gone.txt", ["The claim. ", "It fell."]), addition("f/kept.txt", ["The claim stands."])
    store.add_all([gone, kept])
    store.remove("f/gone.txt")
    assert [record.uri for record in store.documents()] == ["f/kept.txt"]
    assert {hit.chunk.document.uri for hit in everything(store)} == {"f/kept.txt"}
    assert {chunk.document.uri for chunk in store.containing("claim", 10)} == {"f/kept.txt"}
    for call in (lambda: store.text(gone.document.record, Span(0, 3)), lambda: store.vectors(gone.document.record)):
        with pytest.raises(DocumentGone, match=r"f/gone\.txt"):
            call()
    with pytest.raises(DocumentGone, match=r"f/gone\.txt"):
        store.remove("f/gone.txt")


def test_adding_the_same_version_again_changes_nothing(store: Store) -> None:
    made = addition("f/a.txt", ["One. ", "Two."])
    store.add(*made)
    before = store.fingerprint
    store.add(*made)
    assert store.fingerprint == before
    assert len(everything(store)) == 2


def test_the_fingerprint_tells_libraries_apart_and_not_the_order_of_adding(store: Store) -> None:
    one, two = addition("f/a.txt", ["One."]), addition("f/b.txt", ["Two."])
    empty = store.fingerprint
    store.add_all([one, two])
    both = store.fingerprint
    emptied(store)
    assert store.fingerprint == empty
    store.add(*two)
    assert store.fingerprint not in {empty, both}
    store.add(*one)
    assert store.fingerprint == both


def test_the_record_comes_back_whole(store: Store) -> None:
    pages = [PageStart(1, 0, "iv"), PageStart(2, 0), PageStart(3, 9, "v")]
    made = addition("f/ü.pdf", ["First. ", "Second."], pages, notes=["Page 2 could not be read.", "“quoted”"])
    store.add(*made)
    assert list(store.documents()) == [made.document.record]
    assert store.text(made.document.record, Span(0, 14)).page_starts == tuple(pages[1:])


def test_an_empty_library_answers_with_nothing(store: Store) -> None:
    assert list(store.documents()) == []
    assert everything(store) == []
    assert store.containing("claim", 10) == []
    store.add_all([])
    assert list(store.documents()) == []


def test_a_document_without_text_is_a_record_only(store: Store) -> None:
    made = addition("f/empty.txt", [])
    store.add(*made)
    assert list(store.documents()) == [made.document.record]
    assert everything(store) == []
    assert store.vectors(made.document.record) == {}
    with pytest.raises(StoreError, match="has 0 characters"):
        store.text(made.document.record, Span(0, 1))


def test_a_span_past_the_end_is_cut_there(store: Store) -> None:
    made = addition("f/a.txt", ["One. ", "Two."])
    store.add(*made)
    assert store.text(made.document.record, Span(4, 400)).text == " Two."
    with pytest.raises(StoreError, match="there is nothing at 9 to 12"):
        store.text(made.document.record, Span(9, 12))


def test_limits_are_kept(store: Store) -> None:
    store.add(*addition("f/a.txt", [f"The claim {i}. " for i in range(40)]))
    assert len(store.search(vectors_of(["x"])[0], 7)) == 7
    assert len(store.containing("claim", 7)) == 7
    assert len(store.containing("claim", 1000)) == 40
    assert store.search(vectors_of(["x"])[0], 0) == []
    assert store.containing("claim", 0) == []


def test_chunks_that_are_not_the_document_are_refused(store: Store) -> None:
    document, chunks, vectors = addition("f/a.txt", ["One. ", "Two."])
    with pytest.raises(StoreError, match="are not its text"):
        store.add(document, chunks[:1], vectors[:1])
    with pytest.raises(StoreError, match="are not its text"):
        store.add(replace(document, text="One. Six."), chunks, vectors)
    with pytest.raises(StoreMismatch, match="need vectors of the shape"):
        store.add(document, chunks, vectors[:1])
    assert list(store.documents()) == []


@pytest.mark.slow
def test_a_document_of_more_chunks_than_one_write_takes(store: Store) -> None:
    count = 700 if isinstance(store, ServerStore) else 5600
    made = addition("f/long.txt", [f"Sentence number {i}. " for i in range(count)])
    store.add(*made)
    assert store.text(made.document.record, Span(0, len(made.document.text))).text == made.document.text
    assert len(store.vectors(made.document.record)) == count
    assert store.search(made.vectors[-1], 1)[0].chunk == made.chunks[-1]
    store.remove("f/long.txt")
    assert everything(store) == []
