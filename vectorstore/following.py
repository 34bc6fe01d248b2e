"""The library as readers see it: always the generation that was published last."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import RLock

from vectorstore.by_snapshot import BySnapshot
from vectorstore.chroma import ChromaStore
from vectorstore.chroma_faults import faults_of
from vectorstore.errors import StoreUnavailable
from vectorstore.generations import Generations, Held, copy_library
from vectorstore.ports import Addition, Store


class FollowingStore(BySnapshot):
    """A ``Store`` to read, safe from many threads, that notices what other processes published.

    Each call, and each ``snapshot`` as a whole, sees one generation. A generation is closed when the last snapshot of
    it ends. A folder that may not be written is read from a copy in the temporary folder, since Chroma writes
    housekeeping whatever is asked of it.
    """

    def __init__(self, folder: Path, embedder_name: str, dimension: int) -> None:
        """Raises StoreNotFound, StoreMismatch, StoreUnavailable."""
        super().__init__(embedder_name)
        self._generations = Generations(folder)
        self._dimension = dimension
        self._lock = RLock()
        self._closed = False
        self._current = self._opened()

    @contextmanager
    def snapshot(self) -> Iterator[Store]:
        """The library as it is now, unchanged until the block ends."""
        opened = self._enter()
        try:
            yield opened.store
        finally:
            self._leave(opened)

    def close(self) -> None:
        """Let go of the folder once the running snapshots end. Closing twice is fine."""
        with self._lock:
            if not self._closed:
                self._closed = True
                self._retire(self._current)

    def add_all(self, additions: Sequence[Addition]) -> None:  # noqa: ARG002 - it takes none
        raise self._only_read()

    def remove(self, uri: str) -> None:  # noqa: ARG002 - it removes none
        raise self._only_read()

    def _enter(self) -> _Opened:
        with self._lock:
            if self._closed:
                raise StoreUnavailable(f"the library at {self._generations.folder} was closed; open it again")
            if self._generations.stamp() != self._current.stamp:
                old, self._current = self._current, self._opened()
                self._retire(old)
            self._current.users += 1
            return self._current

    def _leave(self, opened: _Opened) -> None:
        with self._lock:
            opened.users -= 1
            if opened.retired and not opened.users:
                opened.close()

    def _retire(self, opened: _Opened) -> None:
        opened.retired = True
        if not opened.users:
            opened.close()

    def _opened(self) -> _Opened:
        with faults_of(self._generations.folder):
            stamp = self._generations.stamp()
            held = self._generations.hold()
            copy = None
            try:
                copy = None if _may_be_written(held.path) else _copied(held.path)
                path = Path(copy.name) if copy else held.path
                store = ChromaStore.open(path, self._embedder_name, self._dimension)
            except BaseException:
                held.release()
                if copy:
                    copy.cleanup()
                raise
            return _Opened(stamp, held, store, copy)

    def _only_read(self) -> StoreUnavailable:
        return StoreUnavailable(
            f"the library at {self._generations.folder} is open for reading; take documents in by quoteproof-ingest"
        )


@dataclass(slots=True)
class _Opened:
    """A generation that is open, and how many snapshots of it are running."""

    stamp: tuple[int, int] | None
    held: Held
    store: ChromaStore
    copy: TemporaryDirectory[str] | None
    users: int = 0
    retired: bool = False

    def close(self) -> None:
        self.store.close()
        self.held.release()
        if self.copy:
            self.copy.cleanup()


def _may_be_written(path: Path) -> bool:
    parts = [path, *path.rglob("*")]
    return all(os.access(part, os.W_OK, effective_ids=os.access in os.supports_effective_ids) for part in parts)


def _copied(path: Path) -> TemporaryDirectory[str]:
    copy = TemporaryDirectory(prefix="quoteproof-library-")
    try:
        copy_library(path, Path(copy.name))
    except BaseException:
        copy.cleanup()
        raise
    return copy
