"""``python -m evals.retrieval``: how well the right chunk is found, beside dense search alone and BM25 alone.

The library is all paragraphs of SQuAD 2.0 at hand, then the same with the paragraphs of squadshifts as distractors;
a hit is a chunk that overlaps gold words. ``--planted`` instead hides codes and rare names among real chunks, asks
for each in three cases, and tells at which rank its chunk comes.
"""

from __future__ import annotations

import argparse
import gzip
import json
import random
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from itertools import islice
from pathlib import Path

import bm25s
import numpy as np
from rich.console import Console
from rich.progress import track
from rich.table import Table

from assistant.confidence import Calibration
from assistant.config import AssistantConfig
from assistant.evidence import Ranker
from assistant.lexical import stems
from assistant.ports import CancelToken
from assistant.reader.model import Reader
from assistant.retrieve import HybridRetriever
from evals.data import NEWS, data_file, data_texts
from evals.intervals import interval
from evals.library import RememberingEmbedder, additions
from evals.nouns import EvalCase, Source
from evals.suites import Choice, squad2
from ingest.config import IngestConfig
from vectorstore.chroma import ChromaStore
from vectorstore.command import command
from vectorstore.embedder import load_embedder
from vectorstore.nouns import Chunk
from vectorstore.ports import Addition

_SHIFTS = ("amazon_reviews", "new_wiki", "reddit")
_DEPTH = 5
_CODES = (
    "INV-2024-0017", "E-1734", "AB/12-9", "Zelenkovic", "QX7781", "0x4F3A", "Brandywhistle", "44-B-901", "Müllerhain",
    "RFC9981", "KDL_552", "Oyelarandi", "8817236", "v3.12.77", "TR-0092/C", "Quillfeather", "P2X-3PO", "Szczebrowski",
    "CVE-2031-4410", "HX.771.02",
)  # fmt: skip
"""Plainly fictitious codes and names."""


@command("evals.retrieval")
def main(argv: Sequence[str] | None = None) -> int:
    """Exit status 0: measured; 2: a fault."""
    parser = argparse.ArgumentParser(prog="python -m evals.retrieval", description=__doc__)
    parser.add_argument("--split", choices=("dev", "report"), default="dev")
    parser.add_argument("--distractors", action="store_true", help="add the paragraphs of squadshifts")
    parser.add_argument("--planted", type=int, metavar="CHUNKS", help="hide codes among so many real chunks")
    options = parser.parse_args(argv)
    console = Console()
    embedder = RememberingEmbedder(load_embedder(AssistantConfig().store))
    bench = _Bench(embedder)
    if options.planted:
        _print_planted(bench, options.planted, console)
    else:
        _print_recall(bench, options, console)
    return 0


class _Bench:
    """A real Chroma library in a temporary folder, searched in each way."""

    def __init__(self, embedder: RememberingEmbedder) -> None:
        self.embedder = embedder
        self._config = AssistantConfig()
        self._folder = tempfile.TemporaryDirectory(prefix="quoteproof-retrieval-")
        self.store = ChromaStore.open(
            Path(self._folder.name) / "library", embedder.name, embedder.dimension, create=True
        )
        self.retriever = HybridRetriever(self.store, embedder, self._config.candidates, self._config.passages)
        self.chunks: list[Chunk] = []

    def add(self, given: Sequence[Addition]) -> None:
        self.store.add_all(given)
        self.chunks += [chunk for addition in given for chunk in addition.chunks]

    def fused(self, question: str) -> list[Chunk]:
        return [found.chunk for found in self.retriever.retrieve(question, None, CancelToken())]

    def dense(self, question: str) -> list[Chunk]:
        return [hit.chunk for hit in self.store.search(self.embedder.embed([question])[0], _DEPTH)]

    def lexical(self) -> Callable[[str], list[Chunk]]:
        """BM25 over all chunks, stemmed as ours is, with its own document frequencies."""
        index = bm25s.BM25()
        index.index([stems(chunk.text) for chunk in self.chunks], show_progress=False)

        def search(question: str) -> list[Chunk]:
            scores = index.get_scores(stems(question) or [""])
            return [self.chunks[i] for i in np.argsort(-scores, kind="stable")[:_DEPTH]]

        return search

    def read(self) -> Callable[[str], list[Chunk]]:
        """The fused candidates in the order in which the ranked sentences come from them."""
        calibration = Calibration.load()
        ranker = Ranker(Reader.load(), self.embedder, calibration.ranking)

        def search(question: str) -> list[Chunk]:
            found = self.retriever.retrieve(question, None, CancelToken())
            ranked = ranker.rank(question, found, CancelToken())
            return list(dict.fromkeys(evidence.candidate.chunk for evidence in ranked))

        return search


def _print_recall(bench: _Bench, options: argparse.Namespace, console: Console) -> None:
    suite = squad2(Choice(options.split, ("library",)))[0]
    sources = [*suite.sources, *(_shifted() if options.distractors else ())]
    bench.add(list(additions(sources, bench.embedder, IngestConfig().chunk_characters)))
    cases = [case for case in suite.cases if case.answerable]
    ways = {"dense": bench.dense, "BM25": bench.lexical(), "fused": bench.fused, "fused, read": bench.read()}
    table = Table(
        "search",
        "recall at 1",
        "recall at 5",
        title=f"{suite.name}: {len(cases)} questions, {len(bench.chunks)} chunks",
    )
    for name, search in ways.items():
        ranks = [_rank(case, search(case.question)) for case in track(cases, description=name, console=console)]
        table.add_row(name, *(_cell([0 < rank <= depth for rank in ranks]) for depth in (1, _DEPTH)))
    console.print(table)


def _rank(case: EvalCase, chunks: Sequence[Chunk]) -> int:
    gold = [place for group in case.evidence for place in group]
    hits = (any(c.document.uri == g.uri and c.span.overlaps(g.span) for g in gold) for c in chunks)
    return next((rank for rank, hit in enumerate(hits, 1) if hit), 0)


def _cell(hits: Sequence[bool]) -> str:
    rows = np.array(hits, dtype=np.float64)[:, None]
    bounds = interval(rows, lambda drawn: drawn[..., 0].mean(axis=-1))
    return f"{rows.mean():.3f}" + (f" ({bounds[0]:.3f} to {bounds[1]:.3f})" if bounds else "")


def _shifted() -> Iterator[Source]:
    for name in _SHIFTS:
        articles = json.loads(data_file(f"train/squadshifts/{name}_v1.0.json").read_text("utf-8"))["data"]
        texts = dict.fromkeys(paragraph["context"] for article in articles for paragraph in article["paragraphs"])
        yield from (Source(f"{name}/{number}.txt", name, text) for number, text in enumerate(texts))


def _real_texts() -> Iterator[Source]:
    """Real text of many kinds, for a large library."""
    yield from squad2(Choice("dev", ("library",)))[0].sources
    yield from _shifted()
    for path in data_texts(NEWS):
        yield Source(f"news/{path.name}", path.stem, path.read_text("utf-8", errors="replace"))
    papers = json.loads(data_file("train/covid_qa/200423_covidQA.json").read_text("utf-8"))["data"]
    for number, paper in enumerate(papers):
        yield Source(f"papers/{number}.txt", "paper", "\n\n".join(p["context"] for p in paper["paragraphs"]))
    lines = data_file("train/nqg_squad/src-test.txt").read_text("utf-8").splitlines()
    yield from (Source(f"lines/{number}.txt", "line", line) for number, line in enumerate(dict.fromkeys(lines)))
    with gzip.open(data_file("train/nq_oracle/nq-open-oracle.jsonl.gz"), "rt", encoding="utf-8") as file:
        found = {each["text"]: each["title"] for line in file for each in json.loads(line)["ctxs"]}
    yield from (Source(f"wiki/{number}.txt", title, text) for number, (text, title) in enumerate(found.items()))


def _print_planted(bench: _Bench, wanted: int, console: Console) -> None:
    given = additions(_real_texts(), bench.embedder, IngestConfig().chunk_characters)
    while len(bench.chunks) < wanted and (group := list(islice(given, 500))):
        bench.add(group)
        console.print(f"{len(bench.chunks):,} of {wanted:,} chunks")
    if len(bench.chunks) < wanted:
        console.print(f"[bold]There is no more real text: {len(bench.chunks):,} chunks where {wanted:,} are wanted.[/]")
    drawn = random.Random(11)  # noqa: S311  a fixed choice, nothing secret
    texts = [
        f"{drawn.choice(bench.chunks).text[:300]} The file of {code} was closed after the audit." for code in _CODES
    ]
    planted = [Source(f"planted/{number}.txt", "planted", text) for number, text in enumerate(texts)]
    bench.add(list(additions(planted, bench.embedder, IngestConfig().chunk_characters)))
    ranks = [
        next(
            (r for r, chunk in enumerate(bench.fused(f"What happened to {change(code)}?"), 1) if code in chunk.text), 0
        )
        for code in track(_CODES, description="asking", console=console)
        for change in (str, str.lower, str.upper)
    ]
    counted = {rank: ranks.count(rank) for rank in sorted(set(ranks))}
    console.print(
        f"{len(ranks)} questions for a planted word among {len(bench.chunks):,} chunks; rank: count {counted}"
    )


if __name__ == "__main__":
    sys.exit(main())
