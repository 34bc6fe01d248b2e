"""CLAP NQ: Natural Questions with long answers, the sentences that carry them marked; and some without an answer.

Rosenthal et al., CLAP NQ: Cohesive Long-form Answers from Passages in Natural Questions (2024).
"""

from __future__ import annotations

from collections.abc import Sequence

from pydantic import Field

from assistant.nouns import Outcome
from evals.cases import Located
from evals.data import Form, data_lines, split_keys
from evals.errors import CaseError
from evals.nouns import EvalCase, Place, Source
from evals.suite import Choice, Suite
from ingest.canonical import canonical


class _Passage(Form):
    title: str
    text: str


class _Output(Form):
    answer: str
    selected_sentences: tuple[str, ...]


class _Row(Form):
    id: str
    input: str
    passages: tuple[_Passage, ...] = Field(min_length=1)
    output: tuple[_Output, ...]


def clapnq(choice: Choice) -> list[Suite]:
    """Each question asked of its own passage (reading), and of all passages (library).

    Raises DataMissing, CaseError.
    """
    rows = [
        row for name in ("answerable", "unanswerable") for row in data_lines(f"eval/clapnq/{name}-public.jsonl", _Row)
    ]
    wanted = split_keys("clapnq_answerable", choice.split) | split_keys("clapnq_unanswerable", choice.split)
    located = {row.id: Located(_uri(row), canonical(row.passages[0].text)) for row in rows}
    sources = tuple(Source(_uri(row), row.passages[0].title, located[row.id].text) for row in rows)
    asked = [row for row in rows if row.id in wanted]
    return [
        Suite(
            f"clapnq {choice.split}, {mode}",
            tuple(_case(row, located[row.id], alone=mode == "reading") for row in asked),
            sources,
        )
        for mode in choice.modes
    ]


def _uri(row: _Row) -> str:
    return f"clapnq/{row.id}.txt"


def _case(row: _Row, located: Located, *, alone: bool) -> EvalCase:
    """The sentences that the first annotator chose are the places, else the passage; all answers are references."""
    answers = [output.answer for output in row.output if output.answer]
    chosen = next((output.selected_sentences for output in row.output if output.selected_sentences), ())
    return EvalCase(
        id=row.id,
        question=row.input.strip(),
        wanted=(Outcome.ANSWERED if answers else Outcome.NOT_IN_DOCUMENTS,),
        kind="answerable" if answers else "unanswerable",
        evidence=_groups(located, chosen),
        passages=(located.uri,) if answers and not chosen else (),
        references=tuple(answers),
        documents=(located.uri,) if alone else None,
        gold=("evidence",),
    )


def _groups(located: Located, sentences: Sequence[str]) -> tuple[tuple[Place, ...], ...]:
    groups = []
    for sentence in sentences:
        places = located.occurrences(canonical(sentence).strip())
        if not places:
            raise CaseError(f"the sentence {sentence!r} does not stand in {located.uri}")
        groups.append(tuple(map(located.place, places)))
    return tuple(groups)
