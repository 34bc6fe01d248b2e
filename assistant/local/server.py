"""The server of the local model: llama.cpp in this process, behind the interface that OpenAI's clients speak."""

from __future__ import annotations

import os
import secrets
import socket
import weakref
from collections.abc import Callable
from contextlib import suppress
from functools import partial
from pathlib import Path
from stat import S_ISSOCK
from types import ModuleType
from typing import Any, Self
from urllib.parse import urlsplit

from pydantic import SecretStr

from assistant.errors import EngineError
from assistant.local.config import LocalConfig
from assistant.local.progress import Progress, Terminal
from assistant.local.weights import find_weights
from vectorstore.closing import Closing

_KEPT_MIB = 256
"""Memory for prompts that were read and then made way for others."""


class LocalServer(Closing):
    """A model served on the loopback address, by a port and a key of its own, until it is closed.

    ``base_url``, ``api_key`` and ``model`` are what an OpenAI client needs. One answer is written at a time, and a
    prompt that begins as the last one did is read from where it differs.
    """

    def __init__(self, address: str, api_key: SecretStr, model: str, ends: Callable[[], None]) -> None:
        """Use ``start``. ``ends`` ends what serves at ``address``: called once, at the latest when Python exits."""
        self.base_url = f"{address}/v1"
        self.api_key = api_key
        self.model = model
        self._end = weakref.finalize(self, ends)

    @classmethod
    def start(cls, config: LocalConfig, progress: Progress | None = None) -> Self:
        """Find the weights, load them and serve them; seconds, and minutes where weights must be fetched first.

        How far it is, is shown on standard error, and told to ``progress``. Raises EngineError, which says what to do.
        """
        llama = _library()
        with Terminal(progress) as terminal:
            path = find_weights(config, terminal)
        key = secrets.token_urlsafe(32)
        try:
            server = llama.Server(_parameters(llama, config, path, key))
        except RuntimeError as error:
            raise EngineError(
                f"llama.cpp cannot load {path} ({error}) It is damaged, of a kind that it does not know, or too large "
                "for the memory. Name another one in [local] weights, or lower [local] context"
            ) from error
        return cls(server.listening_address, SecretStr(key), path.stem, partial(_end, [server]))

    def close(self) -> None:
        """End the server and free the model; an answer that is being written is broken off."""
        self._end()


def _library() -> ModuleType:
    try:
        import xllamacpp  # noqa: PLC0415  an extra, and 100 MB to load
    except ImportError as error:
        raise missing_package() from error
    library: ModuleType = xllamacpp
    return library


def missing_package() -> EngineError:
    return EngineError("the engine 'local' needs a package that is not installed: pip install 'quoteproof[local]'")


def _parameters(llama: ModuleType, config: LocalConfig, path: Path, key: str) -> Any:  # noqa: ANN401  a library without types
    parameters = llama.CommonParams()
    parameters.model.path = str(path)
    parameters.model_alias = {path.stem}  # what answers name, in the place of the path
    parameters.n_ctx = config.context
    parameters.n_batch = parameters.n_ubatch = config.batch
    parameters.n_parallel = 1
    parameters.cache_ram_mib = _KEPT_MIB
    for processors in (parameters.cpuparams, parameters.cpuparams_batch):
        processors.n_threads = config.threads or _cores()
        processors.poll = 0  # a thread that waits sleeps, since the reader and the page want the cores too
    parameters.warmup = False
    parameters.offline = True
    parameters.hostnames = ["127.0.0.1"]
    parameters.port = 0
    parameters.api_keys = [key]
    parameters.cors_origins = ""
    parameters.ui = parameters.endpoint_slots = parameters.endpoint_props = False
    parameters.verbosity = -1
    return parameters


def _end(holder: list[Any]) -> None:
    """Hang up on all clients, then let go of the server, which ends it.

    It ends only once its last client is gone, and lets no other thread of Python run until then: a client in this
    process, that waits for an answer, would never be. So the connections are broken first, from the server's side.
    """
    port = urlsplit(holder[0].listening_address).port
    for entry in Path("/dev/fd").iterdir():
        with suppress(OSError):
            if S_ISSOCK(os.fstat(int(entry.name)).st_mode):
                _hang_up(os.dup(int(entry.name)), ("127.0.0.1", port))
    holder.clear()


def _hang_up(descriptor: int, server: tuple[str, int | None]) -> None:
    """Break a connection that the server accepted. Raises OSError for a socket that is not connected."""
    with socket.socket(fileno=descriptor) as connection:
        if connection.getsockname() == server and connection.getpeername():
            connection.shutdown(socket.SHUT_RDWR)


def _cores() -> int:
    """Those that this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
