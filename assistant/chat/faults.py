"""What goes wrong with a provider: its kind, whatever its package raises, and what a person can do."""

from __future__ import annotations

import random
import re
from collections.abc import Iterator
from contextlib import suppress
from json import JSONDecodeError
from typing import Any
from urllib.parse import urljoin, urlsplit

import httpx
from langchain_core.exceptions import (
    ContextOverflowError,
    ModelAPIError,
    ModelAuthenticationError,
    ModelConnectionError,
    ModelError,
    ModelInvalidRequestError,
    ModelNotFoundError,
    ModelPermissionDeniedError,
    ModelRateLimitError,
    ModelTimeoutError,
)
from pydantic import ValidationError


class Redirected(ModelError):
    """Another address is to be asked, which nobody has chosen."""


class QuotaUsedUp(ModelError):
    """The account may ask no more: waiting a little is of no use."""


class UnusableKey(ModelError):
    """The key cannot be sent."""


class NoAnswer(ModelError):
    """What came has not the form of a chat model's answer: another server, or a page to log in, is at the address."""


_TOO_LONG = re.compile(r"(?i)exceeds the available context size|exceed_context_size")
"""How llama.cpp says it."""
_KINDS: tuple[tuple[type[ModelError], tuple[type[BaseException], ...]], ...] = (
    (ContextOverflowError, (ContextOverflowError,)),
    (ModelAuthenticationError, (ModelAuthenticationError,)),
    (ModelPermissionDeniedError, (ModelPermissionDeniedError,)),
    (ModelNotFoundError, (ModelNotFoundError,)),
    (ModelRateLimitError, (ModelRateLimitError,)),
    (ModelTimeoutError, (ModelTimeoutError, TimeoutError, httpx.TimeoutException)),
    (ModelConnectionError, (ModelConnectionError, ConnectionError, httpx.TransportError)),
    (ModelAPIError, (ModelAPIError,)),
    (ModelInvalidRequestError, (ModelInvalidRequestError, NotImplementedError)),
)
"""LangChain's classes, the more telling ones first, and what packages raise that do not know them."""
_OTHER_FORM = "Unexpected response type"
_QUOTA = "insufficient_quota"
"""OpenAI's code for it, with the status of a rate limit."""
_NO_HEADER = "LocalProtocolError"
"""Of the clients below, which are several: so it is known by its name."""
_STATUS: dict[int, type[ModelError]] = {
    **dict.fromkeys((301, 302, 303, 307, 308), Redirected),
    400: ModelInvalidRequestError,
    401: ModelAuthenticationError,
    402: QuotaUsedUp,
    403: ModelPermissionDeniedError,
    404: ModelNotFoundError,
    408: ModelTimeoutError,
    413: ContextOverflowError,
    422: ModelInvalidRequestError,
    429: ModelRateLimitError,
}
_FORMLESS = (
    AttributeError,
    TypeError,
    LookupError,
    RecursionError,
    JSONDecodeError,
    UnicodeDecodeError,
    ValidationError,
)
"""What packages raise where they look for the parts of an answer."""
_PASSING = (ModelRateLimitError, ModelConnectionError, ModelTimeoutError, ModelAPIError)
_LONGEST_PAUSE = 8.0
"""Seconds between two tries where the provider does not tell how long."""
_ADVICE: dict[type[ModelError], str] = {
    ContextOverflowError: "the sentences are too long for this model: lower prompt_tokens, of [chat] or [local].",
    ModelAuthenticationError: "the provider refused the key: set [chat] api_key, or the provider's own variable.",
    ModelPermissionDeniedError: "the provider does not let this key use this model: choose another one.",
    ModelNotFoundError: "the provider has no such model, or nothing at this address: see [chat] base_url.",
    ModelRateLimitError: "the provider's rate limit is reached, and trying again was in vain: wait, then ask again.",
    ModelTimeoutError: "it has not answered in time: ask again, or raise [chat] timeout.",
    ModelConnectionError: "it cannot be reached, or broke off: see whether it runs, and [chat] base_url.",
    Redirected: "it sends on to another address{target}, which gets nothing: set [chat] base_url if you trust it.",
    QuotaUsedUp: "the provider says that the quota of this key is used up: see its plan and its bills there.",
    UnusableKey: "its key cannot be sent: it must be plain characters without spaces and line ends.",
    NoAnswer: "what came is no chat model's answer: see [chat] base_url, which often ends in /v1 ({kind}).",
    ModelAPIError: "the provider has a fault of its own, and trying again was in vain: ask again later.",
}


def kind_of(error: BaseException) -> type[ModelError] | None:
    """LangChain's class for what happened, or one of ours; None where nothing tells it."""
    if _TOO_LONG.search(str(error)):
        return ContextOverflowError
    causes = list(_causes(error))
    found = [_by_sign(each) for each in causes] + [_by_class(each) or _by_status(each) for each in causes]
    return next(filter(None, found), NoAnswer if _is_formless(error) else None)


def passes(error: BaseException) -> bool:
    """Whether the same request may succeed a little later."""
    return kind_of(error) in _PASSING


def is_late(error: BaseException) -> bool:
    """Whether there was no time left."""
    return kind_of(error) is ModelTimeoutError


def is_refused(error: BaseException) -> bool:
    """Whether the provider does not take a request of this form."""
    return kind_of(error) is ModelInvalidRequestError


def advice(error: BaseException) -> str | None:
    """What happened and what to do, where that is known."""
    kind = kind_of(error)
    words = _ADVICE[kind].format(target=_target(error), kind=type(error).__name__) if kind in _ADVICE else None
    wanted = _pause_wanted(error)
    return f"{words} It asks to wait {wanted:,.0f} seconds." if words and wanted else words


def pause(error: BaseException, tries: int) -> float:
    """Seconds: as the provider tells, or twice as long each time, and never the same for all who wait."""
    wanted = _pause_wanted(error)
    return min(_LONGEST_PAUSE, 0.5 * 2**tries) * random.uniform(0.75, 1) if wanted is None else wanted  # noqa: S311  no secret hangs on it


def _pause_wanted(error: BaseException) -> float | None:
    """Seconds that the provider wants to be left alone, if it tells them."""
    headers = getattr(getattr(error, "response", None), "headers", None) or {}
    with suppress(KeyError, TypeError, ValueError):
        return max(0.0, float(headers["retry-after"]))
    return None


def _causes(error: BaseException) -> Iterator[BaseException]:
    """The error, then what it came from: some packages wrap what their client raises."""
    cause: BaseException | None = error
    while cause is not None:
        yield cause
        cause = cause.__cause__


def _by_sign(error: BaseException) -> type[ModelError] | None:
    """What its package counts among other things."""
    if getattr(error, "code", None) == _QUOTA:
        return QuotaUsedUp
    unsent = type(error).__name__ == _NO_HEADER or (isinstance(error, UnicodeEncodeError) and error.encoding == "ascii")
    return UnusableKey if unsent else None


def _is_formless(error: BaseException) -> bool:
    """LangChain raises what a provider calls its error, an object, as it came, and tells of other forms in words."""
    told = error.args[0] if type(error) is ValueError and error.args else ""
    return isinstance(error, _FORMLESS) or isinstance(told, dict) or str(told).startswith(_OTHER_FORM)


def _target(error: BaseException) -> str:
    """Where an answer sends on to, without a path, if it tells that."""
    response: Any = getattr(error, "response", None)
    with suppress(AttributeError, KeyError, TypeError, ValueError):
        parts = urlsplit(urljoin(str(response.url), response.headers["location"]))
        return f" ({parts.scheme}://{parts.netloc.rpartition('@')[2]})"
    return ""


def _by_class(error: BaseException) -> type[ModelError] | None:
    return next((kind for kind, classes in _KINDS if isinstance(error, classes)), None)


def _by_status(error: BaseException) -> type[ModelError] | None:
    status = getattr(error, "status_code", None) or getattr(getattr(error, "response", None), "status_code", None)
    if not isinstance(status, int):
        return None
    return ModelAPIError if status >= 500 else _STATUS.get(status)
