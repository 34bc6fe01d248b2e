"""From the names of suites to a report: suites -> cases -> results -> scores."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Mapping
from typing import Any

from evals.bench import Bench
from evals.errors import CaseError, DataMissing
from evals.journal import UNKEPT, Journal
from evals.nouns import Report, Result, SuiteReport
from evals.run import ask_all
from evals.scores import curves, scores
from evals.slices import slices
from evals.suite import Choice, Loader, SelfMeasured, Suite

Begin = Callable[[Suite | SelfMeasured, int], Callable[[], None]]
"""Called as a suite begins, with the number of cases known already; what it returns is called after each other."""


def evaluate(
    loaders: Mapping[str, Loader],
    bench: Bench,
    choice: Choice,
    *,
    config: Mapping[str, Any],
    limit: int | None = None,
    jobs: int = 1,
    begin: Begin = lambda *_: lambda: None,
    journal: Journal = UNKEPT,
) -> Report:
    """Asks the suites one after the other; ``loaders`` are theirs by name. One without its data is skipped, with why.

    ``config`` is what the results hang on, for the report. ``limit`` asks a seeded sample of each; what ``journal``
    knows is not asked again. Raises CaseError, and what the product raises as it is put together.
    """
    skipped: dict[str, str] = {}
    reports: list[SuiteReport] = []
    for name, load in loaders.items():
        try:
            suites = load(choice)
        except DataMissing as error:
            skipped[name] = str(error)
            continue
        for suite in suites:
            if suite.name in {report.name for report in reports}:
                raise CaseError(f"two suites are named {suite.name!r}: ask them in runs of their own, or rename a file")
            sample = suite.sampled(limit)
            if isinstance(sample, SelfMeasured):
                reports.append(sample.measured(jobs, begin(sample, 0)))
            else:
                reports.append(evaluate_suite(sample, bench, jobs=jobs, begin=begin, journal=journal))
    parts = {"split": choice.split, "modes": choice.modes, "held_out": choice.held_out}
    settings = {**parts, "limit": limit, "jobs": jobs, **config}
    return Report(tuple(reports), skipped, json.loads(json.dumps(settings)))


def evaluate_suite(
    suite: Suite, bench: Bench, *, jobs: int = 1, begin: Begin = lambda *_: lambda: None, journal: Journal = UNKEPT
) -> SuiteReport:
    """Asks all cases of one suite and scores them, as a whole and in slices."""
    setup = bench.setup(suite.sources)
    known = journal.known(suite.name, setup.index, suite.cases)
    advance = begin(suite, len(known))

    def done(result: Result) -> None:
        journal.write(suite.name, setup.index, result)
        advance()

    begun = time.perf_counter()
    results = ask_all(setup.asker, suite.cases, suite.texts, jobs=jobs, reading=setup.reading, known=known, done=done)
    return SuiteReport(
        name=suite.name,
        index=setup.index,
        seconds=time.perf_counter() - begun,
        texts=suite.texts,
        results=tuple(results),
        scores=scores(results),
        slices=slices(results, {source.uri: source.kind for source in suite.sources}),
        curves=curves(results),
        notes=suite.notes,
        sample=suite.sample,
        kept=len(known),
    )
