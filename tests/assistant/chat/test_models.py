"""Engines by name: what is missing is named with what to do, and who receives is told."""

from __future__ import annotations

import sys
from importlib.metadata import metadata
from time import monotonic
from typing import Any

import pytest
from langchain.chat_models import base
from langchain_core.language_models import FakeListChatModel
from langchain_core.messages import HumanMessage

from assistant.chat.config import ChatConfig
from assistant.chat.engine import Chat
from assistant.chat.models import local_settings
from assistant.chat.providers import made_bound, made_with, receivers
from assistant.config import AssistantConfig
from assistant.errors import EngineError
from assistant.local.config import LocalConfig
from assistant.ports import CancelToken, SendsAway, Writer
from assistant.reader.model import Reader
from tests.assistant.chat.conftest import engine
from tests.assistant.scripted_server import KEY, Fault, ScriptedServer, scripted_server


def named(name: str, reader: Reader, **settings: object) -> Chat:
    return engine(AssistantConfig(engine=name, chat=ChatConfig.model_validate(settings)), reader)


@pytest.mark.parametrize("name", ["", "gpt", ":gpt", "openai:", "openai: "])
def test_a_name_that_is_none_says_what_a_name_looks_like(name: str, flat_reader: Reader) -> None:
    with pytest.raises(EngineError, match="openai:gpt"):
        named(name, flat_reader)


@pytest.mark.parametrize("provider", ["openai", "anthropic", "ollama"])
def test_a_missing_extra_of_ours_is_named_with_the_command(
    provider: str, flat_reader: Reader, monkeypatch: pytest.MonkeyPatch
) -> None:
    without(f"langchain_{provider}", monkeypatch)
    with pytest.raises(EngineError, match=rf"'{provider}:any' .* pip install 'quoteproof\[{provider}\]'$"):
        named(f"{provider}:any", flat_reader)
    assert provider in metadata("quoteproof").get_all("Provides-Extra", [])


@pytest.mark.parametrize(
    ("provider", "package"),
    [
        *((each, f"langchain-{each}") for each in ("xai", "mistralai", "groq", "deepseek", "fireworks", "together")),
        ("azure_openai", "langchain-openai"),
        ("google_genai", "langchain-google-genai"),
    ],
)
def test_a_missing_package_is_named_with_the_command(
    provider: str, package: str, flat_reader: Reader, monkeypatch: pytest.MonkeyPatch
) -> None:
    without(package.replace("-", "_"), monkeypatch)
    with pytest.raises(EngineError, match=rf"'{provider}:any' .* pip install '{package}'$"):
        named(f"{provider}:any", flat_reader)


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


@pytest.mark.parametrize(
    "provider", ["openai", "azure_openai", "anthropic", "mistralai", "groq", "xai", "google_genai"]
)
def test_a_key_of_no_meaning_goes_to_a_server_of_ones_own(provider: str) -> None:
    elsewhere = {"base_url": "http://elsewhere.example/v1"}
    assert made_of(provider, **elsewhere)["api_key"] == "none"
    assert made_of(provider, **elsewhere, api_key=KEY)["api_key"].get_secret_value() == KEY
    assert "api_key" not in made_of(provider), "its package looks where it usually does"


def test_ollama_gets_its_key_by_a_header_since_its_package_takes_none() -> None:
    def sent(**settings: object) -> object:
        return made_of("ollama", **settings).get("client_kwargs")

    assert sent() is None
    assert sent(base_url="http://elsewhere.example") == {"headers": {"Authorization": "Bearer none"}}
    assert sent(api_key=KEY) == {"headers": {"Authorization": f"Bearer {KEY}"}}
    assert "api_key" not in made_of("ollama", api_key=KEY)


@pytest.mark.parametrize("provider", ["openai", "anthropic", "ollama", "groq"])
@pytest.mark.parametrize("settings", [{}, {"base_url": "http://elsewhere.example/v1"}])
def test_every_provider_is_asked_for_what_is_most_likely(provider: str, settings: dict[str, object]) -> None:
    assert made_of(provider, **settings)["temperature"] == 0


@pytest.mark.parametrize(("setting", "variable"), [(True, False), (False, True)], ids=["setting", "variable"])
def test_a_model_on_this_machine_is_not_asked_by_a_proxy(
    server: ScriptedServer, flat_reader: Reader, monkeypatch: pytest.MonkeyPatch, setting: bool, variable: bool
) -> None:
    with scripted_server() as proxy:
        behind(proxy, monkeypatch)
        if variable:
            monkeypatch.setenv("OPENAI_BASE_URL", server.url)
        server.says("")
        made = named("openai:any", flat_reader, api_key=KEY, **({"base_url": server.url} if setting else {}))
        made._caller.ask([HumanMessage("Who bought the mill?")], monotonic() + 20, CancelToken())
        assert (len(server.asked), len(proxy.asked)) == (1, 0)
        assert not isinstance(made, SendsAway)


@pytest.mark.parametrize("variable", ["OPENAI_PROXY", "HTTP_PROXY"])
def test_a_model_elsewhere_is_asked_by_the_proxy_and_follows_no_redirect(
    server: ScriptedServer, flat_reader: Reader, monkeypatch: pytest.MonkeyPatch, variable: str
) -> None:
    with scripted_server() as proxy:
        monkeypatch.setenv(variable, proxy.url.removesuffix("/v1"))
        proxy.says(Fault(307, headers={"Location": f"{server.url}/chat/completions"}))
        server.says("")
        made = named("openai:any", flat_reader, api_key=KEY, base_url="http://models.example/v1", retries=0)
        with pytest.raises(EngineError, match="sends on to another address"):
            made._caller.ask([HumanMessage("Who bought the mill?")], monotonic() + 20, CancelToken())
        assert (len(server.asked), len(proxy.asked)) == (0, 1)


@pytest.mark.parametrize("provider", ["openai", "azure_openai", "xai", "deepseek", "together"])
def test_clients_of_openais_kind_follow_no_redirect_wherever_they_ask(provider: str) -> None:
    for address in ("http://localhost:8080/v1", "http://elsewhere.example/v1"):
        bound = made_bound(FakeListChatModel(responses=[]), provider, ChatConfig(base_url=address))
        clients = [bound["http_client"], bound["http_async_client"]]
        assert [client.follow_redirects for client in clients] == [False, False]
        assert [client.trust_env for client in clients] == ["elsewhere" in address] * 2


def test_ollama_follows_no_redirect_and_keeps_its_key() -> None:
    kept = ChatConfig.model_validate({"base_url": "http://elsewhere.example", "api_key": KEY})
    bound = made_bound(FakeListChatModel(responses=[]), "ollama", kept)
    assert bound["client_kwargs"] == {"headers": {"Authorization": f"Bearer {KEY}"}, "follow_redirects": False}


def test_a_proxy_that_a_package_cannot_be_kept_from_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HTTP_PROXY", "http://proxy.example:3128")
    monkeypatch.delenv("NO_PROXY", raising=False)
    monkeypatch.delenv("no_proxy", raising=False)
    here, model = ChatConfig(base_url="http://localhost:8080/v1"), FakeListChatModel(responses=[])
    assert receivers(model, "anthropic", here) == "proxy.example"
    assert receivers(model, "openai", here) == "", "which is kept from it"
    assert receivers(model, "ollama", here) == "", "the same"
    monkeypatch.setenv("NO_PROXY", "localhost")
    assert receivers(model, "anthropic", here) == ""


def test_the_model_that_comes_along_is_always_held_to_the_schema() -> None:
    spoken = local_settings(LocalConfig(), ChatConfig(method="prompt", base_url="http://localhost", retries=5))
    assert (spoken.method, spoken.base_url, spoken.retries) == ("json_schema", None, 0)


def without(package: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """LangChain remembers the packages that it has found, and would not look again."""
    base._get_chat_model_creator.cache_clear()
    monkeypatch.setitem(sys.modules, package, None)


def behind(proxy: ScriptedServer, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY", "OPENAI_PROXY"):
        monkeypatch.setenv(name, proxy.url.removesuffix("/v1"))
    for name in ("NO_PROXY", "no_proxy"):
        monkeypatch.delenv(name, raising=False)


def made_of(provider: str, **settings: object) -> dict[str, Any]:
    return made_with(provider, ChatConfig.model_validate(settings))
