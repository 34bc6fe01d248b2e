"""Which questions a run trains on, how often, and in which order.

``python -m assistant.reader.mixture OUT --weights FOLDER`` writes the windows of a run, made of the data folder's sets,
for ``assistant.reader.train --windows OUT``: a machine with an accelerator then needs neither the data nor the time.
"""

from __future__ import annotations

import argparse
import random
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import NamedTuple, Protocol

from transformers import AutoTokenizer, PreTrainedTokenizerBase

from assistant.reader.alter import unanswerable
from assistant.reader.batches import Batch, Encoded, encode, in_batches, windowed, write_windows
from assistant.reader.data import Example, data_folder, read_squad, read_training


class Part(NamedTuple):
    """``times`` a set is seen in a pass; ``altered``, the share of its answerable questions added as unanswerable.

    ``late`` above 1 moves it towards the end of the run.
    """

    times: float
    altered: float
    late: float = 1.0


MIXTURE = {
    "squad2": Part(2.0, 0.5, 2.0),
    "nqg_squad": Part(1.0, 0.6),
    "new_wiki": Part(1.0, 0.7),
    "amazon_reviews": Part(0.5, 0.4),
    "reddit": Part(0.5, 0.4),
    "qamr": Part(0.4, 0.3),
    "qed": Part(1.0, 0.4),
    "nq_oracle": Part(0.8, 0.4),
    "covid_qa": Part(0.3, 0.3),
}
OTHER = Part(1.0, 0.4)
"""What a set that is not named above gets: a user's own questions."""


def main(argv: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser("python -m assistant.reader.mixture", description=__doc__)
    parser.add_argument("out", type=Path, help="the file to write")
    parser.add_argument("--weights", required=True, help="whose tokens: a folder of weights, or a model's name")
    parser.add_argument("--tokens", type=int, default=50_000_000)
    parser.add_argument("--window", type=int, default=320)
    parser.add_argument("--seed", type=int, default=0)
    add_sources(parser)
    options = parser.parse_args(argv)
    sets = read_sources(options, options.seed)
    tokenizer = AutoTokenizer.from_pretrained(options.weights)
    windows = draw(sets, tokenizer, options.tokens, options.window, random.Random(options.seed))  # noqa: S311 - reproducible
    write_windows(options.out, windows)
    print(f"{len(windows)} windows, {sum(not window.end for window in windows)} without an answer: {options.out}")


def add_sources(parser: argparse.ArgumentParser) -> None:
    """The options that say which questions to train on."""
    parser.add_argument("--squad", type=Path, nargs="+", help="train on these SQuAD-format files, not the data folder")
    parser.add_argument("--more", type=Path, nargs="+", help="train on these SQuAD-format files besides")
    parser.add_argument("--data", type=Path, help="the data folder (QUOTEPROOF_DATA)")


def read_sources(options: argparse.Namespace, seed: int) -> dict[str, list[Example]]:
    """The sets that the options of ``add_sources`` name."""
    files = {path.stem: read_squad(path) for path in options.squad or ()}
    sets = files or read_training(options.data or data_folder(), seed)
    return sets | {path.stem: read_squad(path) for path in options.more or ()}


class _Recipe(Protocol):
    @property
    def seed(self) -> int: ...
    @property
    def tokens(self) -> int: ...
    @property
    def batch_tokens(self) -> int: ...
    @property
    def window(self) -> int: ...


def prepare(sets: Mapping[str, list[Example]], tokenizer: PreTrainedTokenizerBase, recipe: _Recipe) -> list[Batch]:
    """The batches of a run from sets by name: whole passes until ``recipe.tokens`` are reached."""
    rng = random.Random(recipe.seed)  # noqa: S311 - a reproducible draw
    return in_batches(draw(sets, tokenizer, recipe.tokens, recipe.window, rng), recipe.batch_tokens, rng)


def draw(
    sets: Mapping[str, list[Example]],
    tokenizer: PreTrainedTokenizerBase,
    tokens: int,
    window: int,
    rng: random.Random,
) -> list[Encoded]:
    """Windows of whole passes until ``tokens`` are reached, those of a ``late`` part rather at the end."""
    backend = windowed(tokenizer.backend_tokenizer.to_str(), window)
    windows: list[tuple[float, Encoded]] = []
    seen = 0
    while seen < tokens:
        drawn = [(part, example) for part, example in _one_pass(sets, rng)]
        rng.shuffle(drawn)
        encoded = [(part, one) for part, example in drawn for one in encode(backend, [example], rng)]
        if not encoded:
            raise SystemExit("there is nothing to train on: no question's answer fits the window")
        for part, one in encoded:
            if seen < tokens:
                windows.append((rng.random() ** (1 / part.late), one))
                seen += len(one.ids)
    windows.sort(key=lambda pair: pair[0])
    return [one for _, one in windows]


def _one_pass(sets: Mapping[str, list[Example]], rng: random.Random) -> list[tuple[Part, Example]]:
    chosen = []
    for name, examples in sets.items():
        part = MIXTURE.get(name, OTHER)
        whole, rest = divmod(part.times, 1)
        drawn = [e for e in examples for _ in range(int(whole) + (rng.random() < rest))]
        chosen += [(part, example) for example in (*drawn, *unanswerable(drawn, part.altered, rng.getrandbits(32)))]
    return chosen


if __name__ == "__main__":
    main()
