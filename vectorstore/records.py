"""How documents and chunks are laid down in Chroma: flat metadata of strings and whole numbers, and one text each."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from hashlib import sha256
from typing import Any

from vectorstore.errors import StoreMismatch
from vectorstore.nouns import Chunk, DocumentRecord, Kind, PageStart

Metadata = dict[str, str | int]

_PLAIN = (
    "id",
    "uri",
    "title",
    "root",
    "text_sha256",
    "file_sha256",
    "bytes",
    "modified_ns",
    "pages",
    "loader",
    "chunker",
    "taken_in",
)


def record_key(uri: str) -> str:
    """The id of a document's record: the same for all its versions, so that one write switches between them."""
    return sha256(uri.encode()).hexdigest()


def record_metadata(record: DocumentRecord) -> Metadata:
    """Every key is always there, since Chroma keeps what the version before had under a key that is not written."""
    metadata: Metadata = {name: getattr(record, name) for name in _PLAIN}
    return {
        **metadata,
        "kind": str(record.kind),
        "language": record.language or "",
        "notes": _compact(record.notes),
    }


def record_text(record: DocumentRecord) -> str:
    """The ends of the chunks, which may be too many for a metadata value."""
    return _compact(record.chunk_ends)


def record_from(metadata: Mapping[str, Any], text: str) -> DocumentRecord:
    """Raises StoreMismatch where this is not a record."""
    with _readable(f"the record of {metadata.get('uri')!r}"):
        return DocumentRecord(
            **{name: metadata[name] for name in _PLAIN},
            kind=Kind(metadata["kind"]),
            chunk_ends=tuple(json.loads(text)),
            language=metadata.get("language") or None,
            notes=tuple(json.loads(metadata.get("notes", "[]"))),
        )


def chunk_keys(name: str, seqs: Iterable[int]) -> list[str]:
    """The ids of chunks that are stored under a name, which is their document's id unless a store says otherwise."""
    return [f"{name}:{seq}" for seq in seqs]


def chunk_metadata(chunk: Chunk) -> Metadata:
    metadata: Metadata = {"document": chunk.document.id, "seq": chunk.seq}
    if chunk.page_starts:
        metadata["pages"] = _compact([(page.number, page.start, page.label) for page in chunk.page_starts])
    return metadata


def chunk_from(document: DocumentRecord, metadata: Mapping[str, Any], text: str) -> Chunk:
    """Raises StoreMismatch where this is not a chunk of the document."""
    with _readable(f"chunk {metadata.get('seq')} of {document.uri!r}"):
        return Chunk(
            document=document,
            span=document.chunk_span(metadata["seq"]),
            text=text,
            page_starts=tuple(PageStart(*page) for page in json.loads(metadata.get("pages", "[]"))),
            seq=metadata["seq"],
        )


@contextmanager
def _readable(what: str) -> Iterator[None]:
    try:
        yield
    except (KeyError, TypeError, ValueError, IndexError) as error:
        raise StoreMismatch(
            f"{what} in the library is not what this version writes ({error!r}); take the documents in again into a "
            "new folder: quoteproof-ingest FOLDER --store NEW"
        ) from error


def _compact(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
