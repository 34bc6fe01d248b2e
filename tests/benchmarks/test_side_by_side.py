"""Ratios come from rounds in which every way had its turn."""

from __future__ import annotations

from itertools import accumulate, chain, pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from benchmarks.side_by_side import ratio, show, side_by_side

DURATIONS = st.floats(0.001, 1000)


@settings(deadline=None)
@given(st.lists(st.tuples(DURATIONS, DURATIONS), min_size=1, max_size=9))
def test_each_way_has_its_turn_in_each_round(rounds: list[tuple[float, float]]) -> None:
    took = [second for each in rounds for second in each]
    began = list(accumulate(took, initial=0.0))
    ticks = chain.from_iterable(pairwise(began))
    turns: list[str] = []
    ways = {"one": lambda: turns.append("one"), "other": lambda: turns.append("other")}
    seconds = side_by_side(ways, len(rounds), lambda: next(ticks))
    assert turns == ["one", "other"] * len(rounds)
    assert seconds["one"] == pytest.approx([one for one, _ in rounds], abs=1e-6)
    assert seconds["other"] == pytest.approx([other for _, other in rounds], abs=1e-6)


@settings(deadline=None)
@given(st.lists(DURATIONS, min_size=1, max_size=9), st.floats(0.1, 10))
def test_a_machine_that_slows_down_does_not_change_a_ratio(slowness: list[float], factor: float) -> None:
    seconds = {"one": slowness, "twice": [factor * second for second in slowness]}
    assert ratio(seconds, "twice", "one") == pytest.approx(factor)
    assert ratio(seconds, "one", "one") == 1


def test_a_table_gives_ratio_median_and_range(capsys: pytest.CaptureFixture[str]) -> None:
    show("Both", {"one": [1.0, 2.0, 9.0], "other": [2.0, 4.0, 9.0]}, to="one")
    title, one, other = capsys.readouterr().out.splitlines()
    assert title == "Both, 3 rounds"
    assert one.split() == ["one", "1.00", "2.000", "s", "(1.000", "to", "9.000)"]
    assert other.split() == ["other", "2.00", "4.000", "s", "(2.000", "to", "9.000)"]
