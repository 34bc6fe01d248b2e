"""The default embedder: its weights, its window, its tokens, its vectors."""

from __future__ import annotations

import socket
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pytest

from vectorstore import embedder as module
from vectorstore.config import StoreConfig
from vectorstore.embedder import load_embedder
from vectorstore.errors import StoreError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from vectorstore.ports import Embedder

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def embedder() -> Iterator[Embedder]:
    """Loaded while every connection is refused."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(socket.socket, "connect", _refuse)
        patch.setattr(socket, "getaddrinfo", _refuse)
        yield load_embedder(StoreConfig(embed_batch=4))


def _refuse(*_: object) -> None:
    raise AssertionError("a connection was tried")


def test_it_is_named_by_its_model_and_weights(embedder: Embedder) -> None:
    assert embedder.name == "all-MiniLM-L6-v2@53aa51172d14"
    assert (embedder.dimension, embedder.window) == (384, 254)


def test_vectors_have_unit_length_and_keep_the_order(embedder: Embedder) -> None:
    texts = ["A claim was filed. " * count for count in (9, 1, 5, 3, 7, 2, 8)] + ["", "🚀", "An apple."]
    together = embedder.embed(texts)
    assert together.dtype == np.float32
    assert together.shape == (len(texts), 384)
    np.testing.assert_allclose(np.linalg.norm(together, axis=1), 1, atol=1e-5)
    alone = np.concatenate([embedder.embed([text]) for text in texts])
    np.testing.assert_allclose(together, alone, atol=1e-4)
    assert embedder.embed([]).shape == (0, 384)


def test_near_texts_are_nearer_than_far_ones(embedder: Embedder) -> None:
    court, lawsuit, cake = embedder.embed(["The court heard the case.", "A lawsuit was tried.", "Beat eggs and sugar."])
    assert court @ lawsuit > court @ cake + 0.2


def test_all_of_the_window_is_read_and_nothing_after_it(embedder: Embedder) -> None:
    def vector(words: int, last: str) -> np.ndarray[tuple[int, ...], np.dtype[np.float32]]:
        return np.asarray(embedder.embed(["hello " * words + last])[0])

    assert vector(embedder.window - 1, "zebra") @ vector(embedder.window - 1, "bank") < 0.9999
    np.testing.assert_allclose(vector(embedder.window, "zebra"), vector(embedder.window, "bank"), atol=1e-5)


def test_tokens_are_never_cut_and_know_their_places(embedder: Embedder) -> None:
    text = "The café 🚀 " + "hello " * 400 + "x" * 120
    tokens = embedder.tokenize(text)
    assert len(tokens) > 400
    assert all(0 <= token.start < token.end <= len(text) for token in tokens)
    assert [text[token.start : token.end] for token in tokens[:3]] == ["The", "café", "🚀"]
    assert [token.known for token in tokens[:3]] == [True, True, False]
    assert tokens[-1] == (len(text) - 120, len(text), False)
    assert embedder.tokenize("") == []


def test_many_threads_get_what_one_gets(embedder: Embedder) -> None:
    texts = [f"Claim number {number} was filed." for number in range(16)]
    expected = embedder.embed(texts)
    with ThreadPoolExecutor(16) as threads:
        found = list(threads.map(lambda text: (embedder.embed([text])[0], len(embedder.tokenize(text))), texts))
    np.testing.assert_allclose([vector for vector, _ in found], expected, atol=1e-4)


def test_a_model_folder_of_ones_own_is_another_embedder(embedder: Embedder) -> None:
    own = load_embedder(StoreConfig(embedder=str(module._default_folder())))
    assert own.name.startswith("model@")
    assert own.name != embedder.name
    np.testing.assert_allclose(own.embed(["A claim."]), embedder.embed(["A claim."]), atol=1e-5)


def test_other_weights_than_the_pinned_are_refused(tmp_path: Path) -> None:
    weights = tmp_path / "model.safetensors"
    weights.write_bytes(b"other weights")
    with pytest.raises(StoreError, match=r"have the sha256 .*install them again"):
        module._checked_weights(weights)
    with pytest.raises(StoreError, match=r"cannot be read.*install them again"):
        module._checked_weights(tmp_path / "missing")


def test_a_folder_that_is_no_model_is_told(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match=r"look at store\.embedder"):
        load_embedder(StoreConfig(embedder=str(tmp_path)))
