"""What ``quoteproof-ingest`` does with a library besides taking documents in: check, repair, export, import."""

from __future__ import annotations

from pathlib import Path

from ingest.screen import Screen
from vectorstore.config import StoreConfig
from vectorstore.opening import open_library, writing
from vectorstore.portable import export_library, import_library
from vectorstore.ports import Embedder
from vectorstore.repair import repair
from vectorstore.whole import problems

_GOOD, _BAD = 0, 1


def check_library(config: StoreConfig, embedder: Embedder, screen: Screen) -> int:
    """Tell what is wrong with each document; exit code 0 when nothing is, else 1."""
    count = 0
    with open_library(config, embedder.name, embedder.dimension) as following, following.snapshot() as store:
        for problem in problems(store):
            count += 1
            screen.say(f"{problem.uri}: {problem.what}")
        documents = store.documents()
    chunks = sum(len(record.chunk_ends) for record in documents)
    if count:
        screen.say(f"{count:,} problems in {len(documents):,} documents. Mend them: quoteproof-ingest --repair")
        return _BAD
    screen.say(f"{len(documents):,} documents with {chunks:,} chunks are whole, and each is found by its own vector.")
    return _GOOD


def repair_library(config: StoreConfig, embedder: Embedder, screen: Screen) -> int:
    """Build the library anew; exit code 0 when every document was kept, else 1."""
    done = repair(config, embedder, screen.say)
    screen.say(f"{done.kept:,} documents were kept; {done.embedded:,} vectors were made again.")
    for uri in done.lost:
        screen.say(f"take in again: {uri}")
    return _BAD if done.lost else _GOOD


def export_to(file: Path, config: StoreConfig, embedder: Embedder, screen: Screen) -> int:
    with open_library(config, embedder.name, embedder.dimension) as store:
        count = export_library(store, file, embedder.dimension)
    screen.say(f"{count:,} documents were written to {file}.")
    return _GOOD


def import_from(file: Path, config: StoreConfig, embedder: Embedder, screen: Screen) -> int:
    with writing(config, embedder.name, embedder.dimension, screen.say) as store:
        count = import_library(file, store)
    screen.say(f"{count:,} documents were taken in from {file}.")
    return _GOOD
