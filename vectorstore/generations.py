"""The folder of an embedded library: numbered copies of it, of which a pointer file names the one to read.

::

    library/
    ├── published          the number of the generation to read, replaced in one step
    ├── write.lock         held by the one writer
    ├── writer.json        who holds it; left over where a writer was killed
    └── generations/7/     the files of Chroma, and the index of words

Chroma rewrites each of its files in place, so a generation is a copy of its own and never shares hard links. Who uses
a generation holds a shared lock on its folder; it is swept once nobody does. Files of Chroma that lie in the library's
folder itself are of an older version: they are read as they are, and the next writer makes them a generation.
"""

from __future__ import annotations

import os
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
from fcntl import LOCK_EX, LOCK_NB, LOCK_SH, flock, ioctl
from pathlib import Path

from vectorstore.errors import StoreNotFound, StoreUnavailable
from vectorstore.word_index import WORDS_FILE

_POINTER = "published"
_GENERATIONS = "generations"
_CHROMA = "chroma.sqlite3"
_OURS = {_POINTER, f"{_POINTER}.new", _GENERATIONS, "write.lock", "writer.json", "writer.json.new"}
_CLONE = 0x40049409
"""FICLONE of Linux: the copy shares its blocks with the source until one of them is written."""
_TRIES = 100
_PATIENCE_S = 30.0


@dataclass(slots=True)
class Held:
    """A generation's folder under a shared lock, until it is let go."""

    path: Path
    lock: int

    def release(self) -> None:
        if self.lock >= 0:
            os.close(self.lock)
            self.lock = -1


class Generations:
    """The generations of one library; who writes holds the write lock."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def stamp(self) -> tuple[int, int] | None:
        """Changes with each publishing; costs one look at the pointer file."""
        try:
            found = (self.folder / _POINTER).stat()
        except FileNotFoundError:
            return None
        return found.st_ino, found.st_mtime_ns

    def published(self) -> Path | None:
        """The folder to read, or None where nothing was published yet. Raises StoreUnavailable for a broken pointer."""
        try:
            named = (self.folder / _POINTER).read_text(encoding="ascii").strip()
        except FileNotFoundError:
            return self.folder if (self.folder / _CHROMA).is_file() else None
        except UnicodeDecodeError:
            named = "no text"
        if not named.isdecimal():
            raise StoreUnavailable(
                f"{self.folder / _POINTER} should hold a generation's number, not {named[:20]!r}; write the highest "
                f"number of {self.folder / _GENERATIONS} into it"
            )
        return self._place(int(named))

    def hold(self) -> Held:
        """The published generation, kept from being swept. Raises StoreNotFound, StoreUnavailable."""
        for _ in range(_TRIES):
            path = self.published()
            if path is None:
                raise StoreNotFound.at(self.folder)
            held = _held(path)
            if held is not None and self.published() == path:
                return held
            if held is not None:
                held.release()
        raise StoreUnavailable(
            f"{path} is named by {self.folder / _POINTER} and is not there; restore it from a backup"
        )

    def begin(self, empty: bool = False) -> Held:
        """A new folder: a copy of the published generation, or empty where there is none or ``empty`` says so."""
        number = max([0, *self._numbers()]) + 1
        place = self._place(number)
        source = None if empty else self.published()
        place.mkdir(parents=True)
        try:
            if source is not None:
                copy_library(source, place)
        except BaseException:
            shutil.rmtree(place, ignore_errors=True)
            raise
        held = _held(place)
        if held is None:
            raise StoreUnavailable(f"{place} was taken away while it was written; run it again")
        return held

    def publish(self, path: Path) -> None:
        """Make a generation the one to read. Its files and the pointer are on the disk when this returns."""
        for part in [*path.rglob("*"), path, path.parent]:
            _to_disk(part)
        new = self.folder / f"{_POINTER}.new"
        new.write_text(f"{path.name}\n", encoding="ascii")
        _to_disk(new)
        new.replace(self.folder / _POINTER)
        _to_disk(self.folder)

    def sweep(self) -> int:
        """Remove what nobody reads any more; gives how many generations. Only for who holds the write lock."""
        published = self.published()
        swept = 0
        for number in self._numbers():
            path = self._place(number)
            if path != published:
                swept += _removed(path)
        if published not in (None, self.folder) and (self.folder / _CHROMA).is_file():
            swept += _removed(self.folder, only_chroma=True)
        return swept

    def is_free(self) -> bool:
        """Whether a new library may be made here: the folder is absent, or holds nothing but ours."""
        if not self.folder.exists():
            return True
        return self.folder.is_dir() and all(entry.name in _OURS for entry in self.folder.iterdir())

    def _place(self, number: int) -> Path:
        return self.folder / _GENERATIONS / str(number)

    def _numbers(self) -> list[int]:
        folder = self.folder / _GENERATIONS
        return [int(path.name) for path in folder.iterdir() if path.name.isdecimal()] if folder.is_dir() else []


def copy_library(source: Path, target: Path) -> None:
    """Copy the files of a library into a folder that is there, while nobody changes them."""
    with _held_still(source / _CHROMA):
        for path in source.iterdir():
            if path.is_dir() and path.name not in _OURS:
                shutil.copytree(path, target / path.name, copy_function=_copy)
            elif path.name in {_CHROMA, WORDS_FILE}:
                _copy(str(path), str(target / path.name))


def _copy(source: str, target: str) -> str:
    """A clone where the file system can, else a plain copy."""
    with Path(source).open("rb") as given, Path(target).open("wb") as made:
        try:
            ioctl(made.fileno(), _CLONE, given.fileno())
        except OSError:
            shutil.copyfileobj(given, made, 1024 * 1024)
    return target


@contextmanager
def _held_still(tables: Path) -> Iterator[None]:
    """Readers write some housekeeping when they open a library; SQLite's shared lock keeps them from it meanwhile."""
    mode = "rw" if os.access(tables, os.W_OK, effective_ids=True) else "ro"
    try:
        with closing(sqlite3.connect(f"{tables.as_uri()}?mode={mode}", uri=True, timeout=_PATIENCE_S)) as connection:
            connection.execute("begin")
            connection.execute("select count(*) from sqlite_master").fetchone()
            yield
    except sqlite3.Error as error:
        raise StoreUnavailable(
            f"{tables} cannot be read ({error}); mend the disk or its permissions, or restore it from a backup"
        ) from error


def _held(path: Path) -> Held | None:
    """None where the folder went in the meantime."""
    try:
        lock = os.open(path, os.O_RDONLY)
    except FileNotFoundError:
        return None
    try:
        flock(lock, LOCK_SH)
        if path.stat().st_ino == os.fstat(lock).st_ino:
            return Held(path, lock)
    except FileNotFoundError:
        pass
    except BaseException:
        os.close(lock)
        raise
    os.close(lock)
    return None


def _removed(path: Path, only_chroma: bool = False) -> bool:
    """False where somebody still reads it."""
    lock = os.open(path, os.O_RDONLY)
    try:
        flock(lock, LOCK_EX | LOCK_NB)
        for part in list(path.iterdir()):
            if only_chroma and part.name in _OURS:
                continue
            shutil.rmtree(part) if part.is_dir() else part.unlink()
        if not only_chroma:
            path.rmdir()
    except BlockingIOError:
        return False
    finally:
        os.close(lock)
    return True


def _to_disk(path: Path) -> None:
    with suppress(FileNotFoundError):
        file = os.open(path, os.O_RDONLY)
        try:
            os.fsync(file)
        finally:
            os.close(file)
