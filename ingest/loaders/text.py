"""Plain text, kept as it stands."""

from __future__ import annotations

from ingest.canonical import canonical
from ingest.loaders.encoding import decode
from ingest.loaders.loaded import Reading
from ingest.loaders.titles import title_of


def read(name: str, data: bytes) -> Reading:
    source, notes = decode(name, data)
    text = canonical(source)
    return Reading(text, title_of(name, text=text), notes=notes)
