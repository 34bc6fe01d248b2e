"""What the readable formats say beside the statements: who answered in whose place, and which quotes differ."""

from __future__ import annotations

from assistant.nouns import Answer
from assistant.sources import cited, markers


def notes(answer: Answer) -> tuple[str, ...]:
    """Why another engine answered than the chosen one, then the remarks."""
    return answer.remarks if answer.fault is None else (answer.fault, *answer.remarks)


def disagreeing(answer: Answer) -> list[str]:
    """A line for each contradiction, with the numbers of its quotes."""
    among = cited(answer)
    numbers = ("".join(f"[{number}]" for number in markers(each.sides, among)) for each in answer.contradictions)
    return [f"The documents give different answers: {each}" for each in numbers]
