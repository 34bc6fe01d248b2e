"""The section ``[ingest]`` of the configuration."""

from __future__ import annotations

from pydantic import Field

from vectorstore.config import Section, StoreConfig

LONGEST_CHUNK = 1200
"""Characters that no chunk exceeds."""


class IngestConfig(Section):
    """How documents are taken in."""

    store: StoreConfig = Field(default_factory=StoreConfig)
    chunk_characters: int = Field(default=800, ge=100, le=LONGEST_CHUNK)
    """The size that chunks are packed to. A paragraph up to the longest chunk is not split for it."""
    max_file_bytes: int = Field(default=200_000_000, ge=1)
    """A larger file is not read, and said so."""
    workers: int = Field(default=2, ge=1, le=64)
    """Files read side by side."""
