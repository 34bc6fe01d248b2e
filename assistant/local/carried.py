"""Weights in installed distributions. Only their files are read: nothing of them is imported."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path

from assistant.local.nouns import CHUNK, SourceFailed, Weights


@dataclass(frozen=True, slots=True)
class Carried:
    """The parts, in order."""

    weights: Weights
    parts: tuple[Path, ...]

    @classmethod
    def installed(cls, weights: Weights) -> Carried:
        """Raises SourceFailed where a carrier is missing."""
        parts = {carrier: _part(carrier, number) for number, carrier in enumerate(weights.carriers, 1)}
        missing = [carrier for carrier, part in parts.items() if part is None]
        if missing or not parts:
            raise SourceFailed(_not_installed(missing, len(parts)))
        return cls(weights, tuple(part for part in parts.values() if part is not None))

    @property
    def work(self) -> str:
        return f"Joining {self.weights.file} from its packages"

    def read(self, start: int) -> Iterator[bytes]:
        try:
            for part in self.parts:
                size = part.stat().st_size
                if start < size:
                    yield from _blocks(part, start)
                start = max(0, start - size)
        except OSError as error:
            raise SourceFailed(f"a part of the weights cannot be read: {error}") from error


def _part(carrier: str, number: int) -> Path | None:
    try:
        files = distribution(carrier).files or []
    except PackageNotFoundError:
        return None
    name = f"part{number:02d}.bin"
    return next((Path(str(file.locate())) for file in files if file.parts[-2:] == ("data", name)), None)


def _not_installed(missing: list[str], parts: int) -> str:
    if len(missing) == parts:
        return "no installed package carries them"
    return f"of the {parts} packages that carry them, {', '.join(missing)} cannot be found"


def _blocks(part: Path, start: int) -> Iterator[bytes]:
    with part.open("rb") as file:
        file.seek(start)
        while block := file.read(CHUNK):
            yield block
