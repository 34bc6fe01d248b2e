"""A sentence is quoted with what it misleads without, as one stretch; what answers nothing by itself is no answer."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assistant.evidence import Evidence, Ranker
from assistant.extractive import Extractive
from assistant.nouns import Draft
from assistant.ports import CancelToken
from assistant.reader import model
from assistant.reader.model import Reader
from assistant.verify import cite
from assistant.wholes import tells, whole
from tests.assistant.library import library
from tests.assistant.test_extractive import calibration, candidates
from tests.fakes import FakeEmbedder, FlatSession
from tests.strategies import document_texts
from vectorstore.memory import MemoryStore
from vectorstore.sentences import sentences

FIRST = "The notes below were written by the warden. "
"""A chunk before the one that is read, so that none begins at 0."""
THINGS = st.sampled_from(
    ["lamp", "kettle", "rope", "anchor", "ladder", "pillow", "violin", "saddle", "barrel", "candle"]
)
ENTRIES = st.sampled_from(["## {}\n\n{}\n\n", "Q: {}\nA: {}\n\n", "{}\n{}\n\n", "{} {}\n\n", "**{}**\n\n{}\n\n"])
ANSWERS = st.lists(
    st.sampled_from(["No.", "Only on Mondays.", "The warden keeps the key.", "It costs 3 crowns.", "Yes, twice."]),
    min_size=1,
    max_size=3,
).map(" ".join)
GUIDE = """# Guide to the harbour library

## Joining

To join, bring:

- a letter with your address
- a photograph

## Borrowing

- six books for three weeks
- two films for one week

## Resetting the lending machine

1. Switch the machine off.
2. Wait for ten seconds.
3. Hold the green button.

## Opening hours

Day | Opens | Closes
Monday | 9.00 | 17.00
Thursday | 11.00 | 20.00

## Data

- Weight of the lending machine: 7 kg
- Height of the lending machine: 2 m

Q: Is there a car park?
A: No. The nearest one is in Gannet Road.

The warden writes: no dogs are let in.
"""


def flat() -> Reader:
    tokenizer = (Path(model.__file__).parent / model.TOKENIZER).read_text("utf-8")
    return Reader("flat", 320, FlatSession(), ["input_ids"], tokenizer)


FLAT = flat()


@pytest.fixture(scope="module")
def reader() -> Reader:
    return Reader.load()


def ranked(store: MemoryStore, question: str) -> list[Evidence]:
    """What is ranked by words alone."""
    ranker = Ranker(FLAT, FakeEmbedder(), {"lexical": 1.0, "cosine": 0.1})
    return ranker.rank(question, candidates(store, question), CancelToken())


def drafted(store: MemoryStore, question: str, reader: Reader = FLAT) -> Draft:
    weights = {"lexical": 1.0, "cosine": 0.1} if reader is FLAT else calibration().ranking
    engine = Extractive(Ranker(reader, FakeEmbedder(), weights), calibration(short=-5.0))
    return engine.draft(question, (), candidates(store, question), CancelToken())


def quoted(text: str, question: str, reader: Reader = FLAT) -> list[str]:
    store = library({"guide.md": [FIRST, text]})
    return [cite(claim.quotes[0], store).text for claim in drafted(store, question, reader).claims]


def sentence_of(text: str, words: str, *after: str) -> Evidence:
    """The sentence with these words, behind the first chunk and before the others."""
    found = ranked(library({"guide.md": [FIRST, text, *after]}), words)
    other = next(each for each in found if each.candidate.chunk.text == text)
    place = next(place for place in sentences(text) if place.of(text) == words)
    return replace(other, sentence=place.shifted(len(FIRST)), span=place.shifted(len(FIRST)))


@settings(deadline=None, max_examples=30)
@given(st.lists(st.tuples(THINGS, ENTRIES, ANSWERS), min_size=1, max_size=4, unique_by=lambda entry: entry[0]))
def test_a_question_of_the_text_is_quoted_with_its_answer_and_with_nothing_of_another(
    entries: list[tuple[str, str, str]],
) -> None:
    text = "".join(form.format(f"Can I hire a {thing}?", answer) for thing, form, answer in entries)
    for thing, _, answer in entries:
        (quote,) = quoted(text, f"Can I hire a {thing}?")
        assert f"hire a {thing}?" in quote
        assert quote.endswith(answer)
        assert quote.count("?") == 1
        assert not quote.startswith("#")


@settings(deadline=None, max_examples=20)
@given(st.lists(THINGS, min_size=1, max_size=5, unique=True), st.booleans())
def test_where_there_are_only_headings_and_questions_nothing_is_answered(things: list[str], asks: bool) -> None:
    said = ["{}?" if asks else "## {}"] * len(things)
    text = "\n\n".join(form.format(f"Of the {thing}") for form, thing in zip(said, things, strict=True))
    draft = drafted(library({"guide.md": [f"{text}\n\n## End"]}), f"Does the {things[0]} burn?")
    assert draft.claims == ()
    assert draft.nearest


@settings(deadline=None, max_examples=30)
@given(
    st.lists(THINGS, min_size=2, max_size=10, unique=True),
    st.sampled_from(["The rent includes:\n\n", "The rent includes:\n", "## Included in the rent\n\n"]),
    st.sampled_from(["- ", "* ", "1. ", "• ", "– ", "A) ", "■ "]),
    st.data(),
)
def test_a_list_that_is_asked_for_is_quoted_whole_with_the_line_that_leads_it(
    things: list[str], head: str, mark: str, data: st.DataObject
) -> None:
    items = "\n".join(f"{mark}the {thing}" for thing in things)
    text = f"The mill is old.\n\n{head}{items}\n\nGas is paid by the tenant."
    item = f"{mark}the {data.draw(st.sampled_from(things))}"
    found = whole("What is included in the rent?", sentence_of(text, item))
    led = head.startswith("#")
    assert found.span.shifted(-len(FIRST)).of(text) == (items if led else f"{head}{items}")
    assert (found.single, found.cut) == (False, False)


@settings(deadline=None, max_examples=50)
@given(document_texts(8), st.sampled_from(["What is the claim of Smith?", "Is it unlikely?", "claim Smith 2019"]))
def test_what_is_quoted_holds_its_sentence_is_made_of_whole_sentences_and_can_be_proved(
    text: str, question: str
) -> None:
    store = library({"notes.txt": [FIRST, text, "The end."]})
    starts = {place.start + len(FIRST) for place in sentences(text)}
    ends = {place.end + len(FIRST) for place in sentences(text)}
    for each in ranked(store, question):
        if each.candidate.chunk.text == text:
            found = whole(question, each).span
            assert found.end in ends
            assert found.start in starts or store.text(each.document, found).text[:1] != "#"
            assert found.end >= each.sentence.end
            assert store.text(each.document, found).text.count("\n\n## ") <= 1
            tells(question, each)


@pytest.mark.parametrize(
    ("question", "quotes"),
    [
        ("What must I bring to join?", ["To join, bring:\n\n- a letter with your address\n- a photograph"]),
        ("How do I join?", ["To join, bring:\n\n- a letter with your address\n- a photograph"]),
        (
            "How do I reset the lending machine?",
            ["1. Switch the machine off.\n2. Wait for ten seconds.\n3. Hold the green button."],
        ),
        ("How heavy is the lending machine in weight?", ["- Weight of the lending machine: 7 kg"]),
        ("Is there a car park?", ["Q: Is there a car park?\nA: No. The nearest one is in Gannet Road."]),
        ("When does it open on Monday?", ["Monday | 9.00 | 17.00"]),
    ],
)
def test_a_guide_is_quoted_as_a_reader_needs_it(reader: Reader, question: str, quotes: list[str]) -> None:
    assert quoted(GUIDE, question, reader)[: len(quotes)] == quotes


@pytest.mark.parametrize(
    ("question", "words", "told"),
    [
        ("Does the library lend books?", "# Guide to the harbour library", False),
        ("What is the guide about?", "# Guide to the harbour library", True),
        ("How do I borrow?", "## Borrowing", False),
        ("What is borrowing?", "## Borrowing", False),
        ("Is there a park?", "Q: Is there a car park?", True),
        ("Is there a tea room?", "Q: Is there a car park?", False),
        ("Are dogs let in?", "The warden writes: no dogs are let in.", True),
    ],
)
def test_a_heading_tells_a_name_at_most_and_a_question_what_was_asked(question: str, words: str, told: bool) -> None:
    assert tells(question, sentence_of(GUIDE, words)) is told


@pytest.mark.parametrize(
    ("question", "all_of_it"), [("What is included?", True), ("How many lamps are included?", False)]
)
def test_who_asks_for_one_thing_gets_one_item(question: str, all_of_it: bool) -> None:
    text = "Included is:\n- two lamps\n- a rope\n"
    found = whole(question, sentence_of(text, "- two lamps"))
    assert found.single is not all_of_it
    assert ("a rope" in found.span.shifted(-len(FIRST)).of(text)) is all_of_it


def test_of_a_long_list_a_part_is_quoted_and_that_is_said() -> None:
    items = [f"- thing {number} of the house" for number in range(40)]
    text = "The rent includes:\n" + "\n".join(items) + "\n\nGas is paid by the tenant."
    store = library({"guide.md": [FIRST, text]})
    draft = drafted(store, "What is included in the rent?")
    assert cite(draft.claims[0].quotes[0], store).text == "The rent includes:\n" + "\n".join(items[:12])
    assert draft.remarks == ("Of a long list a part is quoted: open the quote to read on.",)
    late = whole("What is included in the rent?", sentence_of(text, items[20]))
    assert late.span.shifted(-len(FIRST)).of(text) == "\n".join(items[20:32])


def test_a_list_that_the_next_chunk_may_go_on_with_is_said_to_be_cut() -> None:
    text = "The rent includes:\n- the lamp\n- the rope\n"
    for after, cut in (([], False), (["- the kettle\n"], True)):
        assert whole("What is included in the rent?", sentence_of(text, "- the lamp", *after)).cut is cut


def test_keywords_are_answered_by_what_stands_below_a_heading_and_by_it_if_nothing_else_holds_them() -> None:
    text = "Notes of the warden\n\nWarranty\nThe warranty lasts for two years.\n\nTools\nA hammer is lent."
    assert quoted(text, "tell me about the warranty") == ["The warranty lasts for two years."]
    assert quoted(text, "tools") == ["Tools"]
