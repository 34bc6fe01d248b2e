"""The assistant as a LangChain Runnable and retriever."""

from __future__ import annotations

import asyncio

import pytest

from assistant.errors import QuestionError
from assistant.nouns import Answer, Event, Outcome, Stage
from assistant.runnable import AnswerRunnable, LibraryRetriever
from tests.assistant.test_pipeline import DOCUMENTS, pipeline

ASKED = "Who bought the mill from the baker?"


@pytest.fixture(scope="module")
def runnable() -> AnswerRunnable:
    return AnswerRunnable(pipeline())


def test_invoke_and_batch_give_the_answers(runnable: AnswerRunnable) -> None:
    answer = runnable.invoke(ASKED)
    assert answer.outcome is Outcome.ANSWERED
    both = runnable.batch([ASKED, {"question": ASKED, "documents": ["letters"]}])
    assert [a.statements[0].citations[0].document.uri for a in both if isinstance(a, Answer)] == [
        answer.statements[0].citations[0].document.uri,
        "letters/may.txt",
    ]


def test_stream_gives_stages_then_the_answer(runnable: AnswerRunnable) -> None:
    *stages, answer = runnable.stream(ASKED)
    assert stages == [Stage.SEARCHING, Stage.READING, Stage.CHECKING]
    assert isinstance(answer, Answer)


def test_the_async_forms_agree(runnable: AnswerRunnable) -> None:
    async def asked() -> tuple[Answer, list[Event]]:
        invoked = await runnable.ainvoke(ASKED)
        assert isinstance(invoked, Answer)
        return invoked, [event async for event in runnable.astream(ASKED)]

    invoked, events = asyncio.run(asked())
    assert isinstance(events[-1], Answer)
    assert events[-1].text == invoked.text
    assert events[:-1] == [Stage.SEARCHING, Stage.READING, Stage.CHECKING]


def test_it_composes(runnable: AnswerRunnable) -> None:
    chain = runnable | (lambda answer: answer.text.upper())
    assert chain.invoke(ASKED) == runnable.invoke(ASKED).text.upper()


def test_an_unknown_key_is_said(runnable: AnswerRunnable) -> None:
    with pytest.raises(QuestionError, match="query"):
        runnable.invoke({"query": ASKED})


def test_a_choice_of_no_document_is_said(runnable: AnswerRunnable) -> None:
    with pytest.raises(QuestionError, match="No document is chosen"):
        runnable.invoke({"question": ASKED, "documents": []})
    with pytest.raises(QuestionError, match="No document is chosen"):
        list(runnable.stream({"question": ASKED, "documents": []}))


def test_the_retriever_brings_documents_that_say_where_they_stand() -> None:
    found = LibraryRetriever(retriever=pipeline().retriever).invoke(ASKED)
    first = found[0]
    parts = DOCUMENTS[first.metadata["uri"]]
    assert "".join(parts)[first.metadata["start"] : first.metadata["end"]] == first.page_content
