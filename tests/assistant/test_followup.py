"""Follow-ups made self-contained: what a person would understand, and the laws that no rewrite may break."""

from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assistant.followup import GROWTH, LONGEST_QUESTION, search_form, self_contained
from assistant.nouns import Claim, Turn
from tests.assistant.proofs import answer_of, held

MAYOR = [
    Turn("Who is Aldo Rossi?", "Aldo Rossi was the mayor of Velden. He married Berta Klein in Lugano in 1999."),
    Turn("When was Aldo Rossi born?", "In 1950 in Geneva."),
]
BANKS = [Turn("Which banks sued Aldo Rossi?", "Banca Tal, Credit Zum and Alpine Trust sued him in 2009.")]
ACCUSED = [Turn("Who are the defendants?", "The defendants are Carl Berg and Dora Lind.")]
DAUGHTER = [Turn("Who is the daughter of Aldo Rossi?", "Aldo Rossi sued his daughter, Berta Klein, and Dora Lind.")]
ELDER = [Turn("Who is the daughter of Rossi?", "Rossi's daughter is unknown.")]
IN_LAW = [Turn("Who is Rossi's former son-in-law?", "The court of Velden found that Carl Berg lied.", "Carl Berg")]
BROTHER = [Turn("Who is the president's brother?", "The president's brother Otto Rahn quarrelled.")]
WIDOW = [Turn("Who was the widow of Renn Osk?", "Nobody knows.")]
CHIEF = [Turn("Who is Alpine Trust's treasurer?", "Renn Osk is the treasurer. Carl Berg joined too.")]
FATHER = [Turn("Who was Renn Osk's father?", "A miller. Renn Osk seldom spoke of him.")]
FINE = [Turn("Did the company pay the fine in 2011?", "Yes. Velden Glass AG paid the fine.")]
GLASS = [Turn("What does Velden Glass AG make?", "It makes panes. The company sells them in Ostmark.")]

PRONOUNS = [
    (MAYOR, "when did he leave office?", "when did Aldo Rossi leave office?"),
    (MAYOR, "What was his first job?", "What was Aldo Rossi's first job?"),
    (MAYOR, "Who helped him?", "Who helped Aldo Rossi?"),
    (MAYOR, "who did she marry?", "who did Berta Klein marry?"),
    (MAYOR, "Who is her lawyer?", "Who is Berta Klein's lawyer?"),
    (MAYOR, "Who met her in court?", "Who met Berta Klein in court?"),
    (MAYOR, "does he still live there?", "does Aldo Rossi still live in Geneva?"),
    (GLASS, "Where does it sell?", "Where does Velden Glass AG sell?"),
    (GLASS, "Who are its owners?", "Who are Velden Glass AG's owners?"),
    (BANKS, "Were they successful?", "Were the banks successful?"),
    (BANKS, "how many of them won?", "how many of the banks won?"),
    (BANKS, "when did the second one sue?", "when did Credit Zum sue?"),
    (ACCUSED, "are they in prison?", "are the defendants in prison?"),
    (DAUGHTER, "Who is she married to?", "Who is Berta Klein married to?"),
    (DAUGHTER, "Who is her husband?", "Who is Berta Klein's husband?"),
    (DAUGHTER, "When did he leave?", "When did Aldo Rossi leave?"),
    (ELDER, "When did he leave?", "When did Rossi leave?"),
    (IN_LAW, "What was he convicted of?", "What was Carl Berg convicted of?"),
    (BROTHER, "What did he do?", "What did Otto Rahn do?"),
    (WIDOW, "When did she die?", "When did the widow of Renn Osk die?"),
    (CHIEF, "When did he join?", "When did Renn Osk join?"),
    (FATHER, "Where did he live?", "Where did Renn Osk's father live?"),
    (FATHER, "Who was his mother?", "Who was Renn Osk's mother?"),
]
ELLIPSES = [
    (MAYOR, "and his wife?", "When was Aldo Rossi's wife born?"),
    (MAYOR, "why?", "Why was Aldo Rossi born?"),
    (MAYOR, "and where?", "Where was Aldo Rossi born?"),
    (MAYOR, "What about Berta Klein?", "When was Berta Klein born?"),
    (MAYOR, "And Lugano?", "When was Aldo Rossi born, and what about Lugano?"),
    (FINE, "what about 2012?", "Did the company pay the fine in 2012?"),
    (FINE, "and in 2012?", "Did the company pay the fine in 2012?"),
    (FINE, "why?", "Why did the company pay the fine in 2011?"),
    (BANKS, "how many of them?", "how many of the banks sued Aldo Rossi?"),
    (BANKS, "why?", "Which banks sued Aldo Rossi, and why?"),
    (BANKS, "in which court?", "Which banks sued Aldo Rossi, and in which court?"),
    (BANKS, "the second one?", "Which banks sued Aldo Rossi, and what about Credit Zum?"),
    (ACCUSED, "how many of them?", "how many of the defendants?"),
]
STANDING = [
    (MAYOR, "When was Velden founded?"),
    (MAYOR, "When did Aldo meet his wife?"),
    (MAYOR, "Why was the suit filed?"),
    (MAYOR, "When did the company pay?"),
    (MAYOR, "Is it true that Velden was sold?"),
    (MAYOR, "How long does it take to build a bridge?"),
    (MAYOR, "Are there bridges in Velden?"),
    (MAYOR, "Who runs the IT department?"),
    (MAYOR, "When did they marry?"),
    (MAYOR, "  Who is Berta Klein ?"),
    (MAYOR, "E-17"),
    (MAYOR, "thanks"),
    ([Turn("thanks", "")], "why?"),
    ([Turn("hello", "")], "When did he leave?"),
]


@pytest.mark.parametrize(("history", "question", "understood"), PRONOUNS + ELLIPSES)
def test_a_leaning_question_takes_what_it_needs(history: list[Turn], question: str, understood: str) -> None:
    assert self_contained(question, history) == understood


@pytest.mark.parametrize(("history", "question"), STANDING)
def test_a_question_that_stands_on_its_own_is_returned_exactly(history: list[Turn], question: str) -> None:
    assert self_contained(question, history) == question


def test_the_turn_that_was_asked_last_weighs_more() -> None:
    history = [Turn("When did Carl Berg resign?", "In May."), Turn("When did Emil Hartz resign?", "In June.")]
    assert self_contained("Why did he resign?", history) == "Why did Emil Hartz resign?"


def test_the_gender_that_an_answer_tells_is_heeded() -> None:
    history = [
        Turn("Who is Tavi Moor?", "The treasurer. She joined in 2001."),
        Turn("Who is Renn Osk?", "The director. He joined in 2005."),
    ]
    assert self_contained("When did she leave?", history) == "When did Tavi Moor leave?"
    assert self_contained("When did he leave?", history) == "When did Renn Osk leave?"


def test_an_answer_lends_its_short_answer() -> None:
    sued = held("The widow of Renn Osk is told to be Dora Lind, as Berta Klein said.")
    said = Claim((sued.quote(sued.text),), short=sued.quote("Dora Lind").span)
    answer = answer_of(said, store=sued.store, question="Who is the aunt of Renn Osk?")
    assert answer.turn.short == "Dora Lind"
    assert self_contained("When did she leave?", [answer.turn]) == "When did Dora Lind leave?"


def test_the_frame_is_sought_past_thanks() -> None:
    history = [Turn("When was Velden Glass AG founded?", "In 1901."), Turn("thank you", "")]
    assert self_contained("where?", history) == "Where was Velden Glass AG founded?"


def test_only_a_question_that_still_leans_is_searched_for_with_the_one_before() -> None:
    assert search_form("Why did this happen?", FINE) == f"Why did this happen? {FINE[0].question}"
    assert search_form("When was Velden founded?", FINE) == "When was Velden founded?"
    assert search_form("When was it founded?", GLASS) == "When was Velden Glass AG founded?"
    assert search_form("any other?", []) == "any other?"


@pytest.mark.parametrize(
    "question", ["Does ferry traffic end when this happens?", "Is glass harder that stone?", "Which mills did those?"]
)
def test_a_question_that_names_a_thing_before_it_points_is_searched_for_alone(question: str) -> None:
    assert search_form(question, FINE) == self_contained(question, FINE)


def test_a_very_long_history_and_a_very_long_question_are_met() -> None:
    history = [Turn("Who is Aldo Rossi? " + "it " * 50_000, "Berta Klein and Carl Berg. " * 5_000)] * 50
    assert self_contained("he " * 40_000, history) == "he " * 40_000
    assert self_contained("When did he leave?", history).startswith("When did ")


NAMES = st.sampled_from(
    ["Aldo Rossi", "Berta Klein", "Renn", "Velden Glass AG", "The Lind Trust", "Banca Tal", "Let It Be", "Her Hall"]
)
QUESTIONS = st.sampled_from(
    [
        "When did he leave?", "and his wife?", "why?", "Which banks sued {}?", "Did they tell her about it?",
        "What about {}?", "and in 2012?", "how many of them?", "Were those sold there?", "Their houses?", "who?",
        "Who is {}?", "Did {} meet {} there?", "the second one?", "What did the first one say to him?", "It?",
        "Who are the owners of {}?", "when did she give them to {}?", "how about {}'s sister?", "and {}",
        "Who is the daughter of {}?", "Who was {}'s brother?", "Who is {}'s lawyer?", "Is she his aunt?",
        "They told her.", "He hit him?", "Did his mother like theirs?",
    ]
)  # fmt: skip
ANSWERS = st.sampled_from(
    [
        "{} did.", "In Geneva, {} and {}.", "1. {}\n2. {}\n3. Nothing", "", "He left {} in 1999.", "She is {}.",
        "the wife of {}, in {}", "Mr. {} and Mrs. {}.", "I don't know.",
    ]
)  # fmt: skip


@st.composite
def filled(draw: st.DrawFn, templates: st.SearchStrategy[str]) -> str:
    template = draw(templates)
    return template.format(*draw(st.tuples(NAMES, NAMES)))


TURNS = st.builds(Turn, filled(QUESTIONS), filled(ANSWERS))
ANY_TURNS = st.lists(st.one_of(TURNS, st.builds(Turn, st.text(max_size=80), st.text(max_size=200))), max_size=5)
ANY_QUESTION = st.one_of(filled(QUESTIONS), st.text(max_size=120))


@settings(deadline=None)
@given(ANY_QUESTION)
def test_law_without_history_nothing_changes(question: str) -> None:
    assert self_contained(question, []) == question


@settings(deadline=None, max_examples=200)
@given(ANY_QUESTION, ANY_TURNS)
def test_law_what_was_understood_is_understood_as_the_same_again(question: str, history: list[Turn]) -> None:
    understood = self_contained(question, history)
    assert self_contained(understood, history) == understood


@settings(deadline=None, max_examples=100)
@given(ANY_QUESTION, ANY_TURNS)
def test_law_a_question_grows_within_bounds(question: str, history: list[Turn]) -> None:
    understood = self_contained(question, history)
    assert len(understood) <= len(question) + GROWTH
    assert len(search_form(question, history)) <= len(question) + GROWTH + LONGEST_QUESTION + 1


@settings(deadline=None, max_examples=100)
@given(filled(QUESTIONS), ANY_TURNS)
def test_law_no_word_is_invented(question: str, history: list[Turn]) -> None:
    said = " ".join([question, *(f"{turn.question} {turn.text}" for turn in history)])
    joining = {"in", "to", "the", "of", "and", "what", "about", "s"}
    assert _words(self_contained(question, history)) <= _words(said) | joining


@settings(deadline=None)
@given(st.lists(NAMES, min_size=1, max_size=3), st.lists(TURNS, max_size=4))
def test_law_a_question_with_names_and_no_pronoun_stands(named: list[str], history: list[Turn]) -> None:
    plain = [name for name in named if name not in {"Let It Be", "Her Hall"}]
    question = f"When did {' and '.join(plain) or 'Renn'} sell the old mill?"
    assert self_contained(question, history) == question


def _words(text: str) -> set[str]:
    return set(re.findall(r"[^\W_]+", text.lower()))
