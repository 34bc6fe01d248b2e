"""A library is checked, built anew from what is sound, and carried to another store."""

from __future__ import annotations

import json
import os
import random
from collections.abc import Callable
from pathlib import Path
from zipfile import ZipFile

import pytest
from hypothesis import HealthCheck, given, settings

from tests.fakes import FakeEmbedder
from tests.vectorstore.builders import addition, additions
from vectorstore.config import StoreConfig
from vectorstore.errors import StoreMismatch, StoreNotFound, StoreUnavailable
from vectorstore.generations import Generations
from vectorstore.memory import MemoryStore
from vectorstore.nouns import PageStart
from vectorstore.opening import open_library, writing, writing_folder
from vectorstore.portable import export_library, import_library
from vectorstore.ports import Addition, Store
from vectorstore.publishing import PublishingStore
from vectorstore.repair import repair
from vectorstore.whole import problems, whole

EMBEDDER = FakeEmbedder()


def embedded(made: Addition) -> Addition:
    return Addition(made.document, made.chunks, EMBEDDER.embed([chunk.text for chunk in made.chunks]))


MADE = [
    embedded(addition("f/a.txt", [f"The claim {number} stands firm. " for number in range(40)])),
    embedded(addition("f/b.pdf", ["One. ", "Two. ", "Three."], [PageStart(1, 0, "i"), PageStart(2, 7)], ["A note."])),
]


@pytest.fixture
def config(tmp_path: Path) -> StoreConfig:
    made = StoreConfig(path=tmp_path / "library")
    with writing(made, EMBEDDER.name, EMBEDDER.dimension) as store:
        store.add_all(MADE)
    return made


def content(store: Store) -> list[tuple[object, ...]]:
    found = [whole(store, record) for record in store.documents()]
    return [(a.document, list(a.chunks), a.vectors.round(5).tolist()) for a in found]


def told(config: StoreConfig) -> list[str]:
    with open_library(config, EMBEDDER.name, EMBEDDER.dimension) as store:
        return [f"{problem.uri}: {problem.what}" for problem in problems(store)]


def fault(config: StoreConfig, plant: Callable[[PublishingStore], None]) -> None:
    with writing_folder(config, EMBEDDER.name, EMBEDDER.dimension) as store:
        store.add(*embedded(addition("f/c.txt", ["Other."])))
        plant(store)


def no_chunk(store: PublishingStore) -> None:
    store._store._chunks.delete(ids=[MADE[0].chunks[7].id])


def another_text(store: PublishingStore) -> None:
    store._store._chunks.update(
        ids=[MADE[0].chunks[7].id], documents=["The claim 8 stands firm. "], embeddings=MADE[0].vectors[7:8]
    )


def no_vector(store: PublishingStore) -> None:
    store._store._chunks.update(ids=[MADE[0].chunks[7].id], embeddings=MADE[0].vectors[7:8] * 0)


def test_a_sound_library_has_no_problem(config: StoreConfig) -> None:
    assert told(config) == []


@pytest.mark.parametrize("plant", [no_chunk, another_text, no_vector])
def test_each_fault_is_found_and_names_its_document(
    config: StoreConfig, plant: Callable[[PublishingStore], None]
) -> None:
    fault(config, plant)
    found = told(config)
    assert len(found) == 1
    assert found[0].startswith("f/a.txt: ")


@pytest.mark.parametrize("plant", [no_chunk, another_text])
def test_repair_keeps_what_is_sound_and_names_the_rest(
    config: StoreConfig, plant: Callable[[PublishingStore], None]
) -> None:
    fault(config, plant)
    done = repair(config, EMBEDDER, print)
    assert (done.kept, done.embedded, done.lost) == (2, 0, ("f/a.txt",))
    assert told(config) == []


def test_repair_makes_a_lost_vector_again(config: StoreConfig) -> None:
    fault(config, no_vector)
    done = repair(config, EMBEDDER, print)
    assert (done.kept, done.embedded, done.lost) == (3, 1, ())
    assert told(config) == []


@pytest.mark.slow
@pytest.mark.parametrize("size", [0, 0.5])
def test_repair_makes_all_vectors_again_where_the_index_is_torn(config: StoreConfig, size: float) -> None:
    rng = random.Random(1)
    parts = [" ".join(f"word{rng.randrange(500)}" for _ in range(12)) + ". " for _ in range(1200)]
    big = embedded(addition("f/big.txt", parts))
    with writing(config, EMBEDDER.name, EMBEDDER.dimension) as store:
        store.add(*big)
    published = Generations(config.path).published()
    assert published is not None
    for index in published.glob("*/*.bin"):
        os.truncate(index, int(index.stat().st_size * size))
    done = repair(config, EMBEDDER, print)
    assert (done.kept, done.lost) == (3, ())
    assert told(config) == []
    with open_library(config, EMBEDDER.name, EMBEDDER.dimension) as store:
        assert whole(store, big.document.record).document == big.document


def test_repair_of_what_cannot_be_read_leaves_it_and_says_so(config: StoreConfig, tmp_path: Path) -> None:
    with pytest.raises(StoreNotFound, match="there is no library"):
        repair(StoreConfig(path=tmp_path / "none"), EMBEDDER, print)
    published = Generations(config.path).published()
    assert published is not None
    (published / "chroma.sqlite3").write_bytes(b"nonsense" * 1000)
    with pytest.raises(StoreUnavailable):
        repair(config, EMBEDDER, print)
    assert Generations(config.path).published() == published


def test_a_library_goes_through_a_file_into_any_store(config: StoreConfig, tmp_path: Path) -> None:
    file = tmp_path / "library.zip"
    with open_library(config, EMBEDDER.name, EMBEDDER.dimension) as store:
        assert export_library(store, file, EMBEDDER.dimension) == 2
        expected = content(store)
    memory = MemoryStore(EMBEDDER.name)
    assert import_library(file, memory) == 2
    assert content(memory) == expected
    other = StoreConfig(path=tmp_path / "other")
    with writing(other, EMBEDDER.name, EMBEDDER.dimension) as store:
        import_library(file, store)
    with open_library(other, EMBEDDER.name, EMBEDDER.dimension) as store:
        assert content(store) == expected
        assert store.fingerprint == memory.fingerprint


@settings(deadline=None, max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(made=additions())
def test_any_documents_go_through_a_file(made: list[Addition], tmp_path_factory: pytest.TempPathFactory) -> None:
    file = tmp_path_factory.mktemp("export") / "library.zip"
    store, again = MemoryStore(EMBEDDER.name), MemoryStore(EMBEDDER.name)
    store.add_all(made)
    export_library(store, file, 16)
    import_library(file, again)
    assert content(again) == content(store)


def test_a_file_that_is_no_library_is_told(tmp_path: Path) -> None:
    store = MemoryStore(EMBEDDER.name)
    with pytest.raises(StoreUnavailable, match="cannot be read"):
        import_library(tmp_path / "none.zip", store)
    (tmp_path / "letter.zip").write_text("Dear all")
    with ZipFile(tmp_path / "empty.zip", "w"):
        pass
    for name in ("letter.zip", "empty.zip"):
        with pytest.raises(StoreMismatch, match="no library"):
            import_library(tmp_path / name, store)


def changed(file: Path, name: str, change: Callable[[bytes], bytes]) -> Path:
    with ZipFile(file) as zipped:
        parts = {part: zipped.read(part) for part in zipped.namelist()}
    with ZipFile(file, "w") as zipped:
        for part, content_ in parts.items():
            zipped.writestr(part, change(content_) if part == name else content_)
    return file


@pytest.mark.parametrize(
    ("name", "change"),
    [
        ("chunks.jsonl", lambda content: content.replace(b"claim 8", b"claim 9")),
        ("vectors.npy", lambda content: content[:-100]),
        ("documents.jsonl", lambda content: content.replace(b'"pdf"', b'"scroll"')),
        ("manifest.json", lambda content: json.dumps({**json.loads(content), "version": 2}).encode()),
        ("manifest.json", lambda content: json.dumps({**json.loads(content), "embedder": "other"}).encode()),
    ],
)
def test_a_file_that_was_changed_is_refused(tmp_path: Path, name: str, change: Callable[[bytes], bytes]) -> None:
    store = MemoryStore(EMBEDDER.name)
    store.add_all(MADE)
    export_library(store, tmp_path / "library.zip", EMBEDDER.dimension)
    with pytest.raises(StoreMismatch):
        import_library(changed(tmp_path / "library.zip", name, change), MemoryStore(EMBEDDER.name))
