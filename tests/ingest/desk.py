"""A small library, and a folder to take into it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from ingest.config import IngestConfig
from ingest.library import take_in
from ingest.outcome import Event, Summary
from tests.fakes import FakeEmbedder
from vectorstore.memory import MemoryStore
from vectorstore.nouns import DocumentRecord, Span

CONFIG = IngestConfig(workers=1)


class Desk:
    """A folder, a library, an embedder, and what was told last."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder / "docs"
        self.folder.mkdir()
        self.embedder = FakeEmbedder()
        self.store = MemoryStore(self.embedder.name)
        self.events: list[Event] = []

    def write(self, **texts: str) -> None:
        for name, text in texts.items():
            (self.folder / f"{name}.txt").write_text(text, encoding="utf-8")

    def take_in(self, *paths: Path, config: IngestConfig = CONFIG, prune: bool = False) -> Summary:
        self.embedder.embedded.clear()
        self.events.clear()
        return take_in(paths or [self.folder], self.store, self.embedder, config, self.events.append, prune)

    def outcomes(self, **how: Any) -> dict[str, str]:
        return {result.uri: str(result.outcome) for result in self.take_in(**how).results}

    def record(self, name: str) -> DocumentRecord:
        return next(record for record in self.store.documents() if record.uri == f"docs/{name}.txt")

    def text(self, name: str) -> str:
        record = self.record(name)
        return self.store.text(record, Span(0, record.characters)).text
