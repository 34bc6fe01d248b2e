"""The reader: a question and passages in, logits of where the answer begins and ends out. It needs no torch."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Protocol

import numpy as np
import numpy.typing as npt
from tokenizers import Encoding, Tokenizer

from assistant.ports import CancelToken
from assistant.reader.reading import Logits, Reading, SpanScore
from assistant.reader.words import fit_to_words
from vectorstore.cores import CORES, Cores
from vectorstore.errors import ConfigError
from vectorstore.onnx import session
from vectorstore.sentences import sentences

__all__ = ["QUESTION_TOKENS", "Reader", "Reading", "SpanScore"]

MODEL, TOKENIZER, SETTINGS = "model.onnx", "tokenizer.json", "reader.json"
QUESTION_TOKENS = 64
"""As many as are read of a longer question, so that the window has room for the passage."""
OVERLAP = 96
"""Tokens that two neighbouring windows of one passage share."""
BATCH_TOKENS = 320
"""Tokens read at once on a core, padding counted: with more, each is slower (``benchmarks/reading.py``)."""


class Session(Protocol):
    """What computes: ONNX Runtime's session, or a model in training."""

    def run(self, outputs: list[str], feeds: dict[str, npt.NDArray[np.int64]]) -> Sequence[Logits]:
        """``start`` and ``end``, and what goes in: shape ``(n, tokens)`` each. Called from many threads."""


class Reader:
    """An extractive question-answering model; safe for many threads at once."""

    def __init__(
        self, name: str, window: int, session: Session, inputs: Sequence[str], tokenizer: str, threads: int = 1
    ) -> None:
        """``window``: tokens read at once, question and special ones counted; ``tokenizer``: its JSON.

        ``inputs``: those of ``input_ids``, ``attention_mask`` and ``token_type_ids`` that the session takes.
        ``threads``: batches computed side by side.
        """
        self.name = name
        self._cores = Cores("reader", threads)
        self._session = session
        self._inputs = inputs
        self._questions = Tokenizer.from_str(tokenizer)
        self._pairs = Tokenizer.from_str(tokenizer)
        self._pairs.enable_truncation(window, stride=OVERLAP, strategy="only_second")

    @classmethod
    def load(cls, folder: Path | None = None, threads: int | None = None) -> Reader:
        """The reader in a folder that ``assistant.reader.export`` wrote, or the one that comes with the package.

        ``threads``, which all readings share; None takes as many as there are cores. Raises ConfigError.
        """
        place = folder or Path(__file__).parent
        missing = [name for name in (MODEL, TOKENIZER, SETTINGS) if not (place / name).is_file()]
        if missing:
            raise ConfigError(
                f"the reader's folder {place} lacks {', '.join(missing)}: "
                "name a folder that python -m assistant.reader.export has written"
            )
        settings = json.loads((place / SETTINGS).read_text("utf-8"))
        weights = (place / MODEL).read_bytes()
        computing = session(weights)
        name = f"{settings['name']}@{sha256(weights).hexdigest()[:8]}"
        inputs = [entry.name for entry in computing.get_inputs()]
        tokenizer = (place / TOKENIZER).read_text("utf-8")
        return cls(name, settings["window"], computing, inputs, tokenizer, threads or CORES)

    def read(self, question: str, passages: Sequence[str], cancel: CancelToken | None = None) -> list[Reading]:
        """One Reading per passage, in their order. Raises Cancelled between batches once ``cancel`` asks for it.

        A passage that does not fit the window is read in overlapping windows. Each token keeps the logits of the
        window that shows most of its surroundings, taken relative to that window's own "not here", because a window
        is only ever normalised within itself. ``null`` is that of the window that is least sure of having no answer:
        one window that holds it is enough.
        """
        question = self.asked(question)
        encodings = self._pairs.encode_batch([(question, passage) for passage in passages])
        windows = [_Window(i, e) for i, first in enumerate(encodings) for e in (first, *first.overflowing)]

        def compute(batch: Sequence[_Window]) -> None:
            if cancel is not None:
                cancel.check()
            self._run(batch)

        share = -(-sum(len(window.encoding.ids) for window in windows) // self._cores.count)
        self._cores.each(compute, list(_batches(windows, min(share, BATCH_TOKENS))))
        by_passage: list[list[_Window]] = [[] for _ in passages]
        for window in windows:
            by_passage[window.passage].append(window)
        return [_reading(passage, parts) for passage, parts in zip(passages, by_passage, strict=True)]

    def asked(self, question: str) -> str:
        """What is read of a question: of a long one the last sentence that asks, at most QUESTION_TOKENS of it."""
        if len(self._tokens(question)) <= QUESTION_TOKENS:
            return question
        asking = [said for span in sentences(question) if (said := span.of(question)).endswith("?")]
        kept = asking[-1] if asking else question
        return kept[: self._tokens(kept)[:QUESTION_TOKENS][-1][1]]

    def _tokens(self, text: str) -> list[tuple[int, int]]:
        return list(self._questions.encode(text, add_special_tokens=False).offsets)

    def _run(self, batch: Sequence[_Window]) -> None:
        """Fills in the logits of the windows of a batch."""
        shape = len(batch), max(len(window.encoding.ids) for window in batch)
        feeds = {name: np.zeros(shape, np.int64) for name in self._inputs}
        for row, window in enumerate(batch):
            encoding = window.encoding
            values = (encoding.ids, encoding.attention_mask, encoding.type_ids)
            for name, value in zip(("input_ids", "attention_mask", "token_type_ids"), values, strict=True):
                if name in feeds:
                    feeds[name][row, : len(value)] = value
        start, end = self._session.run(["start", "end"], feeds)
        for row, window in enumerate(batch):
            size = len(window.encoding.ids)
            window.logits = np.stack([start[row, :size], end[row, :size]])


@dataclass(slots=True, eq=False)
class _Window:
    """Question and a part of a passage; ``logits`` of start and end, shape ``(2, tokens)``, the first being null."""

    passage: int
    encoding: Encoding
    logits: Logits | None = None


def _batches(windows: Sequence[_Window], tokens: int) -> Iterator[list[_Window]]:
    """Windows of like length together, longest first, so that little is padded; at most so many ``tokens`` at once."""
    batch: list[_Window] = []
    for window in sorted(windows, key=lambda window: -len(window.encoding.ids)):
        if batch and (len(batch) + 1) * len(batch[0].encoding.ids) > tokens:
            yield batch
            batch = []
        batch.append(window)
    if batch:
        yield batch


def _reading(passage: str, windows: Sequence[_Window]) -> Reading:
    offsets, logits, null = _merged(windows)
    real = offsets[:, 0] < offsets[:, 1]
    fitted, begins, ends = fit_to_words(passage, offsets[real])
    start = np.where(begins, logits[0, real], -np.inf).astype(np.float32)
    end = np.where(ends, logits[1, real], -np.inf).astype(np.float32)
    return Reading(fitted, start, end, float(null.sum()))


def _merged(windows: Sequence[_Window]) -> tuple[npt.NDArray[np.int64], Logits, Logits]:
    """Offsets and logits of all tokens of the passage, and the null's start and end logit."""
    parts = [_passage_part(window) for window in windows]
    nulls = [logits[:, 0] for _, logits in parts]
    null = min(nulls, key=lambda pair: float(pair.sum()))
    step = len(parts[0][0]) - OVERLAP
    count = step * (len(parts) - 1) + len(parts[-1][0])
    offsets, merged = np.zeros((count, 2), np.int64), np.zeros((2, count), np.float32)
    context = np.full(count, -1)
    for number, (places, logits) in enumerate(parts):
        at = np.arange(len(places)) + number * step
        around = np.minimum(np.arange(len(places)), np.arange(len(places))[::-1])
        better = around > context[at]
        context[at[better]] = around[better]
        offsets[at] = places
        merged[:, at[better]] = logits[:, 1:][:, better] - (nulls[number] - null)[:, None]
    return offsets, merged, null


def _passage_part(window: _Window) -> tuple[npt.NDArray[np.int64], Logits]:
    """The passage's tokens in a window: offsets, shape ``(n, 2)``, and logits, shape ``(2, 1 + n)``, null first."""
    assert window.logits is not None
    tokens = [i for i, sequence in enumerate(window.encoding.sequence_ids) if sequence == 1]
    offsets = np.array([window.encoding.offsets[i] for i in tokens], np.int64).reshape(-1, 2)
    return offsets, window.logits[:, [0, *tokens]]
