"""Questions of which only the sentence that answers is known: a reader marks the answer in it.

``python -m assistant.reader.marking OUT.json`` does so for ``train/nqg_squad`` of the data folder, and writes what
``assistant.reader.train --more OUT.json`` trains on besides. A reader that is told the sentence seldom errs.
"""

from __future__ import annotations

import argparse
import json
import random
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from rich.progress import track

from assistant.reader.data import Example, data_folder, joined
from assistant.reader.model import Reader
from vectorstore.nouns import Span

AROUND = 5
"""The most sentences that stand before, and behind, the one that answers."""


@dataclass(frozen=True, slots=True)
class Told:
    """A question, a passage, and the sentence of it that holds the answer."""

    question: str
    passage: str
    sentence: Span


def main(argv: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser("python -m assistant.reader.marking", description=__doc__)
    parser.add_argument("out", type=Path, help="the SQuAD-format file to write")
    parser.add_argument("--data", type=Path, help="the data folder (QUOTEPROOF_DATA)")
    parser.add_argument("--reader", type=Path, help="who marks: a folder written by assistant.reader.export")
    parser.add_argument("--seed", type=int, default=0)
    options = parser.parse_args(argv)
    told = read_nqg((options.data or data_folder()) / "train" / "nqg_squad", options.seed)
    examples = list(marked(track(told, "Marking"), Reader.load(options.reader), options.out.stem))
    options.out.write_text(json.dumps(as_squad(examples)), "utf-8")
    print(f"{len(examples)} of {len(told)} answers marked alike: {options.out}")


def read_nqg(folder: Path, seed: int) -> list[Told]:
    """The sentences and questions of ``src-test.txt`` and ``tgt-test.txt``, line by line the same pair.

    Neighbouring lines come from one article: a passage is a sentence with a drawn number of its neighbours.
    """
    lines = [(folder / name).read_text("utf-8").splitlines() for name in ("src-test.txt", "tgt-test.txt")]
    sentences = [joined(line.split())[0] for line in lines[0]]
    questions = [joined(line.split())[0] for line in lines[1]]
    article = list(dict.fromkeys(sentences))
    places = {sentence: place for place, sentence in enumerate(article)}
    rng = random.Random(seed)  # noqa: S311 - a reproducible draw
    return [
        _told(question, article, places[sentence], rng)
        for sentence, question in zip(sentences, questions, strict=True)
        if sentence and question
    ]


def marked(told: Iterable[Told], reader: Reader, source: str) -> Iterator[Example]:
    """Those whose answer the reader marks alike whether it sees the passage or the sentence alone."""
    for each in told:
        alone = each.sentence.of(each.passage)
        whole, part = reader.read(each.question, [each.passage, alone])
        first, second = whole.best(each.sentence), part.best()
        if first and second and first.span == second.span.shifted(each.sentence.start):
            yield Example(each.question, each.passage, (first.span,), source)


def as_squad(examples: Iterable[Example]) -> dict[str, object]:
    """What ``read_squad`` reads: an article of one paragraph for each example."""
    return {
        "data": [
            {
                "paragraphs": [
                    {
                        "context": each.passage,
                        "qas": [
                            {
                                "question": each.question,
                                "answers": [
                                    {"text": span.of(each.passage), "answer_start": span.start} for span in each.answers
                                ],
                            }
                        ],
                    }
                ]
            }
            for each in examples
        ]
    }


def _told(question: str, article: Sequence[str], place: int, rng: random.Random) -> Told:
    before = article[max(0, place - rng.randint(0, AROUND)) : place]
    behind = article[place + 1 : place + 1 + rng.randint(0, AROUND)]
    start = sum(len(sentence) + 1 for sentence in before)
    passage = " ".join([*before, article[place], *behind])
    return Told(question, passage, Span(start, start + len(article[place])))


if __name__ == "__main__":
    main()
