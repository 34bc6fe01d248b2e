"""The product on the bench: the assistant's own parts, put together as it does, with ears at the ranker."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from threading import local
from typing import TYPE_CHECKING, Any

from assistant.build import Assistant, load_calibration, load_writer
from assistant.confidence import Calibration
from assistant.config import AssistantConfig
from assistant.evidence import Evidence, Ranker
from assistant.extractive import Extractive
from assistant.features import features
from assistant.nouns import Answer, Candidate, Outcome, Turn
from assistant.pipeline import Pipeline
from assistant.ports import CancelToken, Engine
from assistant.reader.chosen import load_reader
from assistant.reader.model import Reader
from evals.bench import Setup
from evals.library import CACHE, library
from evals.nouns import Asker, Found, Read, Reading, Source
from ingest.config import IngestConfig
from vectorstore.closing import Closing
from vectorstore.embedder import load_embedder

if TYPE_CHECKING:
    from assistant.chat.engine import Chat
    from vectorstore.ports import Embedder


class ProductBench(Closing):
    """Puts the assistant, with the engine that it is configured with, over libraries in memory.

    The models are loaded once, at the first. Close it where the engine is a chat model.
    """

    def __init__(self, assistant: AssistantConfig, ingest: IngestConfig, cache: Path = CACHE) -> None:
        """``cache`` is the folder that keeps the vectors of the suites' documents."""
        self._assistant = assistant
        self._ingest = ingest
        self._cache = cache
        self._setups: dict[tuple[Source, ...], Setup] = {}
        self._writer: Chat | None = None

    @property
    def config(self) -> dict[str, Any]:
        """Both sections, without the library's place, since the suites have their own; and what fills their gaps.

        Raises StoreError and EngineError where a model cannot be loaded.
        """
        without = {"store": {"path"}}
        return {
            "models": [self._reader.name, self._embedder.name],
            "calibration": {"refuse_below": self._calibration.refuse_below, "short_from": self._calibration.short_from},
            "assistant": self._assistant.model_dump(mode="json", exclude=without),
            "ingest": self._ingest.model_dump(mode="json", exclude=without),
        }

    def setup(self, sources: Sequence[Source]) -> Setup:
        """Raises StoreError, EngineError and ConfigError as the assistant does when it is put together."""
        key = tuple(sources)
        if key not in self._setups:
            self._setups[key] = self._put_together(key)
        return self._setups[key]

    def _put_together(self, sources: Sequence[Source]) -> Setup:
        store = library(sources, self._embedder, self._ingest.chunk_characters, self._cache)
        ranker = _ListenedTo(self._reader, self._embedder, self._calibration)
        quoting = Extractive(ranker, self._calibration, self._assistant.refuse_below, self._assistant.short_from)
        assistant = Assistant(self._assistant, store, self._embedder, self._engine(quoting))
        asker: Asker = assistant if sources else _Understanding(assistant.pipeline)
        return Setup(asker, store.fingerprint, ranker.take)

    def _engine(self, quoting: Extractive) -> Engine:
        if self._assistant.engine == Extractive.name:
            return quoting
        if self._writer is None:
            self._writer = load_writer(self._assistant, self._embedder, quoting)
        return self._writer.over(quoting)

    def close(self) -> None:
        if self._writer is not None:
            self._writer.close()

    @cached_property
    def _calibration(self) -> Calibration:
        return load_calibration(self._assistant, self._reader.name, self._embedder.name)

    @cached_property
    def _embedder(self) -> Embedder:
        return load_embedder(self._assistant.store)

    @cached_property
    def _reader(self) -> Reader:
        return load_reader(self._assistant.reader)


@dataclass(frozen=True, slots=True)
class _Understanding:
    """Tells how a question is understood, where no documents could answer it.

    The assistant itself asks no model about an empty library.
    """

    pipeline: Pipeline

    def answer(
        self,
        question: str,
        *,
        history: Sequence[Turn | Answer] = (),
        documents: Collection[str] | None = None,  # noqa: ARG002  there are none
    ) -> Answer:
        understood, usage = self.pipeline.understood(question, history, CancelToken())
        engine = self.pipeline.engine.name
        return Answer(question, understood, Outcome.NOT_IN_DOCUMENTS, engine=engine, usage=usage)


class _ListenedTo(Ranker):
    """Keeps what it was given and gave back, for the thread that asked."""

    def __init__(self, reader: Reader, embedder: Embedder, calibration: Calibration) -> None:
        super().__init__(reader, embedder, calibration.ranking)
        self._calibration = calibration
        self._heard = local()

    def rank(self, question: str, candidates: Sequence[Candidate], cancel: CancelToken) -> list[Evidence]:
        evidence = super().rank(question, candidates, cancel)
        self._readings.append(self._reading(question, candidates, evidence))
        return evidence

    def take(self) -> Reading | None:
        """What this thread heard since it was last asked; None where that was nothing, or a question in parts."""
        readings = list(self._readings)
        self._readings.clear()
        return readings[0] if len(readings) == 1 else None

    @property
    def _readings(self) -> list[Reading]:
        if not hasattr(self._heard, "readings"):
            self._heard.readings = []
        readings: list[Reading] = self._heard.readings
        return readings

    def _reading(self, question: str, candidates: Sequence[Candidate], evidence: Sequence[Evidence]) -> Reading:
        short = self._calibration.short.probability(features(question, evidence)) if evidence else 0.0
        return Reading(
            retrieved=tuple(Found(c.chunk.document.uri, c.chunk.span) for c in candidates),
            ranked=tuple(_read(each) for each in evidence),
            short_probability=short,
        )


def _read(evidence: Evidence) -> Read:
    passage = evidence.candidate.chunk.span
    return Read(evidence.document.uri, passage, evidence.sentence, evidence.span_text, evidence.margin)
