"""Sentences are what is quoted: their laws over generated documents, then the cases that trip segmenters."""

from __future__ import annotations

from itertools import pairwise
from time import monotonic

import pytest
from hypothesis import given, settings

from tests.strategies import document_texts
from vectorstore.sentences import blocks, sentences


def parts(text: str, language: str = "en") -> list[str]:
    return [span.of(text) for span in sentences(text, language)]


@settings(deadline=None)
@given(document_texts())
def test_sentences_ascend_apart_and_leave_out_only_white_space(text: str) -> None:
    spans = sentences(text)
    assert all(span.end <= following.start for span, following in pairwise(spans))
    covered = {place for span in spans for place in range(span.start, span.end)}
    assert all(text[place].isspace() for place in range(len(text)) if place not in covered)


@settings(deadline=None)
@given(document_texts())
def test_no_sentence_begins_or_ends_with_white_space(text: str) -> None:
    assert all(part == part.strip() for part in parts(text))


@settings(deadline=None)
@given(document_texts())
def test_no_sentence_crosses_a_block_or_a_blank_line(text: str) -> None:
    found = list(blocks(text))
    for span in sentences(text):
        assert sum(block.contains(span) for block in found) == 1
        assert "\n\n" not in span.of(text)
        assert "\f" not in span.of(text)


@settings(deadline=None)
@given(document_texts(max_sentences=5))
def test_what_follows_after_a_blank_line_changes_nothing(text: str) -> None:
    assert sentences(f"{text}\n\nAnother paragraph.")[:-1] == sentences(text)


ONE_SENTENCE = [
    "Dr. Smith met Mr. J. K. Rowling at 5 p.m. on Tuesday.",
    "The U.S. Army bought 3.5 tons for $1.25 per unit.",
    "See No. 5, Fig. 3, Sec. 2, vol. 4, Ch. 9, Eq. 7 and pp. 6-7.",
    "J. R. R. Tolkien and George W. Bush never met.",
    "It was approx. 5 km long, ca. 1800, and est. 1990.",
    "Smith et al. (2020) and Roe v. Wade, cf. Jones, say so.",
    "Martin Luther King Jr. was born in Atlanta.",
    "Trinity-St. Paul's Church stands in St. Petersburg.",
    "He waited . . . then left.",
    "Wait... what was that?",
    "“I will. I must,” he said.",
    '"Stop!" he cried.',
    "Visit https://a.example/b?c=1.html or write to john.doe@a.example.",
    "Version 2.0.1 of Node.js is out.",
    "She works on .NET at Yahoo! in London.",
    "The bill (H.R. 1234) passed.",
    "It is said so.[12]",
    "It is said so.:4–5",
    "It is said so.[Note 4]",
    "Apples, pears, etc. were sold.",
    "At 10 a.m. Jan. 5 he left.",
    "1. First thing",
    "a) the first of them",
    "- a point of a list, with a comma",
    "## A heading of Dr. Smith",
    "Name: Bob",
    "\U0001f600" * 5,
]


@pytest.mark.parametrize("text", ONE_SENTENCE)
def test_one_sentence_stays_one(text: str) -> None:
    assert parts(text) == [text]


@pytest.mark.parametrize("text", ONE_SENTENCE)
def test_one_sentence_stays_one_behind_another(text: str) -> None:
    assert parts(f"It began in June.\n\n{text}\n\nIt went on.") == ["It began in June.", text, "It went on."]


@pytest.mark.parametrize(
    "expected",
    [
        ["He lived in the U.S.", "He died in 1990."],
        ["He said “I will. I must.”", "She agreed."],
        ['He said "no."', "He left."],
        ["“I go.”", "“You stay.”"],
        ["«Oui.»", "Elle part."],
        ["Wait!", "What?!", "Why??", "So be it."],
        ["He left...", "But why?"],
        ["He left.", "(He came back.)", "She saw.", "[Note that.]", "It is so."],
        ["It cost $3.50.", "It was 1990.", "20 people came."],
        ["He saw it.[12]", "Then he left.[a]", "It was over."],
        ["Acme Inc. failed.", "Its owners did not."],
        ["Is it No. 1?", "No.", "It is not."],
    ],
)
def test_sentences_of_a_paragraph_are_parted(expected: list[str]) -> None:
    assert parts(" ".join(expected)) == expected


@pytest.mark.parametrize(
    ("language", "expected"),
    [
        ("zh", ["他来了。", "她走了！", "你呢？", "「你好。」"]),
        ("ja", ["日本語です。", "次の文です！"]),
        ("en", ["他来了。", "她走了！"]),
    ],
)
def test_sentences_without_spaces_between_are_parted(language: str, expected: list[str]) -> None:
    assert parts("".join(expected), language) == expected


def test_arabic_sentences_are_parted() -> None:
    assert parts("ذهب الولد إلى المدرسة. هل عاد؟ نعم عاد.") == ["ذهب الولد إلى المدرسة.", "هل عاد؟", "نعم عاد."]


WRAPPED = """The report was written by the President of
France and by the mayor of Lyon, who came in
1990 and stayed. It was never read by anyone.
NEXT STEPS
The second part names Dr.
Smith and three of his friends, among them a
painter."""


def test_hard_wrapped_lines_flow() -> None:
    assert parts(WRAPPED) == [
        "The report was written by the President of\nFrance and by the mayor of Lyon, who came in\n1990 and stayed.",
        "It was never read by anyone.",
        "NEXT STEPS",
        "The second part names Dr.\nSmith and three of his friends, among them a\npainter.",
    ]


def test_a_long_line_that_goes_on_in_lower_case_flows() -> None:
    text = f"The firm says that {'very ' * 60}many people\nwork there."
    assert parts(text) == [text]


@pytest.mark.parametrize(
    "lines",
    [
        ["# Title", "## Part", "It begins."],
        ["Shopping", "- apples", "- pears of the old kind", "* bread"],
        ["1. First thing", "2. Second thing", "(c) Third thing", "iv) Fourth thing"],
        ["Year\tSales", "2019\t5", "2020\t7"],
        ["Year | Sales", "2019 | 5", "2020 | 7"],
        ["| Year | Sales |", "|---|---|", "| 2019 | 5 |"],
        ["Name: Bob", "Age: 5", "Town: Ulm"],
        ["Roses are red,", "Violets are blue,"],
    ],
)
def test_lines_of_their_own_are_sentences_of_their_own(lines: list[str]) -> None:
    assert parts("\n".join(lines)) == lines


@pytest.mark.parametrize("text", ["", " ", "\n\n\f\n"])
def test_blank_texts_have_no_sentences(text: str) -> None:
    assert sentences(text) == []


@pytest.mark.parametrize("unit", ["(quote \" and ' ", "a.b.c.", "1. x ", "x", "\n", "( .", "[1]", "A line.\n", "a\n"])
def test_the_time_does_not_explode(unit: str) -> None:
    began = monotonic()
    sentences(unit * (60_000 // len(unit)))
    assert monotonic() - began < 10
