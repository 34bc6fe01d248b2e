"""Answers over libraries of 1,000, 20,000 and 100,000 chunks: time by stage, recall, memory, disk, publishing.

``python -m benchmarks.scale [--chunks N …] [--real N] [--questions N]``; see ``benchmarks.corpus`` for what the
libraries hold. They are built once, in the temporary folder, and may be deleted at any time; a build that is ended goes
on where it was. Each question is put to all sizes in turn,
so that what else the machine does falls on all of them alike.
"""

from __future__ import annotations

from argparse import ArgumentParser
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass
from multiprocessing import get_context
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter
from typing import TypeAlias, cast

import chromadb
import numpy as np
from chromadb.api.client import Client
from chromadb.config import Settings

from assistant.build import Assistant, load_engine
from assistant.config import AssistantConfig
from assistant.lexical import content_words
from benchmarks.corpus import CACHE, REAL_CHUNKS, corpus, question_texts
from benchmarks.side_by_side import ratio
from vectorstore.config import StoreConfig
from vectorstore.embedder import load_embedder
from vectorstore.generations import Generations
from vectorstore.opening import open_library, writing
from vectorstore.ports import Addition, Embedder
from vectorstore.whole import add_in_groups

SIZES = [1000, 20_000, 100_000]
_NEAREST = 50
_WARM_UP = 3
_PUBLISH_EVERY = 300
_MEGABYTE = 1e6

Seconds: TypeAlias = dict[str, list[float]]
"""For each stage the seconds of all questions, in their order."""


def main() -> None:
    parser = ArgumentParser("python -m benchmarks.scale", description=__doc__)
    parser.add_argument("--chunks", type=int, nargs="+", default=SIZES)
    parser.add_argument("--real", type=int, default=REAL_CHUNKS, help="chunks of real text, of which others are copies")
    parser.add_argument("--questions", type=int, default=60)
    options = parser.parse_args()
    embedder = load_embedder(StoreConfig())
    held = {size: Corpus(embedder, size, options.real) for size in options.chunks}
    places = {size: built(each) for size, each in held.items()}
    asked = question_texts(options.questions)
    _show_answers(places, asked, embedder)
    for size, place in places.items():
        print(f"\n{size:,} chunks")
        print(f"  recall at {_NEAREST}: {_recall(place, held[size], asked):.4f}")
        print(f"  memory of a process that has answered: {_in_new_process(_megabytes, place):,.0f} MB")
        _show_disk(place, held[size])
        _show_publishing(place, held[size])


@dataclass(frozen=True, slots=True)
class Corpus:
    """What one library holds."""

    embedder: Embedder
    chunks: int
    real: int

    def __iter__(self) -> Iterator[Addition]:
        return corpus(self.embedder, self.chunks, self.real)


def built(held: Corpus) -> Path:
    """The folder of a library, made where it is not there yet."""
    place = CACHE.with_name(f"quoteproof-benchmark-library-{held.chunks}-{held.real}")
    with writing(_store(place), held.embedder.name, held.embedder.dimension) as store:
        there = {record.id for record in store.documents()}
        began = perf_counter()
        added = add_in_groups(store, (each for each in held if each.document.record.id not in there))
    print(f"{place}: {added:,} documents added in {perf_counter() - began:.0f} s", flush=True)
    return place


def assistant(place: Path, embedder: Embedder) -> Assistant:
    config = AssistantConfig(store=_store(place))
    store = open_library(config.store, embedder.name, embedder.dimension)
    return Assistant(config, store, embedder, load_engine(config, embedder))


def percentile(seconds: Sequence[float], share: float) -> float:
    """In milliseconds."""
    return float(np.percentile(seconds, share) * 1000)


def _store(place: Path) -> StoreConfig:
    return StoreConfig(path=place, publish_every=_PUBLISH_EVERY)


def _show_answers(places: Mapping[int, Path], asked: Sequence[str], embedder: Embedder) -> None:
    with ExitStack() as stack:
        opened = {size: stack.enter_context(assistant(place, embedder)) for size, place in places.items()}
        for each in opened.values():
            for question in asked[:_WARM_UP]:
                each.answer(question)
        took: dict[int, Seconds] = {size: defaultdict(list) for size in opened}
        for question in asked:
            for size, each in opened.items():
                _time(each, question, embedder, took[size])
    print(f"{len(asked)} questions, milliseconds: half of them take at most, 95 of 100 take at most")
    for size, seconds in took.items():
        each_stage = (f"{name} {percentile(s, 50):.0f}, {percentile(s, 95):.0f}" for name, s in seconds.items())
        print(f"  {size:>9,} chunks: " + "; ".join(each_stage))
    first, last = min(took), max(took)
    print(f"{last:,} to {first:,} chunks: the median of the questions' ratios, and the ratio of p50 and of p95")
    for name in took[first]:
        seconds = {"first": took[first][name], "last": took[last][name]}
        ratios = [percentile(seconds["last"], share) / percentile(seconds["first"], share) for share in (50, 95)]
        print(f"  {name:12} {ratio(seconds, 'last', 'first'):.2f}, {ratios[0]:.2f}, {ratios[1]:.2f}")


def _time(opened: Assistant, question: str, embedder: Embedder, took: Seconds) -> None:
    began = perf_counter()
    answer = opened.answer(question)
    took["all"].append(perf_counter() - began)
    for stage, seconds in answer.seconds.items():
        took[stage].append(seconds)
    vector = embedder.embed([question])[0]
    took["(by meaning)"].append(_seconds(lambda: opened.store.search(vector, _NEAREST)))
    words = [word for word in content_words(question) if len(word) > 2]
    took["(by words)"].append(_seconds(lambda: [opened.store.containing(word, 9) for word in words]))


def _seconds(call: Callable[[], object]) -> float:
    began = perf_counter()
    call()
    return perf_counter() - began


def _recall(place: Path, held: Corpus, asked: Sequence[str]) -> float:
    """The share of the nearest chunks, by comparing all vectors, that the library's search brings."""
    additions = list(held)
    ids = np.array([chunk.id for each in additions for chunk in each.chunks])
    vectors = np.concatenate([each.vectors for each in additions])
    shares = []
    with open_library(_store(place), held.embedder.name, held.embedder.dimension) as store:
        for vector in held.embedder.embed(asked):
            cosines = vectors @ vector
            nearest = set(ids[np.argpartition(cosines, -_NEAREST)[-_NEAREST:]])
            shares.append(len(nearest & {hit.chunk.id for hit in store.search(vector, _NEAREST)}) / _NEAREST)
    return float(np.mean(shares))


def _in_new_process(call: Callable[[Path], float], place: Path) -> float:
    with ProcessPoolExecutor(1, get_context("spawn")) as other:
        return other.submit(call, place).result()


def _megabytes(place: Path) -> float:
    """The resident memory of this process once it has answered."""
    embedder = load_embedder(StoreConfig())
    with assistant(place, embedder) as opened:
        for question in question_texts(_WARM_UP):
            opened.answer(question)
        pages = int(Path("/proc/self/statm").read_text("ascii").split()[1])
        return pages * 4096 / _MEGABYTE


def _show_disk(place: Path, held: Corpus) -> None:
    ours = _bytes(Generations(place).published() or place)
    with TemporaryDirectory() as folder:
        bare = _bare(Path(folder), held)
    each, of_bare = ours / held.chunks, bare / held.chunks
    print(
        f"  on the disk, for each chunk: {each:,.0f} bytes; bare Chroma {of_bare:,.0f}; {ours / bare:.2f}", flush=True
    )


def _bare(folder: Path, held: Corpus) -> int:
    """The bytes of one collection with the same texts and vectors, with Chroma's own parameters."""
    settings = Settings(anonymized_telemetry=False)
    with cast("Client", chromadb.PersistentClient(folder, settings=settings)) as client:
        found = client.create_collection("chunks", embedding_function=None)
        for each in held:
            texts = [chunk.text for chunk in each.chunks]
            found.add(ids=[chunk.id for chunk in each.chunks], embeddings=each.vectors, documents=texts)
    return _bytes(folder)


def _bytes(folder: Path) -> int:
    return sum(part.stat().st_size for part in folder.rglob("*") if part.is_file())


def _show_publishing(place: Path, held: Corpus) -> None:
    """One document more and one less, each published; the library is as before."""
    extra = next(iter(held))
    record = extra.document.record
    made = held.embedder.name, held.embedder.dimension
    with open_library(_store(place), *made) as reader:
        with writing(_store(place), *made) as store:
            copying = _seconds(lambda: store.remove(record.uri))
            began = perf_counter()
        publishing = perf_counter() - began
        following = _seconds(reader.documents)
        with writing(_store(place), *made) as store:
            again = _seconds(lambda: store.add(*extra))
    print(
        f"  copying and the first change {copying:.2f} s, publishing {publishing:.2f} s, a reader goes over in "
        f"{following:.3f} s; copying and a document of {len(extra.chunks)} chunks {again:.2f} s"
    )


if __name__ == "__main__":
    main()
