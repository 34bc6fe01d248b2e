"""What stands before every request, and where the page may listen."""

from __future__ import annotations

import socket
import time
from typing import Any
from urllib.request import urlopen

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from pydantic import SecretStr
from starlette.types import Receive, Scope, Send

from assistant.page.__main__ import free_port, main
from assistant.page.config import PageConfig, check
from assistant.page.guard import Guard
from tests.assistant.page.client import Client
from tests.assistant.page.conftest import Server
from vectorstore.errors import ConfigError

USERS = {"anna": SecretStr("a long password")}


def client(users: dict[str, SecretStr], *, loopback: bool = True) -> TestClient:
    app = FastAPI()
    app.get("/{path:path}")(lambda path: path)
    app.post("/{path:path}")(lambda path: path)
    app.add_middleware(Guard, users=users, loopback=loopback)
    return TestClient(app, base_url="http://127.0.0.1:7860")


def test_a_password_is_asked_for_where_there_are_users() -> None:
    page = client(USERS)
    assert page.get("/").status_code == 401
    assert page.get("/", auth=("anna", "wrong")).status_code == 401
    assert page.get("/", auth=("bob", "")).status_code == 401
    assert page.get("/", headers={"authorization": "Basic !!"}).status_code == 401
    assert page.get("/", auth=("anna", "a long password")).status_code == 200


def test_other_sites_and_other_names_are_kept_out() -> None:
    page = client({})
    assert page.post("/quoteproof/documents", headers={"origin": "http://elsewhere.example"}).status_code == 403
    assert page.post("/x", headers={"origin": "http://127.0.0.1:7860"}).status_code == 200
    for host in ("rebound.example", "[", "127.0.0.1.rebound.example", "127.0.0.1@rebound.example", ""):
        assert page.get("/", headers={"host": host}).status_code == 403
    for origin in ("null", "http://[", "http://127.0.0.1:1", "http://x@127.0.0.1:7860"):
        assert page.post("/x", headers={"origin": origin}).status_code == 403


@pytest.mark.parametrize("path", ["/gradio_api/upload", "/gradio_api/file=/etc/passwd", "/gradio_api/proxy=x"])
def test_routes_of_gradio_that_the_page_does_not_use_are_closed(path: str) -> None:
    assert client({}).get(path).status_code == 404


def test_the_headers_keep_requests_at_home() -> None:
    headers = client({}).get("/").headers
    assert "default-src 'self'" in headers["content-security-policy"]
    assert headers["x-content-type-options"] == "nosniff"


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ({"host": "0.0.0.0"}, r"\[page.users\]"),
        ({"users": {"anna": ""}}, "empty"),
        ({"users": {"a:b": "x"}}, "colon"),
        ({"users": {"anna": "x"}, "editors": ("bob",)}, "'bob'"),
    ],
)
def test_an_open_door_is_refused(values: dict[str, Any], said: str) -> None:
    with pytest.raises(ConfigError, match=said):
        check(PageConfig(**values))


def test_listening_elsewhere_with_a_password_is_allowed() -> None:
    config = PageConfig(host="0.0.0.0", users=USERS, editors=("anna",))
    check(config)
    assert config.may_edit("anna")
    assert not config.may_edit("bob")


def test_the_command_says_what_is_wrong(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setenv("QUOTEPROOF_PAGE__HOST", "0.0.0.0")
    assert main(["--no-browser"]) == 2
    assert "[page.users]" in capsys.readouterr().err


def test_the_next_free_port_is_taken_and_said(capsys: pytest.CaptureFixture[str]) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        first = taken.getsockname()[1]
        with free_port("127.0.0.1", first) as listening:
            assert listening.getsockname()[1] > first
    assert "in use" in capsys.readouterr().out


@pytest.mark.slow
def test_two_streams_of_a_session_that_are_cut_off_leave_one_line_in_the_log(server: Server) -> None:
    before = len(server.log)
    until = time.monotonic() + 60
    while "had gone" not in server.log[before:] and time.monotonic() < until:
        session = Client(server.address)
        with session.listen(), session.listen():
            time.sleep(0.5)
        time.sleep(0.5)
    (line,) = server.log[before:].splitlines()
    assert "/queue/data failed after its browser had gone: KeyError(" in line


def test_what_fails_while_the_browser_waits_is_not_hidden() -> None:
    async def faulty(scope: Scope, receive: Receive, send: Send) -> None:
        await receive()
        raise KeyError("missing")

    page = TestClient(Guard(faulty, {}, loopback=False))
    with pytest.raises(KeyError, match="missing"):
        page.get("/")


@pytest.mark.slow
def test_the_stream_of_a_session_that_the_server_does_not_know_ends_with_one_line_in_the_log(server: Server) -> None:
    before = len(server.log)
    with urlopen(f"{server.address}/gradio_api/queue/data?session_hash=unknown", timeout=60) as stream:
        assert b'"session_not_found":true' in stream.read()
    (line,) = server.log[before:].splitlines()
    assert "/queue/data ended early: 404: Not Found" in line
