"""From the names of suites to a report: suites -> cases -> results -> scores."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from evals.bench import Bench
from evals.errors import DataMissing
from evals.nouns import Report, Result, Score, SuiteReport
from evals.run import ask_all
from evals.scores import curves, scores
from evals.suites import SUITES, Choice, Suite

Begin = Callable[[Suite], Callable[[], None]]
"""Called as a suite begins; what it returns is called after each case."""


def evaluate(
    names: Sequence[str],
    bench: Bench,
    choice: Choice,
    *,
    limit: int | None = None,
    jobs: int = 1,
    begin: Begin = lambda _: lambda: None,
) -> Report:
    """Asks the suites one after the other. A suite without its data is skipped, with the reason.

    ``limit`` asks a seeded sample of each. Raises CaseError, and what the product raises as it is put together.
    """
    skipped: dict[str, str] = {}
    reports: list[SuiteReport] = []
    for name in names:
        try:
            suites = SUITES[name](choice)
        except DataMissing as error:
            skipped[name] = str(error)
            continue
        reports += [evaluate_suite(suite.sampled(limit), bench, jobs=jobs, begin=begin) for suite in suites]
    config: dict[str, Any] = {
        "split": choice.split,
        "modes": choice.modes,
        "limit": limit,
        "jobs": jobs,
        **bench.config,
    }
    return Report(tuple(reports), skipped, config)


def evaluate_suite(suite: Suite, bench: Bench, *, jobs: int = 1, begin: Begin = lambda _: lambda: None) -> SuiteReport:
    """Asks all cases of one suite and scores them, as a whole and in slices."""
    setup = bench.setup(suite.sources)
    done = begin(suite)
    begun = time.perf_counter()
    results = ask_all(setup.asker, suite.cases, suite.texts, jobs=jobs, reading=setup.reading, done=done)
    return SuiteReport(
        name=suite.name,
        index=setup.index,
        seconds=time.perf_counter() - begun,
        texts=suite.texts,
        results=tuple(results),
        scores=scores(results),
        slices=_slices(results),
        curves=curves(results),
    )


def _slices(results: Sequence[Result]) -> Mapping[str, tuple[Score, ...]]:
    """The scores by kind of question, and of the held-out cases apart from the others."""
    parts: dict[str, list[Result]] = {}
    for result in results:
        parts.setdefault(result.case.kind, []).append(result)
    if any(result.case.held_out for result in results):
        parts["held out"] = [result for result in results if result.case.held_out]
        parts["not held out"] = [result for result in results if not result.case.held_out]
    return {name: scores(part) for name, part in parts.items()}
