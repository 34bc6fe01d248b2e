"""A question's ten passages read in small batches, each by one core, or in large ones that all cores share.

``python -m benchmarks.reading [--questions N] [--threads N] [--rounds N]``: by one who asks alone, and by so many
threads at once.
"""

from __future__ import annotations

from argparse import ArgumentParser
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from unittest.mock import patch

from assistant.reader import model
from assistant.reader.model import Reader
from benchmarks.corpus import question_texts
from benchmarks.side_by_side import show, side_by_side
from evals.data import data_file
from evals.squad import paragraphs
from vectorstore.onnx import session

OURS, SHARED = "small batches, a core for each", "large batches, all cores for each"
_LARGE = 4096
_PASSAGES = 10


def main() -> None:
    parser = ArgumentParser("python -m benchmarks.reading", description=__doc__)
    parser.add_argument("--questions", type=int, default=16)
    parser.add_argument("--threads", type=int, default=16)
    parser.add_argument("--rounds", type=int, default=3)
    options = parser.parse_args()
    texts = [part.text for part in paragraphs(data_file("eval/squad2/dev-public.json"), "squad2")]
    asked = [
        (question, [texts[(number * 7 + place * 3) % len(texts)] for place in range(_PASSAGES)])
        for number, question in enumerate(question_texts(options.questions))
    ]
    for title, threads in (("one alone", 1), (f"{options.threads} threads", options.threads)):
        ways = {OURS: _reading(Reader.load(), asked, threads), SHARED: _large(_reading(_shared(), asked, threads))}
        for way in ways.values():
            way()
        show(f"{title}, {len(asked)} questions", side_by_side(ways, options.rounds), SHARED)


def _reading(reader: Reader, asked: Sequence[tuple[str, list[str]]], threads: int) -> Callable[[], object]:
    def run() -> None:
        with ThreadPoolExecutor(threads) as pool:
            list(pool.map(lambda one: reader.read(*one), asked))

    return run


def _large(way: Callable[[], object]) -> Callable[[], object]:
    def run() -> None:
        with patch.object(model, "BATCH_TOKENS", _LARGE):
            way()

    return run


def _shared() -> Reader:
    """The reader that ships, computing each batch with all cores and one batch after the other."""
    reader = Reader.load(threads=1)
    weights = Path(model.__file__).with_name(model.MODEL).read_bytes()
    reader._session = session(weights, cores=0)  # noqa: SLF001 - only here is it computed so
    return reader


if __name__ == "__main__":
    main()
