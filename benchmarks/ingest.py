"""Taking the articles in, against the bare encoding of the same chunks and against the usual LangChain way.

``python -m benchmarks.ingest [--articles N] [--rounds N]``; needs the ``benchmarks`` extra. Loading the models is not
timed. Both libraries are written to disk. The usual way is what LangChain's guides show: RecursiveCharacterTextSplitter
with 1,000 and 200 characters, HuggingFaceEmbeddings, Chroma.from_documents.
"""

from __future__ import annotations

from argparse import ArgumentParser
from collections.abc import Callable
from itertools import count
from pathlib import Path
from tempfile import TemporaryDirectory

from langchain_chroma import Chroma
from langchain_core.documents import Document
from langchain_core.embeddings import Embeddings
from langchain_text_splitters import RecursiveCharacterTextSplitter
from sentence_transformers import SentenceTransformer

from benchmarks.articles import chunk_texts, copy_articles
from benchmarks.side_by_side import show, side_by_side
from ingest.config import IngestConfig
from ingest.library import take_in
from vectorstore.config import StoreConfig
from vectorstore.embedder import load_embedder
from vectorstore.minilm import weights_folder
from vectorstore.opening import writing
from vectorstore.ports import Embedder

BARE = "bare encoding of the same chunks"


def main() -> None:
    parser = ArgumentParser("python -m benchmarks.ingest", description=__doc__)
    parser.add_argument("--articles", type=int)
    parser.add_argument("--rounds", type=int, default=3)
    options = parser.parse_args()
    embedder, usual = load_embedder(StoreConfig()), _UsualEmbeddings(StoreConfig().embed_batch)
    with TemporaryDirectory() as made:
        place = Path(made)
        folder = copy_articles(place, options.articles)
        texts = chunk_texts(folder, embedder)
        embedder.embed(texts[:16])
        usual.embed_documents(texts[:16])
        ways = {
            BARE: lambda: embedder.embed(texts),
            "quoteproof-ingest": _our_way(folder, place, embedder),
            "the usual LangChain way": _usual_way(folder, place, usual),
        }
        show(f"{len(list(folder.iterdir()))} articles, {len(texts):,} chunks", side_by_side(ways, options.rounds), BARE)


def _our_way(folder: Path, place: Path, embedder: Embedder) -> Callable[[], object]:
    runs = count()

    def run() -> None:
        config = IngestConfig(store=StoreConfig(path=place / f"library-{next(runs)}"))
        with writing(config.store, embedder.name, embedder.dimension) as store:
            take_in([folder], store, embedder, config)

    return run


def _usual_way(folder: Path, place: Path, embeddings: Embeddings) -> Callable[[], object]:
    runs = count()

    def run() -> None:
        texts = [(file.read_text("utf-8-sig"), file.name) for file in sorted(folder.iterdir())]
        documents = [Document(text, metadata={"source": source}) for text, source in texts]
        splitter = RecursiveCharacterTextSplitter(chunk_size=1000, chunk_overlap=200)
        chroma = str(place / f"chroma-{next(runs)}")
        Chroma.from_documents(splitter.split_documents(documents), embeddings, persist_directory=chroma)

    return run


class _UsualEmbeddings(Embeddings):
    """What HuggingFaceEmbeddings does; its package wants an older huggingface-hub than sentence-transformers does."""

    def __init__(self, batch: int) -> None:
        self._model = SentenceTransformer(str(weights_folder()), local_files_only=True)
        self._batch = batch

    def embed_documents(self, texts: list[str]) -> list[list[float]]:
        lines = [text.replace("\n", " ") for text in texts]
        vectors: list[list[float]] = self._model.encode(lines, batch_size=self._batch, show_progress_bar=False).tolist()
        return vectors

    def embed_query(self, text: str) -> list[float]:
        return self.embed_documents([text])[0]


if __name__ == "__main__":
    main()
