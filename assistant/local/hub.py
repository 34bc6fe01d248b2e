"""Weights on a model hub.

``huggingface_hub`` is not used for it: since its version 2 it throws away what an interrupted fetch had.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import httpx

from assistant.local.nouns import SourceFailed, Weights

_TIMEOUT = httpx.Timeout(30.0, connect=5.0)


@dataclass(frozen=True, slots=True)
class Hub:
    """The weights as the hub gives them, byte for byte."""

    weights: Weights
    url: str

    @classmethod
    def at(cls, hub: str, weights: Weights) -> Hub:
        return cls(weights, address(hub, weights.model))

    @property
    def work(self) -> str:
        return f"Fetching {self.weights.file} from {httpx.URL(self.url).host}"

    def read(self, start: int) -> Iterator[bytes]:
        """A connection that breaks is taken up again where it broke, as long as each brings something."""
        while start < self.weights.size:
            before = start
            try:
                for block in self._once(start):
                    start += len(block)
                    yield block
            except httpx.RequestError as error:
                if start == before:
                    raise _broken(self.url, error, start) from error
            if start == before:
                raise SourceFailed(f"{self.url} gave no bytes from {start:,} on, of {self.weights.size:,}")

    def _once(self, start: int) -> Iterator[bytes]:
        with _response(self.url, {"Range": f"bytes={start}-"} if start else {}) as response:
            ignored = start if response.status_code == httpx.codes.OK else 0
            for block in response.iter_bytes():  # each as it comes: none is lost where the connection breaks
                yield block[ignored:]
                ignored = max(0, ignored - len(block))


def described(hub: str, model: str, sha256: str | None) -> Weights:
    """The size of a file on the hub and its hash, if not given as the hub tells it. Raises SourceFailed."""
    url = address(hub, model)
    try:
        with _response(url, {}) as response:
            answers = [*response.history, response]
    except httpx.RequestError as error:
        raise _broken(url, error, 0) from error
    told = next((tag for answer in answers if (tag := _hash_of(answer))), None)
    sizes = [answer.headers.get("X-Linked-Size") for answer in answers] + [answers[-1].headers.get("Content-Length")]
    size = next((int(size) for size in sizes if size and size.isdecimal()), 0)
    if not (sha256 or told) or not size:
        raise SourceFailed(f"{url} tells no size and hash of the file; give the hash as [local] sha256")
    return Weights(model, size, sha256 or told or "")


def address(hub: str, model: str) -> str:
    owner, repository, file = model.split("/", 2)
    return f"{hub}/{owner}/{repository}/resolve/main/{file}"


@contextmanager
def _response(url: str, headers: dict[str, str]) -> Iterator[httpx.Response]:
    """Uncompressed, so that a byte is a byte of the file. Raises SourceFailed for a status that brings no file."""
    wanted = {"Accept-Encoding": "identity", **headers}
    with httpx.stream("GET", url, headers=wanted, follow_redirects=True, timeout=_TIMEOUT) as response:
        if response.status_code not in (httpx.codes.OK, httpx.codes.PARTIAL_CONTENT):
            raise SourceFailed(f"{url} answered {response.status_code} {response.reason_phrase}")
        yield response


def _hash_of(answer: httpx.Response) -> str | None:
    tag = answer.headers.get("X-Linked-ETag") or answer.headers.get("ETag") or ""
    found = re.fullmatch(r'(?:W/)?"?([0-9a-f]{64})"?', tag)
    return found[1] if found else None


def _broken(url: str, error: httpx.RequestError, start: int) -> SourceFailed:
    """``start`` bytes are here already."""
    is_away = isinstance(error, httpx.ConnectError | httpx.ConnectTimeout | httpx.ProxyError)
    fault = "cannot be reached" if is_away else "broke off"
    kept = f"; the {start:,} bytes that came are kept, and the next try goes on from there" if start else ""
    return SourceFailed(f"{httpx.URL(url).host} {fault} ({type(error).__name__}: {error}){kept}")
