"""Conversations: what is stored comes back proved, and nothing that cannot be proved does."""

from __future__ import annotations

import json
import math
import re
from dataclasses import replace
from html import unescape
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from assistant.errors import QuestionError
from assistant.nouns import Outcome
from assistant.page.session import STORAGE_CHARACTERS, Session, Turn, documents_named, read_back
from assistant.page.settings import Settings, dials, engines, read_choices
from assistant.saved import parse
from assistant.sources import plain
from tests.assistant.page.answers import answer_from, store_of
from tests.assistant.page.hostile import HOSTILE
from vectorstore.memory import MemoryStore
from vectorstore.nouns import Span

SETTINGS = Settings("extractive", None, 8)


def json_values() -> st.SearchStrategy[Any]:
    return st.recursive(
        st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
        lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
        max_leaves=8,
    )


@pytest.fixture
def store() -> MemoryStore:
    return store_of("The lease allows cats.\n", "The lease forbids “dogs” and 🐎 horses.\n")


@pytest.fixture
def session(store: MemoryStore) -> Session:
    session = Session(SETTINGS)
    session.current.turns.append(Turn(answer_from(store, "Pets?", Span(23, 62)), ("papers/one.txt",)))
    session.current.turns.append(Turn(answer_from(store, HOSTILE)))
    return session


def stored(session: Session) -> dict[str, Any]:
    """As the browser gives it back."""
    value: dict[str, Any] = json.loads(json.dumps(session.news()))
    return value


def test_what_is_stored_comes_back_as_it_was(session: Session, store: MemoryStore) -> None:
    session.rename("Pets")
    back = read_back(stored(session), SETTINGS, store)
    assert back.current.title == "Pets"
    assert [turn.documents for turn in back.current.turns] == [("papers/one.txt",), None]
    for now, before in zip(back.current.history, session.current.history, strict=True):
        assert now == before


def test_a_choice_or_a_name_before_the_first_question_comes_back(store: MemoryStore) -> None:
    session = Session(SETTINGS)
    assert stored(session)["conversations"] == []
    session.current.documents = ("papers/one.txt",)
    assert read_back(stored(session), SETTINGS, store).current == session.current
    session.current.documents = None
    session.rename("Pets")
    assert read_back(stored(session), SETTINGS, store).current == session.current


@settings(deadline=None)
@given(st.sampled_from(list(engines(SETTINGS))), st.sampled_from(list(dials(SETTINGS).values())), st.integers(1, 50))
def test_settings_come_back_as_they_were_set(engine: str, dial: float | None, passages: int) -> None:
    session = Session(SETTINGS)
    session.settings = Settings(engine, dial, passages)
    assert read_back(stored(session), SETTINGS, MemoryStore("fake/1")).settings == session.settings


@settings(deadline=None)
@given(st.dictionaries(st.sampled_from(["engine", "refuse_below", "passages", "other"]), json_values()) | json_values())
def test_settings_that_are_not_offered_are_not_taken(stored_settings: Any) -> None:
    read = read_choices(stored_settings, SETTINGS)
    assert read.engine in engines(SETTINGS)
    assert read.refuse_below in dials(SETTINGS).values()
    assert 1 <= read.passages <= 50


def test_one_planted_setting_does_not_take_the_others_with_it() -> None:
    wrong = {"engine": "oracle", "refuse_below": "readily", "passages": 10**9}
    assert read_choices(wrong, SETTINGS) == Settings("extractive", 0.7, 8)


def test_what_was_not_chosen_follows_the_configuration(store: MemoryStore) -> None:
    session = Session(SETTINGS)
    session.settings = SETTINGS.changed({"refuse_below": "rarely"}, SETTINGS)
    assert read_back(stored(session), Settings("maker:model", 0.55, 12), store).settings == Settings(
        "maker:model", 0.2, 12
    )


def test_a_removed_document_is_said(session: Session) -> None:
    back = read_back(stored(session), SETTINGS, store_of("Another text.\n"))
    first = back.current.history[0]
    assert first.outcome is not Outcome.ANSWERED
    assert "was removed from the library" in first.dropped[0].reason


@pytest.mark.parametrize(
    ("field", "value"),
    [("quote", "The lease forbids nothing."), ("start", 24), ("end", 61), ("document", "0" * 64)],
)
def test_a_planted_citation_is_never_drawn_as_proved(
    session: Session, store: MemoryStore, field: str, value: object
) -> None:
    value_stored = stored(session)
    value_stored["conversations"][0]["turns"][0]["answer"]["statements"][0]["citations"][0][field] = value
    back = read_back(value_stored, SETTINGS, store)
    assert not [turn for turn in back.current.history if turn.statements]


@pytest.mark.parametrize("value", [None, 3, [], {"format": "other"}, {"format": "quoteproof-conversations/1"}])
def test_other_storage_begins_anew(store: MemoryStore, value: object) -> None:
    assert read_back(value, SETTINGS, store).current.turns == []


def test_a_torn_answer_is_said_and_the_others_stay(session: Session, store: MemoryStore) -> None:
    value = stored(session)
    value["conversations"][0]["turns"][0]["answer"]["statements"] = "none"
    back = read_back(value, SETTINGS, store)
    assert len(back.current.turns) == 1
    assert "cannot be read" in back.current.notes[0]


def test_only_news_is_stored_so_that_two_tabs_do_not_wake_each_other(session: Session) -> None:
    assert session.news() is not None
    assert session.news() is None
    session.rename("Pets")
    assert session.news() is not None


def test_a_full_storage_is_said(session: Session) -> None:
    session.current.name = "x" * STORAGE_CHARACTERS
    assert session.news() is None
    assert "full" in session.notice
    session.current.name = ""
    assert session.news() is not None
    assert session.notice == ""


def test_conversations_are_started_switched_and_deleted(session: Session) -> None:
    first = session.current.id
    session.start()
    assert session.current.turns == []
    session.switch(first)
    session.delete(first)
    assert first not in [each.id for each in session.conversations]
    for wrong in (first, None, 3):
        with pytest.raises(QuestionError):
            session.switch(wrong)


def test_the_json_export_is_what_the_re_check_reads(session: Session) -> None:
    answers = parse(session.current.as_json().encode(), "export")
    assert [answer.question for answer in answers] == ["Pets?", HOSTILE]


def test_the_markdown_export_leaves_out_what_is_not_proved(store: MemoryStore) -> None:
    session = Session(SETTINGS)
    session.current.turns.append(Turn(answer_from(store, "Pets?", Span(0, 22), dropped=True)))
    written = session.current.as_markdown()
    assert "allows cats" in written
    assert "Unproved" not in written


def test_exports_of_hostile_words_hold_them_as_text(monkeypatch: pytest.MonkeyPatch) -> None:
    whole = store_of(f"{HOSTILE}\n", uri="papers/${alert(1)} [x](javascript:y).md")
    titled = replace(whole.documents()[0], title=HOSTILE)
    monkeypatch.setattr(whole, "documents", lambda: [titled])
    session = Session(SETTINGS)
    session.rename(HOSTILE)
    session.current.turns.append(Turn(answer_from(whole, HOSTILE, Span(0, len(HOSTILE)), dropped=True)))
    shown = MarkdownIt("commonmark", {"html": True}).render(session.current.as_markdown())
    assert not set(re.findall(r"<(\w+)", shown)) - {"h1", "hr", "p", "strong", "blockquote", "br"}
    assert plain(HOSTILE) in unescape(shown)
    assert "Unproved" not in shown
    (saved,) = json.loads(session.current.as_json())
    assert saved["statements"][0]["citations"][0]["quote"] == HOSTILE
    assert "Unproved" not in saved["text"]


def test_a_stored_answer_too_deep_or_too_long_is_left_out(session: Session, store: MemoryStore) -> None:
    deep: list[Any] = []
    for _ in range(100_000):
        deep = [deep]
    value = stored(session)
    for wrong in (deep, {"statements": [None] * 100_000}, math.inf):
        value["conversations"][0]["turns"][0]["answer"] = wrong
        assert "cannot be read" in read_back(value, SETTINGS, store).current.notes[0]


def test_seconds_without_end_are_not_stored_again(session: Session, store: MemoryStore) -> None:
    value = stored(session)
    value["conversations"][0]["turns"][0]["answer"]["seconds"] = {"reading": math.inf}
    assert "cannot be read" in read_back(value, SETTINGS, store).current.notes[0]


@pytest.mark.parametrize("sent", ["papers", [3], {"a": 1}, [], ["nowhere"]])
def test_a_choice_that_is_none_is_refused(sent: object) -> None:
    with pytest.raises(QuestionError):
        documents_named(sent, ["papers/one.txt"])


def test_a_choice_of_all_is_all() -> None:
    assert documents_named(["a"], ["a"]) is None
    assert documents_named(["a"], ["a", "b"]) == ("a",)


@pytest.mark.parametrize("number", [2, -1, True, "0", None])
def test_a_turn_that_is_not_there_is_refused(session: Session, number: object) -> None:
    with pytest.raises(QuestionError):
        session.turn(number)


@pytest.mark.parametrize(
    "sent",
    [
        {"engine": "oracle"},
        {"engine": []},
        {"refuse_below": {}},
        {"refuse_below": "never"},
        {"passages": 0},
        {"passages": True},
        {"passages": "8"},
    ],
)
def test_a_setting_that_is_not_offered_is_refused(sent: dict[str, object]) -> None:
    with pytest.raises(QuestionError):
        SETTINGS.changed(sent, SETTINGS)


def test_a_setting_is_taken() -> None:
    assert SETTINGS.changed({"refuse_below": "readily", "passages": 16}, SETTINGS) == Settings("extractive", 0.7, 16)


def test_the_configured_ways_can_be_chosen_again() -> None:
    standard = Settings("maker:model", 0.55, 8)
    other = standard.changed({"engine": "extractive", "refuse_below": "rarely"}, standard)
    assert (other.engine, other.refuse_below) == ("extractive", 0.2)
    assert other.changed({"engine": "maker:model", "refuse_below": "as configured"}, standard) == standard
