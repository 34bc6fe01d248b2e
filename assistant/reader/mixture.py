"""Which questions a run trains on, how often, and in which order."""

from __future__ import annotations

import random
from collections.abc import Mapping
from typing import NamedTuple, Protocol

from transformers import PreTrainedTokenizerBase

from assistant.reader.alter import unanswerable
from assistant.reader.batches import Batch, Encoded, encode, in_batches, windowed
from assistant.reader.data import Example


class Part(NamedTuple):
    """``times`` a set is seen in a pass; ``altered``, the share of its answerable questions added as unanswerable.

    ``late`` above 1 moves it towards the end of the run.
    """

    times: float
    altered: float
    late: float = 1.0


MIXTURE = {
    "squad2": Part(2.0, 0.3, 2.0),
    "nqg_squad": Part(0.9, 0.5),
    "new_wiki": Part(0.8, 0.6),
    "amazon_reviews": Part(0.15, 0.4),
    "reddit": Part(0.15, 0.4),
    "qamr": Part(0.1, 0.3),
    "qed": Part(0.6, 0.4),
    "nq_oracle": Part(0.5, 0.4),
    "covid_qa": Part(0.15, 0.3),
}
OTHER = Part(1.0, 0.4)
"""What a set that is not named above gets: a user's own questions."""


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
    backend = windowed(tokenizer.backend_tokenizer.to_str(), recipe.window)
    rng = random.Random(recipe.seed)  # noqa: S311 - a reproducible draw
    windows: list[tuple[float, Encoded]] = []
    seen = 0
    while seen < recipe.tokens:
        drawn = [(part, example) for part, example in _one_pass(sets, rng)]
        rng.shuffle(drawn)
        encoded = [(part, one) for part, example in drawn for one in encode(backend, [example], rng)]
        if not encoded:
            raise SystemExit("there is nothing to train on: no question's answer fits the window")
        for part, one in encoded:
            if seen < recipe.tokens:
                windows.append((rng.random() ** (1 / part.late), one))
                seen += len(one.ids)
    windows.sort(key=lambda pair: pair[0])
    return in_batches([one for _, one in windows], recipe.batch_tokens, rng)


def _one_pass(sets: Mapping[str, list[Example]], rng: random.Random) -> list[tuple[Part, Example]]:
    chosen = []
    for name, examples in sets.items():
        part = MIXTURE.get(name, OTHER)
        whole, rest = divmod(part.times, 1)
        drawn = [e for e in examples for _ in range(int(whole) + (rng.random() < rest))]
        chosen += [(part, example) for example in (*drawn, *unanswerable(drawn, part.altered, rng.getrandbits(32)))]
    return chosen
