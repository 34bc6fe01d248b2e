from __future__ import annotations

import json
from pathlib import Path

import pytest

from assistant.reader.data import read_squad
from assistant.reader.marking import Told, main, marked, read_nqg
from assistant.reader.model import Reader
from vectorstore.nouns import Span

LINES = [
    ("the mill was founded by robert quill in 1850 .", "who founded the mill ?"),
    ("the mill was founded by robert quill in 1850 .", "when was the mill founded ?"),
    ("it burned down before the war .", "when did the mill burn down ?"),
    ("its keeper , mary stone , had left for the northern dam .", "who was the keeper of the mill ?"),
]


@pytest.fixture
def data(tmp_path: Path) -> Path:
    folder = tmp_path / "data" / "train" / "nqg_squad"
    folder.mkdir(parents=True)
    for name, column in (("src-test.txt", 0), ("tgt-test.txt", 1)):
        (folder / name).write_text("".join(line[column] + "\n" for line in LINES), "utf-8")
    return tmp_path / "data"


@pytest.mark.parametrize("seed", range(8))
def test_a_passage_holds_its_sentence_among_neighbours_in_their_order(data: Path, seed: int) -> None:
    told = read_nqg(data / "train" / "nqg_squad", seed)
    article = (
        "the mill was founded by robert quill in 1850. it burned down before the war. "
        "its keeper, mary stone, had left for the northern dam."
    )
    assert [each.question for each in told] == [question.replace(" ?", "?") for _, question in LINES]
    assert all(each.passage in article for each in told)
    assert [each.sentence.of(each.passage)[:8] for each in told] == [sentence[:8] for sentence, _ in LINES]


def test_answers_are_marked_inside_the_sentence_that_is_told() -> None:
    passage = "Robert Quill founded the mill. Mary Stone founded the dam."
    second = Span(31, len(passage))
    (found,) = marked([Told("Who founded it?", passage, second)], Reader.load(), "told")
    assert found.answers[0].of(passage) == "Mary Stone"


def test_the_file_that_is_written_is_read_for_training(data: Path, tmp_path: Path) -> None:
    out = tmp_path / "nqg_squad.json"
    main([str(out), "--data", str(data)])
    examples = read_squad(out)
    assert {e.answers[0].of(e.passage) for e in examples if e.question == "who founded the mill?"} == {"robert quill"}
    assert len(json.loads(out.read_text("utf-8"))["data"]) == len(examples)
