"""The library behind the page: answers for each choice of settings, documents in and out, one writer at a time."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from contextlib import AbstractContextManager, suppress
from pathlib import Path
from threading import Lock, Thread

from assistant.build import Assistant, load_engine
from assistant.page.config import PageConfig
from assistant.page.settings import Settings
from assistant.ports import Engine
from ingest.library import take_in
from ingest.outcome import Report, Summary
from vectorstore.closing import Closing
from vectorstore.embedder import load_embedder
from vectorstore.errors import DocumentGone, QuoteproofError, StoreNotFound
from vectorstore.nouns import DocumentRecord
from vectorstore.opening import open_library, writing
from vectorstore.ports import Store

_KEPT = 4
"""Assistants with settings of their own that are kept loaded."""


class Service:
    """Safe from many threads. Close it at the end."""

    def __init__(self, config: PageConfig) -> None:
        """Opens the library; makes an empty one where there is none. Raises ConfigError, StoreError, EngineError."""
        self.config = config
        self._embedder = load_embedder(config.assistant.store)
        place = (config.assistant.store, self._embedder.name, self._embedder.dimension)
        try:
            self.store = open_library(*place)
        except StoreNotFound:
            with writing(*place, _say_nothing):
                pass
            self.store = open_library(*place)
        self._assistants: dict[Settings, Assistant] = {}
        self._loading, self._writing = Lock(), Lock()
        self.standard = Settings.of(config.assistant)
        self.assistant(self.standard)
        Thread(target=self._load_weights, daemon=True).start()

    def assistant(self, settings: Settings) -> Assistant:
        """The assistant for these settings, over the one library. Raises EngineError for an engine that is none."""
        if (known := self._assistants.get(settings)) is not None:
            return known
        with self._loading:
            if settings not in self._assistants:
                config = settings.applied(self.config.assistant)
                made = Assistant(config, self.store, self._embedder, load_engine(config, self._embedder))
                others = [key for key in self._assistants if key != self.standard]
                for old in others[: len(others) - _KEPT + 1]:
                    _close_engine(self._assistants.pop(old))
                self._assistants[settings] = made
            return self._assistants[settings]

    def engine(self, settings: Settings) -> Engine:
        """What drafts with these settings. Raises EngineError."""
        return self.assistant(settings).pipeline.engine

    def documents(self) -> Sequence[DocumentRecord]:
        return self.store.documents()

    def document(self, identity: str) -> DocumentRecord:
        """The document of this version. Raises DocumentGone, which says what to do."""
        for record in self.documents():
            if record.id == identity:
                return record
        raise DocumentGone("This version of the document is not in the library any more. Ask again to see what is.")

    def take_in(self, paths: Iterable[Path], report: Report) -> Summary:
        """As ``ingest.library.take_in``; waits for another writer as long as the configuration says."""
        with self._writing, self._open_for_writing() as store:
            return take_in(paths, store, self._embedder, self.config.ingest, report)

    def remove(self, uri: str) -> None:
        """Raises DocumentGone for a uri that the library does not hold."""
        with self._writing, self._open_for_writing() as store:
            store.remove(uri)

    def close(self) -> None:
        for each in self._assistants.values():
            _close_engine(each)
        self.store.close()

    def _load_weights(self) -> None:
        """Before the first question needs them, which tells it where they cannot be loaded."""
        with suppress(QuoteproofError):
            self._embedder.embed([""])

    def _open_for_writing(self) -> AbstractContextManager[Store]:
        return writing(self.config.assistant.store, self._embedder.name, self._embedder.dimension, _say_nothing)


def _close_engine(assistant: Assistant) -> None:
    """The library stays open for the others."""
    engine = assistant.pipeline.engine
    if isinstance(engine, Closing):
        engine.close()


def _say_nothing(_message: str) -> None:
    """The page has no line for what a writer waits for."""
