"""Small reports over the farm, for the tests of what is made of a report."""

from __future__ import annotations

from functools import cache

from evals.evaluate import evaluate_suite
from evals.nouns import EvalCase, Report
from evals.suites import Suite
from tests.evals.askers import CASES, SOURCES, FakeBench, Reply, Scripted


@cache
def report(reply: Reply, cases: tuple[EvalCase, ...] = CASES, name: str = "farm") -> Report:
    """Made once for each reply, since its intervals are drawn a thousand times."""
    suite = Suite(name, cases, SOURCES)
    return Report((evaluate_suite(suite, FakeBench(Scripted(cases, reply))),), {}, {"engine": "scripted"})
