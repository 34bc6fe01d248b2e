"""A report as tables on the terminal."""

from __future__ import annotations

from collections.abc import Sequence

from rich.console import Console
from rich.table import Table

from evals.nouns import Report, Score, SuiteReport

_SLICED = ("outcome accuracy", "evidence hit")


def print_report(report: Report, console: Console) -> None:
    """A table of scores and one of slices for each suite, and a line for each suite that was not asked."""
    for suite in report.suites:
        console.print(_scores(suite))
        if suite.slices:
            console.print(_slices(suite))
    for name, reason in report.skipped.items():
        console.print(f"{name} was skipped: {reason}", markup=False, highlight=False)


def _scores(suite: SuiteReport) -> Table:
    title = f"{suite.name}: {len(suite.results)} cases over {len(suite.texts)} documents in {suite.seconds:.0f} s"
    table = Table("score", title=title, title_justify="left")
    for column in ("value", "95 %", "n"):
        table.add_column(column, justify="right")
    for score in suite.scores:
        n = f"{score.n:,}" if score.of == "cases" else f"{score.n:,} {score.of}"
        table.add_row(score.name, f"{score.value:.3f}", _interval(score), n)
    return table


def _slices(suite: SuiteReport) -> Table:
    table = Table("slice of " + suite.name, title_justify="left")
    for column in _SLICED:
        table.add_column(column, justify="right")
        table.add_column("n", justify="right")
    for name, scores in suite.slices.items():
        cells = [cell for wanted in _SLICED for cell in _cells(scores, wanted)]
        table.add_row(name, *cells)
    return table


def _cells(scores: Sequence[Score], wanted: str) -> tuple[str, str]:
    score = next((score for score in scores if score.name == wanted), None)
    return ("-", "-") if score is None else (f"{score.value:.3f}", f"{score.n:,}")


def _interval(score: Score) -> str:
    return "-" if score.low is None or score.high is None else f"{score.low:.3f} to {score.high:.3f}"
