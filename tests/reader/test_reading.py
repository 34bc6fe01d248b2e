"""What a reading says of its spans, against a search through all of them."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assistant.reader.reading import LONGEST, Reading
from vectorstore.nouns import Span

LOGITS = st.one_of(st.floats(-20, 20, width=32), st.just(-np.inf))


@st.composite
def readings(draw: st.DrawFn) -> Reading:
    count = draw(st.integers(0, 50))
    widths = draw(st.lists(st.integers(1, 5), min_size=count, max_size=count))
    gaps = draw(st.lists(st.integers(0, 2), min_size=count, max_size=count))
    ends = np.cumsum(np.array(widths, np.int64) + np.array(gaps, np.int64))
    offsets = np.stack([ends - np.array(widths, np.int64), ends], axis=1).reshape(-1, 2)
    start, end = (draw(st.lists(LOGITS, min_size=count, max_size=count)) for _ in range(2))
    return Reading(offsets, np.array(start, np.float32), np.array(end, np.float32), draw(st.floats(-20, 20)))


def all_spans(reading: Reading, within: Span | None = None) -> list[tuple[float, Span]]:
    found = []
    for i, (begin, _) in enumerate(reading.offsets.tolist()):
        for j in range(i, min(i + LONGEST, len(reading.offsets))):
            span = Span(begin, int(reading.offsets[j, 1]))
            score = float(reading.start[i] + reading.end[j])
            if np.isfinite(score) and (within is None or within.contains(span)):
                found.append((score, span))
    return found


@settings(deadline=None)
@given(readings(), st.one_of(st.none(), st.tuples(st.integers(0, 90), st.integers(1, 90))))
def test_best_is_the_highest_of_all_spans(reading: Reading, place: tuple[int, int] | None) -> None:
    within = Span(place[0], place[0] + place[1]) if place else None
    spans = all_spans(reading, within)
    best = reading.best(within)
    if best is None:
        assert not spans
    else:
        assert best.score == max(score for score, _ in spans)
        assert (best.score, best.span) in spans


@settings(deadline=None)
@given(readings(), st.integers(0, 8))
def test_spans_do_not_overlap_and_each_is_the_best_of_what_is_left(reading: Reading, count: int) -> None:
    left = all_spans(reading)
    found = reading.spans(count)
    for span in found:
        assert span.score == max(score for score, _ in left)
        left = [(score, other) for score, other in left if not other.overlaps(span.span)]
    assert len(found) == count or not left


@settings(deadline=None)
@given(readings())
def test_margin_is_the_best_score_less_the_null(reading: Reading) -> None:
    best = reading.best()
    assert reading.margin == (-np.inf if best is None else best.score - reading.null)


def test_a_span_has_at_most_thirty_tokens_after_its_first() -> None:
    count = 40
    offsets = np.stack([np.arange(count), np.arange(count) + 1], axis=1)
    start, end = np.zeros(count, np.float32), np.zeros(count, np.float32)
    start[0], end[30], end[31] = 5, 5, 9
    best = Reading(offsets, start, end, 0.0).best()
    assert best is not None
    assert best.span == Span(0, 31)
    assert best.score == 10


@pytest.mark.parametrize(
    ("within", "expected"), [(Span(0, 3), Span(0, 1)), (Span(2, 4), Span(2, 4)), (Span(3, 4), None)]
)
def test_within_takes_whole_tokens_only(within: Span, expected: Span | None) -> None:
    reading = Reading(np.array([[0, 1], [2, 4]]), np.array([1, 0], np.float32), np.array([1, 0], np.float32), 0.0)
    best = reading.best(within)
    assert (best and best.span) == expected
