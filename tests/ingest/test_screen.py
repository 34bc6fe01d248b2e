"""How far the work is: a bar with the time left in a terminal, plain lines elsewhere."""

from __future__ import annotations

import re
from io import StringIO

import pytest
from rich.console import Console

from ingest.outcome import Event, FileResult, Outcome, Plan, Progress
from ingest.screen import Screen

RUN = Plan(files=2, unchanged=0, characters=1_000, seconds=120)
PLAN = "2 files to read; that takes about 2 minutes."


class Clock:
    """A clock that stands still until it is set."""

    now = 0.0

    def __call__(self) -> float:
        return self.now


def shown(*events: tuple[float, Event], terminal: bool) -> list[str]:
    """The lines after events at their seconds, before the bar goes, without colours."""
    clock, out = Clock(), StringIO()
    with Screen(Console(file=out, force_terminal=terminal, width=80, get_time=clock, highlight=False)) as screen:
        for seconds, event in events:
            clock.now = seconds
            screen.tell(event)
    return re.sub(r"\x1b\[[0-9;?]*[A-Za-z]", "", out.getvalue()).splitlines()


@pytest.mark.parametrize(("total", "left"), [(1_000, "0:01:20"), (4_600, "0:07:20")])
def test_a_terminal_shows_the_time_left_and_what_is_done(total: int, left: str) -> None:
    """At ten characters a second; the total is what was told last, and not the plan's."""
    steps = [(float(second), Progress(10 * second, total, f"docs/{second}.txt")) for second in (5, 10, 20)]
    *before, last = filter(str.strip, shown((0, RUN), *steps, terminal=True))
    assert PLAN in before
    assert last.split()[-2:] == [left, "docs/20.txt"]


def test_elsewhere_each_file_is_a_line_and_there_is_no_bar() -> None:
    failed = FileResult("docs/b.txt", Outcome.FAILED, "it is empty")
    events = (RUN, Progress(500, 1_000, "docs/a.txt"), FileResult("docs/a.txt", Outcome.ADDED, chunks=3), failed)
    told = shown(*((0, event) for event in events), terminal=False)
    assert told == [PLAN, "added docs/a.txt: 3 chunks", "failed docs/b.txt: it is empty"]
