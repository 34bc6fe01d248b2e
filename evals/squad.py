"""SQuAD's JSON (1.1 and 2.0) as paragraphs, which become documents, and cases with located answers."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from assistant.nouns import Outcome
from evals.cases import Located
from evals.data import data_file, split_keys
from evals.errors import CaseError
from evals.nouns import EvalCase, Place, Source
from evals.suite import Choice, Suite
from ingest.canonical import canonical
from vectorstore.nouns import Span


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph of an article as a document of its own, and its questions. ``context`` is as in the file."""

    uri: str
    article: str
    text: str
    context: str
    questions: tuple[dict[str, Any], ...]

    def at(self, offset: int) -> int:
        """Where in the text stands what stands at an offset in the file: line ends and marks may have gone."""
        return len(canonical(self.context[:offset] + "x")) - 1


def squad2(choice: Choice) -> list[Suite]:
    """SQuAD 2.0: each question asked of its own paragraph (reading), and of all paragraphs at hand (library).

    Raises DataMissing, CaseError.
    """
    measured = paragraphs(data_file("eval/squad2/dev-public.json"), "squad2")
    others = paragraphs(data_file("train/squad2/train-part.json"), "squad2")
    wanted = split_keys("squad2", choice.split)
    asked = [paragraph for paragraph in measured if paragraph.article in wanted]
    return _suites(f"squad2 {choice.split}", asked, [*measured, *others], choice)


def squad_file(path: Path, choice: Choice) -> list[Suite]:
    """Any file of SQuAD's form, 1.1 or 2.0, asked in the same two ways.

    Raises CaseError, also where it holds no question, or two of one id.
    """
    asked = paragraphs(path, path.stem)
    suites = _suites(path.stem, asked, asked, choice)
    ids = Counter(case.id for case in suites[0].cases)
    if not ids:
        raise CaseError(f"{path} holds no question")
    if twice := [each for each, times in ids.items() if times > 1]:
        raise CaseError(f"{path}: two questions have the id {twice[0]!r}; give each its own")
    return suites


def paragraphs(path: Path, root: str) -> list[Paragraph]:
    """The paragraphs of a file in order, at ``<root>/<article>/<number>.txt``. Raises CaseError."""
    try:
        articles = json.loads(path.read_text(encoding="utf-8"))["data"]
        return list(_paragraphs(articles, root))
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise CaseError(f"{path} cannot be read as SQuAD JSON: {error!r}") from error


def squad_cases(given: Iterable[Paragraph], *, alone: bool) -> Iterator[EvalCase]:
    """The questions as cases; ``alone`` asks each of its own paragraph, else of the whole library.

    Raises CaseError where an answer does not stand at its offset.
    """
    for paragraph in given:
        located = Located(paragraph.uri, paragraph.text)
        for question in paragraph.questions:
            try:
                yield _case(paragraph, located, question, (paragraph.uri,) if alone else None)
            except (KeyError, TypeError, AttributeError, ValueError) as error:
                named = question.get("id", question) if isinstance(question, dict) else question
                raise CaseError(f"question {named!r} of {paragraph.uri} is not of SQuAD's form: {error!r}") from error


def _paragraphs(articles: Sequence[dict[str, Any]], root: str) -> Iterator[Paragraph]:
    """A title may be missing, or come again: then its paragraphs are counted on."""
    seen: Counter[str] = Counter()
    for article in articles:
        title = str(article.get("title") or "untitled")
        for entry in article["paragraphs"]:
            seen[title] += 1
            context = entry["context"]
            uri = f"{root}/{title}/{seen[title]:03}.txt"
            yield Paragraph(uri, title, canonical(context), context, tuple(entry["qas"]))


def _suites(name: str, asked: Sequence[Paragraph], library: Sequence[Paragraph], choice: Choice) -> list[Suite]:
    sources = tuple(Source(p.uri, p.article.replace("_", " "), p.text) for p in library)
    return [
        Suite(f"{name}, {mode}", tuple(squad_cases(asked, alone=mode == "reading")), sources) for mode in choice.modes
    ]


def _case(
    paragraph: Paragraph, located: Located, question: dict[str, Any], documents: tuple[str, ...] | None
) -> EvalCase:
    answers = [] if question.get("is_impossible") else question["answers"]
    places = tuple(dict.fromkeys(_place(paragraph, located, question["id"], answer) for answer in answers))
    return EvalCase(
        id=str(question["id"]),
        question=question["question"].strip(),
        wanted=(Outcome.ANSWERED if places else Outcome.NOT_IN_DOCUMENTS,),
        kind="answerable" if places else "unanswerable",
        evidence=(places,) if places else (),
        short=tuple(dict.fromkeys(answer["text"] for answer in answers)),
        documents=documents,
    )


def _place(paragraph: Paragraph, located: Located, question: str, answer: dict[str, Any]) -> Place:
    start, words = paragraph.at(answer["answer_start"]), canonical(answer["text"])
    if not words or located.text[start : start + len(words)] != words:
        raise CaseError(f"question {question}: {words!r} does not stand at {answer['answer_start']} in {located.uri}")
    return located.place(Span(start, start + len(words)))
