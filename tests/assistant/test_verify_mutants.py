"""Planted faults: quotes that are nearly right are caught, and so are finders and verifiers that are nearly right."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from dataclasses import replace
from difflib import SequenceMatcher
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from assistant.folding import Folded, find
from assistant.nouns import Citation, Claim, Dropped, Quote, Statement
from assistant.verify import cite, prove
from evals.mutations import MUTATIONS, PRESENTATIONS, changed
from tests.assistant.proofs import SUIT, TEXT, Held, held
from vectorstore.memory import MemoryStore
from vectorstore.nouns import DocumentRecord, Passage, Span

if TYPE_CHECKING:
    from collections.abc import Callable

ARTICLE = (Path(__file__).parents[2] / "documents" / "almaty-lawsuit.txt").read_text(encoding="utf-8")
WRITTEN = """
The board may not raise the fee by more than 5% in all 12 months, and never by 1,200 m² or −3 °C at once.
Two of the four members were allegedly unpaid; some had no claim of $40 million in October 2019.
It is unlikely that every price-determining office is about 10 km from Northport's first café.
The “final” offer of May 14 was known to Mr. Osgood, who could affirm it, but not to the staff.
"""
SENTENCES = [sentence for sentence in re.split(r"(?<=[.!?])\s+|\n+", ARTICLE + WRITTEN) if len(sentence.split()) > 4]
FOLDED = Folded(ARTICLE + WRITTEN)
A_PLACE = 3
"""Changes of one kind that are tried at one sentence; the suite of quotes tries them all."""


@pytest.mark.parametrize("kind", MUTATIONS)
def test_a_quote_that_is_nearly_right_stands_nowhere(kind: str) -> None:
    mutants = [
        words for sentence in SENTENCES for _, words in islice(changed(sentence, {kind: MUTATIONS[kind]}), A_PLACE)
    ]
    assert mutants, "a mutation that changes nothing tests nothing"
    assert [words for words in mutants if FOLDED.find(words)] == []


@pytest.mark.parametrize("kind", PRESENTATIONS)
def test_a_quote_in_another_presentation_stands_where_it_stood(kind: str) -> None:
    honest = [
        (sentence, words)
        for sentence in SENTENCES
        for _, words in islice(changed(sentence, {kind: PRESENTATIONS[kind]}), A_PLACE)
    ]
    assert honest, "a presentation that changes nothing tests nothing"
    for sentence, words in honest:
        start = (ARTICLE + WRITTEN).index(sentence)
        assert Span(start, start + len(sentence)) in FOLDED.find(words), words


@pytest.mark.parametrize("kind", MUTATIONS)
def test_a_mutant_in_quotation_marks_drops_the_claim(kind: str) -> None:
    document = held(WRITTEN, cuts=(20, 110, 111, 300))
    for sentence in filter(None, WRITTEN.split("\n")):
        claims = [
            Claim((document.quote(sentence),), f"「{words}」")
            for _, words in islice(changed(sentence, {kind: MUTATIONS[kind]}), A_PLACE)
        ]
        assert all(isinstance(prove(claim, document.store), Dropped) for claim in claims)


def test_right_words_of_another_passage_drop_the_claim() -> None:
    document = held()
    wrong = Claim((document.quote("The court met twice."),), f"They say: “{SUIT.strip()}”")
    assert isinstance(prove(wrong, document.store), Dropped)


def _without_bounds(words: str, text: str) -> bool:
    return bool(words) and words in text


def _without_gaps(words: str, text: str) -> bool:
    return "".join(words.split()) in "".join(text.split())


def _compatibility_forms(words: str, text: str) -> bool:
    return bool(find(unicodedata.normalize("NFKC", words), unicodedata.normalize("NFKC", text)))


def _any_case(words: str, text: str) -> bool:
    return bool(find(words.casefold(), text.casefold()))


def _without_accents(words: str, text: str) -> bool:
    def bare(each: str) -> str:
        return "".join(c for c in unicodedata.normalize("NFD", each) if not unicodedata.combining(c))

    return bool(find(bare(words), bare(text)))


def _without_dashes(words: str, text: str) -> bool:
    return bool(find(re.sub("[-−–]", "", words), re.sub("[-−–]", "", text)))


def _without_punctuation(words: str, text: str) -> bool:
    return re.sub(r"[^\w\s]", "", words) in re.sub(r"[^\w\s]", "", text)


def _with_ellipses(words: str, text: str) -> bool:
    return re.search(".*?".join(map(re.escape, words.split("…"))), text) is not None


def _as_bags(words: str, text: str) -> bool:
    return not Counter(words.split()) - Counter(text.split())


def _by_likeness(words: str, text: str) -> bool:
    return any(SequenceMatcher(None, words, line).ratio() > 0.9 for line in text.split("\n"))


def _exactly(words: str, text: str) -> bool:
    return words in text


@pytest.mark.parametrize(
    "finder",
    [
        _without_bounds,
        _without_gaps,
        _compatibility_forms,
        _any_case,
        _without_accents,
        _without_dashes,
        _without_punctuation,
        _with_ellipses,
        _as_bags,
        _by_likeness,
    ],
)
def test_a_finder_that_forgives_too_much_is_caught(finder: Callable[[str, str], bool]) -> None:
    assert _false_accepts(finder)


def test_a_finder_that_forgives_nothing_is_caught() -> None:
    assert _false_rejects(_exactly)


def test_our_finder_forgives_neither_too_much_nor_too_little() -> None:
    def ours(words: str, text: str) -> bool:
        return bool(find(words, text))

    assert not _false_accepts(ours)
    assert not _false_rejects(ours)


def _false_accepts(finder: Callable[[str, str], bool]) -> list[str]:
    lines = list(filter(None, WRITTEN.split("\n")))
    return [words for line in lines for _, words in changed(line, MUTATIONS) if finder(words, WRITTEN)]


def _false_rejects(finder: Callable[[str, str], bool]) -> list[str]:
    lines = list(filter(None, WRITTEN.split("\n")))
    return [words for line in lines for _, words in changed(line, PRESENTATIONS) if not finder(words, WRITTEN)]


class _ShiftedStore(MemoryStore):
    """Reads every text one character too late."""

    def text(self, document: DocumentRecord, span: Span) -> Passage:
        shifted = super().text(document, span.shifted(1) if span.end < document.characters else span)
        return replace(super().text(document, span), text=shifted.text)


class _FirstChunkStore(MemoryStore):
    """Counts offsets in the first chunk, as if every chunk began at 0."""

    def text(self, document: DocumentRecord, span: Span) -> Passage:
        whole = super().text(document, Span(0, document.characters)).text
        start = span.start - document.chunk_span(document.chunks_covering(span)[0]).start
        return replace(super().text(document, span), text=whole[start : start + len(span)])


class _GreedyStore(MemoryStore):
    """Gives whole chunks where a part of them was asked for."""

    def text(self, document: DocumentRecord, span: Span) -> Passage:
        seqs = document.chunks_covering(span)
        return super().text(document, Span(document.chunk_span(seqs[0]).start, document.chunk_span(seqs[-1]).end))


def _cite_first_place(quote: Quote, store: MemoryStore) -> Citation:
    """Passes the quote on as words and looks for them again."""
    words = store.text(quote.document, quote.span).text
    at = store.text(quote.document, Span(0, quote.document.characters)).text.index(words)
    return cite(replace(quote, span=Span(at, at + len(words))), store)


def _cite_one_too_far(quote: Quote, store: MemoryStore) -> Citation:
    return cite(replace(quote, span=Span(quote.span.start, quote.span.end + 1)), store)


def _cite_to_the_chunks_end(quote: Quote, store: MemoryStore) -> Citation:
    """Forgets the end."""
    seqs = quote.document.chunks_covering(quote.span)
    return cite(replace(quote, span=Span(quote.span.start, quote.document.chunk_span(seqs[-1]).end)), store)


@pytest.mark.parametrize("store", [_ShiftedStore("fake/1"), _FirstChunkStore("fake/1"), _GreedyStore("fake/1")])
def test_a_store_that_reads_another_place_is_caught(store: MemoryStore) -> None:
    assert not _cites_what_was_pointed_at(held(store=store), cite)


@pytest.mark.parametrize("citer", [_cite_first_place, _cite_one_too_far, _cite_to_the_chunks_end])
def test_a_citer_that_takes_another_place_is_caught(citer: Callable[[Quote, MemoryStore], Citation]) -> None:
    assert not _cites_what_was_pointed_at(held(), citer)


def test_our_citer_takes_the_place_that_was_pointed_at() -> None:
    assert _cites_what_was_pointed_at(held(), cite)


def _cites_what_was_pointed_at(document: Held, citer: Callable[[Quote, MemoryStore], Citation]) -> bool:
    """The law: a citation is the span that was pointed at and the words that stand there, or nothing."""
    for nth, words in ((0, "May 14"), (1, "May 14"), (1, SUIT.strip()), (0, "-5% of 1,200 m²")):
        quote = document.quote(words, nth=nth)
        outcome = prove(Claim((quote,)), document.store)
        try:
            citation = citer(quote, document.store)
        except Exception:  # noqa: BLE001 - a fault that refuses an honest quote is caught as well
            return False
        if (citation.span, citation.text) != (quote.span, words) or not isinstance(outcome, Statement):
            return False
    return True


def test_the_text_of_these_tests_repeats_a_sentence() -> None:
    assert TEXT.count(SUIT) == 2
