"""The real model behind its real server, spoken to by the real client: started once for all tests here.

It computes on one thread: with more, threads that wait for one that another program holds up take minutes.
Time is that of the processor, which tells the same on a busy machine: the whole answer of a prompt would take 100 s.
"""

from __future__ import annotations

import asyncio
import socket
import time
from collections.abc import Iterator
from threading import Timer
from typing import Any
from urllib.parse import urlsplit

import httpx
import pytest
from langchain_core.language_models import BaseChatModel
from langchain_core.messages import AIMessage, HumanMessage

from assistant.chat.caller import Caller
from assistant.errors import Cancelled
from assistant.local.client import local_model
from assistant.local.config import LocalConfig
from assistant.local.server import LocalServer
from assistant.ports import CancelToken
from tests.assistant.local.sources import NOWHERE, needing_weights

pytestmark = [pytest.mark.slow, pytest.mark.timeout(280)]

SENTENCES = "1 The suit was filed on 3 May.\n2 The judge was tall.\n"
SCHEMA = {
    "title": "Draft",
    "type": "object",
    "properties": {"date": {"type": "string"}, "id": {"type": "integer"}},
    "required": ["date", "id"],
    "additionalProperties": False,
}
LONG = "The river rose and fell, and the miller wrote it down. " * 250
"""About 3,000 tokens."""
FREED = 10.0
"""Seconds of the processor in which a model must be free again."""


@pytest.fixture(scope="module")
def server() -> Iterator[LocalServer]:
    """With the weights of the cache or of installed packages; they are not fetched for a test."""
    with pytest.MonkeyPatch.context() as patch:
        for name in ("HTTP_PROXY", "ALL_PROXY", "OPENAI_PROXY", "OPENAI_BASE_URL"):
            patch.setenv(name, NOWHERE)  # a stray variable that must change nothing
        with needing_weights():
            started = LocalServer.start(LocalConfig(hub=NOWHERE, threads=1))
        with started:
            yield started


@pytest.fixture(scope="module")
def model(server: LocalServer) -> BaseChatModel:
    return local_model(server, max_tokens=40, timeout=120)


def draft(model: BaseChatModel, question: str) -> dict[str, Any]:
    shaped = model.with_structured_output(SCHEMA, method="json_schema", include_raw=True)
    answer = shaped.invoke(f"{SENTENCES}{question} Give the number of the sentence that says so.")
    assert isinstance(answer, dict)
    return answer


def test_an_answer_has_its_form_and_a_prompt_that_begins_the_same_is_not_read_again(model: BaseChatModel) -> None:
    first = draft(model, "When was the suit filed?")
    assert first["parsed"] == {"date": "3 May", "id": 1}
    raw = draft(model, "On which day was it filed?")["raw"]
    assert isinstance(raw, AIMessage)
    assert raw.usage_metadata is not None
    assert raw.usage_metadata["input_token_details"]["cache_read"] > 20
    assert raw.response_metadata["model_name"] == "qwen2.5-coder-1.5b-instruct-q4_k_m", (
        "not the path of a person's file"
    )


def test_only_who_has_the_key_is_served(server: LocalServer) -> None:
    assert urlsplit(server.base_url).hostname == "127.0.0.1"
    assert httpx.get(f"{server.base_url}/models", trust_env=False).status_code == httpx.codes.UNAUTHORIZED
    assert server.api_key.get_secret_value() not in repr(server)


def test_a_model_that_reads_a_prompt_is_free_soon_after_it_is_cancelled(model: BaseChatModel) -> None:
    async def cancelled() -> float:
        reading = asyncio.create_task(model.ainvoke(LONG))
        await asyncio.sleep(3)
        assert not reading.done()
        reading.cancel()
        begun = time.process_time()
        await model.ainvoke("Say yes.", max_completion_tokens=1)
        return time.process_time() - begun

    assert asyncio.run(cancelled()) < FREED


def test_a_question_whose_token_is_cancelled_frees_the_model_for_the_next_one(server: LocalServer) -> None:
    client = local_model(server, max_tokens=40, timeout=120)  # its connections stay with the loop of its first call
    caller = Caller(client, "local", retries=0, tracing=False)
    token = CancelToken()
    Timer(3, token.cancel).start()
    with pytest.raises(Cancelled):
        caller.ask([HumanMessage(LONG)], time.monotonic() + 120, token)
    begun = time.process_time()
    sent = caller.ask([HumanMessage("Say yes.")], time.monotonic() + 120, CancelToken())
    assert time.process_time() - begun < FREED
    assert sent.content
    assert 0 < sent.usage.prompt < 100, "what it was told before is not in it"


def test_closing_ends_the_server_while_it_reads(server: LocalServer, model: BaseChatModel) -> None:
    address = urlsplit(server.base_url)

    async def closed() -> float:
        reading = asyncio.create_task(model.ainvoke(LONG))
        await asyncio.sleep(3)
        begun = time.process_time()
        await asyncio.to_thread(server.close)
        with pytest.raises(Exception, match=r"."):
            await reading
        return time.process_time() - begun

    assert asyncio.run(closed()) < FREED
    with pytest.raises(ConnectionRefusedError):
        socket.create_connection((address.hostname or "", address.port or 0), timeout=5)
