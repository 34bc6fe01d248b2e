"""What is wrong under [chat] and [local] is told, and never with a key or a password."""

from __future__ import annotations

from pathlib import Path

import pytest

from assistant.config import AssistantConfig
from vectorstore.config import FILE_NAME, read_section
from vectorstore.errors import ConfigError

SECRET = "sk-7411"


@pytest.fixture(autouse=True)
def _nothing_from_outside(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "settings"))


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (f'[chat]\napi_key = ["{SECRET}"]\n', r"\[chat\] api_key: .*valid string"),
        (f'[chat.api_key]\nx = "{SECRET}"\n', r"\[chat\] api_key: .*valid string"),
        (f'chat = "{SECRET}"\n', "chat: .*valid dictionary"),
        (f'page = "anna:{SECRET}"\n', "page: .*valid dictionary"),
        (f'store = ["{SECRET}"]\n', "store: .*valid dictionary"),
        (f'[chat]\nbase_url = "http://anna:{SECRET}@host/v1"\n', r"\[chat\] base_url: .*no name, password.*api_key"),
        (f'[chat]\nbase_url = "http://host/v1?key={SECRET}"\n', r"\[chat\] base_url: .*no name, password.*api_key"),
        (f'[local]\nhub = "https://anna:{SECRET}@hub.example"\n', r"\[local\] hub: .*no name, password"),
    ],
)
def test_a_secret_in_the_wrong_place_is_not_shown(text: str, told: str) -> None:
    Path(FILE_NAME).write_text(text, encoding="utf-8")
    with pytest.raises(ConfigError, match=told) as caught:
        read_section("assistant", AssistantConfig)
    assert SECRET not in str(caught.value)
    assert SECRET not in str(caught.value.__cause__)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("QUOTEPROOF_CHAT__API_KEY__X", SECRET),
        ("QUOTEPROOF_CHAT", f'["{SECRET}"]'),
        ("QUOTEPROOF_CHAT", SECRET),
        ("QUOTEPROOF_CHAT__BASE_URL", f"http://{SECRET}@host"),
    ],
)
def test_a_secret_in_a_wrong_variable_is_not_shown(name: str, value: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(name, value)
    with pytest.raises(ConfigError) as caught:
        read_section("assistant", AssistantConfig)
    assert SECRET not in str(caught.value)
    assert SECRET not in str(caught.value.__cause__)


@pytest.mark.parametrize("value", ["", f"{SECRET}\n", f" {SECRET}", f"{SECRET} x", f"{SECRET}ä"])
def test_a_key_that_cannot_be_sent_is_told(value: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("QUOTEPROOF_CHAT__API_KEY", value)
    with pytest.raises(ConfigError, match=r"\[chat\] api_key: .*plain characters without spaces") as caught:
        read_section("assistant", AssistantConfig)
    assert SECRET not in str(caught.value)


@pytest.mark.parametrize("value", ["localhost:8080/v1", "ftp://localhost", "http://", "http://localhost:0/v1"])
def test_an_address_that_is_none_is_told(value: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("QUOTEPROOF_CHAT__BASE_URL", value)
    with pytest.raises(ConfigError, match=r"\[chat\] base_url = .*(address of a server, as http|no port 0)"):
        read_section("assistant", AssistantConfig)


@pytest.mark.parametrize("value", ["http://localhost:8080/v1", "https://llm.example/openai", "http://[::1]:11434"])
def test_an_address_is_taken(value: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("QUOTEPROOF_CHAT__BASE_URL", value)
    assert read_section("assistant", AssistantConfig).chat.base_url == value
