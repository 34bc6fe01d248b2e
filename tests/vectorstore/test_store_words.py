"""Whole words: what counts as one, and that every store finds the same."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.vectorstore.builders import DIMENSION, EMBEDDER, addition
from vectorstore.chroma import ChromaStore
from vectorstore.memory import MemoryStore
from vectorstore.words import WholeWord

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

FOUND = [
    ("claim", "The CLAIM was filed."),
    ("CLAIM", "the claim"),
    ("Straße", "in der straße."),
    ("étude", "ÉTUDE"),
    ("мадина", "Мадина Аблязова"),
    ("INV-2024-0017", "see inv-2024-0017."),
    ("AB/12", "(ab/12)"),
    ("C++", "written in c++, mostly"),
    ("5", "5 of 3-5, or 5%"),
    ("5", "pages 3-5"),
    ("2019", "2019-2020"),
    ("1.5", "about 1.5."),
    ("-5", "at -5 degrees"),
    ("a.b*c", "A.B*C"),
    ("American", "Anglo-American"),
    ("don't", "I DON'T know"),
    ("quick brown", "The Quick Brown fox"),
    ("文書", "「文書」"),
    ("$&~#", "a $&~# b"),
    ("\\d", "the class \\D here"),
    ("k", "k and K"),
]
NOT_FOUND = [
    ("claim", "disclaimer, claims, claim_id"),
    ("likely", "unlikely"),
    ("5", "-5, 1.5, 5.25, 1,500 and 15"),
    ("5", "+5 or −5"),
    ("1.5", "11.5, 1.55 and 1.5.2"),
    ("INV-2024-0017", "INV-2024-00171"),
    ("AB/12", "CAB/12 and AB/123"),
    ("cafe", "cafe\u0301"),
    ("m", "m²"),
    ("a.b", "axb"),
    ("\\d", "5"),
    ("or", "word"),
]


@pytest.fixture(scope="module")
def chroma(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ChromaStore]:
    path: Path = tmp_path_factory.mktemp("words") / "library"
    texts = {text for _, text in FOUND + NOT_FOUND}
    with ChromaStore.open(path, EMBEDDER, DIMENSION, create=True) as store:
        store.add_all([addition(f"f/{i}.txt", [text]) for i, text in enumerate(sorted(texts))])
        yield store


@pytest.mark.parametrize(("word", "text"), FOUND)
def test_a_word_that_stands_alone_is_found_in_any_case(chroma: ChromaStore, word: str, text: str) -> None:
    assert WholeWord(word).is_in(text)
    assert text in {chunk.text for chunk in chroma.containing(word, 1000)}


@pytest.mark.parametrize(("word", "text"), NOT_FOUND)
def test_a_part_of_a_longer_word_or_number_is_not(chroma: ChromaStore, word: str, text: str) -> None:
    assert not WholeWord(word).is_in(text)
    assert text not in {chunk.text for chunk in chroma.containing(word, 1000)}


@pytest.mark.parametrize("blank", ["", " ", "\n\t"])
def test_a_blank_word_is_nowhere(chroma: ChromaStore, blank: str) -> None:
    assert chroma.containing(blank, 10) == []
    assert MemoryStore(EMBEDDER).containing(blank, 10) == []


_TEXTS = st.lists(st.text("aAbBß5.,-+/²\u0301 é文_\n", min_size=1, max_size=12), min_size=1, max_size=10)


@settings(deadline=None, max_examples=25)
@given(texts=_TEXTS, data=st.data())
def test_both_stores_find_the_same_words(chroma: ChromaStore, texts: list[str], data: st.DataObject) -> None:
    text = data.draw(st.sampled_from(texts))
    start = data.draw(st.integers(0, len(text) - 1))
    word = text[start : data.draw(st.integers(start + 1, len(text)))].swapcase()
    made = addition("f/drawn.txt", texts)
    memory = MemoryStore(EMBEDDER)
    memory.add(*made)
    chroma.add(*made)
    within = {made.document.record.id}
    found = {chunk.id for chunk in chroma.containing(word, 100, within)}
    assert found == {chunk.id for chunk in memory.containing(word, 100, within)}
    assert found == {chunk.id for chunk in made.chunks if word.strip() and WholeWord(word).is_in(chunk.text)}
