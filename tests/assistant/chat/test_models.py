"""Engines by name: what is missing is named with what to do, and who receives is told."""

from __future__ import annotations

import pytest
from langchain_core.language_models import FakeListChatModel

from assistant.chat.config import ChatConfig
from assistant.chat.engine import Chat
from assistant.chat.models import receivers
from assistant.config import AssistantConfig
from assistant.errors import EngineError
from assistant.ports import SendsAway, Writer
from assistant.reader.model import Reader
from tests.assistant.chat.conftest import engine
from tests.assistant.scripted_server import KEY


def named(name: str, reader: Reader, **settings: object) -> Chat:
    return engine(AssistantConfig(engine=name, chat=ChatConfig.model_validate(settings)), reader)


@pytest.mark.parametrize("name", ["", "gpt", ":gpt", "openai:", "openai: "])
def test_a_name_that_is_none_says_what_a_name_looks_like(name: str, flat_reader: Reader) -> None:
    with pytest.raises(EngineError, match="openai:gpt"):
        named(name, flat_reader)


def test_a_missing_package_is_named_with_the_command(flat_reader: Reader) -> None:
    with pytest.raises(EngineError, match="pip install 'langchain-groq'"):
        named("groq:any", flat_reader)


def test_a_provider_that_nobody_knows_is_said(flat_reader: Reader) -> None:
    with pytest.raises(EngineError, match="no provider 'nobody'"):
        named("nobody:any", flat_reader)


def test_a_missing_key_is_said_with_the_setting(flat_reader: Reader, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("OPENAI_API_KEY", raising=False)
    with pytest.raises(EngineError, match="api_key"):
        named("openai:any", flat_reader)


@pytest.mark.parametrize(
    ("settings", "variable", "receiver"),
    [
        ({}, None, "api.openai.com"),
        ({"base_url": "https://llm.example:8443/v1"}, None, "llm.example"),
        ({}, "http://models.example/v1", "models.example"),
        ({"base_url": "http://127.0.0.1:8080/v1"}, None, None),
        ({"base_url": "http://[::1]:8080/v1"}, None, None),
        ({"base_url": "http://localhost/v1", "tracing": True}, None, "LangSmith, by tracing"),
        ({"tracing": True}, None, "api.openai.com and to LangSmith, by tracing"),
    ],
)
def test_who_receives_is_told(
    settings: dict[str, object],
    variable: str | None,
    receiver: str | None,
    flat_reader: Reader,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    if variable is not None:
        monkeypatch.setenv("OPENAI_BASE_URL", variable)
    made = named("openai:any", flat_reader, api_key=KEY, **settings)
    assert isinstance(made, Writer)
    assert (made.receiver if isinstance(made, SendsAway) else None) == receiver


def test_a_model_that_does_not_tell_its_address_is_called_by_its_provider() -> None:
    assert receivers(FakeListChatModel(responses=[]), "someone", ChatConfig()) == "someone"


def test_a_key_in_the_environment_does_not_go_to_any_server(
    flat_reader: Reader, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", KEY)
    made = named("openai:any", flat_reader, base_url="http://elsewhere.example/v1")
    key = made._caller._model.openai_api_key  # type: ignore[attr-defined]
    assert key.get_secret_value() != KEY
