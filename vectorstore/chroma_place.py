"""The folder of an embedded Chroma: found or made, opened, and checked that this embedder and version made it."""

from __future__ import annotations

from threading import Lock
from typing import TYPE_CHECKING, Any, cast

import chromadb
from chromadb.api.shared_system_client import SharedSystemClient
from chromadb.config import Settings
from chromadb.errors import NotFoundError

from vectorstore.catalog import SCHEMA
from vectorstore.errors import StoreMismatch, StoreNotFound, StoreUnavailable

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from chromadb.api.client import Client

CHUNKS = "chunks"
DOCUMENTS = "documents"
_FILE = "chroma.sqlite3"
_HNSW = {"space": "cosine", "max_neighbors": 32, "ef_construction": 200, "ef_search": 1000}
_NO_INDEX = {"space": "l2", "max_neighbors": 2, "ef_construction": 2, "ef_search": 2}
"""Records are never searched by vector; Chroma wants one all the same."""
INDEXES = {CHUNKS: cast("Any", {"hnsw": _HNSW}), DOCUMENTS: cast("Any", {"hnsw": _NO_INDEX})}
"""Collections in the order in which they are made: the documents last, since a library is known by them."""
_AGAIN = "take the documents in again into a new folder: quoteproof-ingest FOLDER --store NEW"

_STARTING = Lock()
"""Chroma shows what it opens to other threads before it has started, and they fail with it."""


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


def made_with(embedder_name: str, dimension: int) -> dict[str, str | int]:
    """The metadata of a library's collections."""
    return {"schema": SCHEMA, "embedder": embedder_name, "dimension": dimension}


def check_made_with(made: Mapping[str, object], place: str, embedder_name: str, dimension: int, again: str) -> None:
    """Raises StoreMismatch, which says ``again`` as a way out, where another embedder or version made a library."""
    schema, embedder, numbers = (made.get(name) for name in ("schema", "embedder", "dimension"))
    if schema != SCHEMA:
        raise StoreMismatch(f"{place} has the layout {schema}, and this version reads {SCHEMA}; {again}")
    if (embedder, numbers) != (embedder_name, dimension):
        raise StoreMismatch(
            f"{place} was made with the embedder {embedder} ({numbers} numbers), "
            f"not with {embedder_name} ({dimension}); set that embedder in the configuration, or {again}"
        )


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
    with _STARTING:
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
    """Those that are not there yet; one of an older version is searched as we do, and stays built as it was."""
    made = made_with(embedder_name, dimension)
    for name, index in INDEXES.items():
        try:
            found = client.get_collection(name, embedding_function=None)
        except NotFoundError:
            client.create_collection(name, embedding_function=None, metadata=made, configuration=index)
            continue
        width = index["hnsw"]["ef_search"]
        if (found.configuration.get("hnsw") or {}).get("ef_search") != width:
            found.modify(configuration={"hnsw": {"ef_search": width}})


def _check_made_with(client: Client, path: Path, embedder_name: str, dimension: int) -> None:
    try:
        made = client.get_collection(DOCUMENTS, embedding_function=None).metadata or {}
    except NotFoundError as error:
        raise StoreNotFound(
            f"the Chroma files at {path} hold no library; take documents in first: quoteproof-ingest FOLDER"
        ) from error
    check_made_with(made, f"the library at {path}", embedder_name, dimension, _AGAIN)
