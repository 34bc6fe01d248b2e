"""Taking in a folder that has not changed, against hashing its files.

``python -m benchmarks.reingest [--copies N] [--rounds N]`` lays the articles out N times, so that the folder is not so
small that opening the library is all that is measured. Vectors are by chance, since an unchanged file needs none.
"""

from __future__ import annotations

import shutil
from argparse import ArgumentParser
from hashlib import sha256
from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks.articles import Unembedded, copy_articles
from benchmarks.side_by_side import show, side_by_side
from ingest.config import IngestConfig
from ingest.library import take_in
from vectorstore.config import StoreConfig
from vectorstore.embedder import load_embedder
from vectorstore.opening import writing

HASHING = "hashing the files"


def main() -> None:
    parser = ArgumentParser("python -m benchmarks.reingest", description=__doc__)
    parser.add_argument("--copies", type=int, default=5)
    parser.add_argument("--rounds", type=int, default=9)
    options = parser.parse_args()
    with TemporaryDirectory() as made:
        folder = _copies(Path(made), options.copies)
        config = IngestConfig(store=StoreConfig(path=Path(made) / "library"))
        embedder = Unembedded(load_embedder(config.store))

        def reopened() -> None:
            with writing(config.store, embedder.name, embedder.dimension) as store:
                take_in([folder], store, embedder, config)

        reopened()
        with writing(config.store, embedder.name, embedder.dimension) as store:
            ways = {
                HASHING: lambda: _hash(folder),
                "taking in, library open": lambda: take_in([folder], store, embedder, config),
            }
            opened = side_by_side(ways, options.rounds)
        files = sum(1 for path in folder.rglob("*") if path.is_file())
        show(f"{files:,} unchanged files", opened, HASHING)
        ways = {HASHING: lambda: _hash(folder), "taking in, library opened and closed": reopened}
        show("the same", side_by_side(ways, options.rounds), HASHING)


def _copies(made: Path, copies: int) -> Path:
    """Each copy of an article begins with its number, so that no two files have the same content."""
    articles = copy_articles(made)
    folder = made / "many"
    for number in range(copies):
        copy = folder / str(number)
        copy.mkdir(parents=True)
        for article in articles.iterdir():
            (copy / article.name).write_text(f"Copy {number}.\n\n{article.read_text('utf-8-sig')}", "utf-8")
    shutil.rmtree(articles)
    return folder


def _hash(folder: Path) -> None:
    for path in folder.rglob("*"):
        if path.is_file():
            sha256(path.read_bytes()).hexdigest()


if __name__ == "__main__":
    main()
