"""Libraries on the real Chroma server that all tests share."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest

from tests.servers import Chroma
from tests.vectorstore.builders import DIMENSION, EMBEDDER
from vectorstore.config import StoreConfig
from vectorstore.opening import open_server
from vectorstore.server import ServerStore


@pytest.fixture
def server_config(chroma: Chroma) -> StoreConfig:
    """A database of its own on the shared server."""
    return chroma.database()


@pytest.fixture
def open_store(server_config: StoreConfig) -> Iterator[Callable[[], ServerStore]]:
    """Opens the library of ``server_config``, or makes it. Each call gives another client."""
    opened: list[ServerStore] = []

    def open_it() -> ServerStore:
        store = open_server(server_config, str(server_config.url), EMBEDDER, DIMENSION, create=True)
        opened.append(store)
        return store

    yield open_it
    for store in opened:
        store.close()
