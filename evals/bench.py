"""Where the product stands for a suite: a library of its documents, and an asker whose inside can be looked at."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from evals.nouns import Asker, Reading, Source


def _nothing() -> Reading | None:
    return None


@dataclass(frozen=True, slots=True)
class Setup:
    """An asker over a library. ``reading`` gives what this thread's last answer read, where that is known."""

    asker: Asker
    index: str = ""
    reading: Callable[[], Reading | None] = _nothing


class Bench(Protocol):
    """Takes documents in and puts an asker over them."""

    @property
    def config(self) -> dict[str, Any]:
        """What the product was configured with, for the report."""

    def setup(self, sources: Sequence[Source]) -> Setup: ...
