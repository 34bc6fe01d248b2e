"""What is Chroma's own: the folder, its faults, chunks without a record, pages of a write, many threads."""

from __future__ import annotations

import os
import sqlite3
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from typing import TYPE_CHECKING

import numpy as np
import pytest

from tests.vectorstore.builders import DIMENSION, EMBEDDER, addition, vectors_of
from vectorstore.chroma import ChromaStore, _read_records
from vectorstore.chroma_faults import faults_of
from vectorstore.errors import DocumentGone, StoreMismatch, StoreNotFound, StoreUnavailable
from vectorstore.nouns import Span

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from vectorstore.ports import Addition


def library(path: Path, *made: Addition) -> Path:
    with ChromaStore.open(path, EMBEDDER, DIMENSION, create=True) as store:
        store.add_all(made)
    return path


def opened(path: Path) -> ChromaStore:
    return ChromaStore.open(path, EMBEDDER, DIMENSION)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[ChromaStore]:
    with ChromaStore.open(tmp_path / "library", EMBEDDER, DIMENSION, create=True) as made:
        yield made


@contextmanager
def as_nobody() -> Iterator[None]:
    """Without the rights of root, which nothing is forbidden to."""
    user = os.geteuid()
    if user == 0:
        os.seteuid(65534)
    try:
        yield
    finally:
        os.seteuid(user)


@pytest.fixture
def frozen(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[[Path], None]]:
    """Takes the right to write away from everything below a path."""
    root = tmp_path_factory.getbasetemp()
    open_folders = [folder for folder in (root, *root.parents) if folder.name.startswith(("pytest-", "popen-"))]
    modes = [folder.stat().st_mode for folder in open_folders]
    touched: list[Path] = []

    def freeze(path: Path) -> None:
        for folder in [*open_folders, path.parent]:
            folder.chmod(0o755)
        for part in [path, *path.rglob("*")]:
            part.chmod(0o555 if part.is_dir() else 0o444)
            touched.append(part)

    yield freeze
    for part in touched:
        part.chmod(0o755)
    for folder, mode in zip(open_folders, modes, strict=True):
        folder.chmod(mode)


def test_a_library_opens_again_as_it_was(tmp_path: Path) -> None:
    made = addition("f/a.txt", ["One. ", "Two."], notes=["A note."])
    path = library(tmp_path / "library", made)
    with opened(path) as store:
        assert list(store.documents()) == [made.document.record]
        assert store.text(made.document.record, Span(3, 7)).text == ". Tw"
        fingerprint = store.fingerprint
    with opened(path) as store:
        assert store.fingerprint == fingerprint


def test_where_there_is_no_library_none_is_made(tmp_path: Path) -> None:
    with pytest.raises(StoreNotFound, match="quoteproof-ingest FOLDER"):
        opened(tmp_path / "library")
    assert list(tmp_path.iterdir()) == []


def test_chroma_files_without_a_library_are_told(tmp_path: Path) -> None:
    sqlite3.connect(tmp_path / "chroma.sqlite3").close()
    with pytest.raises(StoreNotFound, match="hold no library"):
        opened(tmp_path)


def test_a_folder_with_other_files_is_not_filled(tmp_path: Path) -> None:
    (tmp_path / "letter.txt").write_text("Dear all")
    for place in (tmp_path, tmp_path / "letter.txt"):
        with pytest.raises(StoreUnavailable, match="holds other files"):
            ChromaStore.open(place, EMBEDDER, DIMENSION, create=True)
    assert [path.name for path in tmp_path.iterdir()] == ["letter.txt"]


@pytest.mark.parametrize(("embedder", "dimension"), [("other/1", DIMENSION), (EMBEDDER, DIMENSION + 1)])
def test_another_embedder_is_refused_and_the_library_left_alone(tmp_path: Path, embedder: str, dimension: int) -> None:
    path = library(tmp_path / "library", addition("f/a.txt", ["One."]))
    for create in (False, True):
        with pytest.raises(StoreMismatch, match=r"made with the embedder fake/1.*quoteproof-ingest FOLDER --store NEW"):
            ChromaStore.open(path, embedder, dimension, create=create)
    with opened(path) as store:
        assert len(store.documents()) == 1


def test_another_layout_is_refused(tmp_path: Path) -> None:
    path = library(tmp_path / "library")
    with sqlite3.connect(path / "chroma.sqlite3") as tables:
        tables.execute("update collection_metadata set int_value = 99 where key = 'schema'")
    with pytest.raises(StoreMismatch, match=r"has the layout 99.*--store NEW"):
        opened(path)


def test_files_of_another_chroma_are_refused(tmp_path: Path) -> None:
    path = library(tmp_path / "library")
    with sqlite3.connect(path / "chroma.sqlite3") as tables:
        tables.execute("update migrations set hash = 'other'")
    with pytest.raises(StoreMismatch, match="another version of Chroma"):
        opened(path)


def test_a_record_of_another_form_is_told(tmp_path: Path) -> None:
    path = library(tmp_path / "library", addition("f/a.txt", ["One."]))
    with sqlite3.connect(path / "chroma.sqlite3") as tables:
        tables.execute("update embedding_metadata set string_value = 'scroll' where key = 'kind'")
    with pytest.raises(StoreMismatch, match=r"record of 'f/a\.txt'.*scroll"):
        opened(path)


def test_a_damaged_file_is_told(tmp_path: Path) -> None:
    path = library(tmp_path / "library")
    (path / "chroma.sqlite3").write_bytes(b"nonsense" * 1000)
    with pytest.raises(StoreUnavailable, match="files are damaged"):
        opened(path)


@pytest.mark.slow
def test_a_torn_index_is_told(tmp_path: Path) -> None:
    made = addition("f/a.txt", [f"Sentence {i}. " for i in range(1200)])
    path = library(tmp_path / "library", made)
    for index in path.glob("*/*.bin"):
        os.truncate(index, 0)
    with opened(path) as store, pytest.raises(StoreUnavailable, match="files are damaged"):
        store.search(made.vectors[0], 3)


def test_a_folder_that_may_not_be_written_is_told(tmp_path: Path, frozen: Callable[[Path], None]) -> None:
    path = library(tmp_path / "library", addition("f/a.txt", ["One."]))
    frozen(tmp_path)
    with as_nobody():
        for place, create in ((path, False), (tmp_path / "new", True)):
            with pytest.raises(StoreUnavailable, match="mend their permissions"):
                ChromaStore.open(place, EMBEDDER, DIMENSION, create=create)


def test_a_folder_opens_once_its_permissions_are_mended(tmp_path: Path, frozen: Callable[[Path], None]) -> None:
    path = library(tmp_path / "library", addition("f/a.txt", ["One."]))
    frozen(tmp_path)
    with as_nobody(), pytest.raises(StoreUnavailable):
        opened(path)
    for part in [path, *path.rglob("*")]:
        part.chmod(0o755)
    with opened(path) as store:
        assert len(store.documents()) == 1


@pytest.mark.parametrize(
    ("error", "advice"),
    [
        (OSError(28, "No space left on device (os error 28)"), "free some space"),
        (OSError("(code: 13) database or disk is full"), "free some space"),
        (PermissionError(13, "Permission denied"), "mend their permissions"),
        (OSError("(code: 5) database is locked"), "another process holds it"),
        (OSError("something new"), "look at the folder"),
    ],
)
def test_each_fault_says_what_where_and_what_to_do(tmp_path: Path, error: OSError, advice: str) -> None:
    with pytest.raises(StoreUnavailable, match=advice) as told, faults_of(tmp_path):
        raise error
    assert str(tmp_path) in str(told.value)
    assert str(error) in str(told.value)


def test_a_closed_library_is_told(store: ChromaStore) -> None:
    store.close()
    store.close()
    with pytest.raises(StoreUnavailable, match="was closed"):
        store.search(vectors_of(["x"])[0], 3)


def test_a_question_of_another_dimension_is_refused(store: ChromaStore) -> None:
    with pytest.raises(StoreMismatch, match="holds vectors of 16 numbers"):
        store.search(vectors_of(["x"], 8)[0], 3)


def plant_orphans(store: ChromaStore, made: Addition, texts: list[str]) -> None:
    """Chunks that no record names, as a killed writer leaves them, all at the place of the document's first chunk."""
    places = [("0" * 64, seq) for seq in range(len(texts) - 1)] + [(made.document.record.id, len(made.chunks))]
    store._chunks.add(
        ids=[f"{document}:{seq}" for document, seq in places],
        embeddings=np.repeat(made.vectors[:1], len(texts), axis=0),
        documents=texts,
        metadatas=[{"document": document, "seq": seq} for document, seq in places],
    )


def test_chunks_without_a_record_never_show_and_take_no_place(store: ChromaStore) -> None:
    made = addition("f/a.txt", [f"The claim {i}. " for i in range(6)])
    store.add(*made)
    plant_orphans(store, made, [f"A stale claim {i}." for i in range(50)])
    assert [hit.chunk.id for hit in store.search(made.vectors[0], 1)] == [made.chunks[0].id]
    assert {hit.chunk.id for hit in store.search(made.vectors[0], 6)} == {chunk.id for chunk in made.chunks}
    assert {chunk.id for chunk in store.containing("claim", 6)} == {chunk.id for chunk in made.chunks}
    assert store.containing("stale", 6) == []


def test_a_document_whose_chunks_are_not_all_there_is_gone(store: ChromaStore) -> None:
    made = addition("f/a.txt", ["One. ", "Two. ", "Three."])
    store.add(*made)
    store._chunks.delete(ids=[made.chunks[1].id])
    assert store.text(made.document.record, Span(0, 4)).text == "One."
    with pytest.raises(DocumentGone, match=r"f/a\.txt"):
        store.text(made.document.record, Span(0, 8))


def test_every_read_and_write_goes_by_pages(tmp_path: Path) -> None:
    made = [addition(f"f/{i}.txt", [f"The claim {i} {j}. " for j in range(i + 1)]) for i in range(8)]
    path = tmp_path / "library"
    with ChromaStore.open(path, EMBEDDER, DIMENSION, create=True) as store:
        store._page = 3
        store.add_all(made)
        ids = [a.document.record.id for a in made]
        assert len(store.search(vectors_of(["x"])[0], 100, ids)) == 36
        assert len(store.containing("claim", 100, ids)) == 36
        assert len(store.containing("claim", 20, ids)) == 20
        for document, _, _ in made:
            assert store.text(document.record, Span(0, len(document.text))).text == document.text
        store.remove("f/7.txt")
        assert store._chunks.count() == 28
    with opened(path) as store:
        assert len(_read_records(store._records, 3)) == 7


def test_a_replace_leaves_no_chunk_of_the_old_version(store: ChromaStore) -> None:
    store.add(*addition("f/a.txt", [f"Old {i}. " for i in range(9)]))
    store.add(*addition("f/a.txt", ["New. ", "Newer."]))
    assert store._chunks.count() == 2
    assert store._records.count() == 1


def test_a_version_takes_nothing_over_from_the_one_before(tmp_path: Path) -> None:
    made = addition("f/a.txt", ["New."])
    with ChromaStore.open(tmp_path / "library", EMBEDDER, DIMENSION, create=True) as store:
        store.add(*addition("f/a.txt", ["Old."], notes=["Page 2 could not be read."]))
        store.add(*made)
    with opened(tmp_path / "library") as store:
        assert list(store.documents()) == [made.document.record]


def test_nothing_is_sent_and_no_model_is_loaded_by_chroma(store: ChromaStore) -> None:
    assert store._client.get_settings().anonymized_telemetry is False
    assert store._chunks.configuration.get("embedding_function") is None


@pytest.mark.slow
def test_sixteen_threads_ask_while_one_writes(store: ChromaStore) -> None:
    kept = addition("f/kept.txt", [f"The claim {i} stands. " for i in range(30)])
    store.add(*kept)

    def ask(number: int) -> None:
        for turn in range(5):
            hits = store.search(kept.vectors[(number + turn) % 30], 40)
            assert hits[0].chunk == kept.chunks[(number + turn) % 30]
            assert {hit.chunk.document.uri for hit in hits} <= {"f/kept.txt", "f/busy.txt"}
            assert len(store.containing("stands", 5)) == 5
            assert store.text(kept.document.record, Span(4, 40)).text == kept.document.text[4:40]

    def write() -> None:
        for version in range(5):
            store.add(*addition("f/busy.txt", [f"Version {version} part {i}. " for i in range(9)]))

    with ThreadPoolExecutor(17) as threads:
        waiting = [threads.submit(write), *(threads.submit(ask, number) for number in range(16))]
        for done in waiting:
            done.result(timeout=120)
    assert len(store.documents()) == 2
