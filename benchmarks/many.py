"""Sixteen threads asking at once while another process takes documents in, against one that asks alone.

``python -m benchmarks.many [--chunks N] [--real N] [--threads N] [--questions N]``: each thread puts so many questions.
The other process takes the news articles in, publishing as it goes, until all questions are answered. The library is a
copy.
"""

from __future__ import annotations

import sys
from argparse import ArgumentParser
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from subprocess import DEVNULL, Popen
from tempfile import TemporaryDirectory
from time import perf_counter

from assistant.build import Assistant
from benchmarks.articles import copy_articles
from benchmarks.corpus import REAL_CHUNKS, question_texts
from benchmarks.scale import Corpus, assistant, built, percentile
from vectorstore.config import StoreConfig
from vectorstore.embedder import load_embedder
from vectorstore.generations import Generations, copy_library

_PUBLISH_EVERY = 5
"""Seconds: so often the readers have to go over to another generation."""


def main() -> None:
    parser = ArgumentParser("python -m benchmarks.many", description=__doc__)
    parser.add_argument("--chunks", type=int, default=20_000)
    parser.add_argument("--real", type=int, default=REAL_CHUNKS, help="chunks of real text, of which others are copies")
    parser.add_argument("--threads", type=int, default=16)
    parser.add_argument("--questions", type=int, default=8)
    options = parser.parse_args()
    embedder = load_embedder(StoreConfig())
    asked = question_texts(options.threads * options.questions)
    with TemporaryDirectory() as made:
        place = _copied(built(Corpus(embedder, options.chunks, options.real)), Path(made))
        with assistant(place, embedder) as opened:
            opened.answer(asked[0])
            alone = _ask(opened, asked[: 4 * options.questions], threads=1)
            with _taking_in(place, Path(made)) as ingest:
                together = _ask(opened, asked, options.threads)
                seen = {opened.answer(question).index for question in asked[:1]}
            print(
                f"{options.chunks:,} chunks; the other process ended with {ingest.poll()} (None: it was still at work)"
            )
            print(f"the library that was read last is {'another' if seen != {alone[1]} else 'the same'}")
    one, many = percentile(alone[0], 95), percentile(together[0], 95)
    print(f"one at a time: p50 {percentile(alone[0], 50):.0f} ms, p95 {one:.0f} ms, {len(alone[0])} questions")
    print(
        f"{options.threads} threads, {len(together[0])} questions, no error: p50 {percentile(together[0], 50):.0f} ms, "
        f"p95 {many:.0f} ms, which is {many / one:.1f} times one's"
    )


def _ask(opened: Assistant, asked: Sequence[str], threads: int) -> tuple[list[float], str]:
    """The seconds that each question took, and the index that the last answer names. An error ends the benchmark."""

    def one(question: str) -> tuple[float, str]:
        began = perf_counter()
        answer = opened.answer(question)
        return perf_counter() - began, answer.index

    with ThreadPoolExecutor(threads) as pool:
        answers = list(pool.map(one, asked))
    return [seconds for seconds, _ in answers], answers[-1][1]


@contextmanager
def _taking_in(place: Path, made: Path) -> Iterator[Popen[bytes]]:
    command = [sys.executable, "-m", "ingest", str(copy_articles(made)), "--store", str(place)]
    with (made / "quoteproof.toml").open("w") as settings:
        settings.write(f"[store]\npublish_every = {_PUBLISH_EVERY}\n")
    with Popen(command, stdout=DEVNULL, cwd=made) as ingest:  # noqa: S603 - a command of our own
        yield ingest
        ingest.terminate()


def _copied(place: Path, made: Path) -> Path:
    """The published library in a folder of its own."""
    copy = made / "library"
    new = Generations(copy).begin(empty=True)
    copy_library(Generations(place).published() or place, new.path)
    Generations(copy).publish(new.path)
    new.release()
    return copy


if __name__ == "__main__":
    main()
