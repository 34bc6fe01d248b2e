"""Shows how far a run is and what time is left: a bar for each suite in a terminal, now and then a line elsewhere."""

from __future__ import annotations

import time
from collections.abc import Callable
from types import TracebackType
from typing import Self

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn, TimeRemainingColumn
from rich.text import Text

from evals.suite import SelfMeasured, Suite
from ingest.tables import duration, printable

_LINE_EVERY_S = 30.0


class Screen:
    """Is told as suites begin and cases end, from any thread. ``asked`` counts the cases of this run that are kept.

    ``clock`` tells the seconds.
    """

    def __init__(self, console: Console, clock: Callable[[], float] = time.monotonic) -> None:
        self.asked = 0
        self._console = console
        self._clock = clock
        columns = (TextColumn("{task.description}", markup=False), BarColumn(), MofNCompleteColumn())
        self._bars = Progress(
            *columns,
            TimeElapsedColumn(),
            TimeRemainingColumn(),
            console=console,
            disable=not console.is_terminal,
            get_time=clock,
        )

    def __enter__(self) -> Self:
        self._bars.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._bars.stop()

    def say(self, line: str) -> None:
        self._console.print(Text(printable(line)), soft_wrap=True)

    def begin(self, suite: Suite | SelfMeasured, known: int) -> Callable[[], None]:
        """What it returns is to be called after each case that was asked."""
        task = self._bars.add_task(suite.name, total=len(suite.cases), completed=known)
        pace = Pace(len(suite.cases) - known, self._clock())

        def advance() -> None:
            self.asked += isinstance(suite, Suite)
            self._bars.advance(task)
            if (line := pace.step(self._clock())) and not self._console.is_terminal:
                self.say(f"{suite.name}: {line}")

        return advance


class Pace:
    """Turns the cases that are done into a line every half minute, with the time left at the pace so far."""

    def __init__(self, cases: int, begun: float) -> None:
        self._cases, self._begun, self._told = cases, begun, begun
        self._done = 0

    def step(self, now: float) -> str | None:
        """One more case is done at ``now``, in seconds; the line that is due, or None."""
        self._done += 1
        if now - self._told < _LINE_EVERY_S:
            return None
        self._told = now
        left = (now - self._begun) / self._done * (self._cases - self._done)
        return f"{self._done:,} of {self._cases:,} cases asked, about {duration(left)} left"
