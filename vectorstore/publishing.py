"""The library as its one writer sees it: changes go into a copy, which is published whole."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from time import monotonic

from vectorstore.chroma import ChromaStore
from vectorstore.chroma_faults import faults_of
from vectorstore.errors import DocumentGone, StoreMismatch, StoreUnavailable
from vectorstore.generations import Generations, Held
from vectorstore.in_time import in_time
from vectorstore.nouns import Chunk, Document, DocumentRecord, Hit, Passage, Span, Vectors
from vectorstore.ports import Addition, Store

_WRITE_S = 120.0
"""The least time that a write is given, and what each chunk in it adds; a thousand take about one second."""
_CHUNK_S = 0.05


class PublishingStore:
    """A ``Store`` to write, for who holds the write lock. Nothing is copied before the first change.

    Readers see the changes once ``publish`` was called; a write calls it by itself when the last publishing is
    ``publish_every`` seconds old. After a write that failed or hung nothing more is written and nothing published.
    """

    def __init__(
        self,
        folder: Path,
        embedder_name: str,
        dimension: int,
        publish_every: float,
        create: bool,
        anew: bool = False,
        write_s: float = _WRITE_S,
    ) -> None:
        """``anew`` begins without what is published. Raises StoreNotFound, StoreMismatch, StoreUnavailable."""
        self._generations = Generations(folder)
        self._embedder_name = embedder_name
        self._dimension = dimension
        self._publish_every = publish_every
        self._write_s = write_s
        self._since = monotonic()
        self._failed = self._running = False
        with faults_of(folder):
            new = anew or (create and self._generations.published() is None)
            self._open(self._generations.begin(empty=True) if new else self._generations.hold(), create=new)
        self._begun = self._changed = new

    def publish(self) -> None:
        """Make all changes visible to readers; without a change it does nothing. Raises StoreUnavailable."""
        self._refuse_after_failure()
        if not self._changed:
            return
        with self._failing(), faults_of(self._generations.folder):
            fingerprint = self._store.fingerprint
            self._in_time(0, "closing the copy that is published", self._store.close)
            self._open(self._held, create=False)
            _check(self._store, fingerprint)
            self._generations.publish(self._held.path)
            self._begun = self._changed = False
            self._since = monotonic()
            self._generations.sweep()

    def close(self) -> None:
        """Let go, and sweep what was not published. A copy in which a write hangs stays until the process ends."""
        if self._running:
            return
        with suppress(StoreUnavailable):
            self._in_time(0, "closing the library", self._store.close)
            self._held.release()
            if self._begun:
                self._generations.sweep()

    @contextmanager
    def snapshot(self) -> Iterator[Store]:
        """The library with the changes up to now."""
        yield self

    @property
    def embedder_name(self) -> str:
        return self._embedder_name

    @property
    def failed(self) -> bool:
        """Whether a write failed, so that the changes since the last publishing are lost."""
        return self._failed or self._running

    @property
    def fingerprint(self) -> str:
        return self._store.fingerprint

    def add(self, document: Document, chunks: Sequence[Chunk], vectors: Vectors) -> None:
        self.add_all([Addition(document, chunks, vectors)])

    def add_all(self, additions: Sequence[Addition]) -> None:
        chunks = sum(len(addition.chunks) for addition in additions)
        self._write(chunks, lambda: self._store.add_all(additions))

    def remove(self, uri: str) -> None:
        record = next((record for record in self._store.documents() if record.uri == uri), None)
        self._write(len(record.chunk_ends) if record else 0, lambda: self._store.remove(uri))

    def documents(self) -> Sequence[DocumentRecord]:
        return self._store.documents()

    def search(self, vector: Vectors, limit: int, within: Collection[str] | None = None) -> list[Hit]:
        return self._store.search(vector, limit, within)

    def containing(self, word: str, limit: int, within: Collection[str] | None = None) -> list[Chunk]:
        return self._store.containing(word, limit, within)

    def text(self, document: DocumentRecord, span: Span) -> Passage:
        return self._store.text(document, span)

    def vectors(self, document: DocumentRecord) -> Mapping[str, Vectors]:
        return self._store.vectors(document)

    def _write(self, chunks: int, call: Callable[[], None]) -> None:
        self._refuse_after_failure()
        if not self._begun:
            with faults_of(self._generations.folder):
                self._begin()
        before, self._changed = self._changed, True
        with self._failing():
            try:
                self._in_time(chunks, f"a write of {chunks:,} chunks", call)
            except (StoreMismatch, DocumentGone):
                self._changed = before
                raise
        if monotonic() - self._since > self._publish_every:
            self.publish()

    def _begin(self) -> None:
        """Go over to a copy; the published generation stays open until that is there."""
        copy = self._generations.begin()
        store, held = self._store, self._held
        self._open(copy, create=True)
        self._begun = True
        store.close()
        held.release()

    def _open(self, held: Held, create: bool) -> None:
        try:
            self._store = ChromaStore.open(held.path, self._embedder_name, self._dimension, create=create)
        except BaseException:
            held.release()
            raise
        self._held = held

    def _in_time(self, chunks: int, what: str, call: Callable[[], None]) -> None:
        def run() -> None:
            try:
                call()
            finally:
                self._running = False

        self._running = True
        seconds = self._write_s + chunks * _CHUNK_S
        late = StoreUnavailable(
            f"{what} did not end within {seconds:.0f} s, as after a full disk; what was published before stays as it "
            "was. Look at the disk, then run it again"
        )
        in_time(seconds, run, late)

    @contextmanager
    def _failing(self) -> Iterator[None]:
        try:
            yield
        except StoreUnavailable:
            self._failed = True
            raise

    def _refuse_after_failure(self) -> None:
        if self.failed:
            raise StoreUnavailable(
                f"an earlier write to the library at {self._generations.folder} failed; what was published stays. "
                "Mend the disk, then run it again"
            )


def _check(store: ChromaStore, fingerprint: str) -> None:
    """That a closed copy opens with the same documents and can be searched."""
    if store.fingerprint != fingerprint:
        raise StoreUnavailable(
            "the copy that should be published does not hold what was written into it; look at the disk, then run it "
            "again. What was published before stays as it was"
        )
    record = next((record for record in store.documents() if record.chunk_ends), None)
    if record is not None:
        text, vector = next(iter(store.vectors(record).items()))
        if all(hit.score < 0.99 for hit in store.search(vector, 1)):
            raise StoreUnavailable(f"the copy that should be published does not find {text[:40]!r}; run it again")
