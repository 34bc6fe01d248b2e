"""The bench asks the engine that is configured, whichever that is."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from assistant.chat.config import ChatConfig
from assistant.config import AssistantConfig
from assistant.nouns import Outcome, Turn
from evals.evaluate import evaluate_suite
from evals.nouns import EvalCase
from evals.product import ProductBench
from evals.suites import Choice, Suite, article
from ingest.config import IngestConfig
from tests.assistant.scripted_server import KEY, ScriptedServer, draft, scripted_server

pytestmark = pytest.mark.slow


def test_a_chat_model_puts_the_questions_of_a_suite_without_documents(tmp_path: Path) -> None:
    """It is asked for the words alone, and only where the question leans on the turns before."""
    history = (Turn("Who bought the mill?", "The mill was sold to the baker Tobin Reed in 1994."),)
    rewrite, whole = "When did Tobin Reed buy the mill?", "Who signed the lease of the mill?"
    leaning = _asked("leaning", "And when did he do that?", history, rewrite)
    cases = (leaning, _asked("whole", whole, history, whole), _asked("first", whole, (), whole))
    with _scripted(tmp_path) as (server, bench):
        server.says(rewrite)
        report = evaluate_suite(Suite("dialogs", cases, ()), bench)

    (asked,) = server.asked
    assert "Tobin Reed" in asked.question
    assert "response_format" not in asked.body, "no draft is asked for"
    assert [result.answer and result.answer.understood for result in report.results] == [rewrite, whole, whole]
    scores = {score.name: (score.value, score.n) for score in report.scores}
    assert scores["token F1 of the rewrite"] == (1, 3)
    assert scores["tokens read"][1] == 1


def test_a_chat_model_is_asked_what_the_extractive_engine_would_be(tmp_path: Path) -> None:
    (suite,) = article(Choice())
    with _scripted(tmp_path) as (server, bench):
        server.says(draft(("He is suing.", [1])))
        report = evaluate_suite(suite.sampled(3), bench)
        told = json.dumps(bench.config)

    assert len(server.asked) >= 3
    assert {result.answer.engine for result in report.results if result.answer} == {"openai:scripted"}
    assert next(score for score in report.scores if score.name == "retrieval recall@5").n > 0
    assert next(score for score in report.scores if score.name == "tokens read").n == 3
    assert KEY not in told


@contextmanager
def _scripted(cache: Path) -> Iterator[tuple[ScriptedServer, ProductBench]]:
    """A server, and a bench whose engine it is."""
    with scripted_server() as server:
        chat = ChatConfig.model_validate({"base_url": server.url, "api_key": KEY, "retries": 0})
        config = AssistantConfig(engine="openai:scripted", chat=chat)
        with ProductBench(config, IngestConfig(), cache) as bench:
            yield server, bench


def _asked(name: str, question: str, history: tuple[Turn, ...], rewrite: str) -> EvalCase:
    return EvalCase(name, question, (Outcome.NOT_IN_DOCUMENTS,), "later question", history=history, rewrite=rewrite)
