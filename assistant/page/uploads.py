"""Files that a person adds on the page: a safe name, a size limit, and the reasons of those that could not be read."""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path, PurePosixPath, PureWindowsPath
from secrets import token_hex
from threading import Lock
from time import time

from ingest.errors import UnreadableFile
from ingest.loaders import kind_of

_LONGEST_NAME = 150
_LEFT_AFTER = 86_400
"""Seconds after which no running page can still be receiving a file."""
_MOST_PROBLEMS = 200
_UNSAFE = set('<>:"/\\|?*')


class Uploads:
    """The folder of uploaded files, which is a root of the library, and beside it what could not be read and why."""

    def __init__(self, state: Path) -> None:
        self.folder = state / "uploads"
        self._incoming = state / "incoming"
        self._problems = state / "problems.json"
        self._lock, self._placing = Lock(), Lock()
        for folder in (self.folder, self._incoming):
            folder.mkdir(parents=True, exist_ok=True)
        for left in self._incoming.iterdir():
            if time() - left.stat().st_mtime > _LEFT_AFTER:
                left.unlink(missing_ok=True)

    def begin(self, name: str, most: int) -> Incoming:
        """A file to be written piece by piece. Raises UnreadableFile for a name or a kind that is not taken."""
        safe = safe_name(name)
        if kind_of(safe) is None:
            raise UnreadableFile(f"{safe}: files of this kind are not read; text, Markdown, HTML, PDF and Word are")
        return Incoming(self._incoming / token_hex(8), self.folder / safe, most)

    @contextmanager
    def placed(self, incoming: Incoming) -> Iterator[Path]:
        """The file in its place; when the block fails, what was there before, if anything, takes it again."""
        with self._placing:
            try:
                yield incoming.finish()
            except BaseException:
                incoming.undo()
                raise
            finally:
                incoming.drop()

    def problems(self) -> Mapping[str, str]:
        """File names and why they could not be read, oldest first."""
        try:
            found = json.loads(self._problems.read_text("utf-8"))
        except (OSError, ValueError):
            return {}
        return {str(name): str(reason) for name, reason in found.items()} if isinstance(found, dict) else {}

    def set_problem(self, name: str, reason: str | None) -> None:
        """Keep why a file could not be read, or forget it with None."""
        with self._lock:
            problems = dict(self.problems())
            problems.pop(name, None)
            if reason is not None:
                problems[name] = reason
            problems = dict(list(problems.items())[-_MOST_PROBLEMS:])
            part = self._problems.with_suffix(".part")
            part.write_text(json.dumps(problems, ensure_ascii=True, indent=1), "utf-8")
            part.replace(self._problems)

    def discard(self, uri: str) -> None:
        """Deletes an uploaded file that the library no longer holds; other files are not ours to delete."""
        top, *rest = uri.split("/")
        if top == self.folder.name and len(rest) == 1 and safe_name(rest[0]) == rest[0]:
            (self.folder / rest[0]).unlink(missing_ok=True)


class Incoming:
    """A file on its way in: it takes its place when all of it came, and leaves nothing when it did not."""

    def __init__(self, part: Path, place: Path, most: int) -> None:
        self._part, self._place, self._most, self._size = part, place, most, 0
        self._before = part.with_suffix(".before")
        self._file = part.open("xb")

    def write(self, piece: bytes) -> None:
        """Raises UnreadableFile once the file is too large."""
        self._size += len(piece)
        if self._size > self._most:
            raise UnreadableFile(f"{self._place.name}: the file is larger than {self._most / 1e6:,.1f} MB")
        self._file.write(piece)

    @property
    def name(self) -> str:
        return self._place.name

    def finish(self) -> Path:
        """Takes the place; an older file of the name is kept aside until ``drop``."""
        self._file.close()
        if self._place.exists():
            self._place.replace(self._before)
        return self._part.replace(self._place)

    def undo(self) -> None:
        """Leaves the place as it was before ``finish``."""
        self._place.unlink(missing_ok=True)
        if self._before.exists():
            self._before.replace(self._place)

    def drop(self) -> None:
        self._file.close()
        for left in (self._part, self._before):
            left.unlink(missing_ok=True)


def safe_name(name: str) -> str:
    """A file name without a path, control signs and what file systems refuse. Raises UnreadableFile for none."""
    bare = PureWindowsPath(PurePosixPath(name).name).name
    kept = "".join(c if c not in _UNSAFE and unicodedata.category(c) not in {"Cc", "Cf", "Cs"} else "_" for c in bare)
    named = PurePosixPath(kept.strip().lstrip("."))
    stem, suffix = named.stem, named.suffix
    while len(f"{stem}{suffix}".encode()) > _LONGEST_NAME and stem:
        stem = stem[:-1]
    if not stem.strip(" ._") or len(suffix) > 10:
        raise UnreadableFile(f"{name[:60]!r} is no file name that can be kept: rename the file")
    return f"{stem.rstrip()}{suffix}"
