"""Taking folders in: incremental runs equal fresh ones, and nothing stops at one bad file."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import Event as Signal
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ingest import library
from ingest.config import IngestConfig
from ingest.library import take_in
from ingest.outcome import Event, FileResult, Outcome, Plan, Progress
from tests.fakes import FakeEmbedder
from tests.ingest.desk import CONFIG, Desk
from vectorstore.config import StoreConfig
from vectorstore.errors import StoreMismatch, StoreUnavailable
from vectorstore.memory import MemoryStore
from vectorstore.nouns import DocumentRecord, Span, Vectors
from vectorstore.ports import Addition, Store

ONE_BY_ONE = IngestConfig(workers=1, store=StoreConfig(embed_batch=1))
PATIENCE = 60
PARAGRAPHS = [f"Paragraph {number} tells of case {number}. {'It goes on a little. ' * 30}" for number in range(6)]


def content(store: Store) -> dict[str, Any]:
    """All that a library holds, save when it was taken in."""
    held = {}
    for record in store.documents():
        vectors = {text: vector.tobytes() for text, vector in store.vectors(record).items()}
        text = store.text(record, Span(0, record.characters))
        held[record.uri] = (replace(record, taken_in="", modified_ns=0), text.text, text.page_starts, vectors)
    return held


NAMES = st.sampled_from(["a", "b", "c"])
TEXTS = st.lists(st.sampled_from([*PARAGRAPHS, "Une phrase.", "§§ §§"]), max_size=4).map("\n\n".join)
FOLDERS = st.dictionaries(NAMES, TEXTS, max_size=3)


def lay_out(folder: Path, texts: Mapping[str, str]) -> None:
    for name in "abc":
        (folder / f"{name}.txt").unlink(missing_ok=True)
    for name, text in texts.items():
        (folder / f"{name}.txt").write_text(text, encoding="utf-8")


@settings(deadline=None, max_examples=40)
@given(st.lists(FOLDERS, min_size=1, max_size=4))
def test_re_ingest_equals_ingest(states: list[Mapping[str, str]]) -> None:
    with TemporaryDirectory() as place:
        desk = Desk(Path(place))
        for state in states:
            lay_out(desk.folder, state)
            desk.take_in(prune=True)
        fresh = MemoryStore(desk.embedder.name)
        take_in([desk.folder], fresh, desk.embedder, CONFIG)
        readable = {uri: held for uri, held in content(desk.store).items() if uri in content(fresh)}
        assert readable == content(fresh)


@settings(deadline=None, max_examples=25)
@given(FOLDERS, st.permutations("abc"))
def test_the_order_of_files_is_irrelevant(texts: Mapping[str, str], order: Iterable[str]) -> None:
    with TemporaryDirectory() as place:
        desk = Desk(Path(place))
        lay_out(desk.folder, texts)
        desk.take_in()
        other = MemoryStore(desk.embedder.name)
        for name in order:
            take_in([desk.folder / f"{name}.txt"], other, desk.embedder, CONFIG)
        assert content(other) == content(desk.store)


@settings(deadline=None, max_examples=25)
@given(FOLDERS)
def test_taking_in_again_changes_nothing_and_embeds_nothing(texts: Mapping[str, str]) -> None:
    with TemporaryDirectory() as place:
        desk = Desk(Path(place))
        lay_out(desk.folder, texts)
        desk.take_in()
        before = desk.store.documents()
        again = desk.take_in(prune=True)
        assert desk.store.documents() == before
        assert desk.embedder.embedded == []
        assert {result.outcome for result in again.results} <= {Outcome.UNCHANGED, Outcome.FAILED}


def test_what_became_of_each_file(desk: Desk) -> None:
    desk.write(a="One.", b="Two.")
    assert desk.outcomes() == {"docs/a.txt": "added", "docs/b.txt": "added"}
    desk.write(b="Two and a half.", c="Three.")
    assert desk.outcomes() == {"docs/a.txt": "unchanged", "docs/b.txt": "updated", "docs/c.txt": "added"}
    assert desk.text("b") == "Two and a half."


def test_only_what_changed_is_embedded_again(desk: Desk) -> None:
    desk.write(a="\n\n".join(PARAGRAPHS))
    desk.take_in()
    assert len(desk.embedder.embedded) == len(PARAGRAPHS)
    desk.write(a="\n\n".join([*PARAGRAPHS[:3], "A new one.", *PARAGRAPHS[4:]]))
    desk.take_in()
    assert 1 <= len(desk.embedder.embedded) <= 2


def test_a_file_with_another_name_keeps_its_vectors(desk: Desk) -> None:
    desk.write(a="\n\n".join(PARAGRAPHS))
    desk.take_in()
    (desk.folder / "a.txt").rename(desk.folder / "b.txt")
    assert desk.outcomes(prune=True) == {"docs/b.txt": "added", "docs/a.txt": "removed"}
    assert desk.embedder.embedded == []


def test_a_text_that_stands_twice_is_embedded_once(desk: Desk) -> None:
    desk.write(a=PARAGRAPHS[0], b=PARAGRAPHS[0])
    desk.take_in()
    assert desk.embedder.embedded == [PARAGRAPHS[0]]


def test_a_moved_folder_is_the_same_library_with_its_new_place(desk: Desk, tmp_path: Path) -> None:
    desk.write(a=PARAGRAPHS[0])
    desk.take_in()
    (tmp_path / "new").mkdir()
    desk.folder = desk.folder.rename(tmp_path / "new" / "docs")
    assert desk.outcomes() == {"docs/a.txt": "updated"}
    assert desk.record("a").root == str(desk.folder)
    assert desk.embedder.embedded == []


def test_a_touched_file_is_unchanged(desk: Desk) -> None:
    desk.write(a="One.")
    desk.take_in()
    os.utime(desk.folder / "a.txt", (1, 1))
    assert desk.outcomes() == {"docs/a.txt": "unchanged"}


def test_a_document_of_another_chunker_is_redone(desk: Desk) -> None:
    desk.write(a="\n\n".join(PARAGRAPHS))
    desk.take_in()
    assert desk.outcomes(config=IngestConfig(workers=1, chunk_characters=300)) == {"docs/a.txt": "updated"}
    assert desk.text("a") == "\n\n".join(PARAGRAPHS)


LIBRARIES = [("loader", "charset-normalizer"), ("chunker", "sentencex"), ("chunker", "py3langid"), ("chunker", "regex")]


@pytest.mark.parametrize(("field", "maker"), [("loader", "text"), ("chunker", "packed"), *LIBRARIES])
def test_a_document_of_another_loader_or_chunker_stays_readable_and_is_redone(
    desk: Desk, field: str, maker: str
) -> None:
    desk.write(a="One.")
    desk.take_in()
    now = desk.record("a")
    other: dict[str, Any] = {field: re.sub(rf"({maker}[ -])[\d.]+", r"\g<1>0", getattr(now, field))}
    old = replace(now, id="old", **other)
    held = MemoryStore(desk.embedder.name)
    held.add(*_as_stored(desk.store, now, old))
    desk.store = held
    assert desk.text("a") == "One."
    assert desk.outcomes() == {"docs/a.txt": "updated"}
    assert desk.record("a").id == now.id


def _as_stored(store: Store, record: DocumentRecord, other: DocumentRecord) -> tuple[Any, Any, Any]:
    from vectorstore.nouns import Document
    from vectorstore.passages import chunks_of

    document = Document(other, store.text(record, Span(0, record.characters)).text)
    chunks = chunks_of(document)
    return document, chunks, np.stack([store.vectors(record)[chunk.text] for chunk in chunks])


def test_another_embedder_is_refused(desk: Desk) -> None:
    with pytest.raises(StoreMismatch, match=r"made with the embedder fake/1, not other/1"):
        take_in([desk.folder], desk.store, FakeEmbedder(name="other/1"), CONFIG)


def test_one_bad_file_stops_no_other(desk: Desk) -> None:
    desk.write(a="One.", b="", c="Three.")
    summary = desk.take_in()
    assert [(result.uri, "empty" in result.reason) for result in summary.failed] == [("docs/b.txt", True)]
    assert summary.count(Outcome.ADDED) == 2


def test_a_file_that_broke_keeps_its_old_version(desk: Desk) -> None:
    desk.write(a="One.")
    desk.take_in()
    desk.write(a="")
    assert "stays in the library" in desk.take_in().failed[0].reason
    assert desk.text("a") == "One."
    assert desk.take_in(prune=True).failed
    assert desk.text("a") == "One."


def test_a_file_over_the_limit_is_a_line_with_the_reason(desk: Desk) -> None:
    desk.write(a="One.", b="x" * 101)
    failed = desk.take_in(config=IngestConfig(workers=1, max_file_bytes=100)).failed
    assert [result.uri for result in failed] == ["docs/b.txt"]
    assert "101 bytes, more than the 100 that are read" in failed[0].reason


def test_other_languages_and_unknown_tokens_are_noted(desk: Desk) -> None:
    desk.write(a="Le tribunal a entendu la plainte au printemps, et la ville a perdu. " * 5, b="§§ §§ known.")
    notes = {result.uri: result.notes for result in desk.take_in().results}
    assert "not in English (it looks like fr)" in notes["docs/a.txt"][0]
    assert "1 of 1 chunks cannot be searched by meaning" in notes["docs/b.txt"][0]
    assert desk.record("a").language == "fr"
    assert desk.record("b").notes == notes["docs/b.txt"]


def test_what_was_finished_stays_when_the_run_is_interrupted(desk: Desk) -> None:
    desk.write(a=PARAGRAPHS[0], b=PARAGRAPHS[1])

    def interrupt(event: Event) -> None:
        if isinstance(event, FileResult):
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        take_in([desk.folder], desk.store, desk.embedder, CONFIG, interrupt)
    assert desk.text("a") == PARAGRAPHS[0]
    assert desk.outcomes()["docs/a.txt"] == "unchanged"


def test_a_group_is_written_while_the_next_is_embedded_and_told_once_it_is_written(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One document a group; the write of the first one waits until the second is embedded."""
    embedded, written = Signal(), list[str]()
    embed, add_all = desk.embedder.embed, desk.store.add_all

    def embedding(texts: Sequence[str]) -> Vectors:
        if "second" in texts[0]:
            assert written == []
            embedded.set()
        return embed(texts)

    def writing(additions: Sequence[Addition]) -> None:
        assert embedded.wait(PATIENCE)
        told = [event.uri for event in desk.events if isinstance(event, FileResult)]
        assert told == written
        add_all(additions)
        written.extend(addition.document.record.uri for addition in additions)

    monkeypatch.setattr(desk.embedder, "embed", embedding)
    monkeypatch.setattr(desk.store, "add_all", writing)
    desk.write(a="The first.", b="The second.", c="The third.")
    monkeypatch.setattr(library, "_BATCHES_AT_ONCE", 1)
    results = desk.take_in(config=ONE_BY_ONE).results
    assert [result.uri for result in results] == written == ["docs/a.txt", "docs/b.txt", "docs/c.txt"]


def test_what_was_not_written_is_not_told(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    add_all = desk.store.add_all

    def full(additions: Sequence[Addition]) -> None:
        if desk.store.documents():
            raise StoreUnavailable("the disk is full")
        add_all(additions)

    monkeypatch.setattr(desk.store, "add_all", full)
    monkeypatch.setattr(library, "_BATCHES_AT_ONCE", 1)
    desk.write(a="The first.", b="The second.", c="The third.")
    with pytest.raises(StoreUnavailable, match="the disk is full"):
        desk.take_in(config=ONE_BY_ONE)
    assert [event.uri for event in desk.events if isinstance(event, FileResult)] == ["docs/a.txt"]
    assert [record.uri for record in desk.store.documents()] == ["docs/a.txt"]


def test_progress_ends_at_its_total(desk: Desk) -> None:
    desk.write(a=PARAGRAPHS[0], b=PARAGRAPHS[1])
    desk.take_in()
    plan, *_ = (event for event in desk.events if isinstance(event, Plan))
    last = [event for event in desk.events if isinstance(event, Progress)][-1]
    assert (plan.files, plan.unchanged, plan.seconds) == (2, 0, None)
    assert last.done == last.total == sum(map(len, PARAGRAPHS[:2]))


def test_a_long_run_is_estimated_before(desk: Desk) -> None:
    desk.write(a="A sentence that is repeated. " * 10_000)
    desk.take_in()
    plan = next(event for event in desk.events if isinstance(event, Plan))
    assert plan.seconds is not None
    assert plan.seconds > 0
