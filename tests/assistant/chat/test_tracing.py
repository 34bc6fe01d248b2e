"""What LangSmith gets with our setting and without; a process of its own, since its client remembers variables."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

import pytest
from langsmith.run_trees import get_cached_client

from tests.assistant.chat.conftest import flat, making
from tests.assistant.scripted_server import KEY, scripted_server

ASKED = "Who bought the mill?"


def main(url: str, tracing: str) -> None:
    """Asks once, with a model at this address, and waits until the traces are sent."""
    with making(url, flat()) as made:
        made(tracing=tracing == "on").answer(ASKED)
    get_cached_client().flush()


@contextmanager
def collector() -> Iterator[tuple[str, list[tuple[str, bytes]]]]:
    """Its address, and what was posted to it: paths with bodies."""
    posted: list[tuple[str, bytes]] = []

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self._answer()

        def do_POST(self) -> None:
            if "chunked" in self.headers.get("Transfer-Encoding", ""):
                body = b"".join(self._chunks())
            else:
                body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
            posted.append((self.path, body))
            self._answer()

        def do_PATCH(self) -> None:
            self.do_POST()

        def _chunks(self) -> Iterator[bytes]:
            while size := int(self.rfile.readline(), 16):
                yield self.rfile.read(size)
                self.rfile.readline()
            self.rfile.readline()

        def _answer(self) -> None:
            self.send_response(202)
            self.send_header("Content-Length", "2")
            self.end_headers()
            self.wfile.write(b"{}")

        def log_message(self, *arguments: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}", posted
    finally:
        server.shutdown()
        server.server_close()


@pytest.mark.slow
@pytest.mark.parametrize("tracing", ["on", "off"])
def test_traces_are_sent_where_the_setting_is_on_and_only_there(tracing: str) -> None:
    with collector() as (address, posted), scripted_server() as model:
        model.says("")
        variables = {
            "LANGSMITH_TRACING": "true",
            "LANGSMITH_ENDPOINT": address,
            "LANGSMITH_API_KEY": "ls-1",
            "LANGSMITH_DISABLE_RUN_COMPRESSION": "true",
        }
        command = [sys.executable, "-m", "tests.assistant.chat.test_tracing", model.url, tracing]
        subprocess.run(command, check=True, env=os.environ | variables, timeout=120)
    sent = b"".join(body for _, body in posted)
    assert model.asked
    assert (ASKED.encode() in sent) == (tracing == "on")
    assert (b"Five of the twelve workers stayed." in sent) == (tracing == "on")
    assert KEY.encode() not in sent


if __name__ == "__main__":
    main(*sys.argv[1:])
