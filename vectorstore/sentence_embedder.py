"""Texts to vectors by any sentence-transformers model, by name or folder. Loading one imports torch: seconds."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from hashlib import sha256
from pathlib import Path
from threading import Lock

import numpy as np
from sentence_transformers import SentenceTransformer
from transformers.utils import logging

from vectorstore.errors import StoreError
from vectorstore.nouns import Vectors
from vectorstore.ports import Token
from vectorstore.tokens import tokens, uncut


class SentenceEmbedder:
    """A sentence-transformers model as an ``Embedder``. Safe from many threads, which take turns."""

    def __init__(self, model: SentenceTransformer, name: str, batch: int) -> None:
        """``batch``: texts embedded at once. Raises StoreError for a model without offsets or a window."""
        self._model = model
        self._name = f"{name}@{_state_sha256(model)[:12]}"
        self._batch = batch
        self._turn = Lock()
        fast = getattr(model.tokenizer, "backend_tokenizer", None)
        if fast is None or model.max_seq_length is None:
            raise StoreError(f"the embedder {name} has no tokenizer with offsets or no window; choose another model")
        self._unknown = model.tokenizer.unk_token_id
        self._window: int = int(model.max_seq_length) - model.tokenizer.num_special_tokens_to_add()
        self._tokenizer = uncut(fast.to_str())
        self._dimension: int = self._encode([""]).shape[1]

    @classmethod
    def load(cls, name: str, batch: int) -> SentenceEmbedder:
        """The model may be fetched where it is not on this machine yet. Raises StoreError where it cannot be loaded."""
        folder = Path(name)
        return cls(_load(name), folder.resolve().name if folder.is_dir() else name, batch)

    @property
    def name(self) -> str:
        return self._name

    @property
    def dimension(self) -> int:
        return self._dimension

    @property
    def window(self) -> int:
        return self._window

    def tokenize(self, text: str) -> list[Token]:
        return tokens(self._tokenizer, text, self._unknown)

    def embed(self, texts: Sequence[str]) -> Vectors:
        if not texts:
            return np.empty((0, self.dimension), dtype=np.float32)
        return self._encode(texts)

    def _encode(self, texts: Sequence[str]) -> Vectors:
        """The model sorts the texts by length itself, so that a batch holds little padding."""
        with self._turn:
            vectors = self._model.encode(
                list(texts),
                batch_size=self._batch,
                convert_to_numpy=True,
                normalize_embeddings=True,
                show_progress_bar=False,
            )
        return np.asarray(vectors, dtype=np.float32)


def _load(name: str) -> SentenceTransformer:
    try:
        with _no_progress_bar():
            return SentenceTransformer(name)
    except (OSError, ValueError, RuntimeError, KeyError) as error:
        raise StoreError(
            f"the embedder {name!r} cannot be loaded as a sentence-transformers model: {error}; "
            "look at store.embedder in the configuration"
        ) from error


@contextmanager
def _no_progress_bar() -> Iterator[None]:
    shown = logging.is_progress_bar_enabled()
    logging.disable_progress_bar()
    try:
        yield
    finally:
        if shown:
            logging.enable_progress_bar()


def _state_sha256(model: SentenceTransformer) -> str:
    digest = sha256()
    for name, tensor in sorted(model.state_dict().items()):
        digest.update(name.encode())
        digest.update(tensor.detach().cpu().float().numpy().tobytes())
    return digest.hexdigest()
