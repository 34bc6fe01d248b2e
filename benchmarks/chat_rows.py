"""What a way of answering made of each question, kept as lines so that a run that was killed goes on where it was."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Row:
    """One question asked in one way. ``seconds`` is wall time; tokens are those of all requests, those in vain too."""

    case: str
    way: str
    text: str
    statements: tuple[str, ...]
    refused: bool
    seconds: float
    prompt: int
    completion: int
    passages: tuple[str, ...]
    fault: str | None = None


class Rows:
    """The rows of a file. The last line of a run that was killed may be cut, and is then asked anew."""

    def __init__(self, place: Path) -> None:
        self._place = place
        place.parent.mkdir(parents=True, exist_ok=True)
        self.rows = list(_read(place)) if place.exists() else []
        if self.rows or place.exists():
            place.write_text("".join(_line(row) for row in self.rows), encoding="utf-8")

    def has(self, case: str, way: str) -> bool:
        return any((row.case, row.way) == (case, way) for row in self.rows)

    def add(self, row: Row) -> None:
        self.rows.append(row)
        with self._place.open("a", encoding="utf-8") as file:
            file.write(_line(row))


def _read(place: Path) -> Iterator[Row]:
    for line in place.read_text(encoding="utf-8").splitlines():
        try:
            fields = json.loads(line)
        except ValueError:
            continue
        lists = {key: tuple(fields[key]) for key in ("statements", "passages")}
        yield Row(**fields | lists)


def _line(row: Row) -> str:
    return json.dumps(asdict(row), ensure_ascii=False) + "\n"
