from __future__ import annotations

import json
import sys
from pathlib import Path

import pytest

from assistant.build import load_calibration
from assistant.confidence import CALIBRATION, Calibration
from assistant.config import AssistantConfig
from assistant.reader.chosen import exported_once, load_reader
from assistant.reader.model import Reader
from tests.reader.builders import write_tiny_weights
from vectorstore.errors import ConfigError


def test_none_is_the_one_that_ships() -> None:
    assert load_reader(None).name == Reader.load().name


def test_any_model_of_transformers_is_exported_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    weights = write_tiny_weights(tmp_path / "tiny")
    first = load_reader(str(weights), tmp_path / "cache")
    monkeypatch.setitem(sys.modules, "assistant.reader.export", None)
    again = load_reader(str(weights), tmp_path / "cache")
    assert first.name == again.name
    assert first.name.startswith("tiny@")
    assert again.read("Who?", ["Alice Kettle keeps boats."])[0].best() is not None


def test_changed_weights_are_exported_again(tmp_path: Path) -> None:
    weights = tmp_path / "weights"
    weights.mkdir()
    (weights / "model").write_text("one")
    calls: list[str] = []

    def export(name: str, folder: Path) -> None:
        calls.append(name)
        folder.mkdir()

    first = exported_once(str(weights), tmp_path / "cache", export)
    assert exported_once(str(weights), tmp_path / "cache", export) == first
    (weights / "model").write_text("two!")
    assert exported_once(str(weights), tmp_path / "cache", export) != first
    assert len(calls) == 2


def test_an_export_that_fails_leaves_nothing(tmp_path: Path) -> None:
    def export(_: str, folder: Path) -> None:
        folder.mkdir()
        raise ConfigError("broken")

    with pytest.raises(ConfigError, match="broken"):
        exported_once("weights", tmp_path, export)
    assert not [path for path in tmp_path.iterdir() if path.is_dir()]


def test_without_the_extra_the_command_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "assistant.reader.export", None)
    with pytest.raises(ConfigError, match=r"quoteproof\[train\]"):
        load_reader(str(tmp_path), tmp_path / "cache")


def test_what_is_no_model_is_said(tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    with pytest.raises(ConfigError, match=r"empty.*cannot be loaded"):
        load_reader(str(tmp_path / "empty"), tmp_path / "cache")


def test_a_calibration_of_another_reader_is_told(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    other = json.loads(CALIBRATION.read_text("utf-8")) | {"reader": "another@1"}
    (tmp_path / "other.json").write_text(json.dumps(other), "utf-8")
    shipped = Calibration.load()
    names = shipped.reader, shipped.embedder
    assert load_calibration(AssistantConfig(), *names) == shipped
    assert not caplog.messages
    found = load_calibration(AssistantConfig(calibration=tmp_path / "other.json"), *names)
    assert found.reader == "another@1"
    assert "another@1" in caplog.text
