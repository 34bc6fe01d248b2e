"""Follow-up questions: CANARD, how they are put for themselves, and MTRAG, what is then found and said.

Elgohary, Peskov and Boyd-Graber, Can You Unpack That? Learning to Rewrite Questions-in-Context (2019).
Katsis et al., MTRAG: A Multi-Turn Conversational Benchmark for Evaluating RAG Systems (2025).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import zip_longest
from typing import Self

from pydantic import Field, model_validator

from assistant.followup import self_contained
from assistant.nouns import Outcome, Turn
from evals.data import Form, data_lines, data_object, split_keys
from evals.nouns import EvalCase, Source
from evals.suite import Choice, Suite
from ingest.canonical import canonical

_WANTED = {
    "ANSWERABLE": (Outcome.ANSWERED,),
    "PARTIAL": (Outcome.ANSWERED, Outcome.NOT_IN_DOCUMENTS),
    "UNANSWERABLE": (Outcome.NOT_IN_DOCUMENTS,),
}


class _Followed(Form):
    """A question of a dialog; ``history`` is the page and the section, then questions and answers in turn."""

    dialog: str = Field(alias="QuAC_dialog_id")
    number: int = Field(alias="Question_no")
    question: str = Field(alias="Question")
    rewrite: str = Field(alias="Rewrite")
    history: tuple[str, ...] = Field(alias="History", min_length=2)


class _Passage(Form):
    document_id: str
    title: str | None = None
    text: str


class _Said(Form):
    text: str


class _Context(Form):
    document_id: str


class _Task(Form):
    """The last turn of a conversation; ``input`` are all turns, person and assistant by turns."""

    task_id: str
    input: tuple[_Said, ...]
    contexts: tuple[_Context, ...]
    targets: tuple[_Said, ...]
    answerability: tuple[str] = Field(alias="Answerability")

    @model_validator(mode="after")
    def _ends_with_a_question(self) -> Self:
        if len(self.input) % 2 == 0:
            raise ValueError("the turns do not end with a person's")
        return self


class _Conversations(Form):
    documents: tuple[_Passage, ...]
    tasks: tuple[_Task, ...]


def canard(choice: Choice) -> list[Suite]:
    """Each question of a dialog, to be put for itself; there are no documents, and nothing else is measured.

    The page and the section that a dialog is about stand as its first turn, and the questions before as they were
    understood. Raises DataMissing, CaseError.
    """
    rows = data_lines("eval/canard/dev-public.jsonl", _Followed)
    dialogs = split_keys("canard", choice.split)
    asked = [row for row in rows if row.dialog in dialogs]
    return [Suite(f"canard {choice.split}", tuple(_replayed(asked)), ())]


def mtrag(choice: Choice) -> list[Suite]:
    """The last turn of each conversation, asked alone and with the turns before it, among all passages.

    Raises DataMissing, CaseError.
    """
    file = data_object("eval/mtrag/human.json", _Conversations)
    sources = tuple(
        Source(_uri(each.document_id), each.title or each.document_id, canonical(each.text)) for each in file.documents
    )
    tasks = file.tasks[choice.split == "report" :: 2]
    cases = [case for case in map(_task, tasks) if case is not None]
    alone = tuple(replace(case, history=()) for case in cases)
    left_out = len(tasks) - len(cases)
    notes = (f"{left_out} turns that ask nothing were left out.",) if left_out else ()
    return [
        Suite(f"mtrag {choice.split}, last turn alone", alone, sources, notes),
        Suite(f"mtrag {choice.split}, with the turns before", tuple(cases), sources, notes),
    ]


def _replayed(rows: Sequence[_Followed]) -> Iterator[EvalCase]:
    dialog, history = "", list[Turn]()
    for row, after in zip_longest(rows, rows[1:]):
        if row.dialog != dialog:
            dialog, history = row.dialog, [Turn(*row.history[:2])]
        yield EvalCase(
            id=f"{dialog}/{row.number}",
            question=row.question,
            wanted=(Outcome.NOT_IN_DOCUMENTS,),
            kind="first question" if row.number == 1 else "later question",
            history=tuple(history),
            rewrite=row.rewrite,
        )
        answer = after.history[-1] if after is not None and after.number == row.number + 1 else ""
        history.append(Turn(self_contained(row.question, history), answer))


def _uri(identity: str) -> str:
    return f"mtrag/{identity}.txt"


def _task(task: _Task) -> EvalCase | None:
    (answerability,) = task.answerability
    if answerability not in _WANTED:
        return None
    said = [turn.text.strip() for turn in task.input]
    history = list[Turn]()
    for question, answer in zip(said[0:-1:2], said[1::2], strict=True):
        history.append(Turn(self_contained(question, history), answer))
    answered = Outcome.ANSWERED in _WANTED[answerability]
    return EvalCase(
        id=task.task_id,
        question=said[-1],
        wanted=_WANTED[answerability],
        kind="first turn" if not history else "later turn",
        history=tuple(history),
        passages=tuple(_uri(context.document_id) for context in task.contexts) if answered else (),
        references=tuple(target.text for target in task.targets) if answerability == "ANSWERABLE" else (),
        gold=(),
    )
