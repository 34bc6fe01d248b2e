from __future__ import annotations

from threading import Barrier, Lock
from time import sleep

import pytest

from vectorstore.cores import Cores


@pytest.mark.parametrize("count", [1, 2, 3])
@pytest.mark.parametrize("batches", [0, 1, 7])
def test_every_batch_is_computed_once(count: int, batches: int) -> None:
    done: list[int] = []
    Cores("test", count).each(done.append, list(range(batches)))
    assert sorted(done) == list(range(batches))


def test_batches_are_computed_side_by_side() -> None:
    together = Barrier(3)

    def compute(_: int) -> None:
        together.wait(10)

    Cores("test", 3).each(compute, [1, 2, 3])


@pytest.mark.parametrize("count", [1, 2])
def test_an_error_is_raised_and_what_was_not_begun_is_left_out(count: int) -> None:
    begun: list[int] = []
    lock = Lock()

    def compute(batch: int) -> None:
        with lock:
            begun.append(batch)
        if batch == 0:
            raise ValueError("a bad batch")
        sleep(0.01)

    with pytest.raises(ValueError, match="a bad batch"):
        Cores("test", count).each(compute, list(range(50)))
    sleep(0.6)
    assert len(begun) < 10


def test_ctrl_c_leaves_out_what_was_not_begun(monkeypatch: pytest.MonkeyPatch) -> None:
    begun: list[int] = []

    def compute(batch: int) -> None:
        begun.append(batch)
        sleep(0.01)

    def interrupted(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("vectorstore.cores.wait", interrupted)
    with pytest.raises(KeyboardInterrupt):
        Cores("test", 2).each(compute, list(range(50)))
    sleep(0.6)
    assert len(begun) < 10
