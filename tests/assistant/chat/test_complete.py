"""Answers of several statements: each with its own quotes, both sides of a contradiction, and premises set right."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from assistant.markdown import markdown
from assistant.nouns import Answer, Outcome
from assistant.render import text
from tests.assistant.chat.conftest import DOCUMENTS, Ask
from tests.assistant.scripted_server import Asked, ScriptedServer, draft

Said = tuple[str, tuple[str, ...]]
"""A statement and words of each sentence that proves it."""
BEGAN: Said = ("The lease of the mill began on 3 June 1987.", ("The lease of the mill at Nether Combe",))
QUILL: Said = ("Marta Quill signed the lease.", ("Marta Quill signed",))
SOLD: Said = ("The mill was sold to the baker Tobin Reed in 1994.", ("Tobin Reed",))
FLOUR: Said = ("The price was paid in flour because money was short.", ("paid in flour",))
DAM: Said = ("Only the northern dam was damaged.", ("northern dam",))
FLOOD: Said = ("The flood came from the river Issen.", ("river Issen",))
BOTH: Said = ("The mill was leased in 1987 and sold in 1994.", ("3 June 1987", "Tobin Reed"))
DATES = {
    "a.txt": ["The reactor was shut down in 1986 by the ministry. Its fuel was sold. "],
    "b.txt": ["The reactor was shut down in 1991 by the ministry. Its tower stands. "],
}
EARLY: Said = ("The reactor was shut down in 1986.", ("down in 1986",))
WHEN, WHO = "When did the lease of the mill begin?", "Who bought the mill?"
LATE: Said = ("The reactor was shut down in 1991.", ("down in 1991",))


def numbers(asked: Asked, words: tuple[str, ...]) -> list[int]:
    return [next(n for n, sentence in asked.sentences.items() if each in sentence) for each in words]


def stating(*said: Said, **fields: Any) -> Callable[[Asked], dict[str, object]]:
    return lambda asked: draft(*((statement, numbers(asked, words)) for statement, words in said), **fields)


def held(answer: Answer, *said: Said) -> None:
    """Whether these statements and no others are the answer, each with exactly its own quotes, in all that is shown."""
    assert answer.outcome is Outcome.ANSWERED
    assert answer.dropped == ()
    assert [statement.text for statement in answer.statements] == [statement for statement, _ in said]
    for statement, (told, words) in zip(answer.statements, said, strict=True):
        quotes = [citation.text for citation in statement.citations]
        assert len(quotes) == len(words)
        assert all(any(each in quote for quote in quotes) for each in words), quotes
        assert told in text(answer)
        assert all(quote in markdown(answer).replace("\\", "") for quote in quotes)


@pytest.mark.parametrize(
    ("question", "said"),
    [
        ("List all that is told of the mill and the dam.", (BEGAN, QUILL, SOLD, DAM)),
        ("Why was the price paid in flour, and the dam damaged?", (FLOUR, FLOOD, DAM)),
        ("Compare the lease with the sale of the mill.", (BEGAN, SOLD, FLOUR)),
        ("Compare the lease with the sale of the mill.", (BOTH,)),
        ("Summarise what happened to the mill.", (BEGAN, QUILL, SOLD, FLOUR, FLOOD)),
    ],
)
def test_an_answer_has_all_its_statements_each_with_its_own_quotes(
    made: Ask, server: ScriptedServer, question: str, said: tuple[Said, ...]
) -> None:
    server.follows(stating(*said))
    answer = made().answer(question)
    held(answer, *said)
    for statement in answer.statements:
        for citation in statement.citations:
            assert citation.text in "".join(DOCUMENTS[citation.document.uri])


def test_each_part_of_a_question_has_its_own_statement(made: Ask, server: ScriptedServer) -> None:
    server.follows(lambda asked: stating(BEGAN if WHEN in asked.question else SOLD)(asked))
    answer = made().answer(f"{WHEN} {WHO}")
    held(answer, BEGAN, SOLD)
    assert [statement.asked for statement in answer.statements] == [WHEN, WHO]


@pytest.mark.parametrize("questions", [(WHEN, WHO), (WHO, WHEN)])
def test_a_part_of_which_all_fell_is_not_said_to_stand_nowhere(
    made: Ask, server: ScriptedServer, questions: tuple[str, str]
) -> None:
    server.follows(lambda asked: draft((BEGAN[0], [99])) if WHEN in asked.question else stating(SOLD)(asked))
    answer = made().answer(" ".join(questions))
    assert [statement.asked for statement in answer.statements] == [WHO]
    assert answer.remarks == (f"Nothing could be proved of this: {WHEN}",)
    server.follows(lambda asked: draft() if WHEN in asked.question else stating(SOLD)(asked))
    assert f"The documents do not say: {WHEN}" in made().answer(" ".join(questions)).remarks


@pytest.mark.parametrize("questions", [(WHEN, WHO), (WHO, WHEN)])
def test_where_quotes_stand_in_for_one_part_the_model_wrote_the_other(
    made: Ask, server: ScriptedServer, questions: tuple[str, str]
) -> None:
    server.follows(lambda asked: "no draft" if WHEN in asked.question else stating(SOLD)(asked))
    answer = made().answer(" ".join(questions))
    assert answer.engine == "openai:scripted"
    assert {statement.asked for statement in answer.statements} == {WHEN, WHO}
    assert str(answer.fault).startswith(f"On “{WHEN}”: openai:scripted sent no usable answer")
    server.says("no draft")
    both = made().answer(" ".join(questions))
    assert both.engine == "extractive"
    assert str(both.fault).count("sent no usable answer") == 1


def test_a_statement_that_points_at_the_sentences_of_another_gets_its_own(made: Ask, server: ScriptedServer) -> None:
    server.follows(stating((BEGAN[0], SOLD[1]), (SOLD[0], BEGAN[1])))
    held(made().answer("List all that is told of the mill."), BEGAN, SOLD)


def test_one_that_no_sentence_proves_falls_and_the_others_stay(made: Ask, server: ScriptedServer) -> None:
    wrong = "The lease of the mill began on 4 July 1990."
    server.follows(stating(SOLD, (wrong, BEGAN[1]), FLOOD))
    answer = made().answer("List all that is told of the mill and the dam.")
    assert wrong not in text(answer).split("not proved")[0]
    assert [each.text for each in answer.dropped] == [wrong]
    assert {SOLD[0], FLOOD[0]} <= {statement.text for statement in answer.statements}


@pytest.mark.parametrize("stated", [(EARLY, LATE), (LATE,), (EARLY,)])
def test_where_documents_do_not_agree_both_sides_are_quoted(
    read: Ask, server: ScriptedServer, stated: tuple[Said, ...]
) -> None:
    sides = (EARLY[1][0], LATE[1][0])
    server.follows(lambda asked: stating(*stated, contradictions=[numbers(asked, sides)])(asked))
    answer = read(DATES).answer("When was the reactor shut down?")
    (contradiction,) = answer.contradictions
    assert [side.document.uri for side in contradiction.sides] == ["a.txt", "b.txt"]
    cited = [citation.text for statement in answer.statements for citation in statement.citations]
    for side in sides:
        assert any(side in quote for quote in cited)
        assert side in text(answer)
    assert len(answer.statements) == 2
    assert "give different answers" in text(answer)


@pytest.mark.parametrize(
    ("question", "said"),
    [
        ("Why was the southern dam damaged?", DAM),
        ("Why was the mill sold in 1990?", SOLD),
        ("Why did the tenant keep horses in the mill?", ("The tenant shall not keep horses in the mill.", ("horses",))),
        ("Which of the twelve workers left when the mill was sold?", ("Five of the twelve workers stayed.", ("Five",))),
    ],
)
def test_a_false_premise_is_met_by_the_quote_that_contradicts_it(
    made: Ask, server: ScriptedServer, question: str, said: Said
) -> None:
    server.follows(stating(said, answerable=True))
    held(made().answer(question), said)


def test_a_premise_that_the_model_believes_is_not_stated(made: Ask, server: ScriptedServer) -> None:
    server.follows(stating(("The tenant kept horses in the mill.", ("horses",))))
    answer = made().answer("Why did the tenant keep horses in the mill?")
    assert [each.rule for each in answer.dropped] == ["negation"]
    assert all("kept horses" not in statement.text for statement in answer.statements)
