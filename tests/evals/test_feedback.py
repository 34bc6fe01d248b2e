"""Votes of the page become cases that a person can confirm and the evals can ask."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import pytest

from assistant.nouns import Citation
from assistant.page.feedback import Feedback
from evals.__main__ import main
from evals.cases import load_cases
from evals.errors import CaseError
from evals.feedback import cases_of_feedback
from evals.nouns import EvalCase, Source
from tests.evals.askers import CASES, MILL, SOURCES, TEXTS, answered, cite, record, refused, right
from vectorstore.nouns import Span


@pytest.fixture
def votes(tmp_path: Path) -> Path:
    """A right answer with a turn before it, voted up; and a refusal, voted down with a note over two lines."""
    feedback = Feedback(tmp_path)
    feedback.add(right(CASES[0]), [right(CASES[2])], "up", "")
    feedback.add(refused(CASES[3]), [], "down", 'It was\nMrs Reed: "see" the # sign')
    return feedback.file


def test_votes_become_cases_that_load(votes: Path, tmp_path: Path) -> None:
    up, down = _loaded(_confirmed(votes), tmp_path)

    assert (up.question, up.answerable, up.short) == ("built?", True, ("1802",))
    ((place,),) = up.evidence
    assert place.sentence.of(TEXTS[place.uri]) == "The mill was built in 1802."
    assert [turn.text for turn in up.history] == ["Ada Reed owned it."]
    assert (down.question, down.answerable, down.kind) == ("painter?", False, "voted down")


def test_every_vote_waits_for_a_person(votes: Path, tmp_path: Path) -> None:
    with pytest.raises(CaseError, match=r"confirm feedback-1, feedback-2:"):
        _loaded(cases_of_feedback(votes), tmp_path)


def test_words_that_stand_twice_are_those_that_were_quoted(votes: Path, tmp_path: Path) -> None:
    source = Source("farm/mill.txt", "mill", f"{MILL} {MILL}")
    second = cite(source, Span(len(MILL) + 1, len(MILL) + 1 + len("The mill was built in 1802.")))
    Feedback(votes.parent).add(answered(CASES[1], second), [], "up", "")
    *_, twice = _loaded(_confirmed(votes), tmp_path, {source.uri: source.text})

    assert [[place.span for place in group] for group in twice.evidence] == [[second.span]]


def test_who_thinks_again_has_voted_once(votes: Path, tmp_path: Path) -> None:
    Feedback(votes.parent).add(right(CASES[0]), [right(CASES[2])], "down", "On second thoughts")
    kinds = {each.question: each.kind for each in _loaded(_confirmed(votes), tmp_path)}

    assert kinds == {"built?": "voted down", "painter?": "voted down"}
    assert "On second thoughts" in cases_of_feedback(votes)


def test_the_note_stands_beside_its_case(votes: Path) -> None:
    text = cases_of_feedback(votes)

    assert ': It was Mrs Reed: "see" the # sign\n' in text
    assert "# answered: The documents do not say.\n" in text


def test_the_command_prints_them(votes: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--from-feedback", str(votes)]) == 0
    assert capsys.readouterr().out == cases_of_feedback(votes)


def test_votes_on_another_folder_are_taken_by_the_command_that_is_named(
    votes: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    answer = right(CASES[1])
    statement = replace(answer.statements[0], citations=(_in_town(),), short=None)
    Feedback(votes.parent).add(replace(answer, statements=(statement,)), [], "up", "")

    command = f"quoteproof-eval --from-feedback {votes} --folder town"

    assert f"# Votes on documents of another folder, 1: {command}\n" in cases_of_feedback(votes)
    assert main(command.split()[1:]) == 0
    printed = capsys.readouterr().out
    assert "documents: town\n" in printed
    assert "question: burned?\n" in printed
    assert "built?" not in printed
    with pytest.raises(CaseError, match="'city'"):
        cases_of_feedback(votes, "city")


def test_a_refusal_counts_to_the_folder_of_its_nearest_passage(votes: Path) -> None:
    elsewhere = cite(SOURCES[0], Span(0, 27))
    refusal = replace(refused(CASES[4]), nearest=(_in_town(), elsewhere))
    Feedback(votes.parent).add(refusal, [], "up", "")

    assert "question: height?\n" not in cases_of_feedback(votes)
    town = cases_of_feedback(votes, "town")
    assert "question: height?\n" in town
    assert "question: built?\n" not in town


def test_a_folder_of_which_nothing_but_refusals_is_known_is_one(votes: Path) -> None:
    votes.write_text("")
    Feedback(votes.parent).add(replace(refused(CASES[4]), nearest=(_in_town(),)), [], "down", "")

    assert "documents: town\n" in cases_of_feedback(votes)


@pytest.mark.parametrize("line", ["{", "{}", '{"format": "quoteproof-feedback/9"}', "[]"])
def test_a_line_that_is_no_vote_is_named(votes: Path, line: str) -> None:
    votes.write_text(votes.read_text() + line + "\n")

    with pytest.raises(CaseError, match="line 3"):
        cases_of_feedback(votes)


@pytest.mark.parametrize("content", [b"", b"\xff\xfe", None])
def test_a_file_without_votes_is_named(tmp_path: Path, content: bytes | None) -> None:
    file = tmp_path / "feedback.jsonl"
    if content is not None:
        file.write_bytes(content)

    with pytest.raises(CaseError, match=r"feedback\.jsonl"):
        cases_of_feedback(file)


def _in_town() -> Citation:
    """The first sentence of the mill, in a document of another folder."""
    citation = cite(SOURCES[0], Span(0, 27))
    other = replace(record(SOURCES[0]), uri="town/hall.txt")
    return replace(citation, passage=replace(citation.passage, document=other))


def _confirmed(votes: Path) -> str:
    return cases_of_feedback(votes).replace("    unconfirmed: true\n", "")


def _loaded(text: str, folder: Path, texts: Mapping[str, str] = TEXTS) -> list[EvalCase]:
    path = folder / "cases.yaml"
    path.write_text(text, encoding="utf-8")
    return load_cases(path, texts)
