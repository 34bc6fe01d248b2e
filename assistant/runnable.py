"""The assistant for LangChain: a Runnable that answers and a retriever that finds."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator, Mapping
from contextlib import ExitStack
from contextvars import copy_context
from typing import Any

from langchain_core.callbacks import CallbackManagerForRetrieverRun
from langchain_core.documents import Document
from langchain_core.retrievers import BaseRetriever
from langchain_core.runnables import Runnable, RunnableConfig
from langchain_core.runnables.config import run_in_executor
from pydantic import ConfigDict

from assistant.errors import QuestionError
from assistant.nouns import Answer, Candidate, Event
from assistant.pipeline import Pipeline
from assistant.ports import CancelToken, Retriever
from assistant.tracing import traced

Question = str | Mapping[str, Any]
"""A question, or a mapping with ``question`` and, where wanted, ``history``, ``documents`` and ``cancel``."""


class AnswerRunnable(Runnable[Question, Event]):
    """Questions to answers. ``invoke`` and ``batch`` give the Answer; ``stream`` gives the stages, then the Answer."""

    def __init__(self, pipeline: Pipeline, *, tracing: bool = False) -> None:
        """``tracing`` lets LangSmith have what its variables ask for; they alone turn nothing on."""
        self._pipeline = pipeline
        self._tracing = tracing

    def invoke(self, input: Question, config: RunnableConfig | None = None, **kwargs: Any) -> Answer:  # noqa: A002, ANN401  LangChain's signature
        with traced(self._tracing):
            answer = self._call_with_config(self._answer, input, config, **kwargs)
        assert isinstance(answer, Answer)
        return answer

    def _answer(self, asked: Question) -> Event:
        return self._pipeline.answer(**_arguments(asked))

    def stream(self, input: Question, config: RunnableConfig | None = None, **kwargs: Any) -> Iterator[Event]:  # noqa: A002, ANN401  the same
        def events(asked: Iterator[Question]) -> Iterator[Event]:
            for question in asked:
                yield from self._pipeline.stream(**_arguments(question))

        context = copy_context()
        context.run(ExitStack().enter_context, traced(self._tracing))
        running = self._transform_stream_with_config(iter([input]), events, config, **kwargs)
        while (event := context.run(next, running, None)) is not None:
            yield event

    async def astream(
        self,
        input: Question,  # noqa: A002  the same
        config: RunnableConfig | None = None,
        **kwargs: Any,  # noqa: ANN401  the same
    ) -> AsyncIterator[Event]:
        events = self.stream(input, config, **kwargs)
        while (event := await run_in_executor(config, next, events, None)) is not None:
            yield event


class LibraryRetriever(BaseRetriever):
    """The chunks that retrieval brings, best first, with document, uri, title, page and offsets as metadata."""

    model_config = ConfigDict(arbitrary_types_allowed=True)

    retriever: Retriever
    tracing: bool = False
    """Whether LangSmith has what its variables ask for."""

    def invoke(self, input: str, config: RunnableConfig | None = None, **kwargs: Any) -> list[Document]:  # noqa: A002, ANN401  the same
        with traced(self.tracing):
            return super().invoke(input, config, **kwargs)

    async def ainvoke(self, input: str, config: RunnableConfig | None = None, **kwargs: Any) -> list[Document]:  # noqa: A002, ANN401  the same
        with traced(self.tracing):
            return await super().ainvoke(input, config, **kwargs)

    def _get_relevant_documents(self, query: str, *, run_manager: CallbackManagerForRetrieverRun) -> list[Document]:  # noqa: ARG002  LangChain's signature
        return [_document(found) for found in self.retriever.retrieve(query, None, CancelToken())]


def _arguments(asked: Question) -> dict[str, Any]:
    if isinstance(asked, str):
        return {"question": asked}
    unknown = asked.keys() - {"question", "history", "documents", "cancel"}
    if unknown or "question" not in asked:
        raise QuestionError(f"A question is a string or a mapping with 'question', not one with {sorted(asked)}.")
    return dict(asked)


def _document(found: Candidate) -> Document:
    chunk = found.chunk
    page = chunk.page_at(chunk.span.start)
    return Document(
        id=chunk.id,
        page_content=chunk.text,
        metadata={
            "document": chunk.document.id,
            "uri": chunk.document.uri,
            "title": chunk.document.title,
            "page": page.number if page else None,
            "start": chunk.span.start,
            "end": chunk.span.end,
            "score": found.score,
        },
    )
