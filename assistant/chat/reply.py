"""The one form of a chat model's draft, and how what a model sent is read as one."""

from __future__ import annotations

import re
from typing import Any

from langchain_core.exceptions import OutputParserException
from langchain_core.utils.json import parse_json_markdown
from pydantic import BaseModel, ConfigDict, Field, ValidationError

_MOST = 24
"""Statements, and sentences for each; a model that repeats itself is cut off there."""
_CLOSED = re.compile(r'\}\s*\]|"statements"\s*:\s*\[\s*\]')
"""Where a list of statements ends."""


class BadReply(ValueError):
    """What a model sent is no draft; the message tells the model why."""


class Said(BaseModel):
    """A statement in words of the model's own and the numbers of the sentences that prove it."""

    model_config = ConfigDict(extra="forbid")

    text: str = ""
    ids: list[int] = Field(default_factory=list)


class Reply(BaseModel):
    """A model's draft. ``missing`` is what the question asks and no sentence says. ``contradictions`` are groups of
    sentences that do not agree.

    A small model answers better before it is asked whether it can, and then sees what it judges: so statements come
    first.
    """

    model_config = ConfigDict(extra="forbid")

    statements: list[Said] = Field(default_factory=list)
    answerable: bool = True
    missing: str = ""
    nearest: list[int] = Field(default_factory=list)
    contradictions: list[list[int]] = Field(default_factory=list)


def reply_schema() -> dict[str, Any]:
    """The JSON schema of all drafts, the same for every question, so that servers keep what they made of it.

    What few drafts have may be left out: each token is waited for.
    """
    schema = Reply.model_json_schema()
    schema["required"] = ["statements", "answerable"]
    schema["$defs"]["Said"]["required"] = ["text", "ids"]
    for part in (schema, schema["$defs"]["Said"]):
        part.pop("description", None)
        for name, field in part["properties"].items():
            part["properties"][name] = {key: field[key] for key in ("type", "items", "$ref") if key in field}
    return {"title": "Draft", "description": "An answer by numbered sentences.", **schema | {"title": "Draft"}}


def read_reply(content: str) -> Reply:
    """The draft in what a model sent. Raises BadReply.

    Repaired where its JSON stands among other words or is cut off: where that is among its statements, the last of
    them, which may be cut too, goes.
    """
    at = content.find("{")
    if at < 0:
        raise BadReply("it holds no JSON object")
    try:
        reply = Reply.model_validate(parse_json_markdown(content[at:] if "```" not in content else content))
    except OutputParserException as error:
        raise BadReply("it is not JSON") from error
    except ValidationError as error:
        raise BadReply(_fault(error)) from error
    if reply.answerable and not reply.statements:
        raise BadReply("it is answerable and states nothing")
    kept = reply.statements[: _MOST if _CLOSED.search(content) else -1]
    if reply.answerable and not kept:
        raise BadReply("it is cut off")
    return reply.model_copy(update={"statements": kept})


def _fault(error: ValidationError) -> str:
    """What is wrong, in no word of the model's: its keys are its own, and people read this."""
    first = error.errors(include_url=False, include_input=False)[0]
    if first["type"] == "extra_forbidden":
        return "it has keys that were not asked for"
    known = Reply.model_fields.keys() | Said.model_fields.keys()
    place = ".".join(str(part) for part in first["loc"] if isinstance(part, int) or part in known)
    return f"{place or 'it'}: {first['msg']}"
