"""The composition root: puts the real parts together from the configuration."""

from __future__ import annotations

import logging
from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, Self

from assistant.confidence import CALIBRATION, Calibration
from assistant.config import AssistantConfig
from assistant.evidence import Ranker
from assistant.extractive import Extractive
from assistant.gate import SecondGate
from assistant.loading import HowFar, Load, Loads
from assistant.nouns import Answer, Event, Turn
from assistant.pipeline import Pipeline
from assistant.ports import CancelToken, Engine
from assistant.reader.chosen import load_reader
from assistant.retrieve import HybridRetriever
from vectorstore.closing import Closing
from vectorstore.config import read_section
from vectorstore.embedder import load_embedder
from vectorstore.nouns import DocumentRecord
from vectorstore.opening import open_library
from vectorstore.ports import Embedder, Store

if TYPE_CHECKING:
    from assistant.chat.engine import Chat
    from assistant.local.progress import Progress
    from assistant.runnable import AnswerRunnable, LibraryRetriever


class Assistant(Closing):
    """The loaded parts, for many questions; safe from many threads. Close it, or use it as a context."""

    def __init__(self, config: AssistantConfig, store: Store, embedder: Embedder, engine: Engine) -> None:
        self.config = config
        self.store = store
        retriever = HybridRetriever(store, embedder, config.candidates, config.passages)
        self.pipeline = Pipeline(store, retriever, engine, config.question_characters)

    @classmethod
    def from_config(cls, config: AssistantConfig | None = None) -> Self:
        """Opens the library and loads the models. Raises ConfigError, StoreNotFound, StoreMismatch, EngineError."""
        config = config or read_section("assistant", AssistantConfig)
        embedder = load_embedder(config.store)
        embedder.embed([""])  # loads the weights, so that a fault is told here and not by the first question
        store = open_library(config.store, embedder.name, embedder.dimension)
        return cls(config, store, embedder, load_engine(config, embedder))

    def answer(
        self,
        question: str,
        *,
        history: Sequence[Turn | Answer] = (),
        documents: Iterable[str] | None = None,
        cancel: CancelToken | None = None,
    ) -> Answer:
        """As ``Pipeline.answer``."""
        return self.pipeline.answer(question, history=history, documents=documents, cancel=cancel)

    def stream(
        self,
        question: str,
        *,
        history: Sequence[Turn | Answer] = (),
        documents: Iterable[str] | None = None,
        cancel: CancelToken | None = None,
    ) -> Iterator[Event]:
        """As ``Pipeline.stream``."""
        return self.pipeline.stream(question, history=history, documents=documents, cancel=cancel)

    def as_runnable(self) -> AnswerRunnable:
        """A LangChain Runnable: invoke, batch, stream, and their async forms."""
        from assistant.runnable import AnswerRunnable  # noqa: PLC0415  importing LangChain takes a second

        return AnswerRunnable(self.pipeline, tracing=self.config.chat.tracing)

    def as_retriever(self) -> LibraryRetriever:
        """A LangChain retriever over the same retrieval."""
        from assistant.runnable import LibraryRetriever  # noqa: PLC0415  the same

        return LibraryRetriever(retriever=self.pipeline.retriever, tracing=self.config.chat.tracing)

    def documents(self) -> Sequence[DocumentRecord]:
        return self.store.documents()

    def close(self) -> None:
        if isinstance(self.pipeline.engine, Closing):
            self.pipeline.engine.close()
        if isinstance(self.store, Closing):
            self.store.close()


def load_engine(config: AssistantConfig, embedder: Embedder) -> Engine:
    """The engine that the configuration names. Raises EngineError for a name that is none, and where it cannot start.

    Close it where it can be closed.
    """
    quoting = _load_extractive(config, embedder)
    return quoting if config.engine == Extractive.name else load_writer(config, embedder, quoting)


class Engines(Closing):
    """Engines over parts that are loaded once: one reader for all of them, one model for each name of a chat engine.

    Safe from many threads. Close it, not the engines that it gives.
    """

    def __init__(self, config: AssistantConfig, embedder: Embedder) -> None:
        """Loads the reader. Raises ConfigError."""
        self._embedder = embedder
        self._quoting = _load_extractive(config, embedder)
        self._writers: Loads[Chat] = Loads()

    def of(self, config: AssistantConfig) -> Engine:
        """The engine that it names, with its dials; a chat model is loaded by its first. Raises as ``load_engine``."""
        quoting = self._quoting.dialled(config.refuse_below, config.short_from)
        return quoting if config.engine == Extractive.name else self._writer(config).result().over(quoting)

    def loading(self, config: AssistantConfig) -> Iterator[HowFar | None]:
        """Loads it and tells how far that is, as ``Load.watched``, until ``of`` gives it at once; raises as that."""
        if not self.has(config.engine):
            yield from self._writer(config).watched()

    def has(self, name: str) -> bool:
        """Whether the engine of this name is loaded."""
        return name == Extractive.name or self._writers.has(name)

    def close(self) -> None:
        """An engine that is still being loaded is closed once it is there."""
        self._writers.close()

    def _writer(self, config: AssistantConfig) -> Load[Chat]:
        return self._writers.of(
            config.engine, lambda progress: load_writer(config, self._embedder, self._quoting, progress)
        )


def load_calibration(config: AssistantConfig, reader: str, embedder: str) -> Calibration:
    """The probabilities that the configuration names; where they were fitted with other models, by name, it is logged.

    Raises ConfigError.
    """
    place = CALIBRATION if config.calibration is None else config.calibration.expanduser()
    calibration = Calibration.load(place)
    if (calibration.reader, calibration.embedder) != (reader, embedder):
        logging.getLogger(__name__).warning(
            "%s was fitted with %s and %s, not with %s and %s: refusals and short answers are out of tune. "
            "python -m evals.calibrate --reader FOLDER --out FILE fits another, assistant.calibration names it.",
            place,
            calibration.reader,
            calibration.embedder,
            reader,
            embedder,
        )
    return calibration


def load_writer(
    config: AssistantConfig, embedder: Embedder, quoting: Extractive, progress: Progress | None = None
) -> Chat:
    """The chat engine that the configuration names, beside what it quotes. Raises EngineError. Close it.

    ``progress`` is told too what is shown on standard error.
    """
    from assistant.chat.models import load_chat, load_local  # noqa: PLC0415  importing LangChain takes a second

    gate = SecondGate(quoting.ranker.reader, embedder, quoting.calibration.quotes)
    if config.engine == "local":
        return load_local(config.local, config.chat, quoting, gate, progress)
    return load_chat(config.engine, config.chat, quoting, gate)


def _load_extractive(config: AssistantConfig, embedder: Embedder) -> Extractive:
    reader = load_reader(config.reader)
    calibration = load_calibration(config, reader.name, embedder.name)
    ranker = Ranker(reader, embedder, calibration.ranking)
    return Extractive(ranker, calibration, config.refuse_below, config.short_from)
