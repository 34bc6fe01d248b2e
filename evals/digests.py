"""What decides an answer beside the settings: our own code, and the files that ship with it or that a setting names."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from hashlib import sha256
from pathlib import Path
from typing import Any

_ROOT = Path(__file__).resolve().parents[1]
_PRODUCT = ("assistant", "ingest", "vectorstore")
_DATA = ("*.json", "*.onnx", "*.yaml")
_HASHED_BYTES = 64_000_000
"""A larger file is known by its size: hashing weights of gigabytes takes as long as asking some questions."""


def code_digest() -> str:
    """The first half of a sha256 over the modules of our four packages: results of other code are other results."""
    digest = sha256()
    for path in sorted(path for package in (*_PRODUCT, "evals") for path in (_ROOT / package).rglob("*.py")):
        digest.update(path.relative_to(_ROOT).as_posix().encode() + b"\0" + path.read_bytes() + b"\0")
    return digest.hexdigest()[:32]


def file_digests(settings: Mapping[str, Any], root: Path = _ROOT) -> dict[str, str]:
    """A digest of each file of data that the product reads, by its name: calibration, models, tokenizer.

    The suites' own files are not among them: a case that has changed is told by itself, a document by its library.
    """
    found = sorted(path for package in _PRODUCT for kind in _DATA for path in (root / package).rglob(kind))
    shipped = {path.relative_to(root).as_posix(): path for path in found}
    named = {str(path): path for path in _named(settings) if path.is_file()}
    return {name: _digest(path) for name, path in (shipped | named).items()}


def _named(settings: Mapping[str, Any]) -> Iterator[Path]:
    assistant = settings.get("assistant", {})
    for name in (assistant.get("calibration"), assistant.get("local", {}).get("weights")):
        if name:
            yield Path(name)


def _digest(path: Path) -> str:
    size = path.stat().st_size
    return f"{size} bytes" if size > _HASHED_BYTES else sha256(path.read_bytes()).hexdigest()[:32]
