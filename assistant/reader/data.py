"""Questions to train and to measure the reader with, from SQuAD-format JSON and four other public forms."""

from __future__ import annotations

import csv
import gzip
import json
import os
import random
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from vectorstore.errors import ConfigError
from vectorstore.nouns import Span

WIDEST = 1600
"""Characters of a passage that is trained on; a longer one is cut around its answer."""
SHINGLE = 13
"""Words in a row that make two texts count as one."""


@dataclass(frozen=True, slots=True)
class Example:
    """A question and a passage with the spans that answer it; none means that the passage does not say."""

    question: str
    passage: str
    answers: tuple[Span, ...]
    source: str

    def __post_init__(self) -> None:
        if any(span.end > len(self.passage) for span in self.answers):
            raise ValueError(f"an answer to {self.question!r} lies outside its passage: {self.answers}")


def data_folder() -> Path:
    """The folder that ``QUOTEPROOF_DATA`` names, else ``../shared/data`` beside the checkout. Raises ConfigError."""
    folder = Path(os.environ.get("QUOTEPROOF_DATA") or Path(__file__).parents[2].parent / "shared" / "data")
    if not folder.is_dir():
        raise ConfigError(f"there is no data folder {folder}: set QUOTEPROOF_DATA, or name SQuAD-format files")
    return folder


def read_squad(path: Path, source: str | None = None, titles: Iterable[str] | None = None) -> list[Example]:
    """All questions of a SQuAD-format file, of the articles in ``titles`` only where they are given."""
    wanted = None if titles is None else set(titles)
    articles = json.loads(path.read_text("utf-8"))["data"]
    chosen = [article for article in articles if wanted is None or article["title"] in wanted]
    return [
        Example(qa["question"], paragraph["context"], _squad_answers(paragraph["context"], qa), source or path.stem)
        for article in chosen
        for paragraph in article["paragraphs"]
        for qa in paragraph["qas"]
    ]


def read_training(folder: Path, seed: int) -> dict[str, list[Example]]:
    """Every set of the training folder by its name, without passages that also stand in ``folder/eval``."""
    train = folder / "train"
    shifts = {name: f"{name}_v1.0.json" for name in ("new_wiki", "amazon_reviews", "reddit")}
    qed = list(_read_qed(train / "qed" / "qed-dev.jsonlines"))
    known = {example.question for example in qed}
    sets = {
        "squad2": read_squad(train / "squad2" / "train-part.json", "squad2"),
        **{name: read_squad(train / "squadshifts" / file, name) for name, file in shifts.items()},
        "qamr": list(_read_qamr(train / "qamr")),
        "qed": qed,
        "nq_oracle": [
            example
            for example in _read_nq(train / "nq_oracle" / "nq-open-oracle.jsonl.gz")
            if example.question not in known
        ],
        "covid_qa": read_squad(train / "covid_qa" / "200423_covidQA.json", "covid_qa"),
    }
    seen = shingles(_texts_below(folder / "eval"))
    rng = random.Random(seed)  # noqa: S311 - a reproducible draw
    return {
        name: [cut_around(e, rng) for e in examples if seen.isdisjoint(shingles([e.passage]))]
        for name, examples in sets.items()
    }


def cut_around(example: Example, rng: random.Random) -> Example:
    """The example with at most WIDEST characters of its passage, its first answer somewhere inside, cut at spaces."""
    text = example.passage
    if len(text) <= WIDEST:
        return example
    answer = example.answers[0] if example.answers else Span(0, 1)
    room = WIDEST - min(len(answer), WIDEST)
    start = max(0, min(answer.start - rng.randint(0, room), len(text) - WIDEST))
    while start and start < answer.start and not text[start - 1].isspace():
        start += 1
    part = Span(start, min(len(text), max(start + WIDEST, answer.end)))
    kept = tuple(span.shifted(-start) for span in example.answers if part.contains(span))
    return replace(example, passage=part.of(text), answers=kept)


def shingles(texts: Iterable[str]) -> set[int]:
    """Hashes of all runs of SHINGLE words, and of whole texts that are shorter but not short."""
    found = set()
    for text in texts:
        words = "".join(c if c.isalnum() else " " for c in text.lower()).split()
        found |= {hash(" ".join(words[i : i + SHINGLE])) for i in range(len(words) - SHINGLE + 1)}
    return found


def _texts_below(folder: Path) -> Iterator[str]:
    """Every string in the JSON files, and every text file, of a folder and those inside it."""
    for path in sorted(folder.rglob("*")):
        if path.suffix == ".txt":
            yield path.read_text("utf-8", errors="replace")
        elif path.suffix == ".jsonl":
            yield from (text for line in path.read_text("utf-8").splitlines() for text in _strings(json.loads(line)))
        elif path.suffix == ".json":
            yield from _strings(json.loads(path.read_text("utf-8")))


def _strings(value: Any) -> Iterator[str]:  # noqa: ANN401 - any JSON
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict | list):
        for part in value.values() if isinstance(value, dict) else value:
            yield from _strings(part)


def _squad_answers(context: str, qa: dict[str, Any]) -> tuple[Span, ...]:
    spans: dict[Span, None] = {}
    for answer in qa.get("answers", ()):
        text, start = answer["text"], answer["answer_start"]
        stripped = text.strip()
        if stripped and context[start : start + len(text)] == text:
            begin = start + text.index(stripped)
            spans[Span(begin, begin + len(stripped))] = None
    return () if qa.get("is_impossible") else tuple(spans)


def _read_qamr(folder: Path) -> Iterator[Example]:
    """One question per annotation, on a single sentence whose tokens are put back together."""
    sentences = {}
    for line in (folder / "wiki-sentences.tsv").read_text("utf-8").splitlines():
        name, _, sentence = line.partition("\t")
        sentences[name] = joined(sentence.split())
    for part in ("filtered-dev.tsv", "filtered-test.tsv"):
        with (folder / part).open(encoding="utf-8", newline="") as lines:
            for row in csv.reader(lines, delimiter="\t", quoting=csv.QUOTE_NONE):
                text, places = sentences[row[0]]
                votes = (row[6], *(judgement.partition(":")[2] for judgement in row[7:]))
                spans = {_stretch(vote, places): None for vote in votes}
                yield Example(row[5], text, tuple(spans), "qamr")


_BRACKETS = {"-LRB-": "(", "-RRB-": ")", "-LSB-": "[", "-RSB-": "]", "``": '"', "''": '"'}


def joined(tokens: list[str]) -> tuple[str, list[Span]]:
    """A tokenized sentence as text, with each token's place; no space before closing punctuation."""
    text, places = "", []
    for token in tokens:
        word = _BRACKETS.get(token, token)
        if text and not (word in ",.;:?!)]%" or word.startswith("'") or text[-1] in "([$"):
            text += " "
        places.append(Span(len(text), len(text) + len(word)))
        text += word
    return text, places


def _stretch(tokens: str, places: list[Span]) -> Span:
    numbers = [int(token) for token in tokens.split()]
    return Span(places[min(numbers)].start, places[max(numbers)].end)


def _read_qed(path: Path) -> Iterator[Example]:
    for line in path.read_text("utf-8").splitlines():
        record = json.loads(line)
        answers = [Span(a["start"], a["end"]) for group in record["original_nq_answers"] for a in group]
        yield Example(record["question_text"], record["paragraph_text"], tuple(dict.fromkeys(answers)), "qed")


def _read_nq(path: Path) -> Iterator[Example]:
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        for line in lines:
            record = json.loads(line)
            passage = record["ctxs"][0]["text"]
            found = defaultdict(list)
            for answer in record["answers"]:
                found[passage.find(answer)].append(answer)
            spans = tuple(Span(at, at + len(max(texts, key=len))) for at, texts in sorted(found.items()) if at >= 0)
            if spans:
                yield Example(record["question"], passage, spans, "nq_oracle")
