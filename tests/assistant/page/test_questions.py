"""Questions formed from a sentence: only where a rule fits, and with the sentence's own words."""

# ruff: noqa: SIM905  words read best as words

from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assistant.page.questions import questions

_WORDS = st.sampled_from(
    "The the ferry Hedda Lund , was is launched elected built by in at on every 1921 4 March Ulm years director of who "
    "and leaves half past six “ ” — . 🐎 é".split()
)


@pytest.mark.parametrize(
    ("sentence", "formed"),
    [
        ("The ferry to Brackmoor leaves at half past six.", ["When does the ferry to Brackmoor leave?"]),
        (
            "On 4 March 1921 the first steamer was launched at Brackmoor by Hedda Lund, the harbour master.",
            [
                "When was the first steamer launched?",
                "Where was the first steamer launched?",
                "Who is the harbour master?",
            ],
        ),
        ("The mill was built by Hedda Lund.", ["Who built the mill?"]),
        ("The treasurer is elected every seven years.", ["How often is the treasurer elected?"]),
        ("Hedda Lund was the mayor of Ulm.", ["Who was the mayor of Ulm?"]),
        ("Hashima Island was opened in 1887.", ["When was Hashima Island opened?"]),
    ],
)
def test_a_sentence_is_asked_for_what_it_tells(sentence: str, formed: list[str]) -> None:
    assert list(questions(sentence)) == formed


@pytest.mark.parametrize(
    "sentence",
    [
        "It was built in 1921.",
        "Schools were closed in 1921.",
        "Seven people were killed in 2012.",
        "Raising doubts, the case was lodged on May 14.",
        "The suspect was named in Ulm.",
        "China is the biggest importer, and Ulm the second.",
        "The mill was built in 1921",
        "“He who built it was praised in 1921.”",
        "x" * 400 + ".",
        "",
    ],
)
def test_where_no_rule_fits_nothing_is_formed(sentence: str) -> None:
    assert list(questions(sentence)) == []


@given(st.lists(_WORDS, max_size=25).map(" ".join))
@settings(deadline=None)
def test_a_question_has_one_line_and_almost_only_words_of_its_sentence(sentence: str) -> None:
    for question in questions(sentence):
        assert question.endswith("?")
        assert "\n" not in question
        asked = set(re.findall(r"\w+", question.lower())) - {
            "who",
            "when",
            "where",
            "how",
            "often",
            "does",
            "is",
            "leave",
        }
        assert asked <= set(re.findall(r"\w+", sentence.lower()))
