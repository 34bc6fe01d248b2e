"""A server on the loopback address that speaks OpenAI's language by script, with the faults that real ones have."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Event, Thread
from typing import Any

KEY = "sk-test-very-secret-0123456789"


@dataclass(frozen=True)
class Asked:
    """A request as it came: its messages, its headers and the rest of its body."""

    messages: list[dict[str, Any]]
    headers: dict[str, str]
    body: dict[str, Any]

    @property
    def question(self) -> str:
        return str(self.messages[1]["content"])

    @property
    def sentences(self) -> dict[int, str]:
        """The numbered sentences that were shown."""
        found = re.findall(r"^\[(\d+)\] (.*)$", self.question, re.MULTILINE)
        return {int(number): text for number, text in found}


@dataclass(frozen=True)
class Fault:
    """A status with a body, in place of an answer."""

    status: int
    message: str = "scripted"
    headers: dict[str, str] = field(default_factory=dict)
    code: str | None = None


@dataclass(frozen=True)
class Page:
    """A status 200 with something that is no completion."""

    body: str


@dataclass(frozen=True)
class Cut:
    """The connection is broken off in the middle of the answer."""


@dataclass(frozen=True)
class Ended:
    """An answer that ends for another reason than that it is whole: ``length``, or ``content_filter``."""

    content: str
    reason: str = "length"


class Stall:
    """Nothing comes until the other side goes, or the server ends."""


Step = str | dict[str, Any] | Ended | Fault | Page | Cut | Stall
Script = Callable[[Asked], Step]


class ScriptedServer:
    """``script`` answers each request; ``asked`` keeps them; ``left`` is set once a stalled client has gone."""

    def __init__(self) -> None:
        self.script: Script = lambda asked: ""
        self.asked: list[Asked] = []
        self.left = Event()
        self.ended = Event()
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), type("Handler", (_Handler,), {"scripted": self}))
        self._server.daemon_threads = True

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._server.server_port}/v1"

    def says(self, *steps: Step) -> None:
        """These one after the other, the last one again and again; forgets what was asked before."""
        self.asked, left = [], list(steps)
        self.left.clear()
        self.script = lambda asked: left.pop(0) if len(left) > 1 else left[0]

    def follows(self, script: Script) -> None:
        self.asked = []
        self.script = script

    def serve(self) -> None:
        self._server.serve_forever(poll_interval=0.05)

    def stop(self) -> None:
        self.ended.set()
        self._server.shutdown()
        self._server.server_close()


@contextmanager
def scripted_server() -> Iterator[ScriptedServer]:
    server = ScriptedServer()
    Thread(target=server.serve, daemon=True).start()
    try:
        yield server
    finally:
        server.stop()


def draft(*statements: tuple[str, list[int]], **fields: Any) -> dict[str, Any]:
    """A model's reply in its form."""
    said = [{"text": text, "ids": ids} for text, ids in statements]
    return {"statements": said, "answerable": bool(said), **fields}


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True  # an answer comes at once, not 40 ms later
    scripted: ScriptedServer

    def do_POST(self) -> None:
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        asked = Asked(body.get("messages", []), {k.lower(): v for k, v in self.headers.items()}, body)
        self.scripted.asked.append(asked)
        step = self.scripted.script(asked)
        if isinstance(step, Stall):
            self._stall()
        elif isinstance(step, Cut):
            self._cut()
        elif isinstance(step, Fault):
            error = {"message": step.message} | ({"code": step.code} if step.code else {})
            self._send(step.status, json.dumps({"error": error}), step.headers)
        elif isinstance(step, Page):
            self._send(200, step.body, {} if step.body[:1] in ("{", "[") else {"Content-Type": "text/html"})
        elif isinstance(step, Ended):
            self._send(200, json.dumps(_completion(step.content, step.reason)), {})
        else:
            self._send(200, json.dumps(_completion(step if isinstance(step, str) else json.dumps(step))), {})

    def _stall(self) -> None:
        """Waits for the other side to close, as a server that computes looks at its connection."""
        self.connection.settimeout(0.05)
        while not self.scripted.ended.is_set():
            try:
                if self.connection.recv(1) == b"":
                    break
            except TimeoutError:
                continue
            except OSError:
                break
        self.scripted.left.set()
        self.close_connection = True

    def _cut(self) -> None:
        self.send_response(200)
        self.send_header("Content-Length", "500")
        self.end_headers()
        self.wfile.write(b'{"id": "1", "choi')
        self.close_connection = True

    def _send(self, status: int, body: str, headers: dict[str, str]) -> None:
        data = body.encode()
        self.send_response(status)
        for name, content in {"Content-Type": "application/json", **headers}.items():
            self.send_header(name, content)
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002  the library's name
        """Says nothing."""


def _completion(content: str, reason: str = "stop") -> dict[str, Any]:
    return {
        "id": "1",
        "object": "chat.completion",
        "created": 0,
        "model": "scripted",
        "choices": [{"index": 0, "message": {"role": "assistant", "content": content}, "finish_reason": reason}],
        "usage": {"prompt_tokens": 100, "completion_tokens": 10, "total_tokens": 110},
    }
