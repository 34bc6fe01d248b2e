"""A question of several parts: each statement tells the part that it answers, from the draft to all that is shown."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from html import unescape
from itertools import groupby
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from assistant.errors import SavedAnswerError
from assistant.nouns import Answer, Claim, Draft
from assistant.page import render as page
from assistant.page.restored import restored
from assistant.page.session import Conversation, Turn
from assistant.render import FORMATS, render
from assistant.saved import parse
from assistant.sources import plain
from assistant.verify import verify
from tests.assistant.page.hostile import HOSTILE
from tests.assistant.proofs import answer_of, held
from tests.assistant.test_pipeline import QuotingEngine, pipeline

if TYPE_CHECKING:
    from collections.abc import Callable

WHO, WHEN = "Who founded the mill?", "When did it burn down?"
SAID = [
    "Ines Marlo founded the mill.",
    "It burned down in May.",
    "The wheel was sold.",
    "No one was hurt.",
    "It rained.",
]
DOCUMENT = held(" ".join(SAID), "papers/mill.txt")
SHOWN: dict[str, tuple[Callable[[Answer], str], str]] = {
    "text": (FORMATS["text"], r"^Asked: (.*)$|^“(.*)” \[\d+\]$"),
    "markdown": (FORMATS["markdown"], r"^Asked: (.*)$|^(?!>)(.*) \\\[\d+\\\]$"),
    "export": (
        lambda answer: Conversation(turns=[Turn(answer)]).as_markdown(),
        r"^Asked: (.*)$|^(?!>)(.*) \\\[\d+\\\]$",
    ),
    "page": (
        lambda answer: page.turn(answer, 0, None),
        r'<h3 class="qp-part" dir="auto">(.*?)</h3>|<span class="qp-said" dir="auto">“(.*?)”</span>',
    ),
}
"""What people see, and how a part or else a statement stands in it."""


def _claim(words: str, asked: str | None, short: str | None = None) -> Claim:
    quote = DOCUMENT.quote(words)
    return Claim((quote,), short=None if short is None else DOCUMENT.quote(short).span, asked=asked)


def _answer(*asked: str | None) -> Answer:
    """A sentence for each of these parts, in order."""
    claims = [_claim(words, part) for words, part in zip(SAID, asked, strict=False)]
    return answer_of(*claims, store=DOCUMENT.store)


def _saved(answer: Answer) -> dict[str, Any]:
    fields: dict[str, Any] = json.loads(render(answer, "json"))
    return fields


def _restored(fields: object) -> Answer:
    return restored(fields, DOCUMENT.store, {DOCUMENT.record.id: DOCUMENT.record})


@settings(deadline=None)
@given(st.lists(st.sampled_from([WHO, WHEN]), min_size=1, max_size=len(SAID)))
def test_each_statement_stands_below_its_part_which_is_said_once_for_those_that_follow(parts: list[str]) -> None:
    answer = _answer(*parts)
    groups = groupby(zip(parts, SAID, strict=False), key=lambda pair: pair[0])
    expected = [line for part, group in groups for line in [(part, ""), *(("", words) for _, words in group)]]
    for show, line in SHOWN.values():
        assert re.findall(line, show(answer), re.MULTILINE) == expected


@settings(deadline=None)
@given(st.lists(st.sampled_from([WHO, WHEN, None]), min_size=1, max_size=len(SAID)))
def test_programs_are_told_the_part_and_it_comes_back(parts: list[str | None]) -> None:
    answer = _answer(*parts)
    fields = _saved(answer)
    assert [each["asked"] for each in fields["statements"]] == parts
    assert [each.asked for each in parse(json.dumps(fields).encode(), "x")[0].statements] == parts
    assert _restored(fields) == answer
    items = json.loads(render(answer, "annotations"))["items"]
    told = [[each["value"] for each in item["body"] if each["purpose"] == "questioning"] for item in items]
    assert told == [[] if part is None else [part] for part in parts]


def test_older_saved_answers_are_read_and_tell_no_part() -> None:
    fields = _saved(_answer(None, None))
    for statement in fields["statements"]:
        del statement["asked"]
    assert [each.asked for each in parse(json.dumps(fields).encode(), "x")[0].statements] == [None, None]
    assert _restored(fields) == _answer(None, None)


def test_a_saved_part_that_is_no_text_is_named() -> None:
    fields = _saved(_answer(WHO))
    fields["statements"][0]["asked"] = 3
    with pytest.raises(SavedAnswerError, match=r"statements\.0\.asked"):
        parse(json.dumps(fields).encode(), "x")


def test_both_parts_are_answered_each_below_its_own_words() -> None:
    answer = pipeline().answer("Who bought the mill? And when did the lease begin?")
    assert [each.asked for each in answer.statements] == ["Who bought the mill?", "When did the lease begin?"]
    assert render(answer, "text").count("Asked: ") == 2


def test_beside_a_part_that_is_missing_the_answered_one_is_named() -> None:
    answer = pipeline(QuotingEngine(silent_on=("horse",))).answer("Who bought the mill? And when was the horse sold?")
    assert [each.asked for each in answer.statements] == ["Who bought the mill?"]
    assert answer.remarks == ("The documents do not say: When was the horse sold?",)


def test_a_question_that_is_one_shows_no_part() -> None:
    answer = pipeline().answer("Who bought the mill?")
    assert [each["asked"] for each in _saved(answer)["statements"]] == [None]
    assert "questioning" not in render(answer, "annotations")
    for name, (show, _) in SHOWN.items():
        assert "Asked: " not in show(answer), name
        assert "qp-part" not in show(answer), name


def test_what_answers_two_parts_stands_under_each_with_its_own_short_answer() -> None:
    claims = _claim(SAID[0], WHO, "Ines Marlo"), _claim(SAID[0], WHEN, "mill")
    answer = answer_of(*claims, store=DOCUMENT.store)
    assert [(each.asked, each.short_text) for each in answer.statements] == [(WHO, "Ines Marlo"), (WHEN, "mill")]
    assert answer.text == SAID[0]
    assert len({item["id"] for item in json.loads(render(answer, "annotations"))["items"]}) == 2
    assert page.turn(answer, 0, None).count('class="qp-card"') == 1


def test_the_sides_of_a_contradiction_stand_under_its_part_and_one_of_two_parts_is_told_once() -> None:
    sides = (DOCUMENT.quote(SAID[2]), DOCUMENT.quote(SAID[3]))
    against = tuple(Claim(sides, asked=part) for part in (WHO, WHEN))
    draft = Draft((_claim(SAID[0], WHO),), contradictions=against)
    answer = verify(draft, question="", understood="", engine="e", index="i", seconds={}, store=DOCUMENT.store)
    told = [(each.asked, each.text) for each in answer.statements[1:]]
    assert told == [(part, words) for part in (WHO, WHEN) for words in SAID[2:4]]
    assert len(answer.contradictions) == 1


@settings(deadline=None)
@given(st.text(max_size=40))
@example(HOSTILE)
@example("\x1b[2J\u202eevil\ud800\x9b")
def test_a_part_is_shown_as_words_whatever_it_holds(words: str) -> None:
    part = f"a{words}"
    answer = replace(_answer(None), statements=tuple(replace(each, asked=part) for each in _answer(None).statements))
    assert f"Asked: {plain(part)}\n" in render(answer, "text")
    html = MarkdownIt("commonmark").enable(["table", "strikethrough"]).render(render(answer, "markdown"))
    assert [unescape(each) for each in re.findall(r"<p>(Asked: [^<]*)</p>", html)] == [f"Asked: {plain(part)}"]
    (drawn,) = re.findall(r'<h3 class="qp-part" dir="auto">([^<>"`${}]*)</h3>', page.turn(answer, 0, None))
    assert unescape(drawn) == plain(part)
