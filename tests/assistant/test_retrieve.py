"""Retrieval: both scores count, rare words are found in any case, and the limits hold."""

from __future__ import annotations

from math import log
from unittest.mock import patch

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assistant.errors import Cancelled
from assistant.lexical import bm25, stems
from assistant.ports import CancelToken
from assistant.retrieve import HybridRetriever
from tests.assistant.library import library
from tests.fakes import FakeEmbedder

FILLER = {f"notes/{n}.txt": [f"Note {n} tells of pumps, valves and the weather in week {n}. "] for n in range(40)}


def retriever(documents: dict[str, list[str]], candidates: int = 10, passages: int = 5) -> HybridRetriever:
    return HybridRetriever(library(documents), FakeEmbedder(), candidates, passages)


def uris(found: HybridRetriever, question: str, within: list[str] | None = None) -> list[str]:
    return [c.chunk.document.uri for c in found.retrieve(question, within, CancelToken())]


@pytest.mark.parametrize("code", ["INV-2024-0017", "Zelenkov", "E-17", "AB/12", "0x4F", "müller-thurgau", "7781"])
@pytest.mark.parametrize("change", [str, str.lower, str.upper])
def test_a_rare_word_is_found_in_any_case(code: str, change: type[str]) -> None:
    found = retriever(FILLER | {"bills/a.txt": [f"The matter {code} was closed after the audit. "]})
    assert uris(found, f"when was {change(code)} closed?")[0] == "bills/a.txt"


def test_a_rare_word_is_found_beyond_the_dense_candidates() -> None:
    found = retriever(FILLER | {"bills/a.txt": ["Reference QX-1. Nothing else here is like it. "]}, candidates=1)
    assert "bills/a.txt" in uris(found, "pumps valves weather week note QX-1")


@pytest.mark.parametrize(
    ("word", "more"), [("Quillfeather", 1), ("QX-1", 1.5), ("0x4F", 1.5), ("1911", 1), ("19th", 1), ("12.77", 1)]
)
def test_the_rarer_a_word_in_the_larger_a_library_the_more_it_is_worth_and_a_code_most(word: str, more: float) -> None:
    def worth(holding: int, others: int) -> float:
        documents = {f"bills/{n}.txt": [f"A bill names {word} once. "] for n in range(holding)}
        documents |= {f"notes/{n}.txt": ["All is well. "] for n in range(others)}
        with patch("assistant.retrieve._z", return_value=0.0):
            found = retriever(documents).retrieve(word, None, CancelToken())
        return found[0].score / more

    assert worth(1, 20) == pytest.approx(2.0)
    assert worth(1, 1500) == pytest.approx(0.4 * log(1501))
    assert 2.0 < worth(4, 1500) < worth(1, 1500)


def test_a_word_that_is_common_near_the_question_is_not_looked_up() -> None:
    store = library(FILLER | {"bills/a.txt": ["Reference QX-1. Nothing else here is like it. "]})
    with patch.object(store, "containing", wraps=store.containing) as looked_up:
        found = HybridRetriever(store, FakeEmbedder(), 20, 41).retrieve("pumps valves QX-1", None, CancelToken())
        assert [call.args[0] for call in looked_up.call_args_list] == ["QX-1"]
        HybridRetriever(store, FakeEmbedder(), 1, 41).retrieve("pumps valves QX-1", None, CancelToken())
        assert {call.args[0] for call in looked_up.call_args_list} == {"QX-1", "pumps", "valves"}
    assert found[0].chunk.document.uri == "bills/a.txt"


def test_a_number_inside_a_longer_one_is_no_match() -> None:
    found = retriever({"a.txt": ["Room 117 is locked. "], "b.txt": ["Room 17 is open. "]})
    assert uris(found, "which room is 17")[0] == "b.txt"


@settings(deadline=None, max_examples=30)
@given(st.text(max_size=60), st.integers(1, 6))
def test_any_question_brings_at_most_the_passages_and_none_twice(question: str, passages: int) -> None:
    found = retriever(FILLER, passages=passages).retrieve(question, None, CancelToken())
    ids = [candidate.chunk.id for candidate in found]
    assert len(ids) == len(set(ids)) == passages
    assert [c.score for c in found] == sorted((c.score for c in found), reverse=True)


def test_within_keeps_to_the_documents_that_were_asked() -> None:
    found = retriever(FILLER)
    wanted = [r for r in library(FILLER).documents() if r.uri in ("notes/3.txt", "notes/4.txt")]
    assert set(uris(found, "pumps in week 9", [r.id for r in wanted])) == {"notes/3.txt", "notes/4.txt"}


def test_an_empty_library_has_no_candidates() -> None:
    assert uris(retriever({}), "anything") == []


def test_a_cancelled_search_stops() -> None:
    token = CancelToken()
    token.cancel()
    with pytest.raises(Cancelled):
        retriever(FILLER).retrieve("pumps", None, token)


def test_words_that_share_a_stem_share_a_score() -> None:
    assert bm25("was it filed", ["They are filing it now.", "They sing."]).argmax() == 0
    assert stems("The suits were filed") == stems("suit filing")


def test_texts_without_content_words_score_nothing() -> None:
    assert bm25("what is it", ["It is.", "…"]).tolist() == [0, 0]
    assert bm25("valve", ["", "…"]).tolist() == [0, 0]
