"""QuoteSum: questions to several sources, with answers that people built of quoted spans.

Schuster et al., SEMQA: Semi-Extractive Multi-Source Question Answering (2023).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from pydantic import model_validator

from assistant.nouns import Outcome
from evals.cases import Located
from evals.data import Form, data_lines, split_keys
from evals.nouns import EvalCase, Source
from evals.suite import Choice, Suite
from ingest.canonical import canonical

_QUOTED = re.compile(r"\[ (\d) (.+?) \]")
_SOURCES = range(1, 9)


class _Titled(Form):
    title: str
    source: str


class _Row(Form):
    """A person's answer. ``sources`` are by their number; where there are fewer than eight, the last ones are empty."""

    qid: str
    question: str
    summary: str
    sources: Mapping[int, _Titled]

    @model_validator(mode="before")
    @classmethod
    def _paired(cls, row: Any) -> Any:  # noqa: ANN401  whatever the file holds
        """The file has a pair of fields for each source."""
        if not isinstance(row, dict):
            return row
        fields = ("title", "source")
        pairs = {n: {name: row[f"{name}{n}"] for name in fields if f"{name}{n}" in row} for n in _SOURCES}
        return row | {"sources": pairs}


def quotesum(choice: Choice) -> list[Suite]:
    """Each question asked of its own sources. Raises DataMissing, CaseError."""
    questions: dict[str, list[_Row]] = {}
    for row in data_lines("eval/quotesum/public.jsonl", _Row):
        questions.setdefault(row.qid, []).append(row)
    wanted = split_keys("quotesum", choice.split)
    sources = [source for rows in questions.values() for source in _sources(rows[0])]
    asked = [_case(rows) for name, rows in questions.items() if name in wanted]
    cases = tuple(case for case in asked if case is not None)
    lost = sum(len(_numbers(questions[case.id])) - len(case.evidence) for case in cases)
    return [Suite(f"quotesum {choice.split}", cases, tuple(sources), tuple(_notes(asked.count(None), lost)))]


def _notes(left_out: int, lost: int) -> Iterator[str]:
    if left_out:
        yield f"{left_out} questions quote titles alone and were left out."
    if lost:
        yield f"{lost} quoted sources do not hold what is said to be quoted of them, and are not wanted."


def _numbers(rows: Sequence[_Row]) -> set[int]:
    """The sources that anybody quoted."""
    return {int(number) for row in rows for number, _ in _QUOTED.findall(row.summary)}


def _sources(row: _Row) -> list[Source]:
    return [Source(_uri(row, n), each.title, canonical(each.source)) for n, each in row.sources.items() if each.source]


def _uri(row: _Row, number: int) -> str:
    return f"quotesum/{row.qid}/{number}.txt"


def _case(rows: Sequence[_Row]) -> EvalCase | None:
    """A group of places for each source that anybody quoted; quoted titles stand in no source and are passed over."""
    first = rows[0]
    located = {source.uri: Located(source.uri, source.text) for source in _sources(first)}
    quoted = {(int(number), words) for row in rows for number, words in _QUOTED.findall(row.summary)}
    groups = []
    for number in sorted(_numbers(rows)):
        document = located.get(_uri(first, number))
        spans = [
            span for n, words in quoted if n == number and document for span in document.occurrences(canonical(words))
        ]
        if document and spans:
            groups.append(tuple(map(document.place, sorted(set(spans)))))
    if not groups:
        return None
    return EvalCase(
        id=first.qid,
        question=first.question.strip(),
        wanted=(Outcome.ANSWERED,),
        kind=f"{len(groups)} sources quoted" if len(groups) > 1 else "one source quoted",
        evidence=tuple(groups),
        references=tuple(dict.fromkeys(_QUOTED.sub(r"\2", row.summary) for row in rows)),
        documents=tuple(located),
    )
