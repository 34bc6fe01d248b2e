"""Packages that raise errors of their own: these are told and tried again as those that LangChain knows."""

from __future__ import annotations

import time
from asyncio import AbstractEventLoop, new_event_loop
from threading import Barrier, Thread
from typing import Any

import httpx
import pytest
from langchain_core.exceptions import (
    ContextOverflowError,
    ModelAPIError,
    ModelAuthenticationError,
    ModelConnectionError,
    ModelInvalidRequestError,
    ModelNotFoundError,
    ModelPermissionDeniedError,
    ModelRateLimitError,
    ModelTimeoutError,
)
from langchain_core.language_models import BaseChatModel
from langchain_core.messages import AIMessage, BaseMessage, HumanMessage
from langchain_core.outputs import ChatGeneration, ChatResult

from assistant.chat.caller import Caller
from assistant.chat.faults import kind_of
from assistant.chat.loop import SharedLoop
from assistant.errors import EngineError
from assistant.nouns import Usage
from assistant.ports import CancelToken

ASKED = [HumanMessage("Who bought the mill?")]


class ResponseError(Exception):
    """As Ollama's: a status, and no class of LangChain's."""

    def __init__(self, status_code: int) -> None:
        super().__init__("scripted")
        self.status_code = status_code


class Failing(BaseChatModel):
    """A package's model that raises these, one a request, then answers without telling its tokens."""

    errors: list[Exception]

    @property
    def _llm_type(self) -> str:
        return "failing"

    def _generate(self, messages: list[BaseMessage], *_: Any, **__: Any) -> ChatResult:
        if self.errors:
            raise self.errors.pop(0)
        return ChatResult(generations=[ChatGeneration(message=AIMessage("Tobin Reed"))])


def ends() -> float:
    return time.monotonic() + 20


def caused(error: Exception) -> Exception:
    """An error that tells nothing, and came from one that does."""
    wrapped = RuntimeError("the package failed")
    wrapped.__cause__ = error
    return wrapped


def status(code: int) -> httpx.HTTPStatusError:
    request = httpx.Request("POST", "http://localhost")
    return httpx.HTTPStatusError("scripted", request=request, response=httpx.Response(code))


@pytest.mark.parametrize(
    ("error", "kind"),
    [
        (ResponseError(400), ModelInvalidRequestError),
        (ResponseError(401), ModelAuthenticationError),
        (ResponseError(403), ModelPermissionDeniedError),
        (ResponseError(404), ModelNotFoundError),
        (ResponseError(413), ContextOverflowError),
        (ResponseError(429), ModelRateLimitError),
        (ResponseError(500), ModelAPIError),
        (ResponseError(529), ModelAPIError),
        (ResponseError(-1), None),
        (status(503), ModelAPIError),
        (caused(status(404)), ModelNotFoundError),
        (ConnectionError("Failed to connect to Ollama."), ModelConnectionError),
        (httpx.ConnectError("refused"), ModelConnectionError),
        (httpx.ReadTimeout("slow"), ModelTimeoutError),
        (caused(httpx.RemoteProtocolError("cut")), ModelConnectionError),
        (NotImplementedError(), ModelInvalidRequestError),
        (ModelRateLimitError(), ModelRateLimitError),
        (ValueError("the request exceeds the available context size, try increasing it"), ContextOverflowError),
        (ValueError("a model of another kind"), None),
    ],
    ids=repr,
)
def test_an_error_is_known_by_its_status_or_its_kind(error: Exception, kind: type[Exception] | None) -> None:
    assert kind_of(error) is kind


def test_what_passes_is_tried_again() -> None:
    model = Failing(errors=[ResponseError(500), ConnectionError()])
    sent = Caller(model, "any", retries=2, tracing=False).ask(ASKED, ends(), CancelToken())
    assert (sent.content, sent.usage) == ("Tobin Reed", Usage(0, 0, 3))


def test_what_does_not_pass_is_said_at_once_with_advice() -> None:
    model = Failing(errors=[ResponseError(404), ResponseError(404)])
    with pytest.raises(EngineError, match="no such model"):
        Caller(model, "any", retries=2, tracing=False).ask(ASKED, ends(), CancelToken())
    assert len(model.errors) == 1


def test_a_form_that_is_refused_is_asked_in_words_then_and_from_then_on() -> None:
    model, shaped = Failing(errors=[]), Failing(errors=[ResponseError(400), ResponseError(400)])
    caller = Caller(model, "any", retries=0, tracing=False, shape=shaped)
    assert caller.draft(ASKED, ends(), CancelToken()).usage == Usage(0, 0, 2)
    assert caller.draft(ASKED, ends(), CancelToken()).usage == Usage(0, 0, 1)
    assert len(shaped.errors) == 1


def test_all_who_ask_at_once_share_one_loop() -> None:
    begun: list[AbstractEventLoop] = []

    def slowly() -> AbstractEventLoop:
        time.sleep(0.05)
        begun.append(new_event_loop())
        return begun[-1]

    shared, barrier = SharedLoop(slowly), Barrier(8)
    found: list[object] = []

    def ask() -> None:
        barrier.wait()
        found.append(shared.running())

    threads = [Thread(target=ask) for _ in range(8)]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    begun[0].call_soon_threadsafe(begun[0].stop)
    assert found == begun * 8
