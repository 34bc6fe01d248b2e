"""What a case can fail by, told from its measures alone."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from evals.nouns import Result

JUDGED: Mapping[str, str] = MappingProxyType(
    {
        "outcome": "wrong outcome",
        "evidence hit": "evidence missed",
        "all evidence": "not all evidence quoted",
        "nothing wrong said": "something wrong said",
        "short right": "wrong short answer",
        "short withheld": "short answer where any is wrong",
        "all named and none wrong": "not all named, or a wrong one",
        "passage cited": "another passage cited",
    }
)
"""Measures that are 1 or 0, and what a 0 is called."""
FAULT = "fault"
MISQUOTED = "quote not in its document"
REWORDED = "worse put than it was asked"
"""A follow-up question that has less in common with a person's rewrite than the question as it stood."""


def reasons(result: Result) -> tuple[str, ...]:
    """Why a result is a failure; empty where it is none."""
    values = result.values
    judged = [label for measure, label in JUDGED.items() if values.get(measure) == 0]
    found = {
        FAULT: result.answer is None,
        MISQUOTED: values.get("valid quotes", 0) < values.get("quotes", 0),
        REWORDED: values.get("rewrite f1", 0) < values.get("asked f1", 0),
    }
    return (*(label for label, is_so in found.items() if is_so), *judged)


def outcome_of(result: Result) -> str:
    """The outcome's name, or ``fault``."""
    return FAULT if result.answer is None else result.answer.outcome.value
