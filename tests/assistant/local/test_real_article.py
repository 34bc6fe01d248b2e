"""The user's article and the user's questions, put to the model that comes along: laws, whatever it writes."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from assistant.build import Assistant
from assistant.config import AssistantConfig
from assistant.local.config import LocalConfig
from assistant.nouns import Answer, Outcome
from assistant.ports import Writer
from tests.assistant.local.sources import NOWHERE, needing_weights
from tests.assistant.test_article import ARTICLE, FILED, MADINA
from vectorstore.config import StoreConfig

pytestmark = [pytest.mark.slow, pytest.mark.timeout(280)]

WED = re.compile(r"\b(?:husband|wife|spouse|wed|married|marries)\b", re.IGNORECASE)
YEAR = re.compile(r"\b(?:1[5-9]|20)\d\d\b")


@pytest.fixture(scope="module")
def assistant(article_library: Path) -> Iterator[Assistant]:
    config = AssistantConfig(
        store=StoreConfig(path=article_library), engine="local", local=LocalConfig(hub=NOWHERE, threads=1)
    )
    with needing_weights():
        made = Assistant.from_config(config)
    with made:
        yield made


def held_to_the_laws(given: Answer, assistant: Assistant) -> None:
    engine = assistant.pipeline.engine
    assert isinstance(engine, Writer)
    assert (given.engine, given.fault) == ("local", None)
    assert given.models[0] == "qwen2.5-coder-1.5b-instruct-q4_k_m"
    assert given.usage is not None
    assert given.usage.prompt > 0
    assert given.usage.completion > 0
    for citation in (*(each for s in given.statements for each in s.citations), *given.nearest):
        assert citation.text in ARTICLE
    for statement in given.statements:
        judged = engine.gate.judge(given.understood, statement, assistant.store)
        assert judged.dropped is None or all(citation.text in statement.text for citation in statement.citations)
        told = set(YEAR.findall(statement.text))
        assert told <= set(YEAR.findall(" ".join(citation.text for citation in statement.citations)))


def test_nobody_is_concluded_to_be_married(assistant: Assistant) -> None:
    given = assistant.answer(MADINA)
    held_to_the_laws(given, assistant)
    for statement in given.statements:
        assert not ("Mukhtar" in statement.text and WED.search(statement.text)), statement.text
    assert not any(statement.short_text == "Mukhtar Ablyazov" for statement in given.statements)


def test_the_suit_is_given_no_year(assistant: Assistant) -> None:
    given = assistant.answer(FILED)
    held_to_the_laws(given, assistant)
    assert given.outcome is Outcome.ANSWERED
    assert "May 14" in given.text
    assert not any("May 14" in each.text and YEAR.search(each.text) for each in given.statements), given.text
