"""Opens the library that the configuration names: once for readers, once for a writer.

This is the place to plug another kind of place in: a server would be chosen here by its key in ``StoreConfig``. For it,
``open_library`` gives a ``ChromaStore`` over the server's client, whose ``snapshot`` is itself, and ``writing`` yields
the same without a lock and a publishing, since a server is told of each change at once.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from vectorstore.chroma_faults import faults_of
from vectorstore.config import StoreConfig
from vectorstore.errors import StoreNotFound, StoreUnavailable
from vectorstore.following import FollowingStore
from vectorstore.generations import Generations
from vectorstore.publishing import PublishingStore
from vectorstore.write_lock import Say, write_lock


def open_library(config: StoreConfig, embedder_name: str, dimension: int) -> FollowingStore:
    """The library to read; it follows what is published. Raises StoreNotFound, StoreMismatch, StoreUnavailable."""
    return FollowingStore(config.folder, embedder_name, dimension)


@contextmanager
def writing(
    config: StoreConfig, embedder_name: str, dimension: int, say: Say = print, create: bool = True
) -> Iterator[PublishingStore]:
    """The library to write, while nobody else does; made where there is none and ``create`` says so.

    What was finished is published when the block ends, by an error or Ctrl-C too, unless a write failed. ``say`` is
    told what is waited for, and that a killed run is taken up. Raises StoreNotFound, StoreMismatch, StoreUnavailable.
    """
    folder = config.folder
    _check_folder(folder, create=create)
    with write_lock(folder, config.lock_wait, say) as killed:
        with faults_of(folder):
            Generations(folder).sweep()
        if killed is not None:
            say(f"Resumed: {killed}, did not end. What it had published is there; the rest is done now.")
        store = PublishingStore(folder, embedder_name, dimension, config.publish_every, create)
        try:
            yield store
        finally:
            try:
                if not store.failed:
                    store.publish()
            finally:
                store.close()


def _check_folder(folder: Path, *, create: bool) -> None:
    generations = Generations(folder)
    with faults_of(folder):
        if generations.published() is not None:
            return
        if not create:
            raise StoreNotFound.at(folder)
        if not generations.is_free():
            raise StoreUnavailable(
                f"{folder} holds other files and no library; choose an empty or a new folder with --store"
            )
        folder.mkdir(parents=True, exist_ok=True)
