"""The folder of an embedded Chroma: found or made, opened, and checked that this embedder and version made it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

import chromadb
from chromadb.api.shared_system_client import SharedSystemClient
from chromadb.config import Settings
from chromadb.errors import NotFoundError

from vectorstore.catalog import SCHEMA
from vectorstore.errors import StoreMismatch, StoreNotFound, StoreUnavailable

if TYPE_CHECKING:
    from pathlib import Path

    from chromadb.api.client import Client

CHUNKS = "chunks"
DOCUMENTS = "documents"
_FILE = "chroma.sqlite3"
_HNSW = {"space": "cosine", "max_neighbors": 32, "ef_construction": 200, "ef_search": 200}
_NO_INDEX = {"space": "l2", "max_neighbors": 2, "ef_construction": 2, "ef_search": 2}
"""Records are never searched by vector; Chroma wants one all the same."""
_AGAIN = "take the documents in again into a new folder: quoteproof-ingest FOLDER --store NEW"


def open_place(path: Path, embedder_name: str, dimension: int, *, create: bool) -> Client:
    """A client whose two collections are there and fit. Raises StoreNotFound, StoreMismatch, StoreUnavailable."""
    _check_folder(path, create=create)
    client = _open_client(path)
    try:
        if create:
            _create_collections(client, embedder_name, dimension)
        _check_made_with(client, path, embedder_name, dimension)
    except BaseException:
        client.close()
        raise
    return client


def _check_folder(path: Path, *, create: bool) -> None:
    """Chroma would make a library wherever there is none."""
    if (path / _FILE).is_file():
        return
    if not create:
        raise StoreNotFound.at(path)
    if path.exists() and (not path.is_dir() or any(path.iterdir())):
        raise StoreUnavailable(f"{path} holds other files and no library; choose an empty or a new folder with --store")
    path.mkdir(parents=True, exist_ok=True)


def _open_client(path: Path) -> Client:
    try:
        return cast("Client", chromadb.PersistentClient(path, settings=Settings(anonymized_telemetry=False)))
    except BaseException:
        _forget_failed_start(str(path))
        raise


def _forget_failed_start(place: str) -> None:
    """Chroma keeps a client that failed to start, and would hand it out at the next opening of the folder."""
    if place not in SharedSystemClient._identifier_to_refcount:  # noqa: SLF001 - there is no public way
        SharedSystemClient._identifier_to_system.pop(place, None)  # noqa: SLF001 - the same


def _create_collections(client: Client, embedder_name: str, dimension: int) -> None:
    """Those that are not there yet; the documents last, since a library is known by them."""
    made_with = {"schema": SCHEMA, "embedder": embedder_name, "dimension": dimension}
    for name, index in ((CHUNKS, _HNSW), (DOCUMENTS, _NO_INDEX)):
        try:
            client.get_collection(name, embedding_function=None)
        except NotFoundError:
            client.create_collection(
                name, embedding_function=None, metadata=made_with, configuration=cast("Any", {"hnsw": index})
            )


def _check_made_with(client: Client, path: Path, embedder_name: str, dimension: int) -> None:
    try:
        made_with = client.get_collection(DOCUMENTS, embedding_function=None).metadata or {}
    except NotFoundError as error:
        raise StoreNotFound(
            f"the Chroma files at {path} hold no library; take documents in first: quoteproof-ingest FOLDER"
        ) from error
    schema, embedder, numbers = (made_with.get(name) for name in ("schema", "embedder", "dimension"))
    if schema != SCHEMA:
        raise StoreMismatch(f"the library at {path} has the layout {schema}, and this version reads {SCHEMA}; {_AGAIN}")
    if (embedder, numbers) != (embedder_name, dimension):
        raise StoreMismatch(
            f"the library at {path} was made with the embedder {embedder} ({numbers} numbers), "
            f"not with {embedder_name} ({dimension}); set that embedder in the configuration, or {_AGAIN}"
        )
