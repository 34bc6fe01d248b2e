"""Asks a running page over HTTP, as its own script does, without a browser. Also a command: ADDRESS QUESTION."""

from __future__ import annotations

import json
import secrets
import sys
from base64 import b64encode
from collections.abc import Iterator
from http.client import HTTPResponse
from typing import Any
from urllib.request import Request, urlopen

OUTPUTS = ("session", "browser", "threads", "library", "settings", "loading", "talk", "starters", "live", "outbox")
_SECONDS = 120


class Client:
    """One browser's session."""

    def __init__(self, address: str, name: str = "", password: str = "") -> None:
        self._api = f"{address}/gradio_api/queue"
        self._headers = credentials(name, password) if name else {}
        self._hash = secrets.token_hex(6)
        config = json.loads(self._read(f"{address}/config"))
        self._functions = {
            target[1]: each["id"]
            for each in config["dependencies"]
            for target in each["targets"]
            if target[1] != "then"
        }
        self.drawn: dict[str, Any] = dict.fromkeys(OUTPUTS, "")
        self._call("load", None, None)

    def ask(self, question: str, documents: list[str] | None = None) -> str:
        """The conversation as HTML once the answer is in it, and what is left of the running one."""
        self._call("submit", None, {"question": question, "documents": documents})
        return f"{self.drawn['talk']}{self.drawn['live']}"

    def act(self, **sent: object) -> dict[str, Any]:
        self._call("select", None, sent)
        return self.drawn

    def _call(self, event: str, value: object, sent: object) -> None:
        asked = {"data": [value], "event_data": sent, "fn_index": self._functions[event], "session_hash": self._hash}
        self._read(f"{self._api}/join", asked)
        for message in self._messages():
            if message["msg"] == "process_completed":
                assert message["success"], message
                self._keep(message["output"]["data"])
                return
        raise AssertionError("the stream ended before the answer")

    def _keep(self, values: list[Any]) -> None:
        for name, value in zip(OUTPUTS, values, strict=False):
            if not (isinstance(value, dict) and value.get("__type__") == "update"):
                self.drawn[name] = value

    def listen(self) -> HTTPResponse:
        """The session's stream of events, open."""
        request = Request(f"{self._api}/data?session_hash={self._hash}", headers=self._headers)
        stream: HTTPResponse = urlopen(request, timeout=_SECONDS)
        return stream

    def _messages(self) -> Iterator[dict[str, Any]]:
        with self.listen() as stream:
            for line in stream:
                if line.startswith(b"data: "):
                    yield json.loads(line[6:])

    def _read(self, url: str, sent: object = None) -> bytes:
        body = None if sent is None else json.dumps(sent).encode()
        request = Request(url, body, self._headers | ({"Content-Type": "application/json"} if body else {}))
        with urlopen(request, timeout=_SECONDS) as answer:
            found: bytes = answer.read()
        return found


def credentials(name: str, password: str) -> dict[str, str]:
    """The header of a name and its password."""
    return {"Authorization": f"Basic {b64encode(f'{name}:{password}'.encode()).decode()}"}


if __name__ == "__main__":
    shown = Client(sys.argv[1]).ask(sys.argv[2])
    sys.exit(0 if "qp-chip" in shown else f"the page did not answer: {shown}")
