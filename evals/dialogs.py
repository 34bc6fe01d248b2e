"""Follow-up questions: CANARD, how they are put for themselves, and MTRAG, what is then found and said.

Elgohary, Peskov and Boyd-Graber, Can You Unpack That? Learning to Rewrite Questions-in-Context (2019).
Katsis et al., MTRAG: A Multi-Turn Conversational Benchmark for Evaluating RAG Systems (2025).
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from assistant.followup import self_contained
from assistant.nouns import Outcome, Turn
from evals.data import data_file, data_lines, split_keys
from evals.nouns import EvalCase, Source
from evals.suite import Choice, Suite
from ingest.canonical import canonical

_WANTED = {
    "ANSWERABLE": (Outcome.ANSWERED,),
    "PARTIAL": (Outcome.ANSWERED, Outcome.NOT_IN_DOCUMENTS),
    "UNANSWERABLE": (Outcome.NOT_IN_DOCUMENTS,),
}


def canard(choice: Choice) -> list[Suite]:
    """Each question of a dialog, to be put for itself; there are no documents, and nothing else is measured.

    The page and the section that a dialog is about stand as its first turn, and the questions before as they were
    understood. Raises DataMissing, CaseError.
    """
    rows = data_lines("eval/canard/dev-public.jsonl")
    dialogs = split_keys("canard", choice.split)
    asked = [row for row in rows if row["QuAC_dialog_id"] in dialogs]
    return [Suite(f"canard {choice.split}", tuple(_replayed(asked)), ())]


def mtrag(choice: Choice) -> list[Suite]:
    """The last turn of each conversation, asked alone and with the turns before it, among all passages.

    Raises DataMissing, CaseError.
    """
    file = json.loads(data_file("eval/mtrag/human.json").read_text(encoding="utf-8"))
    sources = tuple(
        Source(_passage(each["document_id"]), each.get("title") or each["document_id"], canonical(each["text"]))
        for each in file["documents"]
    )
    tasks = file["tasks"][choice.split == "report" :: 2]
    cases = [case for case in map(_task, tasks) if case is not None]
    alone = tuple(replace(case, history=()) for case in cases)
    left_out = len(tasks) - len(cases)
    notes = (f"{left_out} turns that ask nothing were left out.",) if left_out else ()
    return [
        Suite(f"mtrag {choice.split}, last turn alone", alone, sources, notes),
        Suite(f"mtrag {choice.split}, with the turns before", tuple(cases), sources, notes),
    ]


def _replayed(rows: Sequence[Mapping[str, Any]]) -> Iterator[EvalCase]:
    dialog, history = "", list[Turn]()
    for row, after in zip(rows, [*rows[1:], {"Question_no": 0}], strict=True):
        if row["QuAC_dialog_id"] != dialog:
            dialog, history = row["QuAC_dialog_id"], [Turn(*row["History"][:2])]
        yield EvalCase(
            id=f"{dialog}/{row['Question_no']}",
            question=row["Question"],
            wanted=(Outcome.NOT_IN_DOCUMENTS,),
            kind="first question" if row["Question_no"] == 1 else "later question",
            history=tuple(history),
            rewrite=row["Rewrite"],
        )
        answer = after["History"][-1] if after["Question_no"] == row["Question_no"] + 1 else ""
        history.append(Turn(self_contained(row["Question"], history), answer))


def _passage(identity: str) -> str:
    return f"mtrag/{identity}.txt"


def _task(task: Mapping[str, Any]) -> EvalCase | None:
    (answerability,) = task["Answerability"]
    if answerability not in _WANTED:
        return None
    said = [turn["text"].strip() for turn in task["input"]]
    history = list[Turn]()
    for question, answer in zip(said[0:-1:2], said[1::2], strict=True):
        history.append(Turn(self_contained(question, history), answer))
    answered = Outcome.ANSWERED in _WANTED[answerability]
    return EvalCase(
        id=task["task_id"],
        question=said[-1],
        wanted=_WANTED[answerability],
        kind="first turn" if not history else "later turn",
        history=tuple(history),
        passages=tuple(_passage(context["document_id"]) for context in task["contexts"]) if answered else (),
        references=tuple(target["text"] for target in task["targets"]) if answerability == "ANSWERABLE" else (),
        gold=(),
    )
