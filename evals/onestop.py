"""OneStopQA: news articles in three reading levels, with questions whose evidence is marked as a range of words.

Berzak, Malmaud and Levy, STARC: Structured Annotations for Reading Comprehension (2020).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Self

from pydantic import Field, model_validator

from assistant.nouns import Outcome
from evals.cases import Located
from evals.data import NEWS, Form, data_object, data_texts, split_keys
from evals.errors import CaseError
from evals.nouns import EvalCase, Source
from evals.suite import Choice, Suite
from ingest.canonical import canonical
from vectorstore.nouns import Span

_WORD = re.compile("[^ ]+")
_SHINGLE = 60
"""Letters of a stretch by which the same article is known in the larger corpus, though its title differs."""


def onestopqa(choice: Choice) -> list[Suite]:
    """Each question asked of its own paragraph in each level (reading); and once, among all news articles (library).

    Raises DataMissing, CaseError.
    """
    every = articles()
    wanted = split_keys("onestopqa", choice.split)
    made = {"reading": _reading, "library": _library}
    return [made[mode](f"onestopqa {choice.split}, {mode}", every, wanted) for mode in choice.modes]


class Text(Form):
    """A paragraph in one level; the evidence of each question is a range of words, or several, by first and last."""

    context: str
    a_spans: tuple[tuple[int, ...], ...]


class Question(Form):
    question: str


class Paragraph(Form):
    advanced: Text = Field(alias="Adv")
    intermediate: Text = Field(alias="Int")
    elementary: Text = Field(alias="Ele")
    qas: tuple[Question, ...]

    @property
    def levels(self) -> Mapping[str, Text]:
        return {"advanced": self.advanced, "intermediate": self.intermediate, "elementary": self.elementary}

    @model_validator(mode="after")
    def _marks_each_question(self) -> Self:
        for name, text in self.levels.items():
            words = len(_WORD.findall(text.context))
            marked = (pair for each in text.a_spans for pair in zip(each[::2], each[1::2], strict=True))
            if len(text.a_spans) != len(self.qas) or not all(0 <= first <= last < words for first, last in marked):
                raise ValueError(f"the ranges of the {name} level do not fit its questions and words")
        return self


class Article(Form):
    title: str
    paragraphs: tuple[Paragraph, ...]


class _File(Form):
    data: tuple[Article, ...]


def articles() -> tuple[Article, ...]:
    """All articles of the set. Raises DataMissing, CaseError."""
    return data_object("eval/onestopqa/onestop_qa-public.json", _File).data


def word_range(text: str, first: int, last: int) -> Span:
    """Where the words ``first`` to ``last``, counted from 0 between spaces, stand in a text."""
    words = [match.span() for match in _WORD.finditer(text)]
    return Span(words[first][0], words[last][1])


def _reading(name: str, articles: Sequence[Article], wanted: frozenset[str]) -> Suite:
    sources: list[Source] = []
    cases: list[EvalCase] = []
    for article in articles:
        for number, paragraph in enumerate(article.paragraphs, 1):
            for level, text in paragraph.levels.items():
                uri = f"onestopqa/{article.title}/{number:02} {level}.txt"
                located = _located(uri, text.context)
                sources.append(Source(uri, article.title, located.text))
                if article.title in wanted:
                    cases += _cases(located, paragraph, level, 0, (uri,))
    return Suite(name, tuple(cases), tuple(sources))


def _library(name: str, articles: Sequence[Article], wanted: frozenset[str]) -> Suite:
    """The articles whole, in the advanced level, among those of the corpus that they were drawn from."""
    sources: list[Source] = []
    cases: list[EvalCase] = []
    for article in articles:
        texts = [paragraph.advanced.context for paragraph in article.paragraphs]
        located = _located(f"onestopqa/{article.title}.txt", "\n\n".join(texts))
        sources.append(Source(located.uri, article.title, located.text))
        start = 0
        for text, paragraph in zip(texts, article.paragraphs, strict=True):
            if article.title in wanted:
                cases += _cases(located, paragraph, "advanced", start, None)
            start += len(text) + 2
    return Suite(name, tuple(cases), (*sources, *_others([_letters(source.text) for source in sources])))


def _located(uri: str, text: str) -> Located:
    if canonical(text) != text:
        raise CaseError(f"{uri} is not canonical text, so that its offsets would not hold")
    return Located(uri, text)


def _cases(
    located: Located, paragraph: Paragraph, level: str, start: int, documents: tuple[str, ...] | None
) -> Iterator[EvalCase]:
    text = paragraph.levels[level]
    for number, (question, words) in enumerate(zip(paragraph.qas, text.a_spans, strict=True), 1):
        spans = (word_range(text.context, *words[at : at + 2]).shifted(start) for at in range(0, len(words), 2))
        yield EvalCase(
            id=f"{located.uri}#{start}.{number}",
            question=question.question.strip(),
            wanted=(Outcome.ANSWERED,),
            kind=level,
            evidence=tuple((located.place(span),) for span in spans),
            documents=documents,
        )


def _others(known: Sequence[str]) -> Iterator[Source]:
    """The articles of the corpus but those that are ``known`` already, by their letters."""
    for path in data_texts(NEWS):
        text = canonical(path.read_text(encoding="utf-8-sig", errors="replace"))
        letters = _letters(text)
        pieces = [letters[at : at + _SHINGLE] for at in range(0, len(letters) - _SHINGLE, _SHINGLE)]
        if pieces and max(sum(piece in each for piece in pieces) for each in known) < len(pieces) / 4:
            yield Source(f"onestop_english/{path.name}", path.stem.removesuffix("-adv"), text)


def _letters(text: str) -> str:
    return re.sub(r"\W+", " ", text).lower()
