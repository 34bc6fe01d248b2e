"""A saved answer is read back as it was written, and anything else is a clear error."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from assistant.errors import SavedAnswerError
from assistant.nouns import Claim
from assistant.render import render
from assistant.saved import parse
from tests.assistant.proofs import SUIT, answer_of, held

if TYPE_CHECKING:
    from collections.abc import Callable


def _saved() -> dict[str, Any]:
    document = held()
    quote = document.quote(SUIT.strip())
    claim = Claim((quote,), short=document.quote("May 14").span)
    answer = answer_of(claim, store=document.store, nearest=(document.quote("The court met twice."),))
    saved: dict[str, Any] = json.loads(render(answer, "json"))
    return saved


def _parsed(value: object) -> list[Any]:
    return list(parse(json.dumps(value).encode(), "answer.json"))


def test_a_saved_answer_is_read_back() -> None:
    saved = _saved()
    (answer,) = _parsed(saved)
    written = [*saved["statements"][0]["citations"], *saved["nearest"]]
    assert [(each.start, each.end, each.quote) for each in answer.citations] == [
        (each["start"], each["end"], each["quote"]) for each in written
    ]
    (statement,) = answer.statements
    assert (statement.text, statement.short.text) == (SUIT.strip(), "May 14")
    document = answer.document(answer.citations[0])
    assert (document.uri, document.root, document.below_root) == ("folder/suit.txt", "/folder", ("suit.txt",))


def test_a_list_of_answers_is_read_too() -> None:
    assert len(_parsed([_saved(), _saved()])) == 2
    assert _parsed([]) == []
    assert len(parse(b" \n" + json.dumps([_saved()]).encode(), "x")) == 1


def test_fields_that_are_not_needed_may_be_there_or_not() -> None:
    saved = _saved()
    del saved["seconds"]
    saved["note"] = "mine"
    assert len(_parsed(saved)) == 1


def _without(saved: dict[str, Any], *path: str | int) -> None:
    for step in path[:-1]:
        saved = saved[step]  # type: ignore[index]
    del saved[path[-1]]  # type: ignore[arg-type]


_FIRST = ("statements", 0, "citations", 0)


@pytest.mark.parametrize(
    ("spoil", "named"),
    [
        (lambda saved: _without(saved, "format"), "format"),
        (lambda saved: saved.update(format="quoteproof-answer/2"), "quoteproof-answer/1"),
        (lambda saved: _without(saved, "text"), "text"),
        (lambda saved: saved.update(outcome="sure"), "outcome"),
        (lambda saved: _without(saved, *_FIRST, "end"), "end"),
        (lambda saved: _without(saved, *_FIRST, "quote"), "quote"),
        (lambda saved: saved["statements"][0]["citations"].clear(), "citations"),
        (lambda saved: saved["statements"][0]["citations"][0].update(end=3), "does not lie after start"),
        (lambda saved: saved["statements"][0]["citations"][0].update(start=-1), "start"),
        (lambda saved: saved["statements"][0]["citations"][0].update(start="21"), "start"),
        (lambda saved: saved["statements"][0]["citations"][0].update(document="x"), "not in documents"),
        (lambda saved: saved["statements"][0].update(text=""), "at least 1 character"),
        (lambda saved: saved["documents"].clear(), "not in documents"),
        (lambda saved: saved["documents"][0].update(uri="folder/../../secret.txt"), "below a root"),
        (lambda saved: saved["documents"][0].update(uri="/secret.txt"), "below a root"),
        (lambda saved: saved["documents"][0].update(file_sha256="0"), "file_sha256"),
    ],
)
def test_a_field_that_is_missing_or_wrong_is_named(spoil: Callable[[dict[str, Any]], None], named: str) -> None:
    saved = _saved()
    spoil(saved)
    with pytest.raises(SavedAnswerError, match=named):
        _parsed(saved)


@pytest.mark.parametrize(
    "content", [b"", b"{", b"[", b"null", b"7", b"{}", b"\xff\xfe", b"plain words", b"[" * 100_000]
)
def test_what_is_not_a_saved_answer_is_a_clear_error(content: bytes) -> None:
    with pytest.raises(SavedAnswerError, match=r"answer\.json is not a saved answer .* Save one with"):
        parse(content, "answer.json")
