"""Examples as the model sees them: token ids with the answer's first and last token, in batches of like length."""

from __future__ import annotations

import lzma
import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path

import numpy as np
import numpy.typing as npt
from tokenizers import Encoding, Tokenizer

from assistant.reader.data import Example
from assistant.reader.model import OVERLAP
from vectorstore.nouns import Span

BUCKET = 40
"""Batches' worth of examples that are sorted by length together."""

Ids = npt.NDArray[np.int64]
PACKING = [{"id": lzma.FILTER_LZMA2, "preset": 4, "lp": 1, "pb": 1, "dict_size": 1 << 27}]
"""For tokens of two bytes each; it looks far back, since a passage comes again with each of its questions."""


@dataclass(frozen=True, slots=True)
class Encoded:
    """One window: ids and types of its tokens, and where the answer begins and ends; 0 and 0 where there is none."""

    ids: Sequence[int] | Ids
    types: Sequence[int] | Ids
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Batch:
    """``ids``, ``types`` and ``mask``: shape ``(n, tokens)``; ``start`` and ``end``: shape ``(n,)``."""

    ids: Ids
    types: Ids
    mask: Ids
    start: Ids
    end: Ids


def encode(tokenizer: Tokenizer, examples: Sequence[Example], rng: random.Random) -> list[Encoded]:
    """One window for each example, with one of its answers drawn where there are several.

    An answer that fits no window whole drops its example. ``tokenizer`` must cut only the passage, with overlap.
    """
    pairs = [(example.question, example.passage) for example in examples]
    encodings = tokenizer.encode_batch(pairs)
    found = (_window(e, example, rng) for example, e in zip(examples, encodings, strict=True))
    return [window for window in found if window is not None]


def windowed(tokenizer: str, window: int) -> Tokenizer:
    """The tokenizer of this JSON, cutting passages into windows as the reader does."""
    pairs = Tokenizer.from_str(tokenizer)
    pairs.enable_truncation(window, stride=OVERLAP, strategy="only_second")
    return pairs


def in_batches(examples: Sequence[Encoded], tokens: int, rng: random.Random) -> list[Batch]:
    """All examples, in their order but for sorting by length within a bucket; ``tokens`` a batch, padding counted."""
    mean = sum(len(example.ids) for example in examples) / max(1, len(examples))
    size = max(1, int(BUCKET * tokens / max(1.0, mean)))
    batches = []
    for first in range(0, len(examples), size):
        bucket = [*_packed(sorted(examples[first : first + size], key=lambda e: len(e.ids)), tokens)]
        rng.shuffle(bucket)
        batches.extend(bucket)
    return [padded(batch) for batch in batches]


def write_windows(path: Path, windows: Sequence[Encoded]) -> None:
    """The windows in one file, about a sixth of a byte for each token; ``read_windows`` reads them."""
    with lzma.open(path, "wb", filters=PACKING) as file:
        ids = np.concatenate([np.asarray(window.ids, np.int32) for window in windows])
        np.savez(
            file,
            ids=ids.astype(np.min_scalar_type(ids.max())),
            types=np.concatenate([np.asarray(window.types, np.int8) for window in windows]),
            places=np.array([(len(window.ids), window.start, window.end) for window in windows], np.int32),
        )


def read_windows(path: Path) -> list[Encoded]:
    """What ``write_windows`` wrote, in its order."""
    with np.load(BytesIO(lzma.decompress(path.read_bytes()))) as parts:
        places = parts["places"].astype(np.int64)
        edges = places[:, 0].cumsum()[:-1]
        ids, types = (np.split(parts[name].astype(np.int64), edges) for name in ("ids", "types"))
    return [Encoded(i, t, start, end) for i, t, (_, start, end) in zip(ids, types, places.tolist(), strict=True)]


def repeated(windows: Sequence[Encoded], tokens: int, rng: random.Random) -> list[Encoded]:
    """Whole passes over the windows, each in a new order, until ``tokens`` are reached."""
    taken: list[Encoded] = []
    seen = 0
    while seen < tokens:
        for window in rng.sample(windows, len(windows)):
            if seen >= tokens:
                break
            taken.append(window)
            seen += len(window.ids)
    return taken


def _window(encoding: Encoding, example: Example, rng: random.Random) -> Encoded | None:
    windows = [encoding, *encoding.overflowing]
    if not example.answers:
        window = rng.choice(windows)
        return Encoded(tuple(window.ids), tuple(window.type_ids), 0, 0)
    span = rng.choice(example.answers)
    places = [(window, place) for window in windows if (place := _place(window, span))]
    if not places:
        return None
    window, (start, end) = rng.choice(places)
    return Encoded(tuple(window.ids), tuple(window.type_ids), start, end)


def _place(window: Encoding, span: Span) -> tuple[int, int] | None:
    start, end = window.char_to_token(span.start, 1), window.char_to_token(span.end - 1, 1)
    return None if start is None or end is None else (start, end)


def _packed(examples: Sequence[Encoded], tokens: int) -> Iterator[list[Encoded]]:
    batch: list[Encoded] = []
    for example in examples:
        if batch and (len(batch) + 1) * len(example.ids) > tokens:
            yield batch
            batch = []
        batch.append(example)
    if batch:
        yield batch


def padded(examples: Sequence[Encoded]) -> Batch:
    """The examples as one batch, in their order, as wide as the longest."""
    shape = len(examples), max(len(example.ids) for example in examples)
    ids, types, mask = (np.zeros(shape, np.int64) for _ in range(3))
    for row, example in enumerate(examples):
        size = len(example.ids)
        ids[row, :size], types[row, :size], mask[row, :size] = example.ids, example.types, 1
    start = np.array([example.start for example in examples], np.int64)
    return Batch(ids, types, mask, start, np.array([example.end for example in examples], np.int64))
