"""The library's folder: what is published is whole, readers follow it, one writer at a time."""

from __future__ import annotations

import os
import shutil
import threading
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.vectorstore.builders import DIMENSION, EMBEDDER, addition, vectors_of
from tests.vectorstore.test_store_chroma import as_nobody, frozen  # noqa: F401 - the fixture
from vectorstore.chroma import ChromaStore
from vectorstore.config import StoreConfig
from vectorstore.errors import DocumentGone, StoreMismatch, StoreNotFound, StoreUnavailable
from vectorstore.following import FollowingStore
from vectorstore.generations import Generations
from vectorstore.nouns import Span
from vectorstore.opening import open_library, writing, writing_folder
from vectorstore.publishing import PublishingStore

if TYPE_CHECKING:
    from collections.abc import Callable
    from contextlib import AbstractContextManager

    from vectorstore.ports import Addition, Store


@pytest.fixture
def config(tmp_path: Path) -> StoreConfig:
    return StoreConfig(path=tmp_path / "library", lock_wait=0.3)


def write(config: StoreConfig, said: list[str] | None = None) -> AbstractContextManager[PublishingStore]:
    return writing_folder(config, EMBEDDER, DIMENSION, (said if said is not None else []).append)


def read(config: StoreConfig) -> FollowingStore:
    return FollowingStore(config.folder, EMBEDDER, DIMENSION)


def put(config: StoreConfig, *made: Addition) -> None:
    with write(config) as store:
        store.add_all(made)


def uris(store: Store) -> list[str]:
    return [record.uri for record in store.documents()]


def generations(config: StoreConfig) -> list[str]:
    return sorted(path.name for path in (config.path / "generations").iterdir())


def test_what_was_written_is_read_again(config: StoreConfig) -> None:
    made = addition("f/a.txt", ["One. ", "Two."])
    put(config, made)
    with read(config) as store:
        assert store.text(made.document.record, Span(0, 9)).text == "One. Two."
        assert store.search(made.vectors[1], 1)[0].chunk == made.chunks[1]
        assert store.containing("two", 5) == [made.chunks[1]]
        assert set(store.vectors(made.document.record)) == {"One. ", "Two."}


def test_where_nothing_was_written_none_is_made(config: StoreConfig) -> None:
    with pytest.raises(StoreNotFound, match="quoteproof-ingest FOLDER"):
        read(config)
    with (
        pytest.raises(StoreNotFound, match="quoteproof-ingest FOLDER"),
        writing(config, EMBEDDER, DIMENSION, create=False),
    ):
        pass
    assert not config.path.exists()


def test_an_open_reader_sees_additions_replacements_and_removals_at_its_next_question(config: StoreConfig) -> None:
    old, new = addition("f/a.txt", ["Old."]), addition("f/a.txt", ["New."])
    put(config, old)
    with read(config) as store:
        put(config, addition("f/b.txt", ["More."]))
        assert uris(store) == ["f/a.txt", "f/b.txt"]
        put(config, new)
        assert store.search(new.vectors[0], 1)[0].chunk.text == "New."
        with pytest.raises(DocumentGone):
            store.text(old.document.record, Span(0, 4))
        with write(config) as writer:
            writer.remove("f/a.txt")
        assert uris(store) == ["f/b.txt"]


def test_a_question_in_flight_ends_on_what_it_began_with(config: StoreConfig) -> None:
    old = addition("f/a.txt", ["Old."])
    put(config, old)
    with read(config) as store:
        with store.snapshot() as before:
            put(config, addition("f/a.txt", ["New."]))
            with store.snapshot() as after:
                assert [chunk.text for chunk in after.containing("new", 3)] == ["New."]
            assert before.text(old.document.record, Span(0, 4)).text == "Old."
            assert before.search(old.vectors[0], 1)[0].chunk.text == "Old."
            assert len(generations(config)) == 2
        put(config, addition("f/b.txt", ["More."]))
        assert len(generations(config)) == 2
        assert len(uris(store)) == 2
    put(config, addition("f/c.txt", ["Most."]))
    assert len(generations(config)) == 1


def test_without_a_change_nothing_is_published(config: StoreConfig) -> None:
    put(config, addition("f/a.txt", ["One."]))
    before = Generations(config.path).stamp()
    with write(config) as store:
        assert uris(store) == ["f/a.txt"]
        store.publish()
    with write(config) as store, pytest.raises(DocumentGone):
        store.remove("f/none.txt")
    assert Generations(config.path).stamp() == before
    assert len(generations(config)) == 1


def test_readers_see_nothing_before_it_is_published(config: StoreConfig) -> None:
    put(config)
    with read(config) as reader, write(config) as store:
        store.add(*addition("f/a.txt", ["One."]))
        assert uris(reader) == []
        store.publish()
        assert uris(reader) == ["f/a.txt"]
        store.add(*addition("f/b.txt", ["Two."]))
        assert uris(reader) == ["f/a.txt"]
        assert uris(store) == ["f/a.txt", "f/b.txt"]


def test_a_long_run_publishes_as_it_goes(config: StoreConfig) -> None:
    put(config)
    store = PublishingStore(config.path, EMBEDDER, DIMENSION, publish_every=0, create=False)
    with read(config) as reader:
        for number in range(3):
            store.add(*addition(f"f/{number}.txt", ["One."]))
            assert len(uris(reader)) == number + 1
    store.close()


@pytest.mark.parametrize("error", [KeyboardInterrupt, ValueError])
def test_what_was_finished_before_an_error_is_published(config: StoreConfig, error: type[BaseException]) -> None:
    def interrupted() -> None:
        with write(config) as store:
            store.add(*addition("f/a.txt", ["One."]))
            raise error

    with pytest.raises(error):
        interrupted()
    said: list[str] = []
    with read(config) as reader, write(config, said):
        assert uris(reader) == ["f/a.txt"]
    assert said == []


def test_a_second_writer_waits_and_then_names_the_first(config: StoreConfig) -> None:
    said: list[str] = []
    with write(config):
        with (
            pytest.raises(StoreUnavailable, match=rf"process {os.getpid()} on .*, writing since 20.*lock_wait"),
            write(config, said),
        ):
            pass
        assert said[0].startswith(f"Waiting up to 0.3 s for process {os.getpid()} on")
    with write(config):
        pass


def test_two_writers_lose_nothing(config: StoreConfig) -> None:
    patient = config.model_copy(update={"lock_wait": 60.0})

    def add(name: str) -> None:
        for number in range(4):
            put(patient, addition(f"{name}/{number}.txt", [f"The claim {number}."]))

    threads = [threading.Thread(target=add, args=(name,)) for name in "ab"]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with read(config) as store:
        assert len(store.documents()) == 8


def test_a_write_that_hangs_ends_in_an_error_and_leaves_what_was_published(config: StoreConfig) -> None:
    put(config, addition("f/a.txt", ["One."]))
    store = PublishingStore(config.path, EMBEDDER, DIMENSION, publish_every=60, create=False, write_s=0.5)
    store.add(*addition("f/b.txt", ["Two."]))
    hung = threading.Event()
    store._store.add_all = lambda additions: hung.wait()  # type: ignore[method-assign,assignment]
    with pytest.raises(StoreUnavailable, match="did not end within"):
        store.add(*addition("f/c.txt", ["Three."]))
    for call in (store.publish, lambda: store.add(*addition("f/d.txt", ["Four."]))):
        with pytest.raises(StoreUnavailable, match="earlier write"):
            call()
    store.close()
    with read(config) as reader, write(config):
        assert uris(reader) == ["f/a.txt"]
    hung.set()


def test_a_failed_write_publishes_nothing_and_the_next_writer_can(config: StoreConfig) -> None:
    put(config, addition("f/a.txt", ["One."]))

    def failing() -> None:
        with write(config) as store:
            store.add(*addition("f/b.txt", ["Two."]))

            def full(additions: list[Addition]) -> None:
                raise StoreUnavailable("the disk is full")

            store._store.add_all = full  # type: ignore[method-assign,assignment]
            store.add(*addition("f/c.txt", ["Three."]))

    with pytest.raises(StoreUnavailable, match="disk is full"):
        failing()
    assert len(generations(config)) == 1
    put(config, addition("f/d.txt", ["Four."]))
    with read(config) as reader:
        assert uris(reader) == ["f/a.txt", "f/d.txt"]


def test_a_library_of_the_old_layout_is_read_and_taken_over(config: StoreConfig) -> None:
    made = addition("f/a.txt", ["One. ", "Two."])
    with ChromaStore.open(config.path, EMBEDDER, DIMENSION, create=True) as flat:
        flat.add(*made)
    with read(config) as reader:
        assert uris(reader) == ["f/a.txt"]
        put(config, addition("f/b.txt", ["More."]))
        assert uris(reader) == ["f/a.txt", "f/b.txt"]
        assert reader.search(made.vectors[1], 1)[0].chunk == made.chunks[1]
    put(config, addition("f/c.txt", ["Most."]))
    assert not (config.path / "chroma.sqlite3").exists()
    assert len(generations(config)) == 1


def test_a_folder_with_other_files_is_not_filled(config: StoreConfig) -> None:
    config.path.mkdir()
    (config.path / "letter.txt").write_text("Dear all")
    with pytest.raises(StoreUnavailable, match="holds other files"), write(config):
        pass
    assert [path.name for path in config.path.iterdir()] == ["letter.txt"]


def test_another_embedder_is_refused_and_the_library_left_alone(config: StoreConfig) -> None:
    put(config, addition("f/a.txt", ["One."]))
    with pytest.raises(StoreMismatch, match="made with the embedder"):
        open_library(config, "other/1", DIMENSION)
    with pytest.raises(StoreMismatch, match="made with the embedder"), writing(config, "other/1", DIMENSION, print):
        pass
    with read(config) as reader:
        assert uris(reader) == ["f/a.txt"]


@pytest.mark.parametrize("pointer", [b"", b"nonsense", b"\xff\xfe", b"99"])
def test_a_broken_pointer_is_told(config: StoreConfig, pointer: bytes) -> None:
    put(config)
    (config.path / "published").write_bytes(pointer)
    with pytest.raises(StoreUnavailable, match="published"):
        read(config)


def test_a_copy_that_lost_its_vectors_is_not_published(config: StoreConfig) -> None:
    """The torn state that a full disk leaves: the check before the publishing finds it."""
    made = addition("f/a.txt", [f"The claim {number}. " for number in range(1200)])
    put(config)
    with suppress(StoreUnavailable), write(config) as store:
        store.add(*made)
        close = store._store.close

        def torn() -> None:
            close()
            for index in Path(store._held.path).glob("*/data_level0.bin"):
                os.truncate(index, 0)

        store._store.close = torn  # type: ignore[method-assign]
    with read(config) as reader:
        assert uris(reader) == []


def test_a_library_that_may_not_be_written_is_read_from_a_copy_and_not_written(
    config: StoreConfig,
    frozen: Callable[[Path], None],  # noqa: F811 - the fixture
) -> None:
    made = addition("f/a.txt", ["One."])
    put(config, made)
    before = {path: path.stat().st_mtime_ns for path in config.path.rglob("*")}
    frozen(config.path)
    with as_nobody(), read(config) as reader:
        assert reader.search(made.vectors[0], 1)[0].chunk == made.chunks[0]
        copy = Path(reader._current.copy.name) if reader._current.copy else None
    assert copy is not None
    assert not copy.exists()
    assert {path: path.stat().st_mtime_ns for path in config.path.rglob("*")} == before
    with as_nobody(), pytest.raises(StoreUnavailable, match="mend the folder's permissions"), write(config):
        pass


def memory_mb() -> float:
    return int(Path("/proc/self/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE") / 1e6


def files_open_below(folder: Path) -> int:
    """Of this process; what other tests have open is none of it."""
    targets = [str(link.readlink()) for link in Path("/proc/self/fd").iterdir() if link.is_symlink()]
    return sum(target.startswith(str(folder)) for target in targets)


@pytest.mark.slow
@pytest.mark.skipif(not Path("/proc/self/fd").exists(), reason="reads open files and memory from /proc")
def test_fifty_publishes_keep_disk_memory_and_open_files_bounded(config: StoreConfig) -> None:
    parts = [f"The claim {number} stands. " for number in range(1500)]
    put(config, addition("f/kept.txt", parts))
    figures = []
    with read(config) as reader:
        for number in range(50):
            put(config, addition("f/busy.txt", [f"Version {number}. "]))
            found = reader.search(vectors_of([f"Version {number}. "])[0], 1)
            assert found[0].chunk.text == f"Version {number}. "
            disk = sum(path.stat().st_size for path in config.path.rglob("*") if path.is_file()) / 1e6
            figures.append((disk, memory_mb(), files_open_below(config.path)))
    print(figures[4], figures[-1])
    (disk, memory, files), (disk_after, memory_after, files_after) = figures[4], figures[-1]
    assert disk_after < 1.5 * disk
    assert files_after <= files + 2
    assert memory_after < memory + 60
    shutil.rmtree(config.path)
