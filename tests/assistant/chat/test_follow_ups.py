"""A follow-up is understood by the model; where its rewrite is not taken, the answer says so, and why."""

from __future__ import annotations

import json

import pytest

from assistant.export import answer_json
from assistant.markdown import markdown
from assistant.nouns import Turn, Usage
from assistant.page.render import turn
from assistant.render import text
from tests.assistant.chat.conftest import Ask
from tests.assistant.scripted_server import Ended, ScriptedServer, Step, draft

SOLD = "The mill was sold to the baker Tobin Reed in 1994."
HISTORY = [Turn("Who bought the mill?", SOLD)]
WHEN = "And when did he do that?"
REWRITTEN = "When did Tobin Reed buy the mill?"
SAYS_SO = draft((SOLD, [5]))
UNSAID = draft(missing="when it was sold")


def test_a_follow_up_is_understood_by_the_model_in_words_of_the_conversation(made: Ask, server: ScriptedServer) -> None:
    server.says(REWRITTEN, SAYS_SO)
    answer = made().answer(WHEN, history=HISTORY)
    assert answer.understood == REWRITTEN, "by rule it is: And when did Tobin Reed do that?"
    assert answer.usage == Usage(200, 20, 2), "what it took to understand the question counts too"
    assert server.asked[1].question.endswith(f"Question: {REWRITTEN}")
    assert answer.remarks == ()


@pytest.mark.parametrize("said", [SAYS_SO, UNSAID], ids=["answered", "refused"])
@pytest.mark.parametrize(
    ("rewrite", "why"),
    [
        (Ended(REWRITTEN, "content_filter"), "its provider's content filter ended it"),
        (Ended(REWRITTEN), "it was cut off at 700 tokens: raise [chat] max_tokens"),
        ("", "it says nothing"),
        ("When did Tobin Reed burn the mill?", "it adds words that nobody said"),
        (f"When did {'the baker ' * 60}Tobin Reed buy the mill?", "it is too long"),
        ("Who bought the mill?", "it is an earlier question"),
        ("Tobin Reed", "it does not ask the same"),
    ],
)
def test_a_rewrite_that_is_not_taken_is_told_with_its_reason_in_every_format(
    made: Ask, server: ScriptedServer, rewrite: Step, why: str, said: Step
) -> None:
    server.says(rewrite, said)
    answer = made().answer(WHEN, history=HISTORY)
    assert answer.understood == "And when did Tobin Reed do that?"
    remark = f"openai:scripted sent no usable rewrite of the question ({why}): it was understood by rule."
    assert answer.remarks[0] == remark
    assert remark in text(answer)
    assert remark in json.loads(answer_json(answer))["remarks"]
    for words in ("sent no usable rewrite of the question", "it was understood by rule"):
        assert words in markdown(answer)
        assert words in turn(answer, 0, None)


def test_a_question_that_does_not_lean_on_the_history_needs_no_remark(made: Ask, server: ScriptedServer) -> None:
    server.says(SAYS_SO)
    answer = made().answer("Which baker bought the old mill of the owner?", history=HISTORY)
    assert (len(server.asked), answer.remarks) == (1, ())
