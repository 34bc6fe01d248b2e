"""SQuAD's JSON (1.1 and 2.0) as paragraphs, which become documents, and cases with located answers."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from assistant.nouns import Outcome
from evals.cases import Located
from evals.errors import CaseError
from evals.nouns import EvalCase, Place
from ingest.canonical import canonical
from vectorstore.nouns import Span


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph of an article as a document of its own, and the questions put to it, as in the file."""

    uri: str
    article: str
    text: str
    questions: tuple[dict[str, Any], ...]


def paragraphs(path: Path, root: str) -> list[Paragraph]:
    """The paragraphs of a file in order, at ``<root>/<article>/<number>.txt``. Raises CaseError."""
    try:
        articles = json.loads(path.read_text(encoding="utf-8"))["data"]
        return [
            Paragraph(f"{root}/{title}/{number:03}.txt", title, canonical(entry["context"]), tuple(entry["qas"]))
            for title, entries in ((article["title"], article["paragraphs"]) for article in articles)
            for number, entry in enumerate(entries, 1)
        ]
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise CaseError(f"{path} cannot be read as SQuAD JSON: {error!r}") from error


def squad_cases(given: Iterable[Paragraph], *, alone: bool) -> Iterator[EvalCase]:
    """The questions as cases; ``alone`` asks each of its own paragraph, else of the whole library.

    Raises CaseError where an answer does not stand at its offset.
    """
    for paragraph in given:
        located = Located(paragraph.uri, paragraph.text)
        for question in paragraph.questions:
            yield _case(located, question, (paragraph.uri,) if alone else None)


def _case(located: Located, question: dict[str, Any], documents: tuple[str, ...] | None) -> EvalCase:
    answers = [] if question.get("is_impossible") else question["answers"]
    places = tuple(dict.fromkeys(_place(located, question["id"], answer) for answer in answers))
    return EvalCase(
        id=question["id"],
        question=question["question"].strip(),
        wanted=(Outcome.ANSWERED if places else Outcome.NOT_IN_DOCUMENTS,),
        kind="answerable" if places else "unanswerable",
        evidence=(places,) if places else (),
        short=tuple(dict.fromkeys(answer["text"] for answer in answers)),
        documents=documents,
    )


def _place(located: Located, question: str, answer: dict[str, Any]) -> Place:
    start, words = answer["answer_start"], answer["text"]
    if not words or located.text[start : start + len(words)] != words:
        raise CaseError(f"question {question}: {words!r} does not stand at {start} in {located.uri}")
    return located.place(Span(start, start + len(words)))
