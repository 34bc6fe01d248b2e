"""What providers do wrong, met by one clear error; and what never leaves."""

from __future__ import annotations

import logging
import signal
import time
from threading import Timer

import pytest
from langchain_core.messages import HumanMessage

from assistant.config import AssistantConfig
from assistant.errors import Cancelled, EngineError
from assistant.export import answer_json
from assistant.nouns import Usage
from assistant.ports import CancelToken, SendsAway
from assistant.reader.model import Reader
from assistant.render import text
from tests.assistant.chat.conftest import ASKED, SOLD, Ask, engine, telling
from tests.assistant.scripted_server import KEY, Asked, Cut, Fault, Page, ScriptedServer, Stall, scripted_server


@pytest.mark.parametrize(
    "said", ["the request exceeds the available context size, try increasing it", "type: exceed_context_size_error"]
)
def test_a_prompt_that_is_too_long_for_llama_cpp_is_said_with_the_setting(
    made: Ask, server: ScriptedServer, said: str
) -> None:
    server.says(Fault(400, said))
    with pytest.raises(EngineError, match="lower prompt_tokens"):
        made().answer(ASKED)
    assert len(server.asked) == 1, "in words it is no shorter"


@pytest.mark.parametrize(
    ("step", "told"),
    [
        (Fault(429), "rate limit"),
        (Fault(500), "fault of its own"),
        (Fault(401, f"no such key: {KEY}"), "api_key"),
        (Fault(403), "choose another"),
        (Fault(404), "no such model"),
        (Fault(400, f"max_tokens is too large for {KEY}"), "max_tokens is too large"),
        (Cut(), "broke off"),
    ],
    ids=str,
)
def test_an_outage_is_one_clear_error_without_the_key(
    made: Ask, server: ScriptedServer, caplog: pytest.LogCaptureFixture, step: Fault | Cut, told: str
) -> None:
    caplog.set_level(logging.DEBUG)
    server.says(step)
    with pytest.raises(EngineError, match=told) as raised:
        made(retries=0).answer(ASKED)
    assert "openai:scripted" in str(raised.value)
    assert KEY not in str(raised.value)
    assert raised.value.__suppress_context__
    assert KEY not in caplog.text


@pytest.mark.parametrize("method", ["auto", "function_calling", "prompt"])
@pytest.mark.parametrize(
    "body",
    [
        "<html>Log in</html>",
        "",
        "{}",
        "[1, 2]",
        '{"choices": []}',
        '{"choices": null}',
        '{"choices": [{}]}',
        '{"error": {"message": "not here", "code": 1}}',
        '{"id": "1", "choi',
    ],
)
def test_what_is_no_answer_of_a_chat_model_is_said_with_the_address(
    made: Ask, server: ScriptedServer, body: str, method: str
) -> None:
    server.says(Page(body))
    with pytest.raises(EngineError, match=r"no chat model's answer: see \[chat\] base_url") as raised:
        made(method=method).answer(ASKED)
    assert len(server.asked) == 1
    assert str(raised.value).endswith("Error)."), "what kind of fault it was helps who looks for it"
    assert "not here" not in str(raised.value)


@pytest.mark.parametrize("fault", [Fault(429, code="insufficient_quota"), Fault(402)], ids=str)
def test_a_quota_that_is_used_up_is_no_rate_limit(made: Ask, server: ScriptedServer, fault: Fault) -> None:
    server.says(fault)
    with pytest.raises(EngineError, match="quota of this key is used up"):
        made(retries=3).answer(ASKED)
    assert len(server.asked) == 1


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_no_redirect_is_followed_to_another_host(made: Ask, server: ScriptedServer, status: int) -> None:
    with scripted_server() as other:
        there = other.url.replace("127.0.0.1", "localhost").removesuffix("/v1")
        server.says(Fault(status, headers={"Location": f"{there}/v1/chat/completions?from=mill"}))
        with pytest.raises(EngineError, match=rf"another address \({there}\), which gets nothing: .*base_url"):
            made().answer(ASKED)
        assert (len(server.asked), other.asked) == (1, [])


@pytest.mark.parametrize("headers", [{}, {"Location": "http://[broken"}, {"Location": "/v1/other"}], ids=str)
def test_a_redirect_to_no_other_place_is_told_too(made: Ask, server: ScriptedServer, headers: dict[str, str]) -> None:
    server.says(Fault(307, headers=headers))
    with pytest.raises(EngineError, match="sends on to another address"):
        made().answer(ASKED)
    assert len(server.asked) == 1


@pytest.mark.parametrize("key", ["sk-7411\n", "sk-7411 ", "sk-ä7411"])
def test_a_key_of_the_environment_that_cannot_be_sent_is_told(
    server: ScriptedServer, flat_reader: Reader, monkeypatch: pytest.MonkeyPatch, key: str
) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", key)
    monkeypatch.setenv("OPENAI_BASE_URL", server.url)
    server.says("")
    asking = engine(AssistantConfig(engine="openai:scripted"), flat_reader)._caller
    with pytest.raises(EngineError, match=r"its key cannot be sent: .* plain characters") as raised:
        asking.ask([HumanMessage(ASKED)], time.monotonic() + 20, CancelToken())
    assert "7411" not in str(raised.value)
    assert server.asked == []


def test_a_rate_limit_that_passes_is_waited_for(made: Ask, server: ScriptedServer) -> None:
    steps = iter([Fault(429, headers={"Retry-After": "0"}), Fault(503, headers={"Retry-After": "0"})])
    server.follows(lambda asked: next(steps, None) or telling(asked))
    assert made(retries=2).answer(ASKED).text == SOLD
    assert len(server.asked) == 3


def test_a_rate_limit_that_outlasts_the_deadline_is_said_at_once(made: Ask, server: ScriptedServer) -> None:
    server.says(Fault(429, headers={"Retry-After": "300"}))
    with pytest.raises(EngineError, match=r"rate limit .* It asks to wait 300 seconds"):
        made(timeout=5, retries=3).answer(ASKED)
    assert len(server.asked) == 1


def test_what_passed_before_the_deadline_is_said_with_it(made: Ask, server: ScriptedServer) -> None:
    server.says(Fault(429, headers={"Retry-After": "0"}), Stall())
    with pytest.raises(EngineError, match=r"in time: .* Before that, the provider's rate limit"):
        made(timeout=2, retries=3).answer(ASKED)
    assert server.left.wait(10), "no request of this test comes in during the next one"


def test_what_passed_before_the_client_gives_up_is_said_too(made: Ask, server: ScriptedServer) -> None:
    server.says(Fault(429, headers={"Retry-After": "0"}), Fault(408))
    with pytest.raises(EngineError, match=r"in time: .* Before that, the provider's rate limit"):
        made(retries=1).answer(ASKED)


def test_tries_in_vain_are_counted(made: Ask, server: ScriptedServer) -> None:
    steps = iter([Fault(500, headers={"Retry-After": "0"})])
    server.follows(lambda asked: next(steps, None) or telling(asked))
    assert made().answer(ASKED).usage == Usage(100, 10, 2)


def test_a_server_that_is_not_there_is_said(made: Ask) -> None:
    with pytest.raises(EngineError, match="cannot be reached"):
        made(base_url="http://127.0.0.1:9/v1", retries=0).answer(ASKED)


def test_a_stall_ends_at_the_deadline(made: Ask, server: ScriptedServer) -> None:
    server.says(Stall())
    with pytest.raises(EngineError, match="in time"):
        made(timeout=0.5, retries=0).answer(ASKED)
    assert server.left.wait(10), "the connection is closed, so that the server stops too"


def test_cancelling_frees_the_server(made: Ask, server: ScriptedServer) -> None:
    token = CancelToken()

    def stalled(_: Asked) -> Stall:
        Timer(0.3, token.cancel).start()  # once it is asked: on a busy machine that takes longer
        return Stall()

    server.left.clear()
    server.follows(stalled)
    began = time.monotonic()
    with pytest.raises(Cancelled):
        made().answer(ASKED, cancel=token)
    assert server.left.wait(10)
    assert time.monotonic() - began < 10


def test_an_interrupt_frees_the_server(made: Ask, server: ScriptedServer) -> None:
    def stalled(_: Asked) -> Stall:
        Timer(0.3, signal.raise_signal, [signal.SIGINT]).start()
        return Stall()

    server.left.clear()
    server.follows(stalled)
    with pytest.raises(KeyboardInterrupt):
        made().answer(ASKED)
    assert server.left.wait(10)


def test_no_key_is_in_what_is_exported(made: Ask, server: ScriptedServer) -> None:
    server.follows(telling)
    assistant = made()
    answer = assistant.answer(ASKED)
    assert server.asked[0].headers["authorization"] == f"Bearer {KEY}"
    assert KEY not in answer_json(answer) + text(answer) + repr(assistant.config) + repr(answer)


def test_a_model_on_this_machine_sends_nothing_away(made: Ask, server: ScriptedServer) -> None:
    assert not isinstance(made().pipeline.engine, SendsAway)
