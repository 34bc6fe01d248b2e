"""Asks a chat model: within a deadline, so that it can be cancelled, with errors of ours, and traced only if so set."""

from __future__ import annotations

import asyncio
import re
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import Future, wait
from dataclasses import dataclass
from typing import Any

from langchain_core.language_models import BaseChatModel
from langchain_core.messages import BaseMessage
from langchain_core.runnables import Runnable
from pydantic import SecretStr

from assistant.chat.faults import advice, is_late, is_refused, passes, pause
from assistant.chat.loop import LOOP
from assistant.chat.sent import Sent, of_error, of_message
from assistant.errors import EngineError
from assistant.nouns import Usage
from assistant.ports import CancelToken
from assistant.tracing import traced

_GLANCE = 0.05
"""Seconds between two looks at whether to stop."""
_SHOWN = 200
_KEY = re.compile(r"(?i)\b(?:bearer\s+\S+|(?:sk|pk|key|api)[-_][\w-]{8,})")


class Caller:
    """A chat model, asked from any thread."""

    def __init__(
        self,
        model: BaseChatModel,
        name: str,
        *,
        retries: int,
        tracing: bool,
        shape: Runnable[Any, Any] | None = None,
        key: SecretStr | None = None,
    ) -> None:
        """``name`` is for messages. ``shape`` is the model bound to the schema of a draft. ``key`` is never shown."""
        self.name = name
        self._model = model
        self._shape = shape
        self._retries = retries
        self._tracing = tracing
        self._secrets = [each for each in (*_secrets(model), key.get_secret_value() if key else "") if each]

    def ask(self, messages: Sequence[BaseMessage], ends: float, cancel: CancelToken) -> Sent:
        """What the model sends. ``ends`` is a time of the monotonic clock. Raises EngineError, Cancelled."""
        return self._sent(_Asking(self._model, list(messages), ends), cancel)

    def draft(self, messages: Sequence[BaseMessage], ends: float, cancel: CancelToken) -> Sent:
        """The same, held to the schema; in words where the provider has refused that, then and from then on."""
        if self._shape is None:
            return self.ask(messages, ends, cancel)
        try:
            return self._sent(_Asking(self._shape, list(messages), ends), cancel)
        except _Refused as refused:
            sent = self.ask(messages, ends, cancel)
            self._shape = None  # only now: the schema was at fault, and not what both hold
            return sent._replace(usage=sent.usage + refused.usage)

    def _sent(self, asking: _Asking, cancel: CancelToken) -> Sent:
        came = self._waited(asking, cancel)
        if not isinstance(came, BaseException):
            return of_message(came["raw"] if isinstance(came, dict) else came, asking.requests)
        sent = of_error(came, asking.requests)
        if sent is not None:
            return sent
        if asking.target is not self._model and is_refused(came):
            raise _Refused(Usage(0, 0, asking.requests))
        raise EngineError(f"{self.name}: {self._explained(came)}{self._before(came, asking)}") from None

    def _waited(self, asking: _Asking, cancel: CancelToken) -> Any:  # noqa: ANN401  a message, or a mapping that holds it
        """What the call returns or raises; it is broken off, its connection closed, once nobody waits for it."""
        cancel.check()
        future: Future[Any] = asyncio.run_coroutine_threadsafe(self._called(asking), LOOP.running())
        try:
            while not wait([future], timeout=_GLANCE).done:
                cancel.check()
                if time.monotonic() > asking.ends:
                    return TimeoutError()
            return future.exception() or future.result()
        finally:
            future.cancel()

    async def _called(self, asking: _Asking) -> Any:  # noqa: ANN401  the same
        with traced(self._tracing):
            while True:
                asking.requests += 1
                warm = getattr(self._model, "temperature", None) is not None
                try:
                    return await asking.target.ainvoke(asking.messages)
                except Exception as error:
                    seconds = self._until_again(error, asking, warm)
                    if seconds is None:
                        raise
                await asyncio.sleep(seconds)

    def _until_again(self, error: Exception, asking: _Asking, warm: bool) -> float | None:
        """Seconds until the same is asked again; None where that is of no use, or there is no time for it."""
        if warm and "temperature" in str(error):
            setattr(self._model, "temperature", None)  # noqa: B010  some models take none, and not all have it
            return 0.0
        seconds = pause(error, asking.again)
        if asking.again == self._retries or not passes(error) or time.monotonic() + seconds > asking.ends:
            return None
        asking.again, asking.passed = asking.again + 1, error
        return seconds

    def _before(self, error: BaseException, asking: _Asking) -> str:
        """What passed before there was no time left, which may be why."""
        return f" Before that, {self._explained(asking.passed)}" if asking.passed and is_late(error) else ""

    def _explained(self, error: BaseException) -> str:
        """What happened and what to do, without a key."""
        return advice(error) or f"it failed ({type(error).__name__}: {self._redacted(str(error))})"

    def _redacted(self, words: str) -> str:
        for secret in self._secrets:
            words = words.replace(secret, "…")
        return _KEY.sub("…", " ".join(words.split()))[:_SHOWN]


@dataclass(slots=True)
class _Asking:
    """A question to the model: how many requests it took, how many of them after a fault that passes, and the last."""

    target: Runnable[Any, Any]
    messages: list[BaseMessage]
    ends: float
    requests: int = 0
    again: int = 0
    passed: Exception | None = None


class _Refused(Exception):
    """The provider does not hold this model to a schema: ask for JSON in words."""

    def __init__(self, usage: Usage) -> None:
        super().__init__()
        self.usage = usage


def _secrets(model: BaseChatModel) -> Iterator[str]:
    for name in type(model).model_fields:
        value = getattr(model, name, None)
        if isinstance(value, SecretStr):
            yield value.get_secret_value()
