"""From a file that was read to a document with its chunks, before it has vectors."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256

import numpy as np

from ingest.chunker import chunker_version, cuts
from ingest.reading import ReadFile
from ingest.scan import FoundFile
from vectorstore.nouns import Chunk, Document, DocumentRecord, Vectors, document_id
from vectorstore.passages import chunks_of
from vectorstore.ports import Addition, Embedder


@dataclass(frozen=True, slots=True)
class Prepared:
    """A document that only wants vectors; ``known`` holds those of chunk texts that the library has already."""

    document: Document
    chunks: tuple[Chunk, ...]
    known: Mapping[str, Vectors]

    @property
    def record(self) -> DocumentRecord:
        return self.document.record


def prepare(file: FoundFile, read: ReadFile, embedder: Embedder, target: int) -> Document:
    """The document with its record, cut into chunks of about ``target`` characters."""
    text = read.loaded.text
    chunks = cuts(text, embedder, target, read.language or "en")
    unknown = sum(not chunk.known for chunk in chunks)
    chunker = chunker_version(target)
    record = DocumentRecord(
        id=document_id(file.uri, text, read.loaded.loader, chunker),
        uri=file.uri,
        title=read.loaded.title,
        kind=read.loaded.kind,
        root=str(file.root),
        text_sha256=sha256(text.encode()).hexdigest(),
        file_sha256=read.file_sha256,
        bytes=read.bytes,
        modified_ns=read.modified_ns,
        pages=len(read.loaded.page_starts),
        loader=read.loaded.loader,
        chunker=chunker,
        taken_in=datetime.now(UTC).isoformat(timespec="seconds"),
        chunk_ends=tuple(chunk.span.end for chunk in chunks),
        language=read.language,
        notes=(*read.loaded.notes, *_notes(read.language, unknown, len(chunks))),
    )
    return Document(record, text, read.loaded.page_starts)


def with_chunks(document: Document, known: Mapping[str, Vectors]) -> Prepared:
    return Prepared(document, tuple(chunks_of(document)), known)


def fresh_texts(group: Iterable[Prepared]) -> list[str]:
    """The chunk texts that want vectors, each once."""
    return list(dict.fromkeys(chunk.text for one in group for chunk in one.chunks if chunk.text not in one.known))


def addition(one: Prepared, fresh: Mapping[str, Vectors]) -> Addition:
    """The document with a vector for each chunk, from those known and those made now."""
    rows = [one.known[chunk.text] if chunk.text in one.known else fresh[chunk.text] for chunk in one.chunks]
    return Addition(one.document, one.chunks, np.stack(rows))


def _notes(language: str | None, unknown: int, chunks: int) -> tuple[str, ...]:
    notes = []
    if language not in {None, "en"}:
        notes.append(f"The text is not in English (it looks like {language}); answers from it will be poor.")
    if unknown:
        notes.append(
            f"{unknown} of {chunks} chunks cannot be searched by meaning: "
            "more than a fifth of what they hold is unknown to the embedder."
        )
    return tuple(notes)
