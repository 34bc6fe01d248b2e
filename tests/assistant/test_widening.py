"""Sentences that are cut between chunks are read whole."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

from hypothesis import given
from hypothesis import strategies as st

from assistant.ports import CancelToken
from assistant.retrieve import HybridRetriever
from assistant.widening import whole_sentences
from tests.assistant.library import library
from tests.fakes import FakeEmbedder
from tests.vectorstore.builders import addition
from vectorstore.memory import MemoryStore
from vectorstore.nouns import Chunk, DocumentRecord, PageStart, Span
from vectorstore.sentences import sentences

if TYPE_CHECKING:
    from collections.abc import Sequence

BEFORE, AFTER = "The lease runs for years. ", "It was signed at noon.\n"
LONG = "The tenant shall pay the rent, which the yearly statement of the agent sets out, on the first day of May. "


def parts_of(text: str, cuts: set[int]) -> list[str]:
    return [text[start:end] for start, end in pairwise((0, *sorted(cuts), len(text)))]


def chunk(store: MemoryStore, record: DocumentRecord, seq: int) -> Chunk:
    passage = store.text(record, record.chunk_span(seq))
    return Chunk(record, passage.span, passage.text, passage.page_starts, seq)


@given(st.sets(st.integers(1, len(LONG) - 2), min_size=1, max_size=3))
def test_wherever_a_sentence_is_cut_its_beginning_is_widened_to_all_of_it(cuts: set[int]) -> None:
    parts = parts_of(LONG, cuts)
    store = library({"lease.txt": [BEFORE, *parts, AFTER]})
    (record,) = store.documents()
    widened = [whole_sentences(chunk(store, record, seq + 1), store) for seq in range(len(parts))]
    assert LONG.strip() in widened[0].text
    for each in widened:
        assert store.text(record, each.span).text == each.text
        assert AFTER.strip() not in each.text, "what is whole is not widened further"
        assert BEFORE.strip() not in each.text


@given(st.integers(1, len(LONG) - 2).filter(lambda at: LONG[at:].lstrip()[0].islower()))
def test_what_begins_with_a_small_letter_is_widened_back(cut: int) -> None:
    store = library({"lease.txt": [BEFORE, *parts_of(LONG, {cut}), AFTER]})
    (record,) = store.documents()
    assert whole_sentences(chunk(store, record, 2), store).text.strip() == LONG.strip()


def test_a_chunk_of_whole_sentences_stays_as_it_is() -> None:
    store = library({"lease.txt": [BEFORE, LONG, "A heading\n", "“Why?” ", AFTER, "The end of it"]})
    (record,) = store.documents()
    for seq in range(6):
        assert whole_sentences(chunk(store, record, seq), store) == chunk(store, record, seq)


def test_a_sentence_without_end_is_read_by_chunks() -> None:
    endless = ["and " * 2_000] * 4
    store = library({"list.txt": endless})
    (record,) = store.documents()
    for seq in range(4):
        widened = whole_sentences(chunk(store, record, seq), store)
        assert len(widened.text) <= 2 * len(endless[0])
        assert widened.span.contains(record.chunk_span(seq))


def test_a_widened_chunk_knows_its_pages() -> None:
    first, second = parts_of(LONG, {40})
    store = MemoryStore(FakeEmbedder().name)
    pages = (PageStart(1, 0, "1"), PageStart(2, len(BEFORE) + 60, "2"))
    given = addition("lease.pdf", [BEFORE, first, second, AFTER], pages)
    store.add_all([given])
    widened = whole_sentences(given.chunks[1], store)
    assert [page.number for page in widened.page_starts] == [1, 2]
    assert widened.page_at(widened.span.end - 2) == pages[1]


def test_what_is_retrieved_is_widened() -> None:
    parts = parts_of(LONG, {50})
    found = HybridRetriever(library({"lease.txt": [BEFORE, *parts, AFTER]}), FakeEmbedder(), 10, 10)
    texts: Sequence[str] = [c.chunk.text for c in found.retrieve("rent yearly statement", None, CancelToken())]
    whole = [text for text in texts if LONG.strip() in text]
    assert len(whole) == 2
    assert all(Span(0, len(LONG.strip())) in sentences(text) for text in whole)
