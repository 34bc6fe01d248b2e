"""A report as JUnit XML, which continuous integration shows: a test for each case and for each threshold."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from io import BytesIO

from junitparser import Error, Failure, JUnitXml, Skipped, TestCase, TestSuite

from assistant.nouns import Answer
from evals.failures import reasons
from evals.nouns import EvalCase, Report, Result, SuiteReport
from evals.thresholds import Check

_UNWRITABLE = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def junit_xml(report: Report, checks: Sequence[Check]) -> str:
    """The XML as text. A case that fails is a failure, a fault an error, a suite without its data skipped.

    What XML 1.0 cannot hold is replaced by U+FFFD.
    """
    xml = JUnitXml("quoteproof-eval")
    xml.add_testsuite(_thresholds(checks))
    for suite in report.suites:
        xml.add_testsuite(_suite(suite))
    if report.skipped:
        xml.add_testsuite(_skipped(report.skipped))
    written = BytesIO()
    xml.write(written)
    return written.getvalue().decode()


def _suite(suite: SuiteReport) -> TestSuite:
    tests = TestSuite(_clean(suite.name))
    tests.add_testcases([_case(suite.name, result) for result in suite.results])
    tests.time = round(suite.seconds if suite.is_of_quotes else sum(result.seconds for result in suite.results), 3)
    return tests


def _case(suite: str, result: Result) -> TestCase:
    test = TestCase(_clean(f"{result.case.id}: {result.case.question}"), _clean(suite), round(result.seconds, 3))
    if result.answer is None:
        test.result = [Error(_clean(result.fault or ""), "fault")]
    elif found := reasons(result):
        failure = Failure(", ".join(found), found[0])
        failure.text = _clean(_wanted_and_got(result.case, result.answer))
        test.result = [failure]
    return test


def _wanted_and_got(case: EvalCase, answer: Answer) -> str:
    if case.rewrite is not None:
        return f"wanted: {case.rewrite}\ngot: {answer.understood}"
    return f"wanted: {' or '.join(case.wanted)}\ngot: {answer.outcome.value}\n{answer.text}"


def _thresholds(checks: Sequence[Check]) -> TestSuite:
    tests = TestSuite("thresholds")
    for check in checks:
        threshold = check.threshold
        test = TestCase(_clean(f"{threshold.score}: {threshold.bound}"), _clean(threshold.suite))
        if not check.met:
            got = "not measured" if check.value is None else f"{check.value:.4f}"
            test.result = [Failure(f"{got}, wanted {threshold.bound}", "threshold")]
        tests.add_testcase(test)
    return tests


def _skipped(skipped: Mapping[str, str]) -> TestSuite:
    tests = TestSuite("skipped")
    for name, reason in skipped.items():
        test = TestCase(_clean(name), "skipped")
        test.result = [Skipped(_clean(reason))]
        tests.add_testcase(test)
    return tests


def _clean(text: str) -> str:
    return _UNWRITABLE.sub("\ufffd", text)
