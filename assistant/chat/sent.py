"""What a model sent, read from a message or from the error that a client makes of an answer that ended early."""

from __future__ import annotations

import json
from typing import Any, NamedTuple

from langchain_core.messages import AIMessage

from assistant.nouns import Usage

_CUT_OFF = "LengthFinishReasonError"
_FILTERED = "ContentFilterFinishReasonError"
"""OpenAI's client raises these, and is an extra of ours: so they are known by their names."""
_FILTER = "its provider's content filter ended it"
_WHY = ("finish_reason", "stop_reason", "done_reason")
_CUT = ("length", "max_tokens")
"""Where providers tell why an answer ended, and how they call that it is too long."""


class Sent(NamedTuple):
    """The text of one answer, and what it cost.

    ``fault`` says why asking again is of no use; ``is_cut``: the answer was ended before its end, by ``max_tokens``.
    """

    content: str
    usage: Usage
    fault: str = ""
    is_cut: bool = False


def of_message(message: AIMessage, requests: int) -> Sent:
    """``requests`` is how many were made for it."""
    why = _why_it_ended(message)
    used = message.usage_metadata
    usage = Usage(used["input_tokens"], used["output_tokens"], requests) if used else Usage(0, 0, requests)
    return Sent(encodable(_content(message)), usage, _FILTER if why == "content_filter" else "", is_cut=why in _CUT)


def of_error(error: BaseException, requests: int) -> Sent | None:
    """What came of an answer that was cut off or filtered; None for all other errors."""
    kind = type(error).__name__
    if kind not in (_CUT_OFF, _FILTERED):
        return None
    completion = getattr(error, "completion", None)
    used = getattr(completion, "usage", None)
    usage = Usage(used.prompt_tokens, used.completion_tokens, requests) if used else Usage(0, 0, requests)
    return Sent("", usage, _FILTER) if kind == _FILTERED else Sent(encodable(_begun(completion)), usage, is_cut=True)


def encodable(text: str) -> str:
    """The text with U+FFFD for half of a character, which a JSON escape can hold and no encoding."""
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def _why_it_ended(message: AIMessage) -> str:
    return str(next(filter(None, map(message.response_metadata.get, _WHY)), "")).lower()


def _content(message: AIMessage) -> str:
    """The text, or the arguments of the call that was asked for in its place."""
    if message.tool_calls:
        return json.dumps(message.tool_calls[0]["args"])
    if message.invalid_tool_calls:
        return message.invalid_tool_calls[0]["args"] or ""
    return str(message.text)


def _begun(completion: Any) -> str:  # noqa: ANN401  of a package that may not be there
    """The same of an answer that was cut off."""
    message = completion.choices[0].message
    return message.tool_calls[0].function.arguments if message.tool_calls else message.content or ""
