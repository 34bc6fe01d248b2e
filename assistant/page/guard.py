"""What stands before every request: names and passwords, other sites kept out, headers that keep the page's requests
at home, and one line for what fails when nobody waits for it any more."""

from __future__ import annotations

import base64
import binascii
import logging
import secrets
from collections.abc import Mapping
from hashlib import sha256
from urllib.parse import urlsplit

from pydantic import SecretStr
from starlette.datastructures import Headers, MutableHeaders
from starlette.exceptions import HTTPException
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from assistant.page.config import LOOPBACK

_logger = logging.getLogger(__name__)
_CLOSED = ("/gradio_api/upload", "/gradio_api/file", "/gradio_api/proxy", "/gradio_api/stream", "/proxy=", "/file")
"""Routes of Gradio that the page does not use: files come and go by the page's own routes."""
_POLICY = (
    "default-src 'self'; script-src 'self' 'unsafe-inline' 'unsafe-eval'; style-src 'self' 'unsafe-inline'; "
    "img-src 'self' data: blob:; font-src 'self' data:; connect-src 'self'; object-src 'none'; base-uri 'self'; "
    "form-action 'self'; frame-ancestors 'none'"
)


class Guard:
    """ASGI middleware. ``users`` empty asks for no password; ``loopback`` refuses names that are not this machine's."""

    def __init__(self, app: ASGIApp, users: Mapping[str, SecretStr], loopback: bool) -> None:
        self._app = app
        self._users = users
        self._loopback = loopback

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] not in {"http", "websocket"}:
            await self._app(scope, receive, send)
            return
        headers = Headers(scope=scope)
        refusal = self._refusal(scope, headers)
        if refusal is not None:
            await refusal(scope, receive, send)
            return
        scope["user_name"] = user_of(headers, self._users)

        gone = False

        async def listening() -> Message:
            nonlocal gone
            message = await receive()
            gone = gone or message["type"] == "http.disconnect"
            return message

        async def with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                sent = MutableHeaders(scope=message)
                sent.setdefault("Content-Security-Policy", _POLICY)
                sent.setdefault("X-Content-Type-Options", "nosniff")
                sent.setdefault("Referrer-Policy", "no-referrer")
                sent.setdefault("Cross-Origin-Resource-Policy", "same-origin")
            await send(message)

        try:
            await self._app(scope, listening, with_headers)
        except Exception as error:
            if gone:  # Gradio's KeyError, where two streams of a session are cut off
                _logger.warning("%s failed after its browser had gone: %r", scope["path"], error)
            elif isinstance(error.__cause__, HTTPException):  # Gradio's 404 in the stream of a session that it lost
                _logger.warning("%s ended early: %s", scope["path"], error.__cause__)
                await send({"type": "http.response.body"})
            else:
                raise

    def _refusal(self, scope: Scope, headers: Headers) -> PlainTextResponse | None:
        host = headers.get("host", "")
        if self._loopback and _hostname(host) not in LOOPBACK:
            return PlainTextResponse(f"This page is served to this machine only, not to {host!r}.", 403)
        origin = headers.get("origin")
        if origin is not None and origin.partition("://")[2] != host:
            return PlainTextResponse("Another site may not send requests to this page.", 403)
        if self._users and user_of(headers, self._users) is None:
            ask = {"WWW-Authenticate": 'Basic realm="Quoteproof", charset="UTF-8"'}
            return PlainTextResponse("A name and a password are needed.", 401, ask)
        if any(scope["path"].startswith(closed) for closed in _CLOSED):
            return PlainTextResponse("This page has no such route.", 404)
        return None


def user_of(headers: Mapping[str, str], users: Mapping[str, SecretStr]) -> str | None:
    """The name that came with its right password, or None. It takes as long whatever the passwords' lengths are."""
    kind, _, encoded = headers.get("authorization", "").partition(" ")
    if kind.lower() != "basic":
        return None
    try:
        name, _, password = base64.b64decode(encoded, validate=True).decode().partition(":")
    except (binascii.Error, UnicodeDecodeError):
        return None
    known = users.get(name, SecretStr(secrets.token_hex())).get_secret_value()
    digests = (sha256(each.encode()).digest() for each in (known, password))
    return name if secrets.compare_digest(*digests) else None


def _hostname(host: str) -> str:
    try:
        return urlsplit(f"//{host}").hostname or ""
    except ValueError:
        return ""
