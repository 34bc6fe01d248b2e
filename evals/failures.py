"""What a case can fail by, told from its measures alone."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from evals.nouns import Result

FAULT = "fault"
MISQUOTED = "quote not in its document"
REWORDED = "worse put than it was asked"
"""A follow-up question that has less in common with a person's rewrite than the question as it stood."""
_JUDGED: Mapping[str, str] = MappingProxyType(
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
REASONS = (FAULT, MISQUOTED, REWORDED, *_JUDGED.values())


def judged(result: Result) -> dict[str, bool]:
    """The reasons that apply to a result, in the order of ``REASONS``, and whether it fails by each."""
    values = result.values
    found = {FAULT: result.answer is None}
    if "quotes" in values:
        found[MISQUOTED] = values["valid quotes"] < values["quotes"]
    if "rewrite f1" in values:
        found[REWORDED] = values["rewrite f1"] < values["asked f1"]
    return found | {label: values[measure] == 0 for measure, label in _JUDGED.items() if measure in values}


def reasons(result: Result) -> tuple[str, ...]:
    """Why a result is a failure; empty where it is none."""
    return tuple(reason for reason, fails in judged(result).items() if fails)


def outcome_of(result: Result) -> str:
    """The outcome's name, or ``fault``."""
    return FAULT if result.answer is None else result.answer.outcome.value


def came_of(result: Result) -> str:
    """How a follow-up question was understood, where that is what was measured; else as ``outcome_of``."""
    return outcome_of(result) if result.answer is None or result.case.rewrite is None else result.answer.understood
