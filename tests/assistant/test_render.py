"""What is shown is what was proved, and text of documents can steer neither a terminal nor a Markdown reader."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from html import unescape
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from assistant.markdown import escaped
from assistant.nouns import Answer, Claim, Dropped, Outcome
from assistant.render import FORMATS, plain, render
from tests.assistant.proofs import SUIT, TEXT, answer_of, held
from vectorstore.nouns import PageStart, Span

_WORDS = SUIT.strip()
_STEERING = re.compile("[\x00-\x09\x0b-\x1f\x7f-\x9f\u061c\u202a-\u202e\u2066-\u2069\ud800-\udfff]")


def _answer(text: str = TEXT) -> Answer:
    document = held(text, pages=(PageStart(1, 0, "iii"), PageStart(2, 25)))
    copy = held(f"Elsewhere. {_WORDS}\n", "folder/copy.txt", store=document.store)
    claims = (
        Claim((document.quote(_WORDS),), short=document.quote("May 14").span),
        Claim((copy.quote(_WORDS),)),
        Claim((document.quote("The court met twice."), copy.quote(_WORDS)), "It met, then the suit was “filed”."),
        Claim((document.quote(_WORDS),), "It was “never filed”."),
    )
    return answer_of(*claims, store=document.store)


def _refusal() -> Answer:
    document = held()
    return answer_of(store=document.store, nearest=(document.quote("The court met twice."),))


def test_the_terminal_shows_statements_with_markers_then_quotes_with_all_their_places() -> None:
    assert render(_answer(), "text").split("\n") == [
        "May 14",
        f"“{_WORDS}” [1]",
        "It met, then the suit was “filed”. [2][1]",
        "",
        "[1] suit.txt, page 1 (printed iii), folder/suit.txt",
        "    copy.txt, folder/copy.txt",
        "[2] “The court met twice.”",
        "    suit.txt, page 1 (printed iii), folder/suit.txt",
        "",
        "A remark.",
        "",
        "Left out of the answer, because it is not proved: 1",
        "  not proved: It was “never filed”. (the words in quotation marks do not stand in its quotes: 'never filed')",
    ]


def test_a_refusal_shows_the_nearest_passages() -> None:
    shown = render(_refusal(), "text")
    assert shown.startswith("The documents do not say.\n\nThe nearest passages:\n[1] “The court met twice.”\n")


def test_a_question_that_was_understood_otherwise_says_how() -> None:
    answer = replace(_answer(), question="And when?", understood="When was the suit filed?")
    assert render(answer, "text").startswith("Understood as: When was the suit filed?\n")
    assert "Understood as: When was the suit filed?" in render(answer, "markdown")


def test_what_was_dropped_is_not_in_the_markdown() -> None:
    assert "never filed" not in render(_answer(), "markdown")
    assert _WORDS in _shown_by_markdown(render(_answer(), "markdown"))
    assert "The nearest passages:" in render(_refusal(), "markdown")


_PIECES = [
    r"<b>",
    r"</p>",
    r"<!--",
    r"&lt;",
    r"&#60;",
    r"*x*",
    r"**",
    r"_a_",
    r"`c`",
    r"[a](http://a.example)",
    r"![a](b)",
    r"#_h",
    r"-",
    r"1.",
    r"2)",
    r">",
    r"|",
    r"a",
    r"|",
    r"---",
    r"===",
    r"~~x~~",
    r"\\",
    r"http://a.example/b_c",
    r"$x$",
    r"www.a.example",
    r"a@b.example",
    r"[^1]",
    r"[x]:",
    r"```",
    r"~~~",
    r"<script>",
    r"a",
    r"5",
]
_SLY = st.one_of(
    st.text(st.characters(exclude_categories=["Cs"]), max_size=40),
    st.lists(st.sampled_from([*_PIECES, " ", "\n", "    code", "\t", "\x1b[2J", "\u202e"]), max_size=8).map("".join),
)


@settings(deadline=None)
@given(_SLY)
@example("a&#60;b")
def test_escaped_text_is_shown_by_markdown_as_it_is(words: str) -> None:
    line = escaped(f"{words} end")
    shown = _shown_by_markdown(f"{line}\n\n> {line}\n>\n> {line}")
    assert shown == "\n".join([plain(f"{words} end")] * 3)


@settings(deadline=None)
@given(_SLY.filter(str.strip))
def test_document_text_adds_no_markup_to_an_answer(words: str) -> None:
    answer = _answer(f"{TEXT} Then {words} came.")
    tags = re.findall(r"<(/?\w+)", _html(render(answer, "markdown")))
    assert set(tags) <= {"p", "/p", "strong", "/strong", "blockquote", "/blockquote", "br"}


@settings(deadline=None)
@given(st.text(max_size=40), st.sampled_from(sorted(FORMATS)))
@example("\x1b[2J\u202eevil\ud800\x9b", "text")
def test_nothing_that_steers_a_terminal_is_printed(sly: str, name: str) -> None:
    answer = replace(_answer(), question=sly, remarks=(sly,), dropped=(Dropped(sly, sly),))
    printed = render(answer, name)
    assert not _STEERING.search(printed)
    printed.encode()


def test_the_json_has_exactly_these_fields() -> None:
    fields = json.loads(render(_answer(), "json"))
    assert list(fields) == [
        *("format", "question", "understood", "outcome", "text", "statements", "dropped", "contradictions", "nearest"),
        *("engine", "fault", "models", "index", "confidence", "remarks", "usage", "seconds", "documents"),
    ]
    assert (fields["format"], fields["outcome"], fields["confidence"]) == ("quoteproof-answer/1", "answered", 0.75)
    assert (fields["models"], fields["index"], fields["seconds"]) == (["reader/1"], "abc", {"reading": 0.5})
    first = fields["statements"][0]
    start = TEXT.index(_WORDS)
    assert first["short"] == {"text": "May 14", "start": TEXT.index("May 14"), "end": TEXT.index("May 14") + 6}
    assert first["citations"][0] == {
        "document": fields["documents"][0]["id"],
        "title": "suit.txt",
        "uri": "folder/suit.txt",
        "page": {"number": 1, "label": "iii"},
        "start": start,
        "end": start + len(_WORDS),
        "quote": _WORDS,
        "prefix": TEXT[:start],
        "suffix": TEXT[start + len(_WORDS) :][:48],
        "emphasis": None,
        "caveats": [],
    }
    assert first["citations"][1]["page"] is None
    assert list(fields["documents"][0]) == [
        *("id", "uri", "title", "root", "file_sha256", "text_sha256", "loader", "chunker"),
    ]
    assert [document["uri"] for document in fields["documents"]] == ["folder/suit.txt", "folder/copy.txt"]


def test_the_json_keeps_the_emphasis_and_what_was_dropped() -> None:
    document = held()
    quote = document.quote("filed on May 14")
    marked = replace(quote, emphasis=Span(quote.span.start, quote.span.start + 5))
    fields = json.loads(render(answer_of(Claim((marked,)), Claim((), "x"), store=document.store), "json"))
    (citation,) = fields["statements"][0]["citations"]
    assert citation["emphasis"] == {"start": quote.span.start, "end": quote.span.start + 5}
    assert fields["dropped"] == [{"text": "x", "reason": "it points at no quote", "rule": None, "quoted": False}]


@settings(deadline=None)
@given(st.text(max_size=30))
def test_the_json_loses_no_character(question: str) -> None:
    assert json.loads(render(replace(_refusal(), question=question), "json"))["question"] == question


def test_annotations_find_their_quote_by_position_and_by_words() -> None:
    answer = _answer()
    page = json.loads(render(answer, "annotations"))
    assert (page["@context"], page["type"]) == ("http://www.w3.org/ns/anno.jsonld", "AnnotationPage")
    items: list[dict[str, Any]] = page["items"]
    assert len(items) == sum(len(statement.citations) for statement in answer.statements)
    assert len({item["id"] for item in items}) == len(items)
    for item in items:
        position, words = item["target"]["selector"]
        assert (position["type"], words["type"]) == ("TextPositionSelector", "TextQuoteSelector")
        text = TEXT if item["target"]["source"] == "file:///folder/suit.txt" else f"Elsewhere. {_WORDS}\n"
        assert text[position["start"] : position["end"]] == words["exact"]
        assert words["prefix"] + words["exact"] + words["suffix"] in text
    assert render(answer, "annotations") == render(_answer(), "annotations")


def test_a_refusal_has_no_annotations() -> None:
    assert json.loads(render(_refusal(), "annotations"))["items"] == []


@pytest.mark.parametrize("name", sorted(FORMATS))
def test_every_format_takes_every_outcome(name: str) -> None:
    document = held()
    unproved = answer_of(Claim((), "x"), store=document.store)
    assert unproved.outcome is Outcome.UNSUPPORTED
    assert all(render(answer, name) for answer in (_answer(), _refusal(), unproved))


def _html(markdown: str) -> str:
    return str(MarkdownIt("commonmark").enable(["table", "strikethrough"]).render(markdown))


def _shown_by_markdown(markdown: str) -> str:
    paragraphs = re.findall(r"<p>(.*?)</p>", _html(markdown), re.DOTALL)
    return "\n".join(unescape(re.sub(r"<[^>]*>", "", paragraph)) for paragraph in paragraphs)
