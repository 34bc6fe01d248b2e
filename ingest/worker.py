"""Takes some files into a library on a server, from any process of any machine."""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterator, Mapping, Sequence
from functools import cache
from typing import NamedTuple, TypeAlias

from ingest.config import IngestConfig
from ingest.errors import UnreadableFile
from ingest.prepare import addition, fresh_texts, prepare, with_chunks
from ingest.reading import FileBytes, read_content
from ingest.scan import FoundFile
from vectorstore.config import StoreConfig
from vectorstore.embedder import load_embedder
from vectorstore.errors import DocumentGone
from vectorstore.nouns import DocumentRecord, Vectors
from vectorstore.opening import open_server
from vectorstore.ports import Embedder, Store


class Given(NamedTuple):
    """A file to take in with its content, so that no worker needs its folder, and the version before it, if any."""

    file: FoundFile
    content: FileBytes
    source: DocumentRecord | None


class Taken(NamedTuple):
    """A file with its document, which is in the library now, or why it could not be read."""

    file: FoundFile
    result: DocumentRecord | UnreadableFile


Spread: TypeAlias = Callable[[Iterator[Given]], Generator[Taken, None, None]]
"""Has files taken in by workers, in any order."""


def take_in_some(config: IngestConfig, some: Sequence[Given]) -> list[Taken]:
    """Read, embed and write some files into the server's library; again is as once. Raises StoreError."""
    embedder, store = _opened(config.store)
    taken, group = [], []
    for file, content, source in some:
        try:
            read = read_content(file.path.name, content)
        except UnreadableFile as error:
            taken.append(Taken(file, error))
            continue
        document = prepare(file, read, embedder, config.chunk_characters)
        group.append(with_chunks(document, _known(store, source)))
        taken.append(Taken(file, document.record))
    texts = fresh_texts(group)
    fresh = dict(zip(texts, embedder.embed(texts), strict=True)) if texts else {}
    store.add_all([addition(one, fresh) for one in group])
    return taken


@cache
def _opened(config: StoreConfig) -> tuple[Embedder, Store]:
    """Once in a worker, which takes in many files."""
    embedder = load_embedder(config)
    return embedder, open_server(config, str(config.url), embedder.name, embedder.dimension)


def _known(store: Store, source: DocumentRecord | None) -> Mapping[str, Vectors]:
    try:
        return store.vectors(source) if source else {}
    except DocumentGone:
        return {}
