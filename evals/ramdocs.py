"""RAMDocs: questions with several right answers, over documents that contradict each other or say nothing.

Wang et al., Retrieval-Augmented Generation with Conflicting Evidence (2025).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from assistant.nouns import Outcome
from evals.cases import Located
from evals.data import Form, data_lines, split_keys
from evals.nouns import EvalCase, Place, Source
from evals.suite import Choice, Suite
from ingest.canonical import canonical


class _Document(Form):
    text: str
    type: str
    answer: str


class _Row(Form):
    question: str
    documents: tuple[_Document, ...]
    gold_answers: tuple[str, ...]
    wrong_answers: tuple[str, ...]


def ramdocs(choice: Choice) -> list[Suite]:
    """Each question asked of its own documents. Raises DataMissing, CaseError."""
    rows = list(enumerate(data_lines("eval/ramdocs/public.jsonl", _Row), 1))
    wanted = split_keys("ramdocs", choice.split)
    sources = [source for number, row in rows for source in _sources(number, row)]
    asked = [_case(number, row) for number, row in rows if row.question in wanted]
    cases = tuple(case for case in asked if case is not None)
    return [Suite(f"ramdocs {choice.split}", cases, tuple(sources), tuple(_notes(len(asked) - len(cases), cases)))]


def _notes(left_out: int, cases: Sequence[EvalCase]) -> Iterator[str]:
    if left_out:
        yield f"{left_out} questions, whose answers stand in none of their documents, were left out."
    if unseen := sum(len(case.every) > len(case.evidence) for case in cases):
        yield f"{unseen} questions have a right answer that stands in no document of its own: wanted, but never quoted."


def _sources(number: int, row: _Row) -> list[Source]:
    return [
        Source(f"ramdocs/{number:03}/{place}.txt", f"document {place}", canonical(document.text))
        for place, document in enumerate(row.documents, 1)
    ]


def _case(number: int, row: _Row) -> EvalCase | None:
    """A group of places for each right answer, in the documents that give it, in whatever case."""
    sources = _sources(number, row)
    groups = {answer: _places(answer, row, sources) for answer in row.gold_answers}
    found = {answer: places for answer, places in groups.items() if places}
    if not found:
        return None
    return EvalCase(
        id=f"ramdocs-{number:03}",
        question=row.question.strip(),
        wanted=(Outcome.ANSWERED,),
        kind="one right answer" if len(groups) == 1 else "several right answers",
        evidence=tuple(found.values()),
        documents=tuple(source.uri for source in sources),
        every=tuple(groups),
        wrong=row.wrong_answers,
    )


def _places(answer: str, row: _Row, sources: list[Source]) -> tuple[Place, ...]:
    places: list[Place] = []
    for document, source in zip(row.documents, sources, strict=True):
        if document.type == "correct" and document.answer == answer:
            located = Located(source.uri, source.text)
            spellings = {match.group() for match in re.finditer(re.escape(answer), source.text, re.IGNORECASE)}
            places += [located.place(span) for words in sorted(spellings) for span in located.occurrences(words)]
    return tuple(places)
