"""What LangSmith gets with our setting and without, however it is asked; in a process of its own, since its client
remembers variables."""

from __future__ import annotations

import asyncio
import os
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

import pytest
from langsmith.run_trees import get_cached_client

from assistant.build import Assistant
from tests.assistant.chat.conftest import flat, making
from tests.assistant.scripted_server import KEY, scripted_server

ASKED = "Who bought the mill?"


def main(url: str, tracing: str, *forms: str) -> None:
    """Asks once in each form, with a model at this address, and waits until the traces are sent."""
    with making(url, flat()) as made:
        assistant = made(tracing=tracing == "on")
        for form in forms:
            FORMS[form](assistant)
    get_cached_client().flush()


FORMS: Mapping[str, Callable[[Assistant], object]] = {
    "answer": lambda assistant: assistant.answer(ASKED),
    "runnable": lambda assistant: assistant.as_runnable().invoke(ASKED),
    "stream": lambda assistant: list(assistant.as_runnable().stream(ASKED)),
    "batch": lambda assistant: assistant.as_runnable().batch([ASKED]),
    "awaited": lambda assistant: asyncio.run(assistant.as_runnable().ainvoke(ASKED)),
    "retriever": lambda assistant: assistant.as_retriever().invoke(ASKED),
    "awaited retriever": lambda assistant: asyncio.run(assistant.as_retriever().ainvoke(ASKED)),
}


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


def traced(tracing: str, *forms: str) -> tuple[bytes, int]:
    """What was posted by a process with stray variables that asks in these forms; how often the model was asked."""
    with collector() as (address, posted), scripted_server() as model:
        model.says("")
        variables = {
            **dict.fromkeys(("LANGSMITH_TRACING", "LANGSMITH_TRACING_V2", "LANGCHAIN_TRACING_V2"), "true"),
            **({} if tracing == "on" else {"LANGCHAIN_TRACING": "true", "LANGCHAIN_HANDLER": "langchain"}),
            **({} if tracing == "on" else {"LANGSMITH_OTEL_ENABLED": "true", "OTEL_EXPORTER_OTLP_ENDPOINT": address}),
            "LANGSMITH_ENDPOINT": address,
            "LANGSMITH_API_KEY": "ls-1",
            "LANGSMITH_DISABLE_RUN_COMPRESSION": "true",
        }
        command = [sys.executable, "-m", "tests.assistant.chat.test_tracing", model.url, tracing, *forms]
        subprocess.run(command, check=True, env=os.environ | variables, timeout=120)
    return b"".join(path.encode() + body for path, body in posted), len(model.asked)


@pytest.mark.slow
@pytest.mark.parametrize("form", ["answer", "stream", "retriever"])
def test_traces_are_sent_where_the_setting_is_on(form: str) -> None:
    sent, asked = traced("on", form)
    assert asked == (0 if form == "retriever" else 2)
    assert ASKED.encode() in sent
    assert b"Five of the twelve workers stayed." in sent
    assert KEY.encode() not in sent


@pytest.mark.slow
def test_stray_variables_alone_send_nothing_in_any_form() -> None:
    sent, asked = traced("off", *FORMS)
    assert asked == 2 * sum("retriever" not in form for form in FORMS)
    assert sent == b""


if __name__ == "__main__":
    main(*sys.argv[1:])
