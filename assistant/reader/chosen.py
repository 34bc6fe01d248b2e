"""The reader that the configuration names: the one that ships, an exported one, or any of transformers' own."""

from __future__ import annotations

import json
import logging
import re
from collections.abc import Callable, Iterator
from hashlib import sha256
from pathlib import Path
from tempfile import TemporaryDirectory

from filelock import FileLock
from platformdirs import user_cache_path

from assistant.reader.model import MODEL, Reader
from vectorstore.errors import ConfigError

Export = Callable[[str, Path], None]
"""Writes what ``Reader.load`` reads, of weights by folder or hub name."""


def load_reader(name: str | None, cache: Path | None = None) -> Reader:
    """``name``: None for the reader that ships, a folder that ``assistant.reader.export`` wrote, or the folder or the
    hub name of any extractive question-answering model. The last is exported once, into ``cache`` (the user's cache
    folder), which needs the ``train`` extra. Raises ConfigError.
    """
    if name is None:
        return Reader.load()
    folder = Path(name).expanduser()
    if (folder / MODEL).is_file():
        return Reader.load(folder)
    weights = str(folder) if folder.is_dir() else name
    return Reader.load(exported_once(weights, cache or user_cache_path("quoteproof") / "readers", _export))


def exported_once(weights: str, cache: Path, export: Export) -> Path:
    """The folder in ``cache`` with the exported model; it appears whole or not at all."""
    place = cache / f"{re.sub(r'[^A-Za-z0-9.-]+', '-', weights).strip('-')[-40:]}-{_version(weights)}"
    cache.mkdir(parents=True, exist_ok=True)
    with FileLock(f"{place}.lock"):
        if not place.is_dir():
            logging.getLogger(__name__).warning("Exporting the reader %s, once, into %s", weights, place)
            with TemporaryDirectory(dir=cache) as made:
                export(weights, Path(made) / "reader")
                (Path(made) / "reader").rename(place)
    return place


def _export(weights: str, folder: Path) -> None:
    try:
        from assistant.reader.export import export  # noqa: PLC0415  needs an extra, and torch for seconds
    except ImportError as error:
        raise ConfigError(
            f"the reader {weights!r} must be exported first, for which {error.name} is missing: "
            "pip install 'quoteproof[train]'"
        ) from error
    try:
        export([weights], folder)
    except (OSError, ValueError) as error:
        raise ConfigError(
            f"the reader {weights!r} cannot be loaded: {error}. Name a folder that python -m assistant.reader.export "
            "has written, or an extractive question-answering model of transformers by its folder or hub name"
        ) from error


def _version(weights: str) -> str:
    """Changes with the files of a folder, by their sizes and times; of a hub's model it is that of its name."""
    return sha256(json.dumps([weights, *_files(Path(weights))]).encode()).hexdigest()[:12]


def _files(folder: Path) -> Iterator[tuple[str, int, int]]:
    if folder.is_dir():
        for file in sorted(folder.iterdir()):
            yield file.name, file.stat().st_size, file.stat().st_mtime_ns
