"""A server that is down, stalls anywhere, answers nonsense or breaks off: one clear error within the deadline."""

from __future__ import annotations

import json
import socket
import ssl
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path
from threading import Event
from time import monotonic

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from tests.servers import Chroma, Handler, answering, free_port, proxy, serving
from tests.vectorstore.builders import DIMENSION, EMBEDDER, addition
from vectorstore.config import StoreConfig
from vectorstore.errors import ConfigError, StoreUnavailable
from vectorstore.opening import open_library, writing
from vectorstore.whole import problems

pytestmark = pytest.mark.slow

SECRET = "sesame-7411"
DEADLINE_S = 0.4
ROOM = 5
"""A slow machine may take so many times the deadline."""


def config(url: str, **given: object) -> StoreConfig:
    return StoreConfig.model_validate({"url": url, "token": SECRET, **given})


def told(url: str, match: str, deadline: float = 30, **given: object) -> None:
    """Opening fails, and says so without the token."""
    with pytest.raises(StoreUnavailable, match=match) as raised:
        open_library(config(url, deadline=deadline, **given), EMBEDDER, DIMENSION)
    assert url in str(raised.value)
    assert SECRET not in str(raised.value)


def told_in_time(url: str, **given: object) -> None:
    began = monotonic()
    told(url, r"did not answer within 0.4 s.*deadline under \[store\]", deadline=DEADLINE_S, **given)
    assert monotonic() - began < DEADLINE_S * ROOM


def silent(connection: socket.socket) -> None:
    """Takes what comes and says nothing."""
    while connection.recv(65536):
        pass


def never(_: socket.socket) -> None:
    """Does not even read."""
    Event().wait(30)


def dripping(head: bytes, drop: bytes) -> Handler:
    def handle(connection: socket.socket) -> None:
        connection.recv(65536)
        connection.sendall(head)
        while True:
            connection.sendall(drop)
            Event().wait(0.05)

    return handle


def saying(what: bytes) -> Handler:
    def handle(connection: socket.socket) -> None:
        connection.recv(65536)
        connection.sendall(what)

    return handle


def repeating(connection: socket.socket) -> None:
    """Sends back, as an error, what it was sent, the token too."""
    asked = connection.recv(65536)
    body = asked[asked.lower().index(b"authorization") :]
    connection.sendall(b"HTTP/1.1 500 No\r\nContent-Length: %d\r\n\r\n%s" % (len(body), body))


@contextmanager
def full() -> Iterator[str]:
    """A server whose queue of connections is full, so that connecting stalls."""
    with ExitStack() as held:
        listening = held.enter_context(socket.create_server(("127.0.0.1", 0), backlog=0))
        for _ in range(8):
            waiting = held.enter_context(socket.socket())
            waiting.setblocking(False)
            waiting.connect_ex(listening.getsockname())
        yield f"http://127.0.0.1:{listening.getsockname()[1]}"


STALLS = {
    "says nothing": silent,
    "reads nothing": never,
    "drips the head": dripping(b"HTTP/1.1 200 OK\r\n", b"X: y\r\n"),
    "drips the body": dripping(b"HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n", b"{"),
    "drips chunks": dripping(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n", b"1\r\n{\r\n"),
}

NONSENSE = {
    "a page": (answering("200 OK", b"<html>Welcome</html>", "text/html"), "answered what Chroma does not"),
    "no JSON": (answering("200 OK", b'{"id": '), "answered what Chroma does not"),
    "a list": (answering("200 OK", b"[1, 2]"), "answered what Chroma does not"),
    "a number": (answering("200 OK", b"7"), "answered what Chroma does not"),
    "null": (answering("200 OK", b"null"), "answered what Chroma does not"),
    "another object": (answering("200 OK", b'{"a": {"b": null}}'), "answered what Chroma does not"),
    "bytes": (answering("200 OK", bytes(range(256))), "answered what Chroma does not"),
    "no such page": (answering("404 Not Found", b"nothing here", "text/plain"), "does not answer as Chroma does"),
    "elsewhere": (answering("302 Found", b""), "does not answer as Chroma does"),
    "a fault": (answering("500 Oh", b"<h1>Oh</h1>", "text/html"), "failed .*HTTP status 500"),
    "a proxy's fault": (answering("502 Bad Gateway", b""), "failed .*HTTP status 502"),
    "a fault of Chroma's": (
        answering("500 Oh", json.dumps({"error": "InternalError", "message": "disk"}).encode()),
        "failed .*disk",
    ),
    "too much": (
        answering("429 Many", json.dumps({"error": "RateLimitError", "message": "slow down"}).encode()),
        "failed .*slow down",
    ),
    "forbidden": (answering("403 Forbidden", b"no"), "refused us .*mend token"),
    "not allowed by Chroma": (
        answering("401 No", json.dumps({"error": "AuthError", "message": "no"}).encode()),
        "refused us .*mend token",
    ),
    "another protocol": (saying(b"SSH-2.0-OpenSSH_9.2\r\n"), "broke off"),
    "nothing at all": (lambda connection: None, "broke off"),
    "half an answer": (saying(b"HTTP/1.1 200 OK\r\nContent-Length: 50\r\n\r\n{"), "broke off"),
    "false zip": (saying(b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: 3\r\n\r\nabc"), "broke off"),
    "the token": (repeating, r"HTTP status 500.*\[token\]"),
}


@pytest.mark.parametrize("stall", STALLS)
def test_a_stall_ends_in_time(stall: str) -> None:
    with serving(STALLS[stall]) as url:
        told_in_time(url)


def test_a_stall_at_connecting_ends_in_time() -> None:
    with full() as url:
        told_in_time(url)


def test_a_stall_in_the_middle_of_tls_ends_in_time(tmp_path: Path) -> None:
    with serving(silent) as url:
        told_in_time(url.replace("http:", "https:"), ca_file=certificate(tmp_path)[0])


@pytest.mark.parametrize("nonsense", NONSENSE)
def test_nonsense_is_told(nonsense: str) -> None:
    handler, match = NONSENSE[nonsense]
    with serving(handler) as url:
        told(url, match)


def test_a_server_that_is_down_is_told() -> None:
    told(f"http://127.0.0.1:{free_port()}", r"cannot be reached.*chroma run")


def test_a_name_that_is_none_is_told() -> None:
    told("http://chroma.invalid:8000", r"cannot be reached|did not answer")


def documents(version: str = "One", count: int = 12) -> list[str]:
    return [f"{version} claim {number} stands here. " for number in range(count)]


class Valve:
    """Lets a client's bytes through until some number of them, then does what it was told."""

    def __init__(self, then: Callable[[], bool]) -> None:
        self.left: int | None = None
        self.passed = 0
        self._then = then

    def __call__(self, piece: bytes) -> bool:
        self.passed += len(piece)
        if self.left is None:
            return True
        self.left -= len(piece)
        return self.left > 0 or self._then()


@pytest.mark.parametrize(
    ("place", "stalls"), [(0.05, False), (0.4, False), (0.7, False), (0.95, False), (0.4, True), (0.9, True)]
)
def test_a_write_that_is_cut_anywhere_leaves_the_old_or_the_new_version_whole(
    chroma: Chroma, place: float, stalls: bool
) -> None:
    def hang() -> bool:
        Event().wait(20)
        return False

    valve = Valve(hang if stalls else lambda: False)
    base = chroma.database(token=SECRET)
    made = [[addition(f"f/{i}.txt", documents(version, 4)) for i in range(2)] for version in ("One", "Two")]
    with (
        serving(proxy(chroma.port, valve)) as url,
        writing(base.model_copy(update={"url": url}), EMBEDDER, DIMENSION) as store,
    ):
        began = valve.passed
        store.add_all(made[0])
        valve.left = round(place * (valve.passed - began))
        store._place.config = base.model_copy(update={"deadline": 1.0})  # type: ignore[attr-defined]
        start = monotonic()
        with pytest.raises(StoreUnavailable, match=r"broke off|did not answer"):
            store.add_all(made[1])
        assert monotonic() - start < (1.0 + 8 * 0.05) * ROOM
    with writing(base, EMBEDDER, DIMENSION) as after:
        assert list(problems(after)) == []
        versions = {record.uri: record.id for record in after.documents()}
        for one, two in zip(*made, strict=True):
            assert versions[one.document.record.uri] in {one.document.record.id, two.document.record.id}
        after.add_all(made[1])
        assert {record.id for record in after.documents()} == {a.document.record.id for a in made[1]}
        assert list(problems(after)) == []


def test_the_token_is_sent_with_each_request_and_stands_in_no_log_and_no_repr(
    chroma: Chroma, caplog: pytest.LogCaptureFixture
) -> None:
    asked: list[str] = []

    def see(piece: bytes) -> bool:
        asked.append(piece.decode("utf-8", "replace").lower())
        return True

    caplog.set_level("DEBUG")
    base = chroma.database(token=SECRET)
    with (
        serving(proxy(chroma.port, see)) as url,
        writing(base.model_copy(update={"url": url}), EMBEDDER, DIMENSION) as store,
    ):
        store.add(*addition("f/a.txt", ["One."]))
        store.documents()
        assert SECRET not in repr(store) + repr(base) + str(base)
    heads = [text for text in asked if "http/1.1" in text]
    assert len(heads) > 5
    for text in heads:
        assert f"authorization: bearer {SECRET}" in text
        assert f"x-chroma-token: {SECRET}" in text
    assert caplog.records
    assert SECRET not in caplog.text


def certificate(folder: Path) -> tuple[Path, ssl.SSLContext]:
    """A certificate for localhost that signs itself, and a server's context with it."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "localhost")])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(
            x509.SubjectAlternativeName([x509.DNSName("localhost"), x509.IPAddress(ip_address("127.0.0.1"))]), False
        )
        .sign(key, hashes.SHA256())
    )
    ca_file, key_file = folder / "ca.pem", folder / "key.pem"
    ca_file.write_bytes(made.public_bytes(serialization.Encoding.PEM))
    key_file.write_bytes(
        key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    )
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(ca_file, key_file)
    return ca_file, context


def test_tls_with_an_authority_of_ones_own(chroma: Chroma, tmp_path: Path) -> None:
    ca_file, context = certificate(tmp_path)
    with serving(proxy(chroma.port, lambda _: True), context) as url:
        assert url.startswith("https://")
        over_tls = chroma.database().model_copy(update={"url": url, "ca_file": ca_file})
        with writing(over_tls, EMBEDDER, DIMENSION) as store:
            made = addition("f/a.txt", ["One. ", "Two."])
            store.add(*made)
            assert store.search(made.vectors[1], 1)[0].chunk.text == "Two."
        told(url, r"certificate that is not trusted.*ca_file under \[store\]")


def test_a_file_without_certificates_is_told(tmp_path: Path) -> None:
    (tmp_path / "letter.txt").write_text("Dear all")
    for name in ("letter.txt", "none.pem"):
        with pytest.raises(ConfigError, match="holds no certificates"):
            open_library(config("https://localhost:1", ca_file=tmp_path / name), EMBEDDER, DIMENSION)


def test_an_answer_without_an_end_is_cut(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("vectorstore.server_place._LONGEST_ANSWER", 10_000)
    with serving(answering("200 OK", b" " * 20_000)) as url:
        told(url, "more than 10,000 bytes")
