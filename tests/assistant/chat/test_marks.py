"""The numbers and list signs that a model puts around a statement are taken off, and no number that it states."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.build import Assistant
from assistant.chat.marks import unmarked
from assistant.nouns import Outcome
from tests.assistant.chat.conftest import Ask
from tests.assistant.scripted_server import ScriptedServer, draft

SHOWN = range(1, 13)
QUOTE = "Only residents may park in the yard, says rule (7), and 9 of them do."
BEFORE = ["", "1. ", "12) ", "(3) ", "- ", "• ", "a) ", "(b) "]
BEHIND = [
    "",
    " [1].",
    "[1].",
    ". [1]",
    ".[2][3]",
    " (1).",
    ". (1)",
    " (sentence 2).",
    " [sentences 1 and 2].",
    " [1, 2].",
]

WORDS = ["the", "mill", "Reed", "sold", "in", "1994", "for", "5,000", "euros", "40", "%", "of", "it"]
plain = st.lists(st.sampled_from(WORDS), min_size=1).map(" ".join)


@given(plain, st.sampled_from(BEFORE), st.sampled_from(BEHIND))
def test_marks_are_taken_off_and_no_word(words: str, before: str, behind: str) -> None:
    words = f"It is {words}"
    assert unmarked(before + words + behind, SHOWN, [QUOTE]).rstrip(".") == words


@given(plain)
def test_a_statement_without_marks_stays_as_it_is(words: str) -> None:
    for said in (words, f"{words}.", f"It was {words} in 1994.", f"{words} (1994).", f"Of 5 (five) {words}."):
        assert unmarked(said, SHOWN, [QUOTE]) == said


@pytest.mark.parametrize(
    ("said", "left"),
    [
        ("The mill was sold [1] and burnt [2].", "The mill was sold and burnt."),
        ("It was sold. [1] It burnt. [2]", "It was sold. It burnt."),
        ("It was sold (1). It burnt (2).", "It was sold. It burnt."),
        ("Residents park as rule (7) says.", "Residents park as rule (7) says."),
        ("They park under rule (7).", "They park under rule (7)."),
        ("They park under rule [7].", "They park under rule [7]."),
        ("There are nine (9).", "There are nine (9)."),
        ("The article has 40 sources [40].", "The article has 40 sources [40]."),
        ("9. May is a holiday.", "9. May is a holiday."),
        ("- 5 degrees", "- 5 degrees"),
        ("A. Berg signed it.", "A. Berg signed it."),
        ("[1]", ""),
    ],
)
def test_what_a_cited_sentence_says_or_was_not_shown_is_no_mark(said: str, left: str) -> None:
    assert unmarked(said, SHOWN, [QUOTE]) == left


@pytest.mark.parametrize("said", ["{} [1].", "1. {}.", "{} (sentence 1).", "- {}.", "{}. (1)", "{} [1]. {} [1]."])
def test_a_true_statement_is_not_lost_over_a_mark(read: Ask, server: ScriptedServer, said: str) -> None:
    quote = "Only residents may park in the yard"
    assistant: Assistant = read({"rules.txt": [f"{quote}. "]})
    server.says(draft((said.format(quote, quote), [1])))
    answer = assistant.answer("Who may park in the yard?")
    assert answer.outcome is Outcome.ANSWERED
    assert answer.dropped == ()
    assert answer.statements[0].text.startswith(quote)
    assert "1" not in answer.statements[0].text


def test_a_number_in_a_sentence_of_ones_own_is_still_held_to_the_quote(read: Ask, server: ScriptedServer) -> None:
    assistant = read({"sale.txt": ["The mill was sold to the baker Tobin Reed in 1994. "]})
    server.says(draft(("The mill was sold to the baker Tobin Reed in 1995 [1].", [1])))
    answer = assistant.answer("When was the mill sold?")
    assert [each.rule for each in answer.dropped] == ["numbers"]
