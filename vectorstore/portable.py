"""A library as one file, which any store can take in.

The file is a zip of

- ``manifest.json``: ``format`` ("quoteproof-library"), ``version`` (1), ``embedder``, ``dimension``, ``documents``
  and ``chunks``, how many there are;
- ``documents.jsonl``: one record per line, with the names of ``DocumentRecord``, and ``page_starts``, a list of
  ``[number, start, label]``, with starts in code points of the text;
- ``chunks.jsonl``: one chunk per line, ``document``, ``seq`` and ``text``, in the order of the documents; the texts of
  a document's chunks, joined, are its text;
- ``vectors.npy``: NumPy's format, float32, of the shape ``(chunks, dimension)``, in the order of the chunks.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict
from hashlib import sha256
from pathlib import Path
from typing import IO, Any
from zipfile import ZIP_DEFLATED, ZIP_STORED, BadZipFile, ZipFile

import numpy as np

from vectorstore.errors import StoreError, StoreMismatch, StoreUnavailable
from vectorstore.nouns import Document, DocumentRecord, Kind, PageStart, Vectors
from vectorstore.passages import chunks_of
from vectorstore.ports import Addition, Store
from vectorstore.whole import add_in_groups, whole, whole_text

_FORMAT, _VERSION = "quoteproof-library", 1


def export_library(store: Store, file: Path, dimension: int) -> int:
    """Write all documents of a store to a file; gives how many. The file appears whole or not at all.

    Raises StoreError where a document is not sound, StoreUnavailable where the file cannot be written.
    """
    new = file.with_name(f"{file.name}.part")
    with store.snapshot() as library:
        records = library.documents()
        try:
            with ZipFile(new, "w", ZIP_DEFLATED) as zipped:
                _write(zipped, library, records, dimension)
            new.replace(file)
        except OSError as error:
            raise StoreUnavailable(f"{file} cannot be written: {error}; choose another place") from error
        finally:
            new.unlink(missing_ok=True)
    return len(records)


def import_library(file: Path, store: Store) -> int:
    """Add all documents of a file to a store; gives how many. Those of the same uri are replaced.

    Raises StoreMismatch where another embedder made the file or its parts do not fit, StoreUnavailable where it
    cannot be read.
    """
    with _readable(file), ZipFile(file) as zipped:
        manifest = json.loads(zipped.read("manifest.json"))
        if (manifest["format"], manifest["version"]) != (_FORMAT, _VERSION):
            raise StoreMismatch(f"{file} is a {manifest['format']} of version {manifest['version']}, not {_VERSION}")
        if manifest["embedder"] != store.embedder_name:
            raise StoreMismatch(
                f"{file} was made with the embedder {manifest['embedder']}, the library with {store.embedder_name}; "
                "import it with that embedder in the configuration, into a new library"
            )
        return add_in_groups(store, _additions(zipped))


def _write(zipped: ZipFile, store: Store, records: Sequence[DocumentRecord], dimension: int) -> None:
    chunks = sum(len(record.chunk_ends) for record in records)
    manifest = {
        "format": _FORMAT,
        "version": _VERSION,
        "embedder": store.embedder_name,
        "dimension": dimension,
        "documents": len(records),
        "chunks": chunks,
    }
    zipped.writestr("manifest.json", json.dumps(manifest, indent=1))
    with zipped.open("documents.jsonl", "w", force_zip64=True) as lines:
        for record in records:
            pages = [(page.number, page.start, page.label) for page in whole_text(store, record)[0].page_starts]
            _line(lines, {**asdict(record), "page_starts": pages})
    with zipped.open("chunks.jsonl", "w", force_zip64=True) as lines:
        for record in records:
            for chunk in whole_text(store, record)[1]:
                _line(lines, {"document": record.id, "seq": chunk.seq, "text": chunk.text})
    zipped.compression = ZIP_STORED
    with zipped.open("vectors.npy", "w", force_zip64=True) as rows:
        header = {"descr": "<f4", "fortran_order": False, "shape": (chunks, dimension)}
        np.lib.format.write_array_header_1_0(rows, header)
        for record in records:
            rows.write(whole(store, record).vectors.astype("<f4").tobytes())


def _line(lines: IO[bytes], value: object) -> None:
    lines.write(json.dumps(value, ensure_ascii=False).encode() + b"\n")


def _additions(zipped: ZipFile) -> Iterator[Addition]:
    with (
        zipped.open("documents.jsonl") as documents,
        zipped.open("chunks.jsonl") as chunks,
        zipped.open("vectors.npy") as rows,
    ):
        np.lib.format.read_magic(rows)
        shape, _, kind = np.lib.format.read_array_header_1_0(rows)
        for line in documents:
            record, pages = _record(json.loads(line))
            found = [json.loads(chunks.readline()) for _ in record.chunk_ends]
            size = len(found) * shape[1] * kind.itemsize
            vectors = np.frombuffer(rows.read(size), kind).reshape(len(found), shape[1]).astype(np.float32)
            yield _addition(record, pages, found, vectors)


def _record(values: dict[str, Any]) -> tuple[DocumentRecord, tuple[PageStart, ...]]:
    pages = tuple(PageStart(*page) for page in values.pop("page_starts"))
    tuples = {"kind": Kind(values["kind"]), "chunk_ends": tuple(values["chunk_ends"]), "notes": tuple(values["notes"])}
    return DocumentRecord(**{**values, **tuples}), pages


def _addition(
    record: DocumentRecord, pages: tuple[PageStart, ...], found: Sequence[dict[str, Any]], vectors: Vectors
) -> Addition:
    document = Document(record, "".join(chunk["text"] for chunk in found), pages)
    if sha256(document.text.encode()).hexdigest() != record.text_sha256:
        raise _no_text_of(record)
    chunks = chunks_of(document)
    if any((chunk.text, record.id) != (c["text"], c["document"]) for chunk, c in zip(chunks, found, strict=True)):
        raise _no_text_of(record)
    return Addition(document, chunks, vectors)


def _no_text_of(record: DocumentRecord) -> StoreMismatch:
    return StoreMismatch(f"the chunks of {record.uri!r} in the file are not its text; export the library again")


@contextmanager
def _readable(file: Path) -> Iterator[None]:
    try:
        yield
    except StoreError:
        raise
    except OSError as error:
        raise StoreUnavailable(f"{file} cannot be read: {error}; name a file that --export wrote") from error
    except (BadZipFile, KeyError, TypeError, ValueError, IndexError) as error:
        raise StoreMismatch(f"{file} is no library that --export wrote ({error!r}); export it again") from error
