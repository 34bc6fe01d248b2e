"""The same weights through ONNX Runtime (the default embedder) and through torch, on chunks of real articles.

``python -m benchmarks.encoding [--chunks N] [--rounds N]``
"""

from __future__ import annotations

from argparse import ArgumentParser
from collections.abc import Callable, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np

from benchmarks.articles import chunk_texts, copy_articles
from benchmarks.side_by_side import show, side_by_side
from vectorstore.config import StoreConfig
from vectorstore.embedder import load_embedder
from vectorstore.minilm import weights_folder
from vectorstore.ports import Embedder

OURS, TORCH = "ONNX Runtime", "torch"


def main() -> None:
    parser = ArgumentParser("python -m benchmarks.encoding", description=__doc__)
    parser.add_argument("--chunks", type=int, default=1000)
    parser.add_argument("--rounds", type=int, default=5)
    options = parser.parse_args()
    embedders = {
        OURS: load_embedder(StoreConfig()),
        TORCH: load_embedder(StoreConfig(embedder=str(weights_folder()))),
    }
    with TemporaryDirectory() as folder:
        texts = chunk_texts(copy_articles(Path(folder)), embedders[OURS])[: options.chunks]
    ours, by_torch = (embedder.embed(texts) for embedder in embedders.values())
    print(f"least cosine between both over {len(texts):,} chunks: {np.sum(ours * by_torch, axis=1).min():.7f}")
    sentences = [text[:120] for text in texts[:20]]
    for title, some, times in (
        (f"{len(texts):,} chunks", texts, 1),
        ("20 sentences, 20 times", sentences, 20),
        ("one question, 50 times", ["In which court was the case lodged?"], 50),
    ):
        ways = {name: _encoding(embedder, some, times) for name, embedder in embedders.items()}
        show(title, side_by_side(ways, options.rounds), TORCH)


def _encoding(embedder: Embedder, texts: Sequence[str], times: int) -> Callable[[], object]:
    return lambda: [embedder.embed(texts) for _ in range(times)]


if __name__ == "__main__":
    main()
