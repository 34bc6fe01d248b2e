"""A report, its verdict and what moved since an older one, as tables on the terminal."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from rich.console import Console
from rich.table import Table
from rich.text import Text

from evals.compare import Comparison, Flips, Rate, SuiteComparison
from evals.failures import came_of
from evals.nouns import FALSE_ACCEPTS, FALSE_REJECTS, Report, Score, SuiteReport
from evals.shown import shown, told
from evals.thresholds import Check
from ingest.tables import printable

_SLICED = ("outcome accuracy", "evidence hit", FALSE_ACCEPTS, FALSE_REJECTS)
_FLIPPED = 20
"""How many cases of a kind are listed on the terminal; the page lists all."""


def print_report(report: Report, console: Console) -> None:
    """A table of scores and one of slices for each suite, and a line for each suite that was not asked."""
    for suite in report.suites:
        console.print(_scores(suite))
        if columns := _sliced(suite):
            console.print(_slices(suite, columns))
        for note in suite.notes:
            _line(console, note)
    for name, reason in report.skipped.items():
        console.print(f"{name} was skipped: {reason}", markup=False, highlight=False)


def print_checks(checks: Sequence[Check], console: Console) -> None:
    """A line for each threshold that is not met, or one that says that all are."""
    for check in checks:
        if not check.met:
            got = "was not measured" if check.value is None else f"is {shown(check.value)}"
            wanted = f"wanted {check.threshold.bound}"
            _line(console, f"not met: {check.threshold.score} of {check.threshold.suite} {got}, {wanted}")
    if checks and all(check.met for check in checks):
        _line(console, f"all {len(checks)} thresholds are met")


def print_comparison(comparison: Comparison, console: Console) -> None:
    """What was set otherwise, then for each suite of both reports what moved and which cases flipped."""
    for name, (older, newer) in comparison.config.items():
        _line(console, f"set otherwise: {name}, {older!r} then, {newer!r} now")
    for suite in comparison.suites:
        _compared(suite, console)
    for name in comparison.alone:
        _line(console, f"{name} is in one of the reports only")


def _compared(suite: SuiteComparison, console: Console) -> None:
    if suite.of_quotes:
        for line in _rates(suite):
            _line(console, line)
        return
    left_out = f"; {suite.unpaired} are in one report only, or were changed" if suite.unpaired else ""
    _line(console, f"{suite.name}, {suite.paired} cases of both reports{left_out}")
    if suite.changes:
        console.print(_changes(suite))
    elif not suite.paired:
        for each in suite.moved:
            _line(console, f"{each.score}: {shown(each.older)} then, {shown(each.newer)} now")
    else:
        _line(console, "no measure moved")
    for flips in suite.flips:
        for line in _flipped(flips):
            _line(console, line)


def _rates(suite: SuiteComparison) -> Iterator[str]:
    yield f"{suite.name}, all quotes of each report" + ("" if suite.rates else ": no rate moved")
    for rate in suite.rates:
        then, now = (f"{shown(score.value)} of {score.n:,}" for score in (rate.older, rate.newer))
        yield f"{rate.newer.name}: {then} then, {now} now, Fisher's p = {rate.p:.2g}, {_noise(rate)}"


def _changes(suite: SuiteComparison) -> Table:
    table = Table("measure")
    for column in ("then", "now", "difference", "95 %", "n"):
        table.add_column(column, justify="right")
    table.add_column("more than noise")
    for change in suite.changes:
        interval = "-" if change.low is None else f"{change.low:+.3f} to {change.high:+.3f}"
        figures = (shown(change.older), shown(change.newer), f"{change.difference:+.3f}", interval, f"{change.n:,}")
        table.add_row(change.measure, *figures, "yes" if change.beyond_noise else "no")
    return table


def _flipped(flips: Flips) -> Iterator[str]:
    if not (flips.fixed or flips.broken):
        return
    counts = f"{len(flips.fixed)} fixed, {len(flips.broken)} broken"
    yield f"{flips.reason}: {counts} of {flips.n}, McNemar p = {flips.p:.2g}, {_noise(flips)}"
    for name, pairs in (("fixed", flips.fixed), ("broken", flips.broken)):
        for older, newer in pairs[:_FLIPPED]:
            case = newer.case
            yield f"  {name} {case.id}: {case.question} ({came_of(older)} then, {came_of(newer)} now)"
        if len(pairs) > _FLIPPED:
            yield f"  and {len(pairs) - _FLIPPED} more {name}"


def _noise(found: Flips | Rate) -> str:
    return "more than noise" if found.beyond_noise else "may be noise"


def _line(console: Console, line: str) -> None:
    console.print(Text(printable(line)), soft_wrap=True)


def _scores(suite: SuiteReport) -> Table:
    title = f"{suite.name}: {told(suite)}"
    table = Table("score", title=title, title_justify="left")
    for column in ("value", "95 %", "n"):
        table.add_column(column, justify="right")
    for score in suite.scores:
        n = f"{score.n:,}" if score.of == "cases" else f"{score.n:,} {score.of}"
        table.add_row(score.name, shown(score.value), _interval(score), n)
    return table


def _sliced(suite: SuiteReport) -> list[str]:
    given = {score.name for scores in suite.slices.values() for score in scores}
    return [column for column in _SLICED if column in given]


def _slices(suite: SuiteReport, columns: Sequence[str]) -> Table:
    table = Table("slice of " + suite.name, title_justify="left")
    for column in columns:
        table.add_column(column, justify="right")
        table.add_column("n", justify="right")
    for name, scores in suite.slices.items():
        cells = [cell for wanted in columns for cell in _cells(scores, wanted)]
        table.add_row(name, *cells)
    return table


def _cells(scores: Sequence[Score], wanted: str) -> tuple[str, str]:
    score = next((score for score in scores if score.name == wanted), None)
    return ("-", "-") if score is None else (shown(score.value), f"{score.n:,}")


def _interval(score: Score) -> str:
    return "-" if score.low is None or score.high is None else f"{shown(score.low)} to {shown(score.high)}"
