"""The default embedder: its weights, its window, its tokens, its vectors; and another one by name."""

from __future__ import annotations

import socket
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

import numpy as np
import onnx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from vectorstore import minilm
from vectorstore.config import StoreConfig
from vectorstore.embedder import load_embedder
from vectorstore.errors import StoreError
from vectorstore.export_minilm import graph
from vectorstore.minilm import check_weights, weights_folder

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from vectorstore.nouns import Vectors
    from vectorstore.ports import Embedder

HEAVY = ("torch", "transformers", "sentence_transformers", "scipy", "sklearn")
WORDS = (
    "claim",
    "court",
    "Kazakhstan",
    "12,000",
    "café",
    "🚀",
    "don't",
    "zebra-like",
    "電車",
    "x" * 120,
    "\u200b",
    "A.",
)


@pytest.fixture(scope="module")
def embedder() -> Iterator[Embedder]:
    """Loaded while every connection is refused."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(socket.socket, "connect", _refuse)
        patch.setattr(socket, "getaddrinfo", _refuse)
        loaded = load_embedder(StoreConfig(embed_batch=4))
        loaded.embed(["A claim."])
        yield loaded


@pytest.fixture(scope="module")
def own() -> Embedder:
    """The same weights through sentence-transformers and torch."""
    return load_embedder(StoreConfig(embedder=str(weights_folder())))


def _refuse(*_: object) -> None:
    raise AssertionError("a connection was tried")


def test_it_is_named_by_its_model_and_weights(embedder: Embedder) -> None:
    assert embedder.name == "all-MiniLM-L6-v2@53aa51172d14"
    assert (embedder.dimension, embedder.window) == (384, 254)
    assert embedder.embed([""]).shape == (1, embedder.dimension)
    assert load_embedder(StoreConfig(embedder="sentence-transformers/all-MiniLM-L6-v2")).name == embedder.name


@settings(deadline=None, max_examples=25)
@given(st.lists(st.text(st.characters(codec="utf-8"), max_size=40), max_size=9))
def test_vectors_have_unit_length_and_do_not_hang_on_their_neighbours(embedder: Embedder, texts: list[str]) -> None:
    together = embedder.embed(texts)
    assert together.dtype == np.float32
    assert together.shape == (len(texts), embedder.dimension)
    np.testing.assert_allclose(np.linalg.norm(together, axis=1), 1, atol=1e-5)
    for text, vector in zip(texts, together, strict=True):
        np.testing.assert_allclose(vector, embedder.embed([text])[0], atol=1e-5)


def test_vectors_keep_the_order_of_texts_of_any_length(embedder: Embedder) -> None:
    texts = ["A claim was filed. " * count for count in (9, 1, 90, 3, 7, 2, 8)] + ["", "🚀", "An apple."]
    alone = np.concatenate([embedder.embed([text]) for text in texts])
    np.testing.assert_allclose(embedder.embed(texts), alone, atol=1e-5)
    assert embedder.embed([]).shape == (0, 384)


def test_a_vector_is_what_torch_computes(embedder: Embedder) -> None:
    """Six of its numbers, as sentence-transformers 6.2 gave them."""
    vector = embedder.embed(["A claim was filed in court."])[0]
    by_torch = [-0.094211, 0.11372, 0.038902, 0.011255, 0.06666, 0.012922]
    np.testing.assert_allclose(vector[:6], by_torch, atol=1e-5)


def test_near_texts_are_nearer_than_far_ones(embedder: Embedder) -> None:
    court, lawsuit, cake = embedder.embed(["The court heard the case.", "A lawsuit was tried.", "Beat eggs and sugar."])
    assert court @ lawsuit > court @ cake + 0.2


def test_all_of_the_window_is_read_and_nothing_after_it(embedder: Embedder) -> None:
    def vector(words: int, last: str) -> Vectors:
        vectors: Vectors = embedder.embed(["hello " * words + last])
        return vectors.ravel()

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


def test_many_threads_get_what_one_gets() -> None:
    texts = [f"Claim number {number} was filed." for number in range(16)]
    unloaded = load_embedder(StoreConfig())
    with ThreadPoolExecutor(16) as threads:
        found = list(threads.map(lambda text: (unloaded.embed([text])[0], len(unloaded.tokenize(text))), texts))
    np.testing.assert_allclose([vector for vector, _ in found], unloaded.embed(texts), atol=1e-5)


def test_the_default_needs_no_torch_and_its_name_no_model() -> None:
    code = f"""
import sys
from vectorstore.config import StoreConfig
from vectorstore.embedder import load_embedder
embedder = load_embedder(StoreConfig())
print(embedder.name, embedder.dimension, embedder.window)
print(*(set(sys.modules) & {{"onnxruntime", "tokenizers", *{HEAVY!r}}}))
embedder.embed(["A claim."]), embedder.tokenize("A claim.")
print(*(set(sys.modules) & set({HEAVY!r})))
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.splitlines() == ["all-MiniLM-L6-v2@53aa51172d14 384 254", "", ""]


def test_the_graph_that_ships_is_the_one_that_the_export_makes() -> None:
    shipped = onnx.load(minilm.GRAPH, load_external_data=False)
    made = graph(weights_folder())
    assert minilm.GRAPH.stat().st_size < 40_000
    assert shipped.graph == made.graph
    assert shipped.opset_import == made.opset_import


@pytest.mark.slow
def test_both_ways_to_compute_the_weights_agree_on_a_thousand_texts(embedder: Embedder, own: Embedder) -> None:
    chance = np.random.default_rng(5)
    texts = [" ".join(chance.choice(WORDS, size=chance.geometric(0.15))) for _ in range(990)]
    texts += ["", " ", *(f"{'claim ' * count}end" for count in range(249, 257))]
    assert len(texts) == 1000
    cosines = np.sum(embedder.embed(texts) * own.embed(texts), axis=1)
    assert cosines.min() >= 0.9999


@pytest.mark.slow
def test_a_model_folder_of_ones_own_is_another_embedder(embedder: Embedder, own: Embedder) -> None:
    assert own.name.startswith("model@")
    assert own.name != embedder.name
    assert (own.dimension, own.window) == (embedder.dimension, embedder.window)
    assert own.embed([]).shape == (0, 384)
    text = "The café 🚀 in " + "x" * 120
    assert own.tokenize(text) == embedder.tokenize(text)


def test_other_weights_than_the_pinned_are_refused(tmp_path: Path) -> None:
    weights = tmp_path / "model.safetensors"
    weights.write_bytes(b"other weights")
    with pytest.raises(StoreError, match=r"have the sha256 .*install them again"):
        check_weights(weights)
    with pytest.raises(StoreError, match=r"cannot be read.*install them again"):
        check_weights(tmp_path / "missing")


@pytest.mark.slow
def test_a_folder_that_is_no_model_is_told(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match=r"look at store\.embedder"):
        load_embedder(StoreConfig(embedder=str(tmp_path)))
