"""Opens the library that the configuration names, in a folder or on a server: once for readers, once for a writer."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from vectorstore.by_snapshot import BySnapshot
from vectorstore.chroma_faults import faults_of
from vectorstore.config import StoreConfig
from vectorstore.errors import StoreNotFound, StoreUnavailable
from vectorstore.following import FollowingStore
from vectorstore.generations import Generations
from vectorstore.ports import Store
from vectorstore.publishing import PublishingStore
from vectorstore.write_lock import Say, write_lock

if TYPE_CHECKING:
    from vectorstore.server import ServerStore


def open_library(config: StoreConfig, embedder_name: str, dimension: int) -> BySnapshot:
    """The library to read; it follows what others write. Raises StoreNotFound, StoreMismatch, StoreUnavailable."""
    if config.url is not None:
        return open_server(config, config.url, embedder_name, dimension)
    return FollowingStore(config.folder, embedder_name, dimension)


@contextmanager
def writing(
    config: StoreConfig, embedder_name: str, dimension: int, say: Say = print, create: bool = True
) -> Iterator[Store]:
    """The library to write; made where there is none and ``create`` says so.

    A folder is written while nobody else does, as ``writing_folder`` says. A server is written beside others, and shows
    each document at once. Raises StoreNotFound, StoreMismatch, StoreUnavailable.
    """
    if config.url is None:
        with writing_folder(config, embedder_name, dimension, say, create) as folder:
            yield folder
    else:
        with open_server(config, config.url, embedder_name, dimension, create=create) as server:
            server.sweep()
            yield server


def open_server(
    config: StoreConfig, url: str, embedder_name: str, dimension: int, *, create: bool = False
) -> ServerStore:
    """The library on a server, to read and to write. Raises StoreNotFound, StoreMismatch, StoreUnavailable."""
    from vectorstore.server import ServerStore  # noqa: PLC0415 - a folder does without HTTP, whose import takes long

    return ServerStore.open(config, url, embedder_name, dimension, create=create)


@contextmanager
def writing_folder(
    config: StoreConfig, embedder_name: str, dimension: int, say: Say = print, create: bool = True
) -> Iterator[PublishingStore]:
    """The folder's library, while nobody else writes it.

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
