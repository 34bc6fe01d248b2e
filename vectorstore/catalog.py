"""The records of a library in memory, so that a hit leads to its document without another read."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from hashlib import sha256
from threading import Lock

from vectorstore.errors import DocumentGone
from vectorstore.nouns import DocumentRecord

SCHEMA = 1
"""The version of how documents and chunks are laid down in a store."""


class Catalog:
    """One record per document. Safe from many threads; what was read stays as it was."""

    def __init__(self, embedder_name: str, records: Iterable[DocumentRecord] = ()) -> None:
        self._embedder_name = embedder_name
        self._lock = Lock()
        self._by_uri = {record.uri: record for record in records}
        self._by_id = {record.id: record for record in self._by_uri.values()}
        self._sorted: tuple[DocumentRecord, ...] | None = None
        self._fingerprint: str | None = None

    def put(self, record: DocumentRecord) -> DocumentRecord | None:
        """Take in a version; gives the version of the same uri that it replaces."""
        with self._lock:
            old = self._by_uri.get(record.uri)
            if old is not None:
                del self._by_id[old.id]
            self._by_uri[record.uri] = self._by_id[record.id] = record
            self._sorted = self._fingerprint = None
        return old

    def drop(self, uri: str) -> None:
        with self._lock:
            del self._by_id[self._by_uri.pop(uri).id]
            self._sorted = self._fingerprint = None

    def version_of(self, uri: str) -> DocumentRecord:
        """The record of a uri; raises DocumentGone."""
        record = self._by_uri.get(uri)
        if record is None:
            raise DocumentGone(f"{uri!r} is not in the library; list what is there with: quoteproof-ingest --list")
        return record

    def by_id(self, document: str) -> DocumentRecord | None:
        return self._by_id.get(document)

    def ids(self) -> Collection[str]:
        """Those of all documents."""
        with self._lock:
            return tuple(self._by_id)

    def require(self, document: DocumentRecord) -> None:
        """Raises DocumentGone where this version is not in the library."""
        if document.id not in self._by_id:
            raise DocumentGone(
                f"{document.uri!r} as taken in at {document.taken_in} is no longer in the library; ask again"
            )

    def documents(self) -> tuple[DocumentRecord, ...]:
        """All records by uri."""
        with self._lock:
            if self._sorted is None:
                self._sorted = tuple(self._by_uri[uri] for uri in sorted(self._by_uri))
            return self._sorted

    def present(self, within: Collection[str]) -> list[str]:
        """The ids among ``within`` that the library has, each once and in order."""
        return sorted(document for document in set(within) if document in self._by_id)

    @property
    def fingerprint(self) -> str:
        """Sha256 of the embedder's name, the schema and the ids of all documents."""
        with self._lock:
            if self._fingerprint is None:
                parts = [self._embedder_name, str(SCHEMA), *sorted(self._by_id)]
                self._fingerprint = sha256("\n".join(parts).encode()).hexdigest()
            return self._fingerprint
