"""ONNX Runtime computes, and tells nobody of it."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

SILENT = ("CI", "ORT_RUNNING_UNIT_TESTS", "ORT_DISABLE_TELEMETRY", "XDG_CACHE_HOME")
"""Variables that keep ONNX Runtime silent by themselves, or its files elsewhere."""
READ = (
    "from assistant.reader.model import Reader; Reader.load().read('Who bought the mill?', ['Reed bought the mill.'])"
)
EMBED = "from vectorstore.minilm import MiniLM; MiniLM(1).embed(['Reed bought the mill.'])"


@pytest.mark.parametrize("code", [READ, EMBED], ids=["reader", "embedder"])
def test_no_device_is_named_and_nothing_waits_to_be_sent(code: str, tmp_path: Path) -> None:
    environment = {name: value for name, value in os.environ.items() if name not in SILENT} | {"HOME": str(tmp_path)}
    subprocess.run([sys.executable, "-c", code], env=environment, check=True)
    assert [place for place in tmp_path.rglob("*") if place.name in {"deviceid", "onnxruntime.db"}] == []
