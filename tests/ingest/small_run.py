"""A real ingest in a process of its own that can be killed: FOLDER LIBRARY, with the embedder that needs no model."""

from __future__ import annotations

import sys
from pathlib import Path

from ingest.config import IngestConfig
from ingest.library import take_in
from tests.fakes import FakeEmbedder
from vectorstore.config import StoreConfig
from vectorstore.opening import writing


def main() -> None:
    folder, library = sys.argv[1:]
    embedder = FakeEmbedder()
    store_config = StoreConfig(path=Path(library), embed_batch=2, publish_every=0)
    config = IngestConfig(store=store_config, workers=1, chunk_characters=200)
    print("begins", flush=True)
    with writing(store_config, embedder.name, embedder.dimension) as store:
        summary = take_in([folder], store, embedder, config)
    print(f"{len(summary.results)} files, {len(summary.failed)} failed", flush=True)


if __name__ == "__main__":
    main()
