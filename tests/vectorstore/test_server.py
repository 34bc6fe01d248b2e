"""What is a server's own: many writers and readers at once, what is left over, its place in the configuration."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.servers import Chroma
from tests.vectorstore.builders import DIMENSION, EMBEDDER, addition, vectors_of
from vectorstore.chroma_place import DOCUMENTS
from vectorstore.config import StoreConfig
from vectorstore.errors import DocumentGone, StoreMismatch, StoreNotFound, StoreUnavailable
from vectorstore.nouns import Span
from vectorstore.opening import open_library, writing
from vectorstore.portable import export_library, import_library
from vectorstore.records import record_key
from vectorstore.server import ServerStore
from vectorstore.whole import problems

if TYPE_CHECKING:
    from vectorstore.ports import Addition, Store

pytestmark = pytest.mark.slow

Open = Callable[[], ServerStore]

AT_ONCE = -2
"""Seconds that make what is left over be swept at once."""
LATER = -10_000
"""As if hours had passed since it was written."""


def uris(store: Store) -> list[str]:
    return [record.uri for record in store.documents()]


def documents(count: int, version: str = "One") -> list[Addition]:
    return [addition(f"f/{i}.txt", [f"{version} {i} {j}. " for j in range(3)]) for i in range(count)]


def rows(store: ServerStore) -> tuple[int, int]:
    """How many chunks and how many rows of records the server holds, seen or not."""
    with store._place.talking():
        return store._chunks.count(), store._records._rows.count()


def all_swept(store: ServerStore) -> None:
    """As if an hour had passed."""
    now, store._now = store._now, lambda: now() - LATER  # type: ignore[method-assign]
    store.sweep()
    store._now = now  # type: ignore[method-assign]


def test_others_see_what_one_adds_replaces_and_removes_at_their_next_question(open_store: Open) -> None:
    writer, reader = open_store(), open_store()
    old, new = addition("f/a.txt", ["Old."]), addition("f/a.txt", ["New."])
    writer.add(*old)
    assert uris(reader) == ["f/a.txt"]
    writer.add(*new)
    assert reader.search(new.vectors[0], 5)[0].chunk.text == "New."
    assert [chunk.text for chunk in reader.containing("old", 5)] == []
    with pytest.raises(DocumentGone):
        reader.text(old.document.record, Span(0, 4))
    before = reader.fingerprint
    writer.remove("f/a.txt")
    assert uris(reader) == []
    assert reader.fingerprint != before
    with pytest.raises(DocumentGone):
        reader.remove("f/a.txt")


def test_a_question_in_flight_ends_on_what_it_began_with(open_store: Open) -> None:
    writer, reader = open_store(), open_store()
    old, gone = addition("f/a.txt", ["Old. ", "Older."]), addition("f/b.txt", ["Gone."])
    writer.add_all([old, gone])
    with reader.snapshot() as before:
        writer.add(*addition("f/a.txt", ["New."]))
        writer.remove("f/b.txt")
        assert before.text(old.document.record, Span(0, 11)).text == "Old. Older."
        assert before.search(gone.vectors[0], 1)[0].chunk.text == "Gone."
        assert {chunk.text for chunk in before.containing("old", 9)} == {"Old. "}
        assert len(before.vectors(old.document.record)) == 2
        assert uris(reader) == ["f/a.txt"]


def test_a_snapshot_takes_writes_and_stays_as_it_is(open_store: Open) -> None:
    store = open_store()
    with store.snapshot() as now:
        now.add(*addition("f/a.txt", ["One."]))
        now.add_all(documents(1))
        now.remove("f/a.txt")
        with now.snapshot() as same:
            assert uris(same) == []
    assert uris(store) == ["f/0.txt"]


def test_only_records_that_are_new_are_read_again(open_store: Open) -> None:
    writer, reader = open_store(), open_store()
    writer.add_all(documents(4))
    assert len(uris(reader)) == 4
    known = reader._state.by_name
    writer.add(*addition("f/2.txt", ["Other."]))
    assert len(uris(reader)) == 4
    assert sum(record is known.get(name) for name, record in reader._state.by_name.items()) == 3


def test_writers_of_the_same_documents_at_once_leave_each_whole(open_store: Open) -> None:
    writers = [open_store() for _ in range(3)]
    for writer in writers:
        writer._question_s = AT_ONCE

    def write(number: int) -> None:
        for turn in range(3):
            writers[number].add_all(documents(3, f"Writer {number} turn {turn}"))

    with ThreadPoolExecutor(3) as threads:
        for done in [threads.submit(write, number) for number in range(3)]:
            done.result(timeout=200)
    reader = open_store()
    assert len(uris(reader)) == 3
    assert list(problems(reader)) == []
    all_swept(reader)
    assert rows(reader) == (9, 3 + 3 + 1)
    assert list(problems(reader)) == []


def test_a_document_that_comes_back_while_it_is_removed_is_whole_or_gone(open_store: Open) -> None:
    adder, remover = open_store(), open_store()
    (made,) = documents(1)
    adder.add(*made)
    show = remover._records.show

    def late(*given: object) -> None:
        adder.add(*made)
        show(*given)  # type: ignore[arg-type]

    remover._records.show = late  # type: ignore[method-assign,assignment]
    remover.remove("f/0.txt")
    assert uris(adder) == []
    all_swept(adder)
    assert rows(adder)[0] == 0
    adder.add(*made)
    assert list(problems(open_store())) == []


@pytest.mark.parametrize("step", ["announce", "_write_chunks", "writings", "show"])
def test_a_write_that_is_cut_is_not_seen_and_is_swept_once_its_time_is_over(open_store: Open, step: str) -> None:
    writer, killed = open_store(), open_store()
    writer.add_all(documents(2))
    all_swept(writer)
    before = rows(writer)

    def kill(*_: object) -> None:
        raise KeyboardInterrupt

    setattr(killed._records if hasattr(killed._records, step) else killed, step, kill)
    with pytest.raises(KeyboardInterrupt):
        killed.add_all(documents(2, "Two"))
    old = {chunk.text for made in documents(2) for chunk in made.chunks}
    assert {hit.chunk.text for hit in writer.search(vectors_of(["x"])[0], 100)} == old
    all_swept(writer)
    assert rows(writer) == before
    assert list(problems(writer)) == []
    writer.add_all(documents(2, "Two"))
    assert {record.id for record in writer.documents()} == {a.document.record.id for a in documents(2, "Two")}


def test_chunks_that_a_writer_is_writing_are_not_swept(open_store: Open) -> None:
    slow, other = open_store(), open_store()
    other._question_s = AT_ONCE
    show = slow._records.show

    def late(*given: object) -> None:
        other.add_all(documents(2, "Other"))
        other.sweep()
        show(*given)  # type: ignore[arg-type]

    slow._records.show = late  # type: ignore[method-assign,assignment]
    slow.add_all(documents(2, "Slow"))
    assert {hit.chunk.text.split()[0] for hit in other.search(vectors_of(["x"])[0], 100)} == {"Slow"}
    assert list(problems(other)) == []


def test_a_write_that_takes_too_long_is_given_up(open_store: Open) -> None:
    store = open_store()
    store._writer_s = AT_ONCE
    with pytest.raises(StoreUnavailable, match="took longer than"):
        store.add_all(documents(1))
    assert uris(store) == []


def test_where_there_is_no_library_none_is_made(server_config: StoreConfig) -> None:
    for _ in range(2):
        with pytest.raises(StoreNotFound, match=r"no library in the database .*quoteproof-ingest FOLDER --store http"):
            open_library(server_config, EMBEDDER, DIMENSION)


@pytest.mark.parametrize("wrong", [{"database": "none"}, {"tenant": "none"}])
def test_a_tenant_or_database_that_is_not_there_is_told(server_config: StoreConfig, wrong: dict[str, str]) -> None:
    config = server_config.model_copy(update=wrong)
    with (
        pytest.raises(StoreNotFound, match=r"has no database .* of a tenant .*mend tenant and database"),
        writing(config, EMBEDDER, DIMENSION),
    ):
        pass


def test_each_database_holds_a_library_of_its_own(open_store: Open, chroma: Chroma) -> None:
    with writing(chroma.database(), EMBEDDER, DIMENSION) as other:
        other.add_all(documents(2))
        assert uris(open_store()) == []


@pytest.mark.parametrize(("embedder", "dimension"), [("other/1", DIMENSION), (EMBEDDER, DIMENSION + 1)])
def test_another_embedder_is_refused(
    open_store: Open, server_config: StoreConfig, embedder: str, dimension: int
) -> None:
    open_store()
    with pytest.raises(StoreMismatch, match=r"made with the embedder fake/1.*another database"):
        open_library(server_config, embedder, dimension)
    with pytest.raises(StoreMismatch, match="made with"), writing(server_config, embedder, dimension):
        pass


def test_rows_that_are_not_ours_are_told(open_store: Open) -> None:
    store = open_store()
    store.add_all(documents(1))
    with store._place.talking():
        store._records._rows.update(ids=[record_key("f/0.txt")], metadatas=[{"shows": "none"}])
    with pytest.raises(StoreMismatch, match="documents that have no record"):
        open_store().documents()


def test_a_library_that_is_removed_meanwhile_is_told(open_store: Open) -> None:
    store = open_store()
    config = store._place.config
    with store._place.talking():
        store._place.api.delete_collection(f"quoteproof-{DOCUMENTS}", config.tenant, config.database)
    with pytest.raises(StoreNotFound, match="not there any more"):
        store.documents()


def test_a_closed_library_is_told(open_store: Open) -> None:
    store = open_store()
    store.close()
    store.close()
    with pytest.raises(StoreUnavailable, match="was closed"):
        store.search(vectors_of(["x"])[0], 3)


def test_a_library_is_carried_from_a_folder_to_a_server_and_back(server_config: StoreConfig, tmp_path: Path) -> None:
    folder, back = StoreConfig(path=tmp_path / "folder"), StoreConfig(path=tmp_path / "back")
    with writing(folder, EMBEDDER, DIMENSION) as store:
        store.add_all(documents(3))
        fingerprint = store.fingerprint
    for number, (source, target) in enumerate([(folder, server_config), (server_config, back)]):
        file = tmp_path / f"{number}.zip"
        with open_library(source, EMBEDDER, DIMENSION) as library:
            assert export_library(library, file, DIMENSION) == 3
        with writing(target, EMBEDDER, DIMENSION) as store:
            assert import_library(file, store) == 3
            assert store.fingerprint == fingerprint


def test_sixteen_threads_ask_while_others_write(open_store: Open) -> None:
    kept = addition("f/kept.txt", [f"The claim {i} stands. " for i in range(30)])
    reader, writer = open_store(), open_store()
    writer._question_s = 5
    writer.add(*kept)

    def ask(number: int) -> None:
        for turn in range(2):
            with reader.snapshot() as store:
                hits = store.search(kept.vectors[(number + turn) % 30], 40)
                assert hits[0].chunk == kept.chunks[(number + turn) % 30]
                assert len(store.containing("stands", 5)) == 5
                assert store.text(kept.document.record, Span(4, 40)).text == kept.document.text[4:40]

    def write() -> None:
        for version in range(4):
            writer.add(*addition("f/busy.txt", [f"Version {version} {i}. " for i in range(9)]))

    with ThreadPoolExecutor(17) as threads:
        waiting = [threads.submit(write), *(threads.submit(ask, n) for n in range(16))]
        for done in waiting:
            done.result(timeout=200)
    assert len(uris(reader)) == 2
    assert list(problems(reader)) == []
