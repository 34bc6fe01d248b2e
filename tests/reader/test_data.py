"""Questions as they are read, cut, altered and encoded."""

from __future__ import annotations

import random
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assistant.reader import alter, data, model
from assistant.reader.batches import encode, in_batches, windowed
from assistant.reader.data import WIDEST, Example, cut_around, read_squad, shingles
from tests.reader.builders import PASSAGES, QUESTIONS, write_squad
from vectorstore.errors import ConfigError
from vectorstore.nouns import Span

TOKENIZER = (Path(model.__file__).parent / model.TOKENIZER).read_text("utf-8")


@pytest.fixture
def examples(tmp_path: Path) -> list[Example]:
    return read_squad(write_squad(tmp_path / "bay.json"))


def test_squad_files_are_read_with_their_offsets(examples: list[Example]) -> None:
    read = {example.question: [span.of(example.passage) for span in example.answers] for example in examples}
    assert read == {question: [answer] if answer else [] for _, question, answer in QUESTIONS}


def test_an_answer_that_does_not_stand_at_its_offset_is_left_out(tmp_path: Path) -> None:
    file = write_squad(tmp_path / "bay.json")
    file.write_text(file.read_text("utf-8").replace('"answer_start": 22', '"answer_start": 23'), "utf-8")
    assert [example.answers for example in read_squad(file) if example.question == QUESTIONS[0][1]] == [()]


def test_only_the_titles_that_are_asked_for(tmp_path: Path) -> None:
    file = write_squad(tmp_path / "bay.json")
    assert read_squad(file, titles=["Sea"]) == []
    assert len(read_squad(file, titles=["Bay"])) == len(QUESTIONS)


def test_a_missing_data_folder_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("QUOTEPROOF_DATA", "/nowhere/at/all")
    with pytest.raises(ConfigError, match="/nowhere/at/all"):
        data.data_folder()


@settings(deadline=None)
@given(st.integers(0, 5000), st.integers(0, 5000), st.integers(0, 99))
def test_a_cut_passage_keeps_its_answer(before: int, after: int, seed: int) -> None:
    passage = "ab cd " * (before // 6) + "THE ANSWER" + " ef gh" * (after // 6)
    start = passage.index("THE ANSWER")
    cut = cut_around(Example("q", passage, (Span(start, start + 10),), "s"), random.Random(seed))
    assert [span.of(cut.passage) for span in cut.answers] == ["THE ANSWER"]
    assert len(cut.passage) <= WIDEST
    assert cut.passage in passage


def test_texts_that_share_a_run_of_words_share_a_shingle() -> None:
    words = [f"w{i}" for i in range(40)]
    text = " ".join(words)
    assert shingles([text]) & shingles(["Elsewhere: " + ", ".join(words[20:34]).upper() + "!"])
    assert not shingles([text]) & shingles([" ".join(words[20:32])])


def test_altered_questions_are_unanswerable_and_differ(examples: list[Example]) -> None:
    made = alter.unanswerable(examples, 1.0, seed=3)
    assert len(made) == sum(bool(example.answers) for example in examples)
    known = {(example.question, example.passage) for example in examples}
    assert all(not example.answers and (example.question, example.passage) not in known for example in made)
    assert made == alter.unanswerable(examples, 1.0, seed=3)


def test_ways_to_alter_a_question() -> None:
    asked = Example("What burned down before the war?", PASSAGES[1], (Span(39, 47),), "bay")
    rng = random.Random(0)
    assert asked.answers[0].of(asked.passage) == "The mill"
    other = alter.antonym(asked, rng)
    assert other is not None
    assert other.question == "What burned down after the war?"
    negated = alter.negated(Example("Who was the keeper?", PASSAGES[2], (Span(0, 3),), "bay"), rng)
    assert negated is not None
    assert negated.question == "Who wasn't the keeper?"
    assert alter.negated(negated, rng) is None
    first = Example("Who is the master?", PASSAGES[0], (Span(22, 34),), "bay")
    rest = alter.without_sentence(first, rng)
    assert rest is not None
    assert rest.passage == "She keeps 12 boats. The bay freezes in winter."


def test_the_near_passage_lacks_the_answer(examples: list[Example]) -> None:
    answered = [example for example in examples if example.answers]
    for example, near in zip(answered, alter.near_passages(answered, PASSAGES), strict=True):
        assert near in PASSAGES
        assert near != example.passage
        assert all(span.of(example.passage).lower() not in near.lower() for span in example.answers)


@pytest.mark.slow
@settings(deadline=None, max_examples=25)
@given(st.integers(0, 120), st.integers(0, 120), st.integers(0, 9))
def test_the_encoded_answer_is_the_answer(before: int, after: int, seed: int) -> None:
    filler = "The tide is high. "
    passage = filler * before + "The harbour master is Alice Kettle. " + filler * after
    start = passage.index("Alice")
    example = Example("Who is the harbour master?", passage, (Span(start, start + 12),), "bay")
    tokenizer = windowed(TOKENIZER, 320)
    (window,) = encode(tokenizer, [example], random.Random(seed))
    assert len(window.ids) == len(window.types) <= 320
    assert tokenizer.decode(list(window.ids[window.start : window.end + 1])) == "alice kettle"
    assert set(window.types[window.start : window.end + 1]) == {1}


def test_batches_hold_every_example_once_and_no_more_than_they_may(examples: list[Example]) -> None:
    rng = random.Random(0)
    encoded = encode(windowed(TOKENIZER, 320), examples * 9, rng)
    batches = in_batches(encoded, 200, rng)
    rows = [
        tuple(row[: mask.sum()].tolist()) for batch in batches for row, mask in zip(batch.ids, batch.mask, strict=True)
    ]
    assert sorted(rows) == sorted(tuple(example.ids) for example in encoded)
    assert all(batch.ids.size <= 200 for batch in batches)
    assert all((batch.start[batch.start == 0] == batch.end[batch.start == 0]).all() for batch in batches)
