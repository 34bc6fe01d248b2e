"""What is shipped: our packages only, with their data, and light to import."""

from __future__ import annotations

import os
import subprocess
import sys
from importlib.metadata import distribution, packages_distributions
from pathlib import Path

import pytest

import assistant
import evals
import ingest
import vectorstore

PACKAGES = (assistant, evals, ingest, vectorstore)
HEAVY = ("langchain", "langchain_core", "chromadb", "torch", "onnxruntime", "sentence_transformers", "gradio", "ingest")


@pytest.mark.parametrize("package", PACKAGES, ids=lambda package: package.__name__)
def test_only_our_distribution_provides_the_package(package: object) -> None:
    name = getattr(package, "__name__", "")
    assert set(packages_distributions()[name]) == {"quoteproof"}


@pytest.mark.parametrize("package", PACKAGES, ids=lambda package: package.__name__)
def test_the_tested_package_is_the_one_meant(package: object) -> None:
    place = Path(getattr(package, "__file__", "")).parent
    tested = os.environ.get("QUOTEPROOF_TESTED", str(Path(__file__).parent.parent))
    assert place.parent == Path(tested)
    assert (place / "py.typed").is_file()


def test_the_reader_and_its_calibration_are_shipped() -> None:
    place = Path(assistant.__file__).parent
    assert (place / "calibration.json").is_file()
    assert (place / "reader" / "model.onnx").is_file()


def test_the_commands_are_declared() -> None:
    commands = {entry.name for entry in distribution("quoteproof").entry_points}
    assert commands >= {"quoteproof-ask", "quoteproof-ingest", "quoteproof-verify", "quoteproof-eval"}


@pytest.mark.parametrize("module", ["assistant", "assistant.pipeline", "assistant.verify", "vectorstore"])
def test_importing_loads_no_heavy_library(module: str) -> None:
    code = f"import sys, {module}; print(*(set(sys.modules) & set({HEAVY!r})))"
    loaded = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert loaded.stdout.split() == []
