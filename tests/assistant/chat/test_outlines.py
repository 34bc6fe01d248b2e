"""What no model is asked for: greetings, "what can you do", "what is in here", and any question to an empty library."""

from __future__ import annotations

import pytest

from assistant.extractive import Extractive
from assistant.nouns import Outcome
from tests.assistant.chat.conftest import DOCUMENTS, Ask
from tests.assistant.scripted_server import ScriptedServer, draft

SAID = draft(("The mill was sold to the baker Tobin Reed in 1994.", [5]))


@pytest.mark.parametrize("asked", ["hello", "what can you do?", "what is in here?"])
def test_an_outline_names_the_engine_that_quotes(made: Ask, server: ScriptedServer, asked: str) -> None:
    server.says(SAID)
    assistant = made()
    bought = assistant.answer("Who bought the mill?")
    server.says(SAID)
    answer = assistant.answer(asked, history=[bought])
    assert {s.citations[0].document.uri for s in answer.statements} == set(DOCUMENTS)
    assert (answer.engine, answer.understood, answer.usage) == (Extractive.name, asked, None)
    assert server.asked == []


def test_beside_a_part_that_is_outlined_the_model_writes_the_rest(made: Ask, server: ScriptedServer) -> None:
    server.says(SAID)
    answer = made().answer("What is in here? And who bought the mill?")
    assert (answer.engine, len(server.asked)) == ("openai:scripted", 1)
    outlined = [each for each in answer.statements if each.asked == "What is in here?"]
    assert {each.citations[0].document.uri for each in outlined} == set(DOCUMENTS)
    written = [each.text for each in answer.statements if each not in outlined]
    assert written == ["The mill was sold to the baker Tobin Reed in 1994."]


def test_an_empty_library_is_answered_without_the_model(made: Ask, server: ScriptedServer) -> None:
    server.says(SAID)
    answer = made({}).answer("Who bought the mill?")
    assert answer.outcome is Outcome.NOT_IN_DOCUMENTS
    assert "quoteproof-ingest" in answer.remarks[0]
    assert (answer.engine, server.asked) == (Extractive.name, [])


@pytest.mark.parametrize("asked", ["hello", "what can you do?"])
def test_help_does_not_deny_what_a_model_does(made: Ask, server: ScriptedServer, asked: str) -> None:
    server.says("")
    told = " ".join(made().answer(asked).remarks)
    assert "statement" in told
    assert "word for word" not in told
    assert "only quotes" not in told
    assert "does not summarise" not in told


def test_a_summary_or_a_count_by_a_model_is_not_called_quotes(made: Ask, server: ScriptedServer) -> None:
    server.says(SAID)
    for asked in ("Summarise the sale of the mill.", "How many mills were sold?"):
        answer = made().answer(asked)
        assert answer.engine == "openai:scripted"
        assert answer.statements
        assert answer.remarks == ()
