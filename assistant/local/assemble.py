"""Writes weights to their place from a source: whole and checked, or not at all."""

from __future__ import annotations

import hashlib
import os
import shutil
from pathlib import Path

from assistant.errors import EngineError
from assistant.local.nouns import CHUNK, Source, SourceFailed, Weights
from assistant.local.progress import Progress


def assemble(target: Path, weights: Weights, source: Source, progress: Progress) -> None:
    """Put the weights at ``target``, which appears only once size and hash hold.

    What an interrupted run left beside it, in ``.part``, is gone on with; where the whole then has another hash, it is
    thrown away, and all is taken again, once. One writer at a time: the caller holds a lock.
    Raises SourceFailed where the source is at fault, EngineError where the disk is.
    """
    part = target.with_name(f"{target.name}.part")
    try:
        resumed = _usable(part, weights)
        _make_room(part, weights)
        while _written(part, weights, source, progress) != weights.sha256:
            part.unlink()
            if not resumed:
                raise SourceFailed(f"what came is not the file with the hash {weights.sha256[:16]}…, and was deleted")
            resumed = False
        part.replace(target)
    except OSError as error:
        raise EngineError(
            f"{target} cannot be written: {error}. Mend that, or name another folder in [local] cache"
        ) from error


def _usable(part: Path, weights: Weights) -> bool:
    """Whether there is something to go on with."""
    if part.exists() and part.stat().st_size > weights.size:
        part.unlink()
    return part.exists()


def _make_room(part: Path, weights: Weights) -> None:
    part.parent.mkdir(parents=True, exist_ok=True)
    there = part.stat().st_size if part.exists() else 0
    missing, free = weights.size - there, shutil.disk_usage(part.parent).free
    if free < missing:
        raise EngineError(
            f"{weights.file} needs {missing / 1e6:,.0f} MB in {part.parent}, and {free / 1e6:,.0f} MB are free. "
            "Make room, or name a folder on another disk in [local] cache"
        )


def _written(part: Path, weights: Weights, source: Source, progress: Progress) -> str:
    """Append what is missing, and give the hash of the whole."""
    hasher = hashlib.sha256()
    with part.open("a+b") as file:
        file.seek(0)
        while block := file.read(CHUNK):
            hasher.update(block)
        done = file.tell()
        for block in source.read(done) if done < weights.size else ():
            done += len(block)
            if done > weights.size:
                raise SourceFailed(f"more came than the {weights.size:,} bytes of the file")
            file.write(block)
            hasher.update(block)
            progress(source.work, done, weights.size)
        file.flush()
        os.fsync(file.fileno())
    return hasher.hexdigest()
