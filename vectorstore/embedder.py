"""Which embedder the configuration names."""

from __future__ import annotations

from vectorstore import minilm
from vectorstore.config import StoreConfig
from vectorstore.ports import Embedder


def load_embedder(config: StoreConfig) -> Embedder:
    """The embedder that the configuration names: the default, or a sentence-transformers model by name or folder.

    The default comes with a package, and nothing is fetched. It is not loaded here but by the first text that is
    embedded, which also checks its pinned hash; so a command that only needs its name and dimension costs nothing.
    Another model is loaded here, which imports torch, and may be fetched by sentence-transformers where it is not on
    this machine yet. Raises StoreError where the model cannot be loaded.
    """
    if config.embedder in {minilm.NAME, f"sentence-transformers/{minilm.NAME}"}:
        return minilm.MiniLM(config.embed_batch)
    from vectorstore.sentence_embedder import SentenceEmbedder  # noqa: PLC0415 - imports torch, which takes seconds

    return SentenceEmbedder.load(config.embedder, config.embed_batch)
