"""The source pane's windows: their pieces tile the text, and the marked ones are exactly the quote."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assistant.errors import QuestionError
from assistant.page.source_view import around, checked_span, found, window
from tests.assistant.page.answers import store_of
from vectorstore.nouns import Span

PARTS = st.lists(st.text(st.sampled_from("aZ é“”🐎\n-"), min_size=1, max_size=9), min_size=1, max_size=40)


@given(PARTS, st.data())
@settings(deadline=None)
def test_the_pieces_tile_the_window_and_the_marked_ones_are_the_quote(parts: list[str], data: st.DataObject) -> None:
    store = store_of(*parts)
    record, whole = store.documents()[0], "".join(parts)
    spans = st.tuples(st.integers(0, len(whole)), st.integers(0, len(whole))).filter(lambda pair: pair[0] < pair[1])
    quote = Span(*data.draw(spans))
    others = [Span(*pair) for pair in data.draw(st.lists(spans, max_size=3))]
    chunks = around(record, quote)
    if len(chunks) > 48:
        return
    view = window(store, record, chunks, quote, others)
    start = record.chunk_span(chunks.start).start
    end = record.chunk_span(chunks.stop - 1).end
    assert "".join(piece.text for piece in view.pieces) == whole[start:end]
    assert "".join(piece.text for piece in view.pieces if piece.mark == "quote") == quote.of(whole)
    assert [whole[piece.start : piece.start + len(piece.text)] for piece in view.pieces] == [
        p.text for p in view.pieces
    ]


def test_windows_after_each_other_make_the_document() -> None:
    parts = [f"Sentence {n}.\n" for n in range(40)]
    store = store_of(*parts)
    record = store.documents()[0]
    stretches = [range(first, min(first + 12, 40)) for first in range(0, 40, 12)]
    views = [window(store, record, stretch, None, ()) for stretch in stretches]
    assert "".join(piece.text for view in views for piece in view.pieces) == "".join(parts)


@pytest.mark.parametrize("chunks", [range(-1, 1), range(2, 2), range(3), range(5, 9)])
def test_a_stretch_that_is_not_there_is_refused(chunks: range) -> None:
    store = store_of("One.\n", "Two.\n")
    with pytest.raises(QuestionError):
        window(store, store.documents()[0], chunks, None, ())


@pytest.mark.parametrize(("start", "end"), [(-1, 2), (3, 3), (0, 11)])
def test_a_span_that_is_not_there_is_refused(start: int, end: int) -> None:
    with pytest.raises(QuestionError):
        checked_span(store_of("One.\n", "Two.\n").documents()[0], start, end)


def test_finding_folds_case_and_white_space_across_chunks() -> None:
    store = store_of("The Lease\n", "allows cats. (the lease allows)\n")
    record = store.documents()[0]
    assert found(store, record, "lease  ALLOWS") == [Span(4, 16), Span(28, 40)]
    assert found(store, record, ".*") == []
    with pytest.raises(QuestionError):
        found(store, record, "  ")
