"""Whether a file is the one that its hash names, computed once for each state of the file."""

from __future__ import annotations

import hashlib
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from pydantic import BaseModel, ConfigDict, ValidationError

from assistant.local.nouns import CHUNK
from assistant.local.progress import Progress


class Seen(BaseModel):
    """A file as it was when it had this hash."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    path: str
    sha256: str
    size: int
    mtime_ns: int
    inode: int

    @classmethod
    def now(cls, path: Path, sha256: str) -> Seen:
        stat = path.stat()
        return cls(path=str(path), sha256=sha256, size=stat.st_size, mtime_ns=stat.st_mtime_ns, inode=stat.st_ino)


@dataclass(frozen=True, slots=True)
class Ledger:
    """Remembers in a folder which files were checked, so that a later start need not read a gigabyte."""

    folder: Path

    def holds(self, path: Path, sha256: str, progress: Progress) -> bool:
        """Whether the file has this hash. Raises OSError where it cannot be read."""
        if self.recall(path) == Seen.now(path, sha256):
            return True
        if _hash(path, progress) != sha256:
            return False
        self.remember(path, sha256)
        return True

    def recall(self, path: Path) -> Seen | None:
        """The file as it was when it was last checked."""
        try:
            return Seen.model_validate_json(self._place(path).read_bytes())
        except (OSError, ValidationError):
            return None

    def remember(self, path: Path, sha256: str) -> None:
        """A folder that cannot be written only costs the next start its time."""
        with suppress(OSError):
            self.folder.mkdir(parents=True, exist_ok=True)
            self._place(path).write_text(Seen.now(path, sha256).model_dump_json(), encoding="utf-8")

    def _place(self, path: Path) -> Path:
        return self.folder / f"{hashlib.sha256(bytes(path)).hexdigest()[:24]}.checked.json"


def _hash(path: Path, progress: Progress) -> str:
    hasher, done, size = hashlib.sha256(), 0, path.stat().st_size
    with path.open("rb") as file:
        while block := file.read(CHUNK):
            hasher.update(block)
            done += len(block)
            progress(f"Checking {path.name}", done, size)
    return hasher.hexdigest()
