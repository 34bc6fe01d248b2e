"""A Chroma server as a place of libraries: each call within its time, each fault told as one of our errors."""

from __future__ import annotations

import json
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from threading import local
from time import monotonic
from typing import Any

import chromadb.errors
import httpx
from chromadb.api.fastapi import FastAPI
from chromadb.config import Settings, System
from chromadb.errors import ChromaAuthError, ChromaError, NotFoundError

from vectorstore.config import StoreConfig
from vectorstore.errors import ConfigError, StoreNotFound, StoreUnavailable
from vectorstore.in_time import in_time

_ROW_S = 0.05
"""What each row that is written adds to a call's time; Chroma takes about 0.004."""
_LONGEST_ANSWER = 1024 * 1024 * 1024
"""Bytes; an answer without an end should not fill the memory."""
_SHOWN = 200
_OTHER_SHAPE = (KeyError, TypeError, ValueError, AttributeError, IndexError)
"""What Chroma's client raises over JSON that is not Chroma's."""


class ServerPlace:
    """A server, and the tenant and the database on it."""

    def __init__(self, config: StoreConfig, url: str) -> None:
        """Raises ConfigError where the file of certificates cannot be read. Connects to nothing."""
        self.config = config
        self.url = url
        self._call = local()
        self._closed = False
        self.api = _api(config, self)

    def close(self) -> None:
        """Let go of the server. Closing twice is fine."""
        self._closed = True
        self.api._session.close()  # noqa: SLF001 - there is no public way

    def __str__(self) -> str:
        return f"the library in {self.config.database!r} on the server {self.url}"

    @contextmanager
    def talking(self, rows: int = 0) -> Iterator[None]:
        """A block of calls with one deadline, longer for the rows that it writes.

        A block inside another counts towards the outer one. Raises StoreUnavailable, and StoreNotFound where the
        library was removed meanwhile.
        """
        if self._closed:
            raise StoreUnavailable(f"{self} was closed; open it again")
        if getattr(self._call, "until", None) is not None:
            yield
            return
        self._call.seconds = self.config.deadline + rows * _ROW_S
        self._call.until = monotonic() + self._call.seconds
        try:
            with self._faults():
                yield
        finally:
            self._call.until = None

    @property
    def until(self) -> float:
        """When the time of this thread's call is over, by the monotonic clock (s)."""
        return float(self._call.until)

    def late(self) -> StoreUnavailable:
        return self._failed(
            f"did not answer within {self._call.seconds:.3g} s",
            "start the server or look at what it does, or set deadline under [store] higher",
        )

    @contextmanager
    def _faults(self) -> Iterator[None]:
        try:
            yield
        except httpx.TimeoutException as error:
            raise self.late() from error
        except httpx.ConnectError as error:
            raise self._unreachable(error) from error
        except httpx.HTTPError as error:
            raise self._failed(
                f"broke off in the middle ({error or type(error).__name__})",
                "look at the server and what stands before it, then try again",
            ) from error
        except _WrongAnswer as error:
            raise self._refused(error) from error
        except ChromaError as error:
            raise self._told(error) from error
        except _OTHER_SHAPE as error:
            raise self._failed(
                f"answered what Chroma does not ({type(error).__name__}: {error})",
                "check url under [store], and that the server's version is that of the package chromadb",
            ) from error

    def _unreachable(self, error: httpx.ConnectError) -> StoreUnavailable:
        if "CERTIFICATE_VERIFY_FAILED" in str(error):
            return self._failed(
                f"has a certificate that is not trusted ({error})", "name its authority by ca_file under [store]"
            )
        return self._failed(
            f"cannot be reached ({error})", "start it (chroma run --path FOLDER), or mend url under [store]"
        )

    def _refused(self, error: _WrongAnswer) -> StoreUnavailable:
        if error.status in {401, 403}:
            return self._failed(f"refused us ({error})", "mend token under [store]")
        if error.status == 429 or error.status >= 500:
            return self._failed(f"failed ({error})", "look at the server and what stands before it, then try again")
        return self._failed(f"does not answer as Chroma does ({error})", "mend url under [store]")

    def _told(self, error: ChromaError) -> StoreUnavailable | StoreNotFound:
        what = self._without_token(f"{type(error).__name__}: {error}")
        if isinstance(error, NotFoundError):
            return StoreNotFound(f"{self} is not there any more ({what}); take documents in first: quoteproof-ingest")
        if isinstance(error, ChromaAuthError):
            return self._failed(f"refused us ({what})", "mend token, tenant and database under [store]")
        return self._failed(f"failed ({what})", "look at the server and its log, then try again")

    def _failed(self, what: str, advice: str) -> StoreUnavailable:
        return StoreUnavailable(f"{self} {self._without_token(what)}; {advice}")

    def _without_token(self, said: str) -> str:
        """A server may repeat in its answer what it was sent."""
        token = self.config.token
        return said.replace(token.get_secret_value(), "[token]") if token else said


class _WrongAnswer(Exception):
    """An answer that Chroma does not give; ``status`` is HTTP's."""

    def __init__(self, status: int, what: str) -> None:
        super().__init__(f"HTTP status {status}: {what}" if what else f"HTTP status {status}")
        self.status = status


def _api(config: StoreConfig, place: ServerPlace) -> FastAPI:
    """Chroma's own client over our session, since its own waits for ever."""
    settings = Settings(
        anonymized_telemetry=False,
        chroma_api_impl="chromadb.api.fastapi.FastAPI",
        chroma_server_host=place.url,
        chroma_server_http_port=0,
        chroma_server_ssl_verify=False,  # of a session that is never used, and that would read certificates for it
    )
    api = FastAPI(System(settings))
    api._session.close()  # noqa: SLF001 - there is no public way
    api._session = _Session(config, place)  # noqa: SLF001 - the same
    return api


class _Session(httpx.Client):
    """Requests that end with their call's time."""

    def __init__(self, config: StoreConfig, place: ServerPlace) -> None:
        super().__init__(
            verify=_certificates(config, place.url),
            headers={"Content-Type": "application/json", **_token(config)},
            limits=httpx.Limits(keepalive_expiry=30.0),
            trust_env=False,
        )
        self._place = place

    def request(self, method: str, url: httpx.URL | str, **given: Any) -> httpx.Response:  # noqa: ANN401 - as httpx
        """Raises what ``httpx`` raises, ChromaError, _WrongAnswer, and StoreUnavailable when the time is over."""
        until = self._place.until
        request = self.build_request(method, url, timeout=_left(until), **given)
        return in_time(_left(until), lambda: _answer(self, request, until), self._place.late())


def _answer(session: httpx.Client, request: httpx.Request, until: float) -> httpx.Response:
    response = session.send(request, stream=True)
    received = bytearray()
    try:
        for piece in response.iter_bytes():
            received += piece
            if len(received) > _LONGEST_ANSWER:
                raise _WrongAnswer(response.status_code, f"more than {_LONGEST_ANSWER:,} bytes")
            _left(until)
    finally:
        response.close()
    if not response.is_success:
        raise _fault(response.status_code, bytes(received))
    return httpx.Response(response.status_code, content=bytes(received), request=request)


def _left(until: float) -> float:
    left = until - monotonic()
    if left <= 0:
        raise httpx.ReadTimeout("the time of the call is over")
    return left


def _fault(status: int, content: bytes) -> Exception:
    try:
        answer = json.loads(content)
    except ValueError:
        answer = None
    if isinstance(answer, dict) and answer.get("error") in chromadb.errors.error_types:
        return chromadb.errors.error_types[answer["error"]](str(answer.get("message")))
    return _WrongAnswer(status, " ".join(content[:_SHOWN].decode("utf-8", "replace").split()))


def _token(config: StoreConfig) -> dict[str, str]:
    """In both headers that Chroma servers look at."""
    if config.token is None:
        return {}
    secret = config.token.get_secret_value()
    return {"Authorization": f"Bearer {secret}", "X-Chroma-Token": secret}


def _certificates(config: StoreConfig, url: str) -> ssl.SSLContext:
    if not url.startswith("https:"):
        return ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    if config.ca_file is None:
        return httpx.create_ssl_context(trust_env=False)
    try:
        return ssl.create_default_context(cafile=config.ca_file)
    except (OSError, ssl.SSLError) as error:
        raise ConfigError(
            f"[store] ca_file = {str(config.ca_file)!r} holds no certificates ({error}); name a PEM file"
        ) from error
