"""Which questions count as hard, and what the table says of them."""

from __future__ import annotations

import numpy as np
import pytest

from assistant.reader.data import Example
from assistant.reader.evaluate import HARD, _hard
from assistant.reader.scores import Answers
from vectorstore.nouns import Span

CREW = "Ada Thimble steered, Bo Kettle cooked, and Cy Lantern sang."


@pytest.mark.parametrize(
    ("question", "passage", "answers", "wanted"),
    [
        ("What was done?", CREW, (Span(12, 19), Span(31, 37)), {"answered in two places"}),
        ("What was done?", CREW, (Span(12, 19), Span(0, 19)), set()),
        ("Who cooked?", CREW, (Span(21, 30),), {"who, among several names"}),
        ("To whom did Bo cook?", CREW, (Span(0, 11),), {"who, among several names"}),
        ("Who cooked?", "Bo Kettle cooked for Bo Kettle and Ada Thimble.", (Span(0, 9),), set()),
        ("Who slept?", CREW, (), set()),
        ("What whoops were heard?", CREW, (Span(0, 3),), set()),
    ],
)
def test_a_question_is_hard_by_its_answers_and_names(
    question: str, passage: str, answers: tuple[Span, ...], wanted: set[str]
) -> None:
    example = Example(question, passage, answers, "crew")
    assert {name for name, belongs in HARD.items() if belongs(example)} == wanted


def test_the_table_of_hard_questions_holds_their_means_and_nothing_of_others() -> None:
    asked = [
        Example("Who cooked?", CREW, (Span(21, 30),), "crew"),
        Example("What was done?", CREW, (Span(12, 19),), "crew"),
        Example("Who sang?", CREW, (Span(43, 53),), "crew"),
    ]
    answers = Answers(np.array([1.0, 0.0, 0.5]), np.array([True, False, True]), np.ones(3, bool), np.zeros(3))
    table = _hard({"crew": answers}, asked)
    cells = [[str(cell) for cell in column.cells] for column in table.columns]
    assert cells[1] == ["0", "2"]
    assert cells[2][0] == "-"
    assert cells[2][1].startswith("0.750 [0.5")
    assert cells[2][1].endswith(", 1.000")
