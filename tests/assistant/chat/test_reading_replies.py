"""What a model sends is a draft or no draft, and nothing else: laws over good drafts, spoilt ones and any text."""

from __future__ import annotations

import json
from time import monotonic
from typing import Any

import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st

from assistant.build import Assistant
from assistant.chat.reply import BadReply, Reply, read_reply, reply_schema
from tests.assistant.chat.conftest import ASKED, SOLD, Ask, telling
from tests.assistant.scripted_server import ScriptedServer, draft

SAID = {"text": SOLD, "ids": [1]}
GOOD = json.dumps({"statements": [SAID], "answerable": True})

words = st.text(max_size=30) | st.sampled_from(['"', "\\", "}]", "{", "</think>", "```", "[1]", "\ud800", "1."])
numbers = st.lists(st.integers(), max_size=3)
said = st.fixed_dictionaries({"text": words, "ids": numbers})
drafts = st.fixed_dictionaries(
    {"statements": st.lists(said, min_size=1, max_size=4), "answerable": st.booleans()},
    optional={"missing": words, "nearest": numbers, "contradictions": st.lists(numbers, max_size=2)},
)


@st.composite
def spoilt(draw: st.DrawFn) -> str:
    """A good draft of which parts were left out, doubled or exchanged."""
    content = json.dumps(draw(drafts), ensure_ascii=draw(st.booleans()))
    for _ in range(draw(st.integers(1, 4))):
        start, end = sorted(draw(st.tuples(*[st.integers(0, len(content))] * 2)))
        put = draw(
            st.sampled_from(["", '"', "'", "\\", "\\q", ",", "{", "}", "[", "]", "null", content[start:end] * 2])
        )
        content = content[:start] + put + content[end:]
    return content


def read(content: str) -> Reply | None:
    try:
        return read_reply(content)
    except BadReply:
        return None


@given(st.text() | st.text(alphabet='{}[]",:1\\ ') | spoilt())
@example('{"statements":' + "[" * 100_000)
@example('{"a":' * 20_000)
@example('{"statements": [{"ids": [' + "1" * 5000)
def test_whatever_comes_is_a_draft_or_none(content: str) -> None:
    reply = read(content)
    assert reply is None or reply.statements or not reply.answerable


@given(drafts, st.sampled_from(["", "Here you are: ", "Sure {ok}: ", "<think>{1} or {x}</think>\n", "{", "```json\n"]))
def test_a_good_draft_is_read_whatever_stands_around_it(sent: dict[str, Any], before: str) -> None:
    whole = json.dumps(sent)
    assume(before in ("", "{", "```json\n") or "</think>" not in whole)
    reply = read_reply(f"{before}{whole} Ask me {{more}}!")
    assert [each.model_dump() for each in reply.statements] == sent["statements"]
    assert reply.model_dump(exclude={"statements"}) == Reply().model_dump(exclude={"statements"}) | {
        name: value for name, value in sent.items() if name != "statements"
    }


@given(drafts, st.data())
def test_of_a_draft_that_is_cut_off_only_what_it_says_is_read(sent: dict[str, Any], data: st.DataObject) -> None:
    whole = json.dumps(sent)
    reply = read(whole[: data.draw(st.integers(0, len(whole) - 1))])
    if reply is not None:
        stated = [each.model_dump() for each in reply.statements]
        assert stated == sent["statements"][: len(stated)]
        assert reply.missing in ("", sent.get("missing"))


@pytest.mark.parametrize(
    "content",
    [
        '{"statements": [{"text": "He said "no" to it.", "ids": [1]}], "answerable": true}',
        "{'statements': [{'text': 'x', 'ids': [1]}], 'answerable': true}",
        '{"statements": [{"text": "x", "ids": [1,]}], "answerable": true}',
        r'{"statements": [{"text": "x\q", "ids": [1]}], "answerable": true}',
        '{"a":' * 20_000,
        '{"answer": "x"}',
    ],
)
def test_what_is_no_draft_in_json_is_asked_for_again_then_quotes_stand_in(
    made: Ask, server: ScriptedServer, content: str
) -> None:
    server.says(content)
    answer = made().answer(ASKED)
    assert (answer.engine, len(server.asked)) == ("extractive", 2)
    assert "sent no usable answer (it holds no JSON object with statements)" in str(answer.fault)


@pytest.mark.parametrize(
    "more",
    [
        {"missing": None},
        {"nearest": None, "contradictions": None},
        {"confidence": 0.9, "why": {"because": ["it", "says", "so"]}},
        {"nearest": 1},
        {"nearest": "[1], [2]", "contradictions": [["1", "[2]"]]},
    ],
    ids=str,
)
def test_a_null_or_a_key_too_many_costs_no_draft(more: dict[str, Any]) -> None:
    reply = read_reply(json.dumps({"statements": [SAID | dict.fromkeys(more, "x")], "answerable": True} | more))
    assert [each.model_dump() for each in reply.statements] == [SAID]
    assert reply.missing == ""
    assert reply.nearest in ([], [1], [1, 2])
    assert reply.contradictions in ([], [[1, 2]])


@pytest.mark.parametrize(("ids", "read_as"), [(1, [1]), ("1", [1]), (["[1]"], [1]), (["1, 2", "(3)"], [1, 2, 3])])
def test_numbers_are_read_as_models_write_them(ids: object, read_as: list[int]) -> None:
    assert read_reply(json.dumps({"statements": [SAID | {"ids": ids}]})).statements[0].ids == read_as


def test_a_surrogate_alone_reaches_nobody(made: Ask, server: ScriptedServer) -> None:
    halved = SOLD.replace("Reed", "Reed \ud800")
    server.follows(lambda asked: draft((halved, list(asked.sentences)), missing="\ud800"))
    assert _encoded(made())
    server.says("no draft \ud800")
    assert _encoded(made())
    server.follows(lambda asked: json.dumps(telling(asked)).replace("Reed", "Reed \ud800"))
    assert _encoded(made())


def test_servers_get_one_strict_schema() -> None:
    schema = reply_schema()
    statement = schema["$defs"]["Said"]
    assert [part["additionalProperties"] for part in (schema, statement)] == [False, False]
    assert (schema["required"], statement["required"]) == (["statements", "answerable"], ["text", "ids"])
    assert list(schema["properties"]) == ["statements", "answerable", "missing", "nearest", "contradictions"]
    numbers = {"type": "array", "items": {"type": "integer"}}
    assert statement["properties"] == {"text": {"type": "string"}, "ids": numbers}
    assert (schema["properties"]["nearest"], schema["properties"]["contradictions"]["items"]) == (numbers, numbers)


def test_a_long_reply_is_read_in_no_time() -> None:
    begun = monotonic()
    for content in ("{" * 400_000, '{"statements":[' + "[," * 50_000, '{"statements":[' + json.dumps(SAID) * 9000):
        assert read(content) is None
    long = read('{"statements":[' + f"{json.dumps(SAID)}," * 9000)
    assert long is not None
    assert len(long.statements) == 24
    assert monotonic() - begun < 5


def _encoded(assistant: Assistant) -> bytes:
    answer = assistant.answer(ASKED)
    stated, fallen = ([each.text for each in some] for some in (answer.statements, answer.dropped))
    return "\n".join([answer.text, *answer.remarks, *stated, *fallen]).encode()
