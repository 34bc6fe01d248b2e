"""The library behind the page: answers for each choice of settings, documents in and out, one writer at a time."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import AbstractContextManager, suppress
from pathlib import Path
from threading import Lock, Thread

from assistant.build import Assistant, Engines
from assistant.loading import HowFar
from assistant.page.config import PageConfig
from assistant.page.settings import Settings
from assistant.ports import Engine
from ingest.library import take_in
from ingest.outcome import Report, Summary
from vectorstore.embedder import load_embedder
from vectorstore.errors import DocumentGone, QuoteproofError, StoreNotFound
from vectorstore.nouns import DocumentRecord
from vectorstore.opening import open_library, writing
from vectorstore.ports import Store


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
        self._writing = Lock()
        self.standard = Settings.of(config.assistant)
        self._engines = Engines(config.assistant, self._embedder)
        self.engine(self.standard)
        Thread(target=self._load_weights, daemon=True).start()

    def assistant(self, settings: Settings) -> Assistant:
        """The assistant for these settings, over the one library and the loaded models. Raises EngineError."""
        config = settings.applied(self.config.assistant)
        return Assistant(config, self.store, self._embedder, self._engines.of(config))

    def engine(self, settings: Settings) -> Engine:
        """What drafts with these settings; a model that no settings named before is loaded now. Raises EngineError."""
        return self._engines.of(settings.applied(self.config.assistant))

    def loading(self, settings: Settings) -> Iterator[HowFar | None]:
        """As ``Engines.loading``: how far the engine is, until ``engine`` gives it at once. Raises EngineError."""
        return self._engines.loading(settings.applied(self.config.assistant))

    def has_loaded(self, settings: Settings) -> bool:
        """Whether ``engine`` would give it at once."""
        return self._engines.has(settings.engine)

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
        self._engines.close()
        self.store.close()

    def _load_weights(self) -> None:
        """Before the first question needs them, which tells it where they cannot be loaded."""
        with suppress(QuoteproofError):
            self._embedder.embed([""])

    def _open_for_writing(self) -> AbstractContextManager[Store]:
        return writing(self.config.assistant.store, self._embedder.name, self._embedder.dimension, _say_nothing)


def _say_nothing(_message: str) -> None:
    """The page has no line for what a writer waits for."""
