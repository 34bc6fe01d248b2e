"""The bench asks the engine that is configured, whichever that is."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from assistant.chat.config import ChatConfig
from assistant.config import AssistantConfig
from evals.evaluate import evaluate_suite
from evals.product import ProductBench
from evals.suites import Choice, article
from ingest.config import IngestConfig
from tests.assistant.scripted_server import KEY, draft, scripted_server

pytestmark = pytest.mark.slow


def test_a_chat_model_is_asked_what_the_extractive_engine_would_be(tmp_path: Path) -> None:
    (suite,) = article(Choice())
    with scripted_server() as server:
        server.says(draft(("He is suing.", [1])))
        chat = ChatConfig.model_validate({"base_url": server.url, "api_key": KEY, "retries": 0})
        config = AssistantConfig(engine="openai:scripted", chat=chat)
        with ProductBench(config, IngestConfig(), tmp_path) as bench:
            report = evaluate_suite(suite.sampled(3), bench)
            told = json.dumps(bench.config)

    assert len(server.asked) >= 3
    assert {result.answer.engine for result in report.results if result.answer} == {"openai:scripted"}
    assert next(score for score in report.scores if score.name == "retrieval recall@5").n > 0
    assert next(score for score in report.scores if score.name == "tokens read").n == 3
    assert KEY not in told
