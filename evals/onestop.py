"""OneStopQA: news articles in three reading levels, with questions whose evidence is marked as a range of words.

Berzak, Malmaud and Levy, STARC: Structured Annotations for Reading Comprehension (2020).
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from assistant.nouns import Outcome
from evals.cases import Located
from evals.data import NEWS, data_file, data_texts, split_keys
from evals.errors import CaseError
from evals.nouns import EvalCase, Source
from evals.suite import Choice, Suite
from ingest.canonical import canonical
from vectorstore.nouns import Span

LEVELS = {"Adv": "advanced", "Int": "intermediate", "Ele": "elementary"}
_SHINGLE = 60
"""Letters of a stretch by which the same article is known in the larger corpus, though its title differs."""


def onestopqa(choice: Choice) -> list[Suite]:
    """Each question asked of its own paragraph in each level (reading); and once, among all news articles (library).

    Raises DataMissing, CaseError.
    """
    articles = json.loads(data_file("eval/onestopqa/onestop_qa-public.json").read_text(encoding="utf-8"))["data"]
    wanted = split_keys("onestopqa", choice.split)
    made = {"reading": _reading, "library": _library}
    return [made[mode](f"onestopqa {choice.split}, {mode}", articles, wanted) for mode in choice.modes]


def word_range(text: str, first: int, last: int) -> Span:
    """Where the words ``first`` to ``last``, counted from 0 between spaces, stand in a text."""
    words = [match.span() for match in re.finditer(r"[^ ]+", text)]
    return Span(words[first][0], words[last][1])


def _reading(name: str, articles: Sequence[Mapping[str, Any]], wanted: frozenset[str]) -> Suite:
    sources: list[Source] = []
    cases: list[EvalCase] = []
    for article in articles:
        for number, paragraph in enumerate(article["paragraphs"], 1):
            for level, kind in LEVELS.items():
                uri = f"onestopqa/{article['title']}/{number:02} {kind}.txt"
                located = _located(uri, paragraph[level]["context"])
                sources.append(Source(uri, article["title"], located.text))
                if article["title"] in wanted:
                    cases += _cases(located, paragraph, level, 0, (uri,))
    return Suite(name, tuple(cases), tuple(sources))


def _library(name: str, articles: Sequence[Mapping[str, Any]], wanted: frozenset[str]) -> Suite:
    """The articles whole, in the advanced level, among those of the corpus that they were drawn from."""
    sources: list[Source] = []
    cases: list[EvalCase] = []
    for article in articles:
        texts = [paragraph["Adv"]["context"] for paragraph in article["paragraphs"]]
        located = _located(f"onestopqa/{article['title']}.txt", "\n\n".join(texts))
        sources.append(Source(located.uri, article["title"], located.text))
        start = 0
        for text, paragraph in zip(texts, article["paragraphs"], strict=True):
            if article["title"] in wanted:
                cases += _cases(located, paragraph, "Adv", start, None)
            start += len(text) + 2
    return Suite(name, tuple(cases), (*sources, *_others([_letters(source.text) for source in sources])))


def _located(uri: str, text: str) -> Located:
    if canonical(text) != text:
        raise CaseError(f"{uri} is not canonical text, so that its offsets would not hold")
    return Located(uri, text)


def _cases(
    located: Located, paragraph: Mapping[str, Any], level: str, start: int, documents: tuple[str, ...] | None
) -> Iterator[EvalCase]:
    entry = paragraph[level]
    for number, (question, words) in enumerate(zip(paragraph["qas"], entry["a_spans"], strict=True), 1):
        spans = (word_range(entry["context"], *words[at : at + 2]).shifted(start) for at in range(0, len(words), 2))
        yield EvalCase(
            id=f"{located.uri}#{start}.{number}",
            question=question["question"].strip(),
            wanted=(Outcome.ANSWERED,),
            kind=LEVELS[level],
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
