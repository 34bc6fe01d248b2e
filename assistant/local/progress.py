"""How far a long piece of work on the weights is."""

from __future__ import annotations

import sys
import weakref
from collections.abc import Callable
from types import TracebackType
from typing import Self

from rich.console import Console
from rich.progress import BarColumn, DownloadColumn, TaskID, TextColumn, TimeRemainingColumn
from rich.progress import Progress as Bar

Progress = Callable[[str, int, int], None]
"""Is told what is being done, and how many bytes of how many are done."""


class Terminal:
    """Shows a bar on standard error while there is work; where that is no terminal, one line for each piece of it.

    What it is told, it tells ``beside`` too.
    """

    def __init__(self, beside: Progress | None = None) -> None:
        self._beside = beside
        console = Console(stderr=True)
        self._bar = Bar(
            TextColumn("{task.description}", markup=False),
            BarColumn(),
            DownloadColumn(),
            TimeRemainingColumn(),
            console=console,
            transient=True,
            disable=not console.is_terminal,
        )
        self._tasks: dict[str, TaskID] = {}
        self._end = weakref.finalize(self, self._bar.stop)  # a thread that is left at the exit leaves the cursor hidden

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._end()

    def __call__(self, work: str, done: int, total: int) -> None:
        if work not in self._tasks:
            self._bar.start()
            self._tasks[work] = self._bar.add_task(work, total=total)
            if self._bar.disable:
                print(f"{work} ({total / 1e6:,.0f} MB)", file=sys.stderr)
        self._bar.update(self._tasks[work], completed=done, total=total)
        if self._beside is not None:
            self._beside(work, done, total)
