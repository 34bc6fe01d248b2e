"""What the local engine says when it cannot start. The model itself is asked in test_real_model."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest
from pydantic import SecretStr

from assistant.errors import EngineError
from assistant.local.client import local_model
from assistant.local.config import LocalConfig
from assistant.local.server import LocalServer


@pytest.fixture
def config(tmp_path: Path) -> LocalConfig:
    """A file that begins as weights do and is none."""
    junk = tmp_path / "junk.gguf"
    junk.write_bytes(b"GGUF" + bytes(range(256)) * 40)
    return LocalConfig(weights=junk, cache=tmp_path / "cache")


def test_a_missing_extra_names_the_command(config: LocalConfig, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "xllamacpp", None)
    with pytest.raises(EngineError, match=r"pip install 'quoteproof\[local\]'"):
        LocalServer.start(config)


def test_a_missing_client_names_the_command(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "langchain_openai", None)
    with pytest.raises(EngineError, match=r"pip install 'quoteproof\[local\]'"):
        local_model(LocalServer("http://127.0.0.1:9", SecretStr("key"), "none", lambda: None), 10, 1.0)


def test_weights_that_llama_cannot_load_are_told(config: LocalConfig) -> None:
    with pytest.raises(
        EngineError, match=r"llama\.cpp cannot load .*junk\.gguf.*Name another one in \[local\] weights"
    ):
        LocalServer.start(config)


@pytest.mark.parametrize(
    "wrong",
    [
        {"model": "no-repository.gguf"},
        {"model": "some/body/../../../etc/x.gguf"},
        {"model": "some/body/weights.bin"},
        {"sha256": "cc324"},
        {"hub": "ftp://hub.example"},
        {"hub": "https://hub.example/with?query"},
        {"context": 100},
        {"threads": 0},
    ],
    ids=str,
)
def test_a_wrong_value_is_refused(wrong: dict[str, object]) -> None:
    with pytest.raises(ValueError, match=next(iter(wrong))):
        LocalConfig.model_validate(wrong)
