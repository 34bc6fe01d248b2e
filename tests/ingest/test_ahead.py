"""Work that is done in a thread of its own, before it is asked for."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from threading import Event, current_thread, main_thread

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.ahead import ahead

PATIENCE = 60


@given(st.lists(st.integers(0, 9)), st.integers(0, 30))
def test_all_is_made_in_order_and_no_more_is_begun_than_there_is_room_for(sizes: list[int], room: int) -> None:
    begun: list[int] = []

    def jobs() -> Iterator[tuple[int, Callable[[], int]]]:
        for number, size in enumerate(sizes):
            begun.append(number)
            yield size, partial(int, number)

    for taken, made in enumerate(ahead(jobs(), room)):
        assert made == taken
        waiting = begun[taken + 1 : -1]
        assert sum(sizes[number] for number in waiting) <= room
    assert len(begun) == len(sizes)


def test_it_is_made_by_another_thread_while_what_came_before_is_worked_on() -> None:
    made = Event()

    def second() -> bool:
        made.set()
        return current_thread() is main_thread()

    results = ahead([(1, lambda: True), (1, second)], room=1)
    next(results)
    assert made.wait(PATIENCE)
    assert list(results) == [False]


def test_an_error_is_raised_in_its_place_and_nothing_comes_after_it() -> None:
    def broken() -> str:
        raise ValueError("torn")

    results = ahead([(1, lambda: "first"), (1, broken), (1, lambda: "later")], room=9)
    assert next(results) == "first"
    with pytest.raises(ValueError, match="torn"):
        next(results)
    assert list(results) == []


def test_closed_early_it_leaves_out_what_was_not_begun() -> None:
    begun: list[int] = []
    hold = Event()

    def job(number: int) -> Callable[[], int]:
        def make() -> int:
            begun.append(number)
            if number:
                hold.wait(PATIENCE)
            return number

        return make

    results = ahead(((1, job(number)) for number in range(9)), room=5)
    next(results)
    hold.set()
    results.close()
    assert len(begun) < 9
