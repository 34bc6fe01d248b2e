"""Figures of two ways of answering, from their rows and the cases' gold evidence: the same rules for both."""

from __future__ import annotations

import random
import re
from collections.abc import Iterator, Mapping, Sequence
from statistics import mean, median
from typing import Any

from assistant.lexical import stems
from assistant.nouns import Outcome
from benchmarks.chat_rows import Row
from evals.nouns import EvalCase
from evals.squad_scorer import f1, normalise

_FACT = re.compile(r"[^\W_]*\d[^\W_]*|\b[A-Z][\w’'-]+")
_CARRIED = 0.5
"""The share of a supported statement's content words that stand in the gold sentences."""
_JUDGE_SEED = 11

Figures = Mapping[str, float | None]


def figures(rows: Sequence[Row], cases: Mapping[str, EvalCase], texts: Mapping[str, str]) -> Figures:
    """The figures of one way; None where nothing applies. Shares are of questions, but for the statements'.

    A fault is no refusal, and never the wanted outcome.
    """
    judged = [(row, cases[row.case]) for row in rows if row.case in cases]
    answerable = [(row, case) for row, case in judged if case.answerable and case.short]
    statements = [
        supported(each, case, texts) for row, case in judged if case.answerable is not None for each in row.statements
    ]
    refused = [case for row, case in judged if _refused(row) and case.answerable is not None]
    return {
        "questions": float(len(judged)),
        "outcome accuracy": _mean(_is_right(row, case, texts) for row, case in judged),
        "answer F1": _mean(0.0 if row.refused else f1(row.text, case.short) for row, case in answerable),
        "gold answer named": _mean(not row.refused and _names(row.text, case.short) for row, case in answerable),
        "statements": float(len(statements)),
        "unsupported statements": _mean(not each for each in statements),
        "refusal precision": _mean(case.answerable is False for case in refused),
        "refusal recall": _mean(_refused(row) for row, case in judged if case.answerable is False),
        "faults": _mean(row.fault is not None for row, _ in judged),
        "median seconds": median([row.seconds for row, _ in judged]) if judged else None,
        "prompt tokens a question": _mean(row.prompt for row, _ in judged),
        "completion tokens a question": _mean(row.completion for row, _ in judged),
    }


def supported(statement: str, case: EvalCase, texts: Mapping[str, str]) -> bool:
    """Whether the gold sentences carry a statement: each number and name, and half of the content words.

    The question's own words are let pass. Where the documents do not answer, nothing carries a statement.
    """
    if not case.evidence:
        return False
    gold = " ".join(place.sentence.of(texts[place.uri]) for group in case.evidence for place in group)
    known = f"{gold} {case.question}"
    facts = _FACT.findall(statement[:1].lower() + statement[1:])
    if any(fact.lower() not in known.lower() for fact in facts):
        return False
    said = set(stems(statement)) - set(stems(case.question))
    return len(said & set(stems(gold))) >= _CARRIED * len(said)


def table(by_way: Mapping[str, Figures]) -> str:
    """A Markdown table, a column for each way."""
    names = next(iter(by_way.values()))
    lines = [f"| | {' | '.join(by_way)} |", f"|---|{'---|' * len(by_way)}"]
    lines += [f"| {name} | {' | '.join(_shown(each[name]) for each in by_way.values())} |" for name in names]
    return "\n".join(lines)


def to_judge(
    rows: Sequence[Row], cases: Mapping[str, EvalCase], most: int
) -> tuple[list[dict[str, Any]], dict[int, str]]:
    """At most ``most`` statements of each way, mixed, for someone who is not told whose; and whose, by number."""
    chance = random.Random(_JUDGE_SEED)  # noqa: S311  no secret hangs on it
    chosen: list[tuple[Row, str]] = []
    for way in dict.fromkeys(row.way for row in rows):
        said = [(row, each) for row in rows if row.way == way for each in row.statements]
        chosen += chance.sample(said, min(most, len(said)))
    chance.shuffle(chosen)
    sheet = [
        {"id": number, "question": cases[row.case].question, "statement": each, "passages": list(row.passages)}
        for number, (row, each) in enumerate(chosen, 1)
    ]
    return sheet, {number: row.way for number, (row, _) in enumerate(chosen, 1)}


def _is_right(row: Row, case: EvalCase, texts: Mapping[str, str]) -> bool:
    """A false premise may be refused too, and is answered rightly only by what the gold evidence carries beyond it."""
    outcome = Outcome.NOT_IN_DOCUMENTS if row.refused else Outcome.ANSWERED
    wants_evidence = case.answerable is None and bool(case.evidence) and not row.refused
    told = (each for each in row.statements if set(stems(each)) - set(stems(case.question)))
    return (
        row.fault is None
        and outcome in case.wanted
        and (not wants_evidence or any(supported(each, case, texts) for each in told))
    )


def _refused(row: Row) -> bool:
    return row.refused and row.fault is None


def _names(text: str, short: Sequence[str]) -> bool:
    said = f" {normalise(text)} "
    return any(f" {normalise(each)} " in said for each in short)


def _mean(values: Iterator[float | bool]) -> float | None:
    given = list(values)
    return mean(map(float, given)) if given else None


def _shown(value: float | None) -> str:
    if value is None:
        return "–"
    return f"{value:,.0f}" if value >= 10 or value == int(value) > 1 else f"{value:.3f}"
