"""The index of words beside an embedded library: it names every block that holds a word, and may be missing."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from tests.vectorstore.builders import DIMENSION, EMBEDDER, addition
from vectorstore.chroma import ChromaStore
from vectorstore.errors import StoreUnavailable
from vectorstore.generations import copy_library
from vectorstore.word_index import WORDS_FILE, Block, WordIndex, words_of
from vectorstore.words import WholeWord

if TYPE_CHECKING:
    from pathlib import Path


@settings(deadline=None, max_examples=300)
@given(st.text(st.characters(exclude_categories=["Cs"])), st.text(), st.text())
@example("straße", "STRASSE, ", "")
@example("ix", "İX ", "")
@example("\u0345", " ι ", "")
def test_what_is_noted_of_a_word_is_noted_of_every_text_that_holds_it(word: str, before: str, behind: str) -> None:
    cased = (word, word.upper(), word.lower(), word.swapcase())
    for text in (before + behind, *(before + each + behind for each in cased)):
        if word.strip() and WholeWord(word).is_in(text):
            assert words_of(word) <= words_of(text)


def test_a_word_of_many_documents_is_found_as_often_as_is_asked(tmp_path: Path) -> None:
    with ChromaStore.open(tmp_path / "library", EMBEDDER, DIMENSION, create=True) as store:
        store.add_all([addition(f"f/{i}.txt", [f"The claim {i}. " for _ in range(40)]) for i in range(30)])

        assert len(store.containing("claim", 1000)) == 1000
        assert len(store.containing("claim", 5000)) == 30 * 40
        assert {chunk.document.uri for chunk in store.containing("claim 7", 5000)} == {"f/7.txt"}


def test_a_library_without_the_index_is_read_through(tmp_path: Path) -> None:
    old, later = addition("f/old.txt", ["The claim was filed."]), addition("f/new.txt", ["A claim follows."])
    with ChromaStore.open(tmp_path / "library", EMBEDDER, DIMENSION, create=True) as store:
        store.add(*old)
    (tmp_path / "library" / WORDS_FILE).unlink()

    with ChromaStore.open(tmp_path / "library", EMBEDDER, DIMENSION) as store:
        assert [chunk.text for chunk in store.containing("claim", 9)] == ["The claim was filed."]
    with ChromaStore.open(tmp_path / "library", EMBEDDER, DIMENSION, create=True) as store:
        store.add(*later)
        assert {chunk.document.uri for chunk in store.containing("claim", 9)} == {"f/old.txt", "f/new.txt"}
        assert len(store.containing("claim", 1)) == 1
        assert [c.document.uri for c in store.containing("claim", 9, {old.document.record.id})] == ["f/old.txt"]


def test_documents_that_went_are_neither_found_nor_kept_for_ever(tmp_path: Path) -> None:
    index = WordIndex(tmp_path, create=True)
    made = [addition(f"f/{i}.txt", [f"word{i} everywhere"]) for i in range(10)]
    index.add(made)
    index.remove(each.document.record.id for each in made[:9])

    assert [block.document for page in _holding(index, "everywhere") for block in page] == [made[9].document.record.id]
    assert _holding(index, "word3") == []
    with closing(sqlite3.connect(tmp_path / WORDS_FILE)) as tables:
        assert tables.execute("select count(*) from posting").fetchone() == (2,)
    index.add(made[3:4])
    assert len(_holding(index, "word3")) == 1


def test_signs_alone_are_not_noted(tmp_path: Path) -> None:
    assert WordIndex(tmp_path, create=True).holding("$&~#") is None


def test_the_index_goes_with_a_copy_of_the_library(tmp_path: Path) -> None:
    with ChromaStore.open(tmp_path / "library", EMBEDDER, DIMENSION, create=True) as store:
        store.add(*addition("f/a.txt", ["The claim was filed."]))
    (tmp_path / "copy").mkdir()
    copy_library(tmp_path / "library", tmp_path / "copy")

    assert len(WordIndex(tmp_path / "copy", create=False).documents) == 1


def test_a_damaged_index_is_a_clear_error(tmp_path: Path) -> None:
    with ChromaStore.open(tmp_path / "library", EMBEDDER, DIMENSION, create=True) as store:
        store.add(*addition("f/a.txt", ["The claim was filed."]))
    (tmp_path / "library" / WORDS_FILE).write_bytes(b"torn" * 3000)

    with pytest.raises(StoreUnavailable, match="its files are damaged"):
        ChromaStore.open(tmp_path / "library", EMBEDDER, DIMENSION)


def _holding(index: WordIndex, word: str) -> list[list[Block]]:
    pages = index.holding(word)
    assert pages is not None
    return list(pages)
