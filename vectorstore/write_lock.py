"""The lock of the one writer of a library, which says who holds it."""

from __future__ import annotations

import json
import os
import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path

from filelock import FileLock, Timeout

from vectorstore.errors import StoreUnavailable

_LOCK = "write.lock"
_HOLDER = "writer.json"
_POLL_S = 0.1

Say = Callable[[str], None]
"""Is told sentences for a person: what is waited for, what was found."""


@dataclass(frozen=True, slots=True)
class Holder:
    """A writer: its process, its machine, and since when it writes, ISO 8601 in UTC."""

    pid: int
    host: str
    since: str

    def __str__(self) -> str:
        return f"process {self.pid} on {self.host}, writing since {self.since}"


@contextmanager
def write_lock(folder: Path, wait_s: float, say: Say) -> Iterator[Holder | None]:
    """The write lock of a folder that is there; gives the writer before, where that one was killed.

    Raises StoreUnavailable, which names the holder, when the lock is not free within ``wait_s`` seconds.
    """
    lock = FileLock(folder / _LOCK)
    try:
        _acquire(lock, folder, wait_s, say)
    except OSError as error:
        raise StoreUnavailable(
            f"the library at {folder} cannot be written ({error}); mend the folder's permissions or its disk, or "
            "choose another folder with --store"
        ) from error
    try:
        killed = _holder(folder)
        _write(folder)
        try:
            yield killed
        finally:
            (folder / _HOLDER).unlink(missing_ok=True)
    finally:
        lock.release()


def _acquire(lock: FileLock, folder: Path, wait_s: float, say: Say) -> None:
    try:
        lock.acquire(timeout=0)
    except Timeout:
        say(f"Waiting up to {wait_s:g} s for {_named(folder)}.")
        try:
            lock.acquire(timeout=wait_s, poll_interval=_POLL_S)
        except Timeout as error:
            raise StoreUnavailable(
                f"the library at {folder} is being written by {_named(folder)}, and was not free within {wait_s:g} s; "
                "wait for that one to end, or set lock_wait under [store] higher"
            ) from error


def _named(folder: Path) -> str:
    holder = _holder(folder)
    return str(holder) if holder else "another process"


def _holder(folder: Path) -> Holder | None:
    try:
        return Holder(**json.loads((folder / _HOLDER).read_text(encoding="utf-8")))
    except FileNotFoundError:
        return None
    except (ValueError, TypeError):
        return Holder(0, "unknown", "unknown")


def _write(folder: Path) -> None:
    now = datetime.now(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
    text = json.dumps(asdict(Holder(os.getpid(), socket.gethostname(), now)))
    new = folder / f"{_HOLDER}.new"
    new.write_text(text, encoding="utf-8")
    new.replace(folder / _HOLDER)
