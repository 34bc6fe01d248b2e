"""What is loaded once for each name: none waits for another, and those who wait are told how far it is."""

from __future__ import annotations

from dataclasses import dataclass, field
from threading import Event, Thread
from time import monotonic, sleep
from typing import TYPE_CHECKING

import pytest

from assistant.errors import EngineError
from assistant.loading import HowFar, Load, Loads
from vectorstore.closing import Closing

if TYPE_CHECKING:
    from assistant.local.progress import Progress

PATIENCE = 20
WORK = "Fetching small.gguf"


@dataclass
class Model(Closing):
    """Tells when it is closed."""

    closed: Event = field(default_factory=Event)

    def close(self) -> None:
        self.closed.set()


@dataclass
class Slow:
    """A load that tells of half its bytes, then waits until it may go on."""

    model: Model = field(default_factory=Model)
    may_end: Event = field(default_factory=Event)
    times: int = 0

    def __call__(self, progress: Progress) -> Model:
        self.times += 1
        progress(WORK, 500, 1000)
        assert self.may_end.wait(PATIENCE)
        progress(WORK, 1000, 1000)
        return self.model


def quick(_progress: Progress) -> Model:
    return Model()


def broken(_progress: Progress) -> Model:
    raise EngineError("it is broken")


def never(_progress: Progress) -> Model:
    pytest.fail("it was loaded before")


def test_neither_a_loaded_one_nor_another_load_waits_for_a_slow_one() -> None:
    loads, slow = Loads[Model](), Slow()
    loaded = loads.of("loaded", quick).result()
    waiting = loads.of("slow", slow)
    assert loads.of("loaded", never).result() is loaded
    assert loads.of("another", quick).result() is not loaded
    assert [loads.has(name) for name in ("loaded", "another", "slow", "unknown")] == [True, True, False, False]
    slow.may_end.set()
    assert waiting.result() is slow.model
    assert loads.has("slow")


def test_all_who_wait_for_the_same_share_one_load() -> None:
    loads, slow, got = Loads[Model](), Slow(), list[Model]()
    waiting = [Thread(target=lambda: got.append(loads.of("slow", slow).result()), daemon=True) for _ in range(8)]
    for each in waiting:
        each.start()
    slow.may_end.set()
    for each in waiting:
        each.join(PATIENCE)
    assert len(got) == 8
    assert all(each is slow.model for each in got)
    assert slow.times == 1


def test_a_load_that_failed_is_told_and_begun_anew() -> None:
    loads = Loads[Model]()
    for _ in range(2):
        failed = loads.of("name", broken)
        for wait in (failed.result, lambda: list(failed.watched())):  # noqa: B023  called at once
            with pytest.raises(EngineError, match="it is broken"):
                wait()
        assert not loads.has("name")
    loads.of("name", quick).result()
    assert loads.has("name")
    loads.close()


def test_what_is_loaded_while_all_is_closed_is_closed_too() -> None:
    loads, slow = Loads[Model](), Slow()
    loaded = loads.of("loaded", quick).result()
    loads.of("broken", broken)
    waiting = loads.of("slow", slow)
    loads.close()
    assert loaded.closed.is_set()
    assert not slow.model.closed.is_set()
    slow.may_end.set()
    waiting.result()
    assert slow.model.closed.wait(PATIENCE)


def test_who_waits_is_told_of_the_bytes_as_long_as_some_are_missing() -> None:
    half, whole = Event(), Event()

    def load(progress: Progress) -> Model:
        progress(WORK, 500, 1000)
        assert half.wait(PATIENCE)
        progress(WORK, 1000, 1000)
        assert whole.wait(PATIENCE)
        return Model()

    for far in Load(load).watched():
        if far is not None:
            assert far == HowFar(WORK, 500, 1000, None)
            half.set()
        elif half.is_set():
            whole.set()
    assert whole.is_set()


@pytest.mark.slow
def test_the_time_that_is_left_goes_by_the_pace_of_the_work_under_way() -> None:
    ended, took = Event(), 0.0

    def paced(progress: Progress) -> Model:
        nonlocal took
        progress("Another work", 1, 1000)
        began = monotonic()
        progress(WORK, 600, 1000)
        sleep(2.1)
        progress(WORK, 800, 1000)
        took = monotonic() - began
        assert ended.wait(PATIENCE)
        return Model()

    for far in Load(paced).watched():
        if far is not None and far.done == 800:
            left = far.left or 0.0
            ended.set()
    assert 2.1 <= left <= took
