"""Asks the cases of a suite, side by side if wanted, and measures what comes of each."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from types import MappingProxyType

from evals.measures import measures
from evals.nouns import Asker, EvalCase, Reading, Result
from vectorstore.errors import QuoteproofError

NOTHING_KNOWN: Mapping[str, Result] = MappingProxyType({})


def ask_all(
    asker: Asker,
    cases: Sequence[EvalCase],
    texts: Mapping[str, str],
    *,
    jobs: int = 1,
    reading: Callable[[], Reading | None] = lambda: None,
    known: Mapping[str, Result] = NOTHING_KNOWN,
    done: Callable[[Result], None] = lambda _: None,
) -> list[Result]:
    """A measured result for each case, in order.

    ``texts`` are the documents by uri, to hold the quotes to. ``reading`` gives what the answer that was last asked
    for in this thread read. ``known`` are results by case id that an earlier run left: they are not asked again.
    ``done`` is called with each new result, from the thread that asked. An error that the product names is a result,
    a fault; any other error stops the run.
    """

    def one(case: EvalCase) -> Result:
        if case.id in known:
            return known[case.id]
        asked = _ask(asker, case, reading)
        result = replace(asked, values=measures(asked, texts))
        done(result)
        return result

    with ThreadPoolExecutor(jobs) as pool:
        return list(pool.map(one, cases))


def _ask(asker: Asker, case: EvalCase, reading: Callable[[], Reading | None]) -> Result:
    begun = time.perf_counter()
    try:
        answer = asker.answer(case.question, history=case.history, documents=case.documents)
    except QuoteproofError as error:
        reading()
        return Result(case, None, time.perf_counter() - begun, fault=f"{type(error).__name__}: {error}")
    return Result(case, answer, time.perf_counter() - begun, reading())
