"""Asks a chat model: within a deadline, so that it can be cancelled, with errors of ours, and traced only if so set."""

from __future__ import annotations

import asyncio
import json
import re
import time
from collections.abc import Coroutine, Iterator, Sequence
from concurrent.futures import Future, wait
from functools import cache
from threading import Thread
from typing import Any, NamedTuple, TypeVar

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
from langchain_core.messages import AIMessage, BaseMessage
from langchain_core.runnables import Runnable
from langsmith.run_helpers import tracing_context
from pydantic import SecretStr

from assistant.errors import EngineError
from assistant.nouns import Usage
from assistant.ports import CancelToken

_T = TypeVar("_T")
_GLANCE = 0.05
"""Seconds between two looks at whether to stop."""
_PASSING = (ModelRateLimitError, ModelConnectionError, ModelTimeoutError, ModelAPIError)
_SHOWN = 200
_KEY = re.compile(r"(?i)\b(?:bearer\s+\S+|(?:sk|pk|key|api)[-_][\w-]{8,})")


class Sent(NamedTuple):
    """What a model sent, and what it cost."""

    content: str
    usage: Usage


class Caller:
    """A chat model, asked from any thread."""

    def __init__(self, model: BaseChatModel, name: str, *, retries: int, tracing: bool) -> None:
        """``name`` is for messages. ``retries`` are made here, so 0 where the model's own client makes them."""
        self.name = name
        self._model = model
        self._retries = retries
        self._tracing = tracing
        self._secrets = [each for each in _secrets(model) if each]

    def ask(
        self, messages: Sequence[BaseMessage], shape: Runnable[Any, Any] | None, ends: float, cancel: CancelToken
    ) -> Sent:
        """What the model sends. ``shape`` is the model bound to a schema; ``ends`` is a time of the monotonic clock.

        Raises NotShaped where the provider refuses the schema, EngineError for all else that fails, and Cancelled.
        """
        target: Runnable[Any, Any] = self._model if shape is None else shape
        if self._retries:
            target = target.with_retry(retry_if_exception_type=_PASSING, stop_after_attempt=self._retries + 1)
        sent = self._waited(self._traced(target, list(messages)), ends, cancel)
        if isinstance(sent, BaseException):
            if shape is not None and isinstance(sent, ModelInvalidRequestError | NotImplementedError):
                raise NotShaped(self._explained(sent))
            raise EngineError(f"{self.name}: {self._explained(sent)}") from None
        message = sent["raw"] if isinstance(sent, dict) else sent
        return Sent(_content(message), _usage(message))

    async def _traced(self, target: Runnable[Any, Any], messages: list[BaseMessage]) -> Any:  # noqa: ANN401  a message, or a mapping that holds it
        with tracing_context(enabled=self._tracing):
            return await target.ainvoke(messages)

    def _waited(self, call: Coroutine[Any, Any, _T], ends: float, cancel: CancelToken) -> _T | BaseException:
        """What the call returns or raises; it is broken off, its connection closed, when it takes too long."""
        future: Future[_T] = asyncio.run_coroutine_threadsafe(call, _loop())
        while not wait([future], timeout=_GLANCE).done:
            if cancel.cancelled or time.monotonic() > ends:
                future.cancel()
                cancel.check()
                raise EngineError(f"{self.name} has not answered in time: ask again, or raise [chat] timeout.")
        return future.exception() or future.result()

    def _explained(self, error: BaseException) -> str:
        """What happened and what to do, without a key."""
        advice = next((words for kind, words in _ADVICE if isinstance(error, kind)), None)
        return advice or f"it failed ({type(error).__name__}: {self._redacted(str(error))})"

    def _redacted(self, words: str) -> str:
        for secret in self._secrets:
            words = words.replace(secret, "…")
        return _KEY.sub("…", " ".join(words.split()))[:_SHOWN]


class NotShaped(Exception):
    """The provider does not hold this model to a schema: ask for JSON in words."""


_ADVICE: tuple[tuple[type[BaseException], str], ...] = (
    (ContextOverflowError, "the sentences are too long for this model: lower prompt_tokens, of [chat] or [local]."),
    (ModelAuthenticationError, "the provider refused the key: set [chat] api_key, or the provider's own variable."),
    (ModelPermissionDeniedError, "the provider does not let this key use this model: choose another one."),
    (ModelNotFoundError, "the provider has no such model, or nothing at this address: see [chat] base_url."),
    (ModelRateLimitError, "the provider's rate limit is reached, and trying again was in vain: wait, then ask again."),
    (ModelTimeoutError, "it has not answered in time: ask again, or raise [chat] timeout."),
    (ModelConnectionError, "it cannot be reached, or broke off: see whether it runs, and [chat] base_url."),
    (ModelAPIError, "the provider has a fault of its own, and trying again was in vain: ask again later."),
)


@cache
def _loop() -> asyncio.AbstractEventLoop:
    """The one loop of all callers: the providers' packages share connections, which stay with their first loop."""
    loop = asyncio.new_event_loop()
    Thread(target=loop.run_forever, daemon=True, name="quoteproof chat").start()
    return loop


def _content(message: AIMessage) -> str:
    """The text, or the arguments of the call that was asked for in its place."""
    if message.tool_calls:
        return json.dumps(message.tool_calls[0]["args"])
    if message.invalid_tool_calls:
        return message.invalid_tool_calls[0]["args"] or ""
    return str(message.text)


def _usage(message: AIMessage) -> Usage:
    used = message.usage_metadata
    return Usage(used["input_tokens"], used["output_tokens"], 1) if used else Usage(0, 0, 1)


def _secrets(model: BaseChatModel) -> Iterator[str]:
    for name in type(model).model_fields:
        value = getattr(model, name, None)
        if isinstance(value, SecretStr):
            yield value.get_secret_value()
