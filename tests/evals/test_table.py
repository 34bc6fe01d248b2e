"""The terminal's tables: what a person reads of a suite that counts quotes."""

from __future__ import annotations

from io import StringIO

from rich.console import Console

from evals.nouns import Report, Score, SuiteReport
from evals.table import print_report


def test_quotes_are_told_for_each_kind() -> None:
    accepts, rejects = Score("false accepts", 0.25, 4, of="quotes"), Score("false rejects", 0.0, 6, of="quotes")
    suite = SuiteReport(
        "quotes", "", 1.0, {"farm/mill.txt": ""}, (), (accepts, rejects),
        {"mutated: digit": (accepts,), "honest: dashes": (rejects,)}, {},
    )  # fmt: skip
    written = StringIO()
    print_report(Report((suite,), {}, {}), Console(file=written, width=100))
    rows = [line.replace("│", " ").split() for line in written.getvalue().splitlines()]

    assert "quotes: 10 quotes over 1 document in 1 s" in written.getvalue()
    assert ["mutated:", "digit", "0.250", "4", "-", "-"] in rows
    assert ["honest:", "dashes", "-", "-", "0.000", "6"] in rows
