"""The user's article and the user's questions, through the real parts."""

from __future__ import annotations

import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from assistant import answer
from assistant.build import Assistant
from assistant.config import AssistantConfig
from assistant.errors import EngineError, QuestionError
from assistant.markdown import markdown
from assistant.nouns import Outcome, Stage
from tests.conftest import DOCUMENTS
from vectorstore.config import StoreConfig
from vectorstore.errors import StoreMismatch

pytestmark = pytest.mark.slow
ARTICLE = (DOCUMENTS / "almaty-lawsuit.txt").read_text("utf-8")
MADINA = "Who is Madina married to?"
FILED = "When was the suit filed?"


def test_who_madina_is_married_to_is_quoted_and_not_concluded(article_assistant: Assistant) -> None:
    given = article_assistant.answer(MADINA)
    assert given.outcome is Outcome.ANSWERED
    quotes = [citation.text for citation in given.statements[0].citations]
    assert "related by marriage to embattled oligarch Mukhtar Ablyazov" in quotes[0]
    assert all(statement.short is None for statement in given.statements)
    assert all(citation.emphasis is None for s in given.statements for citation in s.citations)


def test_when_the_suit_was_filed(article_assistant: Assistant) -> None:
    given = article_assistant.answer(FILED)
    assert given.outcome is Outcome.ANSWERED
    assert "lodged in a Los Angeles federal court on May 14" in given.text


def test_every_quote_is_the_files_own_words(article_assistant: Assistant) -> None:
    for question in (MADINA, FILED, "Who are the defendants?", "What is in here?", "How do whales sleep?"):
        given = article_assistant.answer(question)
        cited = [citation for statement in given.statements for citation in statement.citations]
        for citation in (*cited, *given.nearest):
            assert citation.text in ARTICLE


def test_what_the_article_does_not_say_is_refused_with_the_nearest_passage(article_assistant: Assistant) -> None:
    given = article_assistant.answer("How do whales sleep?")
    assert given.outcome is Outcome.NOT_IN_DOCUMENTS
    assert given.nearest
    assert not given.text.lower().startswith("no")


@pytest.mark.parametrize(
    "question",
    [
        "Wer ist heute der Bürgermeister von Almaty?",
        "Qui est Mukhtar Ablyazov ?",
        "Кто такой Аблязов?",
        "谁是阿布利亚佐夫？",
    ],
)
def test_a_question_in_another_language_is_refused_and_says_why(article_assistant: Assistant, question: str) -> None:
    given = article_assistant.answer(question)
    assert given.outcome is Outcome.NOT_IN_DOCUMENTS
    assert given.nearest
    assert "ask it in English" in " ".join(given.remarks)
    assert "ask it in English" in markdown(given)


def test_a_question_of_a_hundred_thousand_characters_is_an_error(article_assistant: Assistant) -> None:
    with pytest.raises(QuestionError, match="100,006 characters; ask in at most"):
        article_assistant.answer("suit " * 20_000 + "filed?")


def test_the_answer_function_alone(article_library: Path) -> None:
    config = AssistantConfig(store=StoreConfig(path=article_library))
    given = answer(FILED, config=config)
    assert "May 14" in given.text
    follow_up = answer("And who reported it?", history=[given], config=config)
    assert follow_up.question == "And who reported it?"
    with pytest.raises(EngineError, match="nobody"):
        answer(FILED, engine="nobody:model", config=config)


def test_many_threads_get_their_own_answers(article_assistant: Assistant) -> None:
    wanted = {MADINA: "related by marriage", FILED: "May 14", "Where is Ablyazov in jail?": "France"}
    with ThreadPoolExecutor(8) as threads:
        given = list(threads.map(article_assistant.answer, [*wanted] * 4))
    for each in given:
        assert wanted[each.question] in each.text


def test_the_stream_ends_with_the_same_answer(article_assistant: Assistant) -> None:
    *stages, given = article_assistant.stream(FILED)
    assert all(isinstance(stage, Stage) for stage in stages)
    assert given.text == article_assistant.answer(FILED).text  # type: ignore[union-attr]


def test_the_longest_question_is_answered_in_the_time_of_a_normal_one(article_assistant: Assistant) -> None:
    began = time.monotonic()
    article_assistant.answer("When was the court's suit filed?")
    normal = time.monotonic() - began
    given = article_assistant.answer("When was the suit filed " + "by the municipality of Almaty " * 60 + "?")
    assert time.monotonic() - began - normal < 5 * max(normal, 1)
    assert given.outcome in (Outcome.ANSWERED, Outcome.NOT_IN_DOCUMENTS)
    assert any("The question is long" in remark for remark in given.remarks)


def test_a_question_behind_a_long_word_before_it_is_answered(article_assistant: Assistant) -> None:
    before = (
        "My cousin, who lives by the sea and reads a newspaper each morning, has told me at length of this affair. "
    )
    given = article_assistant.answer(before * 3 + FILED)
    assert given.outcome is Outcome.ANSWERED
    assert "lodged in a Los Angeles federal court on May 14" in given.text
    assert any(f"“{FILED}”" in remark for remark in given.remarks)


def test_another_embedder_is_refused(article_library: Path, tmp_path: Path) -> None:
    from sentence_transformers import SentenceTransformer

    from vectorstore.minilm import weights_folder

    transformer: Any = SentenceTransformer(str(weights_folder()))[0]
    transformer.save(str(tmp_path / "other"))
    with pytest.raises(StoreMismatch, match="quoteproof-ingest"):
        Assistant.from_config(
            AssistantConfig(store=StoreConfig(path=article_library, embedder=str(tmp_path / "other")))
        )
