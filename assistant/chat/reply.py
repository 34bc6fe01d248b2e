"""The one form of a chat model's draft, and how what a model sent is read as one."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from itertools import islice
from typing import Annotated, Any

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError, model_validator

_MOST = 24
"""Statements, and sentences for each; a model that repeats itself is cut off there."""
_THOUGHT = re.compile(r"\A\s*[^\s{`].*?</think(?:ing)?>", re.DOTALL)
"""What a model thinks before it answers; the mark that opens it may be part of the prompt."""
_OBJECT = re.compile(r'\{(?=\s*")')
_PLACES = 100
"""Objects that are looked at: each may be read to the end of the text."""
_KEYS = frozenset({"statements", "answerable"})
"""A draft has one of them."""
_BEGUN = re.compile(rf'\{{\s*"(?:{"|".join(sorted(_KEYS))})"')
_TOKEN = re.compile(r'"(?:[^"\\]|\\.)*"|[{}\[\],]', re.DOTALL)
_CLOSING = {"{": "}", "[": "]"}
_IN_A_STATEMENT = "}]}"
_DEEPEST = 4
"""Brackets within each other in a draft."""
_NUMBERS = re.compile(r"[\[\](),;\s\d]*")
_JSON = json.JSONDecoder(strict=False)


class BadReply(ValueError):
    """What a model sent is no draft; the message tells the model why."""


def _numbers(ids: object) -> list[object]:
    """Models write one number without a list too, and numbers as text, in brackets: "[1]"."""
    each = ids if isinstance(ids, list) else [ids]
    return [number for one in each for number in _read(one)]


def _read(one: object) -> list[object]:
    return list(re.findall(r"\d+", one)) if isinstance(one, str) and _NUMBERS.fullmatch(one) else [one]


_Ids = Annotated[list[int], BeforeValidator(_numbers)]


class _Part(BaseModel):
    """What has no value is as if it were not there, and keys that nobody asked for are not read."""

    model_config = ConfigDict(extra="ignore", json_schema_extra={"additionalProperties": False})

    @model_validator(mode="before")
    @classmethod
    def _without_nulls(cls, fields: object) -> object:
        return (
            {key: value for key, value in fields.items() if value is not None} if isinstance(fields, dict) else fields
        )


class Said(_Part):
    """A statement in words of the model's own and the numbers of the sentences that prove it."""

    text: str = ""
    ids: _Ids = Field(default_factory=list)


class Reply(_Part):
    """A model's draft. ``missing`` is what the question asks and no sentence says. ``contradictions`` are groups of
    sentences that do not agree.

    A small model answers better before it is asked whether it can, and then sees what it judges: so statements come
    first.
    """

    statements: list[Said] = Field(default_factory=list)
    answerable: bool = True
    missing: str = ""
    nearest: _Ids = Field(default_factory=list)
    contradictions: list[_Ids] = Field(default_factory=list)


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
    """The draft in what a model sent. Raises BadReply, whatever that is.

    Repaired where its JSON stands behind thoughts or among other words, or is cut off: where that is among its
    statements, the last of them, which may be cut too, goes.
    """
    answer = _THOUGHT.sub("", content)
    fault = None
    for found, is_whole in _objects(answer):
        try:
            return _draft(found, None if is_whole else -1)
        except BadReply as bad:
            fault = fault or bad
    raise fault or BadReply("it holds no JSON object with statements")


def _draft(found: dict[str, Any], end: int | None) -> Reply:
    """``end`` is that of the statements which are surely whole. Raises BadReply."""
    try:
        reply = Reply.model_validate(found)
    except ValidationError as error:
        raise BadReply(_fault(error)) from error
    if reply.answerable and not reply.statements:
        raise BadReply("it is answerable and states nothing")
    kept = reply.statements[:end][:_MOST]
    if reply.answerable and not kept:
        raise BadReply("it is cut off")
    return reply.model_copy(update={"statements": kept})


def _objects(text: str) -> Iterator[tuple[dict[str, Any], bool]]:
    """The objects of a text that may be drafts, then one that was cut off; and whether the last statement is whole."""
    end = 0
    for place in islice(_OBJECT.finditer(text), _PLACES):
        if place.start() >= end:
            found, end = _decoded(text, place.start())
            if not _KEYS.isdisjoint(found):
                yield found, True
    cut = _BEGUN.search(text)
    for begun, closing in _closed(text[cut.start() :]) if cut else ():
        found, _ = _decoded(begun + closing, 0)
        if not _KEYS.isdisjoint(found):
            yield found, not closing.endswith(_IN_A_STATEMENT)


def _decoded(text: str, at: int) -> tuple[dict[str, Any], int]:
    """The object that begins there, and where it ends; an empty one, and where it begins, if it is not JSON."""
    try:
        return _JSON.raw_decode(text, at)
    except (ValueError, RecursionError):
        return {}, at


def _closed(text: str) -> Iterator[tuple[str, str]]:
    """A draft and what closes its brackets: as it stands, then without what stands behind its last comma."""
    closing = closing_there = ""
    comma = 0
    for token in _TOKEN.finditer(text):
        sign = token.group()
        if sign in _CLOSING and len(closing) < _DEEPEST:
            closing = _CLOSING[sign] + closing
        elif sign in _CLOSING:
            return
        elif sign == ",":
            comma, closing_there = token.start(), closing
        elif sign in closing[:1]:
            closing = closing[1:]
    yield text, closing
    yield text[:comma], closing_there


def _fault(error: ValidationError) -> str:
    """What is wrong, in no word of the model's, since people read this."""
    first = error.errors(include_url=False, include_input=False)[0]
    return f"{'.'.join(map(str, first['loc'])) or 'it'}: {first['msg']}"
