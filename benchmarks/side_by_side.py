"""Ways to do one thing, timed in turn: what else the machine does falls on all of them alike."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from statistics import median
from time import perf_counter

Seconds = Mapping[str, list[float]]
"""Each way's seconds, one per round, in the order of the rounds."""


def side_by_side(
    ways: Mapping[str, Callable[[], object]], rounds: int, clock: Callable[[], float] = perf_counter
) -> Seconds:
    """Every way once per round. What a way must do once, as loading, is done before."""
    seconds: dict[str, list[float]] = {name: [] for name in ways}
    for _ in range(rounds):
        for name, way in ways.items():
            began = clock()
            way()
            seconds[name].append(clock() - began)
    return seconds


def ratio(seconds: Seconds, of: str, to: str) -> float:
    """The median over the rounds of what ``of`` took for each second of ``to``."""
    return median(one / other for one, other in zip(seconds[of], seconds[to], strict=True))


def show(title: str, seconds: Seconds, to: str) -> None:
    """A row for each way: its ratio to ``to``, and its median and range in seconds."""
    print(f"{title}, {len(seconds[to])} rounds")
    for name, each in seconds.items():
        spread = f"{median(each):8.3f} s ({min(each):.3f} to {max(each):.3f})"
        print(f"  {name:44} {ratio(seconds, name, to):6.2f} {spread}")
