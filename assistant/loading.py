"""What takes minutes to load: once for each name, in the background, with how far it is for those who wait."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import wait
from dataclasses import dataclass
from threading import Lock
from time import monotonic
from typing import TYPE_CHECKING, Generic, TypeVar

from vectorstore.closing import Closing
from vectorstore.in_time import begun

if TYPE_CHECKING:
    from assistant.local.progress import Progress

_T = TypeVar("_T", bound=Closing)
_GLANCE = 0.25
"""Seconds between two looks at how far it is."""
_MEASURED = 2.0
"""Seconds of work after which its pace tells something."""


@dataclass(frozen=True, slots=True)
class HowFar:
    """A piece of work under way: bytes, and the seconds that are left at its pace so far, where that can be told."""

    work: str
    done: int
    total: int
    left: float | None


class Load(Generic[_T]):
    """One load, begun in a thread of its own: it goes on when nobody waits any more."""

    def __init__(self, load: Callable[[Progress], _T]) -> None:
        self._far: HowFar | None = None
        self._since = ("", 0.0, 0)
        self._made = begun(lambda: load(self._tell))

    @property
    def is_made(self) -> bool:
        return self._made.done() and not self.has_failed

    @property
    def has_failed(self) -> bool:
        return self._made.done() and self._made.exception() is not None

    def result(self) -> _T:
        """Waits for it. Raises what the load raises."""
        return self._made.result()

    def watched(self) -> Iterator[HowFar | None]:
        """How far it is, several times a second until it is made; None while no bytes are counted. Raises so too."""
        while not self._made.done():
            yield self._far
            wait([self._made], _GLANCE)
        self.result()

    def close(self) -> None:
        """Closes what was made, or will be, once it is there."""
        self._made.add_done_callback(lambda made: None if made.exception() else made.result().close())

    def _tell(self, work: str, done: int, total: int) -> None:
        if self._since[0] != work:
            self._since = (work, monotonic(), done)
        _, began, before = self._since
        took = monotonic() - began
        left = (total - done) * took / (done - before) if took > _MEASURED and done > before else None
        self._far = HowFar(work, done, total, left) if done < total else None


class Loads(Closing, Generic[_T]):
    """Loads by name: each once, none waits for another, and one that failed is begun anew. Safe from many threads."""

    def __init__(self) -> None:
        self._loads: dict[str, Load[_T]] = {}
        self._lock = Lock()

    def of(self, name: str, load: Callable[[Progress], _T]) -> Load[_T]:
        """The load of this name; ``load`` begins it where it has not begun, or has failed."""
        with self._lock:
            if name not in self._loads or self._loads[name].has_failed:
                self._loads[name] = Load(load)
            return self._loads[name]

    def has(self, name: str) -> bool:
        """Whether it is loaded."""
        load = self._loads.get(name)
        return load is not None and load.is_made

    def close(self) -> None:
        """Closes what is loaded, and what is still being loaded once it is there; waits for nothing."""
        with self._lock:
            for load in self._loads.values():
                load.close()
