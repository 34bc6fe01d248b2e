"""Small libraries in memory for the assistant's tests."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.fakes import FakeEmbedder
from tests.vectorstore.builders import addition
from vectorstore.memory import MemoryStore

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence


def library(documents: Mapping[str, Sequence[str]]) -> MemoryStore:
    """A store of documents, each given by its uri and its chunks, embedded by FakeEmbedder."""
    embedder = FakeEmbedder()
    store = MemoryStore(embedder.name)
    for uri, parts in documents.items():
        store.add_all([addition(uri, parts)._replace(vectors=embedder.embed(parts))])
    return store
