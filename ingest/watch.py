"""Follows folders: takes them in whenever a file of theirs was added, changed or removed."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from time import sleep

from ingest.scan import scan

Seen = frozenset[tuple[str, int, int]]
"""Each file's path, bytes and time of change in nanoseconds."""


def changes(paths: Iterable[Path], every_s: float, wait: Callable[[float], None] = sleep) -> Iterator[None]:
    """One event at the start and one after each change, once the files have held still for ``every_s`` seconds.

    It looks again and again, which works on every file system, those of a network too. It never ends.
    """
    given = list(paths)
    done: Seen | None = None
    before = _seen(given)
    while True:
        if before != done:
            done = before
            yield
        wait(every_s)
        now = _seen(given)
        while now != before:
            before = now
            wait(every_s)
            now = _seen(given)


def _seen(paths: list[Path]) -> Seen:
    return frozenset((str(file.path), file.bytes, file.modified_ns) for file in scan(paths).files.values())
