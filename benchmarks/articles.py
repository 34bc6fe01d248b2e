"""The text that is measured on: the 189 news articles of ``onestop_english``, in the data folder."""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from evals.data import NEWS, data_texts
from evals.library import SameTokens
from ingest.config import IngestConfig
from ingest.library import take_in
from vectorstore.memory import MemoryStore
from vectorstore.nouns import Vectors
from vectorstore.ports import Embedder


def article_files() -> list[Path]:
    """In the order of their names. Raises DataMissing where the data folder lacks them."""
    return data_texts(NEWS)


def copy_articles(to: Path, limit: int | None = None) -> Path:
    """A folder with the first ``limit`` articles. Raises DataMissing where the data folder lacks them."""
    folder = to / "articles"
    folder.mkdir()
    for file in article_files()[:limit]:
        shutil.copy(file, folder)
    return folder


def chunk_texts(folder: Path, embedder: Embedder) -> list[str]:
    """What an ingest of the folder embeds, in its order: each chunk's text once."""
    asked = Unembedded(embedder)
    config = IngestConfig()
    take_in([folder], MemoryStore(asked.name), asked, config)
    return asked.texts


class Unembedded(SameTokens):
    """Cuts as the embedder does, keeps what it is asked to embed, and gives vectors by chance."""

    def __init__(self, embedder: Embedder) -> None:
        super().__init__(embedder)
        self._chance = np.random.default_rng(0)
        self.texts: list[str] = []

    def embed(self, texts: Sequence[str]) -> Vectors:
        self.texts.extend(texts)
        vectors = self._chance.standard_normal((len(texts), self.dimension), dtype=np.float32)
        vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
        return vectors
