"""An answer as HTML: the words are there as text, and nothing else of them is."""

from __future__ import annotations

from dataclasses import replace
from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.nouns import Answer, Draft, Outcome
from assistant.page import render
from assistant.page.markup import attributes, text
from assistant.page.server import _static
from assistant.page.session import Session
from assistant.page.settings import Settings
from assistant.page.view import leaves
from assistant.page.view import settings as view_settings
from tests.assistant.page.answers import answer_from, store_of
from tests.assistant.page.hostile import HOSTILE
from vectorstore.nouns import Span

OURS = {
    "article", "h2", "h3", "div", "span", "i", "ul", "li", "ol", "strong", "button", "details", "summary", "blockquote",
    "p", "b", "em",
}  # fmt: skip


class _Seen(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.names: set[str] = set()
        self.words = ""
        self.open: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.names |= {name for name, _ in attrs}
        self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.words += data


def seen(markup: str) -> _Seen:
    parser = _Seen()
    parser.feed(markup)
    parser.close()
    assert not parser.open
    return parser


class Silent:
    """An engine that says nothing."""

    name = "silent"

    def draft(self, *_asked: object) -> Draft:
        return Draft(())


def hostile_answer() -> Answer:
    store = store_of(f"{HOSTILE}\n", "A second sentence.\n")
    return answer_from(store, HOSTILE, Span(0, len(HOSTILE) - 1), dropped=True)


@given(st.text())
def test_escaped_text_reads_back_as_it_was_and_steers_no_template(words: str) -> None:
    markup = text(words)
    assert not set(markup) & set("<>\"'$`{}")
    shown = seen(f"<p>{markup}</p>").words
    assert len(shown) == len(words)
    assert all(b in (a, "\ufffd") for a, b in zip(words, shown, strict=True))


@given(st.text())
def test_an_attribute_holds_any_words(words: str) -> None:
    parsed = seen(f"<p{attributes(title=words)}></p>")
    assert parsed.tags == {"p"}
    assert parsed.names == {"title"}


def test_hostile_words_are_shown_as_text() -> None:
    parsed = seen(render.turn(hostile_answer(), 0, (HOSTILE,)))
    assert parsed.tags <= OURS
    assert not {name for name in parsed.names if name.startswith("on")} | ({"autofocus", "src", "href"} & parsed.names)
    for sign in ("<script>alert(1)</script>", "{{7*7}}", "${alert(4)}", "</mark>", "`code`"):
        assert sign in parsed.words


def test_a_running_question_and_a_fault_are_text() -> None:
    for markup in (render.running(HOSTILE, "reading"), render.fault(HOSTILE, HOSTILE)):
        assert seen(markup).tags <= OURS | {"ol", "p"}


def test_an_answer_has_a_chip_for_each_quote_and_a_card_that_opens_it() -> None:
    store = store_of("The lease allows cats.\n", "The lease forbids dogs.\n")
    markup = render.turn(answer_from(store, "Pets?", Span(0, 22), Span(23, 46)), 3, None)
    assert markup.count('class="qp-chip"') == 2
    assert markup.count('class="qp-place"') == 2
    assert 'data-start="23" data-end="46" data-turn="3"' in markup
    assert "quotes only, offline · quotes checked" in markup
    assert "93%" in markup


def test_the_badge_of_the_model_that_comes_along_names_it() -> None:
    answer = answer_from(store_of("The lease allows cats.\n"), "Pets?", Span(0, 22))
    markup = render.turn(replace(answer, engine="local", models=("thimble-1b", "reader")), 0, None)
    assert ">thimble-1b, offline · quotes checked<" in markup


def test_a_card_shows_how_its_quote_goes_on() -> None:
    store = store_of("Entry costs 9 euros. However, it is waived for <b>students</b>.\n")
    parsed = seen(render.turn(answer_from(store, "What does entry cost?", Span(0, 20)), 0, None))
    assert "goes on: “However, it is waived for <b>students</b>.”" in parsed.words


@pytest.mark.parametrize(
    ("confidence", "words"), [(0.75, "sure"), (0.74, "fairly sure"), (0.4, "fairly sure"), (0.39, "not sure")]
)
def test_the_sign_says_what_the_probability_means(confidence: float, words: str) -> None:
    store = store_of("The lease allows cats.\n")
    answer = replace(answer_from(store, "Pets?", Span(0, 22)), confidence=confidence)
    markup = render.turn(answer, 0, None)
    assert f"</i>{words}<" in markup
    assert f"probability of {confidence:.0%} that the documents answer" in markup


def test_a_remote_engine_says_what_leaves_and_where_to() -> None:
    class Remote(Silent):
        receiver = "models.example"

    assert leaves(Silent()) == "Nothing leaves this machine."
    told = leaves(Remote())
    assert "go to models.example" in told
    settings = Settings("extractive", None, 8)
    assert f'data-leaves="{told}"' in view_settings(Session(settings), told)
    assert "leaves this machine" not in _static("composer.html")


def test_a_refusal_looks_different_and_opens_the_nearest_passage() -> None:
    store = store_of("The lease allows cats.\n")
    markup = render.turn(answer_from(store, "Whales?"), 0, None)
    assert "qp-refusal" in markup
    assert "Not in the documents" in markup
    assert "qp-chip" not in markup
    assert 'data-start="0"' in markup


def test_thanks_look_like_no_refusal() -> None:
    thanked = replace(answer_from(store_of("The lease allows cats.\n"), "Thanks!"), outcome=Outcome.NOTHING_ASKED)
    markup = render.turn(replace(thanked, nearest=()), 0, None)
    assert thanked.text in markup
    assert "qp-refus" not in markup


def test_what_was_not_proved_is_folded_with_its_reason() -> None:
    store = store_of("The lease allows cats.\n")
    markup = render.turn(answer_from(store, "Pets?", Span(0, 22), dropped=True), 0, None)
    assert "Not proved: 1" in markup
    assert "reaches past the end" in markup
