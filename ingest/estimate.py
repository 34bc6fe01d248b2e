"""How much text files are likely to hold, and how long it will take to embed it."""

from __future__ import annotations

from time import monotonic

from ingest.config import IngestConfig
from ingest.loaders import kind_of
from ingest.scan import FoundFile
from vectorstore.nouns import Kind
from vectorstore.ports import Embedder

_CHARACTERS_PER_BYTE = {Kind.TEXT: 1.0, Kind.MARKDOWN: 1.0, Kind.HTML: 0.25, Kind.PDF: 0.05, Kind.DOCX: 0.15}
"""Rough: pictures, fonts and markup take the rest."""
_LONG_RUN = 300
"""Chunks from which a run is worth an estimate."""
_MEASURED = 8
"""Chunks that are embedded for it."""


def expected_characters(file: FoundFile) -> int:
    kind = kind_of(file.path.name)
    return int(file.bytes * _CHARACTERS_PER_BYTE[kind]) if kind else 0


def expected_seconds(characters: int, config: IngestConfig, embedder: Embedder) -> float | None:
    """Seconds to embed so many characters, measured on a few chunks; None where it is not worth measuring."""
    if characters < _LONG_RUN * config.chunk_characters:
        return None
    sample = ("some " * config.chunk_characters)[: config.chunk_characters]
    began = monotonic()
    embedder.embed([sample] * _MEASURED)
    return (monotonic() - began) * characters / (config.chunk_characters * _MEASURED)
