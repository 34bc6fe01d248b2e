"""Shows how far the work is: a bar with the time left in a terminal, plain lines elsewhere."""

from __future__ import annotations

from types import TracebackType
from typing import Self

from rich.console import Console
from rich.progress import BarColumn, SpinnerColumn, TaskID, TextColumn, TimeRemainingColumn
from rich.progress import Progress as Bar
from rich.text import Text

from ingest.outcome import Event, FileResult, Outcome, Plan, Progress
from ingest.tables import duration, printable


class Screen:
    """Is told the events of a run. ``finished`` counts the documents that were written."""

    def __init__(self, console: Console) -> None:
        self.finished = 0
        self.console = console
        self._bar = Bar(
            SpinnerColumn(),
            BarColumn(),
            TimeRemainingColumn(),
            TextColumn("{task.description}", markup=False),
            console=console,
            transient=True,
            disable=not console.is_terminal,
        )
        self._task: TaskID | None = None

    def __enter__(self) -> Self:
        self._bar.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._bar.stop()

    def tell(self, event: Event) -> None:
        match event:
            case Plan():
                self._plan(event)
            case Progress():
                self._progress(event)
            case FileResult():
                self._result(event)

    def say(self, line: str) -> None:
        self.console.print(Text(printable(line)), soft_wrap=True)

    def _plan(self, plan: Plan) -> None:
        self._task = self._bar.add_task("reading", total=plan.characters or None)
        if plan.seconds is not None:
            self.say(f"{plan.files:,} files to read; that takes about {duration(plan.seconds)}.")

    def _progress(self, progress: Progress) -> None:
        if self._task is not None:
            self._bar.update(
                self._task, completed=progress.done, total=progress.total, description=printable(progress.doing)
            )

    def _result(self, result: FileResult) -> None:
        if result.outcome in {Outcome.ADDED, Outcome.UPDATED}:
            self.finished += 1
        if not self.console.is_terminal and result.outcome is not Outcome.UNCHANGED:
            told = result.reason or f"{result.chunks:,} chunks"
            self.say(f"{result.outcome} {result.uri}: {told}")
