"""Readers side by side on the same questions. Needs the ``train`` extra.

``python -m assistant.reader.evaluate FOLDER FOLDER… [--split report]``: each folder holds an exported reader. The
threshold is always chosen on *dev*. Differences to the first reader come with paired bootstrap intervals. A second
table tells how the answerable questions fare that are hard for a reader.
"""

from __future__ import annotations

import argparse
import json
import time
from collections.abc import Callable, Mapping, Sequence
from itertools import combinations
from pathlib import Path

import numpy as np
import numpy.typing as npt
import regex
from rich.console import Console
from rich.table import Table

from assistant.reader.data import Example, data_folder, read_squad
from assistant.reader.model import Reader
from assistant.reader.scores import Answers, best_threshold, intervals, measure, word_f1
from vectorstore.nouns import Span
from vectorstore.sentences import sentences

_NAME = regex.compile(r"\b\p{Lu}[\p{L}'-]+(?: (?:of|de|the|von|van) | )\p{Lu}[\p{L}'-]+")
_WHO = regex.compile(r"\bwho(?:m|se)?\b", regex.IGNORECASE)
_SEVERAL = 3

HARD: dict[str, Callable[[Example], bool]] = {
    "answered in two places": lambda e: any(not a.overlaps(b) for a, b in combinations(e.answers, 2)),
    "who, among several names": lambda e: (
        bool(e.answers) and bool(_WHO.search(e.question)) and len(set(_NAME.findall(e.passage))) >= _SEVERAL
    ),
}
"""Slices of the answerable questions; a name is two words or more that begin with capitals."""


def main() -> None:
    parser = argparse.ArgumentParser("python -m assistant.reader.evaluate", description=__doc__)
    parser.add_argument("folders", type=Path, nargs="+", help="exported readers; the first is compared against")
    parser.add_argument("--split", choices=("dev", "report"), default="dev")
    parser.add_argument("--data", type=Path, help="the data folder (QUOTEPROOF_DATA)")
    parser.add_argument("--threads", type=int, default=2)
    arguments = parser.parse_args()
    folder = arguments.data or data_folder()
    dev, asked = read_split(folder, "dev"), read_split(folder, arguments.split)
    columns: dict[str, tuple[Answers, float]] = {}
    for place in arguments.folders:
        reader = Reader.load(place, arguments.threads)
        began = time.perf_counter()
        answers = ask(reader, asked)
        took = (time.perf_counter() - began) / len(asked)
        tuned = answers if arguments.split == "dev" else ask(reader, dev)
        columns[f"{reader.name} {1000 * took:.0f} ms"] = answers, best_threshold(tuned)
    console = Console(width=160)
    console.print(_table(columns, f"squad2 {arguments.split}, n = {len(asked)}"))
    console.print(_hard({name: answers for name, (answers, _) in columns.items()}, asked))


def read_split(folder: Path, split: str) -> list[Example]:
    """The questions of the evaluation articles that are *dev* or *report*."""
    titles = json.loads((folder / "eval" / "splits.json").read_text("utf-8"))["squad2"][split]
    return read_squad(folder / "eval" / "squad2" / "dev-public.json", "squad2", titles)


def ask(reader: Reader, examples: Sequence[Example]) -> Answers:
    """What the reader makes of each question with its own passage."""
    f1, sentence, margin = [], [], []
    for example in examples:
        reading = reader.read(example.question, [example.passage])[0]
        best = reading.best()
        references = [span.of(example.passage) for span in example.answers]
        f1.append(word_f1(best.span.of(example.passage), references) if best else 0.0)
        sentence.append(best is not None and _shares_sentence(example, best.span))
        margin.append(reading.margin)
    answerable = np.array([bool(example.answers) for example in examples])
    return Answers(np.array(f1), np.array(sentence), answerable, np.array(margin))


def _shares_sentence(example: Example, span: Span) -> bool:
    return any(
        place.overlaps(span) and any(place.overlaps(answer) for answer in example.answers)
        for place in sentences(example.passage)
    )


def _table(columns: dict[str, tuple[Answers, float]], title: str) -> Table:
    table = Table(title=title)
    for heading in ("measure", *columns, *(f"gain of column {i + 2}" for i in range(len(columns) - 1))):
        table.add_column(heading)
    (first, at), *others = columns.values()
    values = [measure(answers, threshold) for answers, threshold in columns.values()]
    spreads = [_spread(answers, threshold) for answers, threshold in columns.values()]
    gains = [_gain(answers, limit, first, at) for answers, limit in others]
    for name in values[0]:
        cells = [f"{v[name]:.3f} [{s[name][0]:.3f}, {s[name][1]:.3f}]" for v, s in zip(values, spreads, strict=True)]
        steps = [
            f"{v[name] - values[0][name]:+.3f} [{g[name][0]:+.3f}, {g[name][1]:+.3f}]"
            for v, g in zip(values[1:], gains, strict=True)
        ]
        table.add_row(name, *cells, *steps)
    table.add_row("threshold", *(f"{limit:.2f}" for _, limit in columns.values()))
    return table


def _hard(columns: Mapping[str, Answers], asked: Sequence[Example]) -> Table:
    """F1 and the share of right sentences in each of the slices HARD."""
    table = Table(title="F1 of the best span, and right sentence, never refusing")
    for heading in ("slice", "n", *columns):
        table.add_column(heading)
    for name, belongs in HARD.items():
        chosen = np.flatnonzero([belongs(example) for example in asked])
        table.add_row(name, str(len(chosen)), *(_share(answers[chosen]) for answers in columns.values()))
    return table


def _share(answers: Answers) -> str:
    if not len(answers.f1):
        return "-"
    spread = intervals(lambda drawn: {"f1": float(answers.f1[drawn].mean())}, len(answers.f1))["f1"]
    return f"{answers.f1.mean():.3f} [{spread[0]:.3f}, {spread[1]:.3f}], {answers.right_sentence.mean():.3f}"


def _spread(answers: Answers, threshold: float) -> dict[str, tuple[float, float]]:
    return intervals(lambda drawn: measure(answers[drawn], threshold), len(answers.f1))


def _gain(new: Answers, new_at: float, old: Answers, old_at: float) -> dict[str, tuple[float, float]]:
    def difference(drawn: npt.NDArray[np.int64]) -> dict[str, float]:
        before = measure(old[drawn], old_at)
        return {name: score - before[name] for name, score in measure(new[drawn], new_at).items()}

    return intervals(difference, len(old.f1))


if __name__ == "__main__":
    main()
