"""A run's results hang on the files that decide them: each that changes is named, and others are none of them."""

from __future__ import annotations

from pathlib import Path

import pytest

from evals import digests
from evals.digests import file_digests


def test_what_ships_for_the_product_to_read_is_digested() -> None:
    assert file_digests({}).keys() == {
        "assistant/calibration.json",
        "assistant/reader/model.onnx",
        "assistant/reader/reader.json",
        "assistant/reader/tokenizer.json",
        "vectorstore/minilm.onnx",
    }


@pytest.mark.parametrize("name", ["assistant/calibration.json", "ingest/rules.yaml", "vectorstore/new.onnx"])
def test_a_file_that_changes_is_named(tmp_path: Path, name: str) -> None:
    file = tmp_path / name
    file.parent.mkdir()
    file.write_text("1")
    before = file_digests({}, tmp_path)
    file.write_text("2")
    after = file_digests({}, tmp_path)

    assert before.keys() == after.keys() == {name}
    assert before != after


def test_a_file_that_a_setting_names_counts(tmp_path: Path) -> None:
    file = tmp_path / "mine.json"
    settings = {"assistant": {"calibration": str(file), "local": {"weights": str(tmp_path / "none.gguf")}}}
    file.write_text("1")
    before = file_digests(settings, tmp_path)
    file.write_text("2")
    after = file_digests(settings, tmp_path)

    assert before.keys() == after.keys() == {str(file)}
    assert before != after


def test_weights_too_large_to_hash_are_known_by_their_size(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "mine.gguf"
    file.write_text("weights")
    monkeypatch.setattr(digests, "_HASHED_BYTES", 3)

    assert file_digests({"assistant": {"local": {"weights": str(file)}}}, tmp_path) == {str(file): "7 bytes"}


def test_the_suites_own_files_are_none_of_them(tmp_path: Path) -> None:
    (tmp_path / "evals").mkdir()
    (tmp_path / "evals" / "article.yaml").write_text("1")

    assert file_digests({}, tmp_path) == {}
