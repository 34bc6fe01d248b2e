"""The records of a library that many processes write at once.

Each writing of a version has a name of its own, the document's id with a random part. Its chunks and its record are
stored under that name and never change, so no two writers ever touch the same rows. The collection of documents holds

- one row per writing, by its name: the record;
- one row per document, by the hash of its uri: the name of the writing that is visible, or none once it was removed;
- one row, ``change``, with a random value that every write replaces: who reads finds by it that nothing is new;
- one row per writing that may have to be swept, ``left/…``: each new one for as long as a writer may take, each
  replaced or removed one for as long as a question may take.

What makes writings visible, tells of the change and marks what they replace is one request, done whole or not at all.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import count
from secrets import token_hex
from typing import Any, NamedTuple, cast

import numpy as np
from chromadb.api.models.Collection import Collection
from chromadb.api.types import Include, Where

from vectorstore.catalog import Catalog
from vectorstore.chroma_reading import WITH_TEXT, in_pages, rows_of
from vectorstore.errors import StoreMismatch
from vectorstore.nouns import DocumentRecord
from vectorstore.records import Metadata, record_from, record_key, record_metadata, record_text
from vectorstore.server_place import ServerPlace

PAGE = 300
"""The most rows of one request; Chroma Cloud takes no more."""
AT_ONCE = (PAGE - 1) // 2
"""Documents that can be shown in one request: each has a row and may leave a writing over, and there is the change."""
_CHANGE = "change"
_TRIES = 3
_METADATA: Include = ["metadatas"]
_Row = tuple[str, str, Metadata]


class Writing(NamedTuple):
    """One writing of a version, and how many chunks it has."""

    name: str
    chunks: int


class Left(NamedTuple):
    """A writing that goes, unless the row with this key shows it, once the server's clock passes ``until`` (s)."""

    writing: Writing
    key: str
    until: int


@dataclass(frozen=True, slots=True)
class State:
    """What the records were at one time: ``by_name`` by their writings' names, ``names`` by the documents' ids."""

    catalog: Catalog
    change: str = ""
    by_name: Mapping[str, DocumentRecord] = field(default_factory=dict)
    names: Mapping[str, str] = field(default_factory=dict)


class ServerRecords:
    """Reads and writes the rows. Safe from many threads and many processes."""

    def __init__(self, rows: Collection, place: ServerPlace, embedder_name: str) -> None:
        self._rows = rows
        self._place = place
        self._embedder_name = embedder_name

    def empty(self) -> State:
        return State(Catalog(self._embedder_name))

    def change(self) -> str:
        """Differs after each write from what it was before; empty where there was none yet."""
        with self._place.talking():
            found = self._rows.get(ids=[_CHANGE], include=_METADATA)
        return next((str(row["is"]) for row in found["metadatas"] or ()), "")

    def refreshed(self, known: State) -> State:
        """The records now; only those that are new are read. Raises StoreMismatch for rows that are none of ours."""
        change = self.change()
        if change == known.change:
            return known
        for _ in range(_TRIES):
            shown = self._shown()
            new = self._read([name for name in shown if name not in known.by_name])
            by_name = {name: known.by_name.get(name) or new.get(name) for name in shown}
            records = {name: record for name, record in by_name.items() if record is not None}
            if len(records) == len(shown):
                names = {record.id: name for name, record in records.items()}
                return State(Catalog(self._embedder_name, records.values()), change, records, names)
        raise StoreMismatch(
            f"{self._place} shows documents that have no record; take them in again: quoteproof-ingest FOLDER"
        )

    def writings(self, keys: Iterable[str]) -> dict[str, Writing]:
        """What the rows with these keys show now; those that show nothing are left out."""
        found: dict[str, Writing] = {}
        for page in in_pages(sorted(set(keys)), PAGE):
            with self._place.talking():
                rows = self._rows.get(ids=list(page), include=_METADATA)
            for key, row in zip(rows["ids"], cast("Any", rows["metadatas"]), strict=True):
                if row["shows"]:
                    found[key] = Writing(row["shows"], row["chunks"])
        return found

    def announce(self, begun: Sequence[tuple[DocumentRecord, Writing]], until: int) -> None:
        """Before chunks are written, so that they are swept if nothing ever shows them. Writes the records too."""
        rows = [_left_row(Left(writing, record_key(record.uri), until)) for record, writing in begun]
        rows += [(writing.name, record_text(record), record_metadata(record)) for record, writing in begun]
        for page in in_pages(rows, PAGE):
            self._put(page)

    def show(self, shown: Mapping[str, Writing], replaced: Sequence[Left]) -> None:
        """Make writings visible, at most ``AT_ONCE``, by the keys of their documents."""
        rows = [_shown_row(key, writing) for key, writing in shown.items()]
        self._put([*rows, *map(_left_row, replaced), (_CHANGE, "", {"is": token_hex(8)})])

    def left(self, now: int) -> list[Left]:
        """Some of the writings whose time is over, or none where there are none."""
        with self._place.talking():
            found = self._rows.get(where=_over(now), limit=PAGE, include=_METADATA)
        rows = cast("Any", found["metadatas"])
        return [Left(Writing(row["left"], row["chunks"]), row["key"], now) for row in rows]

    def forget(self, left: Sequence[Left], gone: Sequence[Left]) -> None:
        """Delete the rows of what ``left`` gave, and the records of those that are gone.

        A row that another writer wrote anew meanwhile stays.
        """
        with self._place.talking(2 * len(left)):
            if gone:
                self._rows.delete(ids=[one.writing.name for one in gone])
            self._rows.delete(ids=[f"left/{one.writing.name}" for one in left], where=_over(left[0].until))

    def _shown(self) -> list[str]:
        """The names of the visible writings. Rows of documents are never deleted, so that none moves to a page before
        it while they are read.
        """
        names: list[str] = []
        for start in count(0, PAGE):
            with self._place.talking():
                found = self._rows.get(where={"row": "document"}, limit=PAGE, offset=start, include=_METADATA)
            names += [str(row["shows"]) for row in found["metadatas"] or () if row["shows"]]
            if len(found["ids"]) < PAGE:
                break
        return names

    def _read(self, names: Sequence[str]) -> dict[str, DocumentRecord]:
        records: dict[str, DocumentRecord] = {}
        for page in in_pages(names, PAGE):
            with self._place.talking():
                found = self._rows.get(ids=list(page), include=WITH_TEXT)
            records.update(
                (name, record_from(metadata, text))
                for name, (metadata, text) in zip(found["ids"], rows_of(found), strict=True)
            )
        return records

    def _put(self, rows: Sequence[_Row]) -> None:
        with self._place.talking(len(rows)):
            self._rows.upsert(
                ids=[key for key, _, _ in rows],
                embeddings=np.ones((len(rows), 1), dtype=np.float32),
                documents=[text for _, text, _ in rows],
                metadatas=[metadata for _, _, metadata in rows],
            )


def new_writing(record: DocumentRecord) -> Writing:
    return Writing(f"{record.id}.{token_hex(8)}", len(record.chunk_ends))


NOTHING = Writing("", 0)
"""What the row of a removed document shows."""


def _over(now: int) -> Where:
    return cast("Where", {"until": {"$lt": now}})


def _shown_row(key: str, writing: Writing) -> _Row:
    return key, "", {"row": "document", "shows": writing.name, "chunks": writing.chunks}


def _left_row(left: Left) -> _Row:
    writing, key, until = left
    return f"left/{writing.name}", "", {"left": writing.name, "key": key, "chunks": writing.chunks, "until": until}
