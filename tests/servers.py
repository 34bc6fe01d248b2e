"""A real Chroma server on loopback, and servers that fail in ways that a real one seldom does."""

from __future__ import annotations

import os
import signal
import socket
import ssl
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from itertools import count
from pathlib import Path
from time import monotonic, sleep

import httpx

from vectorstore.config import StoreConfig

Handler = Callable[[socket.socket], None]
"""What a server does with a connection that it took."""
_START_S = 60.0
_NUMBERS = count()


class Chroma:
    """``chroma run`` over a folder. Only loopback can reach it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.port = free_port()
        self.start()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def database(self, **given: object) -> StoreConfig:
        """A new, empty database, for one library."""
        name = f"database-{next(_NUMBERS)}"
        made = httpx.post(f"{self.url}/api/v2/tenants/default_tenant/databases", json={"name": name})
        assert made.is_success, made.text
        return StoreConfig.model_validate({"url": self.url, "database": name, "deadline": 30, **given})

    def start(self) -> None:
        command = [str(Path(sys.executable).with_name("chroma")), "run", "--path", str(self.folder / "data")]
        with (self.folder / "log").open("ab") as log:
            self.process = subprocess.Popen(
                [*command, "--host", "127.0.0.1", "--port", str(self.port)],
                stdout=log,
                stderr=log,
                start_new_session=True,
            )
        until = monotonic() + _START_S
        while not self._answers():
            assert self.process.poll() is None, (self.folder / "log").read_text()
            assert monotonic() < until, "chroma run does not answer"
            sleep(0.1)

    def stop(self) -> None:
        with suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.SIGTERM)
        try:
            self.process.wait(5)
        except subprocess.TimeoutExpired:
            os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()

    def _answers(self) -> bool:
        with suppress(httpx.HTTPError):
            return httpx.get(f"{self.url}/api/v2/heartbeat").is_success
        return False


@contextmanager
def serving(handler: Handler, tls: ssl.SSLContext | None = None) -> Iterator[str]:
    """A server of our own on loopback, whose address is given; each connection has a thread."""
    stopped = threading.Event()
    taken: list[socket.socket] = []

    def talk(connection: socket.socket) -> None:
        with suppress(OSError), connection:
            handler(tls.wrap_socket(connection, server_side=True) if tls else connection)

    def take() -> None:
        while not stopped.is_set():
            with suppress(OSError):
                connection, _ = listening.accept()
                taken.append(connection)
                threading.Thread(target=talk, args=(connection,), daemon=True).start()

    with socket.create_server(("127.0.0.1", 0)) as listening:
        thread = threading.Thread(target=take, daemon=True)
        thread.start()
        try:
            yield f"{'https' if tls else 'http'}://localhost:{listening.getsockname()[1]}"
        finally:
            stopped.set()
            with suppress(OSError):
                listening.shutdown(socket.SHUT_RDWR)
            for connection in taken:
                with suppress(OSError):
                    connection.shutdown(socket.SHUT_RDWR)
            thread.join(5)


def answering(status: str, body: bytes, kind: str = "application/json") -> Handler:
    """Says the same to every request."""

    def handle(connection: socket.socket) -> None:
        while connection.recv(65536):
            head = f"HTTP/1.1 {status}\r\nContent-Type: {kind}\r\nContent-Length: {len(body)}\r\n\r\n"
            connection.sendall(head.encode() + body)

    return handle


def proxy(port: int, see: Callable[[bytes], bool]) -> Handler:
    """Passes on to a port of loopback. ``see`` is shown each piece that a client sends, and False ends the connection
    before the piece is passed on."""

    def handle(connection: socket.socket) -> None:
        with socket.create_connection(("127.0.0.1", port)) as behind:
            back = threading.Thread(target=_pump, args=(behind, connection), daemon=True)
            back.start()
            while piece := connection.recv(4096):
                if not see(piece):
                    return
                behind.sendall(piece)

    return handle


def _pump(given: socket.socket, taken: socket.socket) -> None:
    with suppress(OSError):
        while piece := given.recv(65536):
            taken.sendall(piece)


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as held:
        return int(held.getsockname()[1])
