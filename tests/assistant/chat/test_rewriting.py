"""When a question that a model made self-contained is taken: it asks the same, in words of the conversation."""

from __future__ import annotations

import pytest

from assistant.chat.rewriting import Untrusted, trusted
from assistant.nouns import Turn

HISTORY = (
    Turn("Who signed the lease of the mill?", "Marta Quill signed the lease for the owner."),
    Turn("Who bought the mill?", "The mill was sold to the baker Tobin Reed in 1994."),
)
WHEN = "And when did he do that?"


@pytest.mark.parametrize(
    ("asked", "rewritten"),
    [
        (WHEN, "When did Tobin Reed buy the mill?"),
        (WHEN, "When was the mill sold to Tobin Reed?"),
        ("And when exactly did that happen?", "When was the mill sold?"),
        ("and when", "When was the mill sold"),
        ("Why?", "Why did Tobin Reed buy the mill?"),
        ("And for how much?", "For how much was the mill sold to Tobin Reed?"),
        ("What about the lease?", "Who bought the lease of the mill?"),
        ("And the owner?", "Who is the owner of the mill?"),
        ("Was it paid in flour?", "Was the mill paid in flour?"),
        ("Did he pay in flour?", "Did Tobin Reed pay for the mill in flour?"),
        ("Who else was there?", "Who else was there when Tobin Reed bought the mill?"),
        ("Why was it not sold before?", "Why was the mill not sold before 1994?"),
        ("Tell me more about him.", "Tell me more about the baker Tobin Reed."),
        ("Who bought the mill?", "Who bought the mill?"),
        ("What's his trade?", "What is Tobin Reed's trade?"),
        ("Why didn't she pay?", "Why did Marta Quill not pay?"),
        ("Is he a baker or an owner?", "Is Tobin Reed a baker or an owner?"),
        ("Which ones were sold?", "Which of the mill and the lease were sold?"),
        ("Can you tell me when?", "When was the mill sold?"),
        ("Tell me when.", "When did Tobin Reed buy the mill?"),
        ("So list them, please.", "List the owner of the mill and the baker."),
    ],
)
def test_a_question_that_asks_the_same_of_what_was_spoken_of_is_taken(asked: str, rewritten: str) -> None:
    assert trusted(rewritten, asked, HISTORY) == rewritten
    assert trusted(f' "{rewritten}"\n', asked, HISTORY) == rewritten


@pytest.mark.parametrize(
    ("asked", "rewritten"),
    [
        (WHEN, "Who bought the mill?"),
        (WHEN, "who bought  the mill"),
        ("Who did that?", "Who signed the lease of the mill?"),
    ],
)
def test_an_earlier_question_is_not_the_new_one(asked: str, rewritten: str) -> None:
    with pytest.raises(Untrusted, match="it is an earlier question"):
        trusted(rewritten, asked, HISTORY)


@pytest.mark.parametrize(
    ("asked", "rewritten"),
    [
        (WHEN, ""),
        (WHEN, "?"),
        (WHEN, "Tobin Reed"),
        (WHEN, "Tobin Reed?"),
        (WHEN, "The mill was sold in 1994."),
        (WHEN, "The mill was sold in 1994?"),
        ("and when was it sold", "The mill was sold in 1994."),
        ("And the owner?", "The owner of the mill."),
        ("And the owner?", "The owner of the mill?"),
        ("Was it sold?", "The mill was sold."),
        ("Tell me more about him.", "Tobin Reed."),
        ("Tell me more about him.", "The baker Tobin Reed bought the mill."),
    ],
)
def test_what_does_not_ask_is_no_question(asked: str, rewritten: str) -> None:
    with pytest.raises(Untrusted, match=r"says nothing|leaves out|not ask the same"):
        trusted(rewritten, asked, HISTORY)


@pytest.mark.parametrize(
    ("asked", "rewritten"),
    [
        (WHEN, "Who sold the mill to Tobin Reed?"),
        (WHEN, "Was the mill sold to Tobin Reed?"),
        ("Why?", "When did Tobin Reed buy the mill?"),
        ("Was it paid in flour?", "Why was the mill paid in flour?"),
        ("Did he pay in flour?", "Did Tobin Reed buy the mill?"),
        ("When did he repair the wheel?", "When did Tobin Reed buy the mill?"),
        ("Why was it not sold before?", "Why was the mill sold before 1994?"),
    ],
)
def test_what_was_asked_is_not_exchanged(asked: str, rewritten: str) -> None:
    with pytest.raises(Untrusted, match=r"leaves out|not ask the same"):
        trusted(rewritten, asked, HISTORY)


@pytest.mark.parametrize(
    "rewritten",
    [
        "When did Tobin Reed burn the mill?",
        "When did Ada Vane buy the mill?",
        "When did Tobin Reed buy the mill in Port Vell?",
        "When did Tobin Reed buy the mill in 1893?",
        "When did Tobin Reed build the mill?",
        "When did Tobin Reed not buy the mill?",
        f"When did {'the baker ' * 60}Tobin Reed buy the mill?",
    ],
)
def test_what_is_added_comes_from_the_conversation(rewritten: str) -> None:
    with pytest.raises(Untrusted, match=r"nobody said|too long|not ask the same"):
        trusted(rewritten, WHEN, HISTORY)
