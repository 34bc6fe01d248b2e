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
DATA = (
    "assistant/calibration.json",
    "assistant/page/static/page.css",
    "assistant/page/static/page.js",
    "assistant/reader/MODEL_CARD.md",
    "assistant/reader/model.onnx",
    "assistant/reader/reader.json",
    "assistant/reader/tokenizer.json",
    "evals/article.yaml",
)
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


def test_the_data_of_the_packages_is_shipped() -> None:
    place = Path(assistant.__file__).parent.parent
    missing = [name for name in DATA if not (place / name).is_file()]
    assert not missing


@pytest.mark.skipif("QUOTEPROOF_TESTED" not in os.environ, reason="only what was built from a wheel lists its files")
def test_the_wheel_holds_our_packages_and_nothing_else() -> None:
    files = distribution("quoteproof").files or ()
    tops = {file.parts[0] for file in files if not file.parts[0].startswith(("quoteproof-", ".."))}
    assert tops - {"bin"} == {package.__name__ for package in PACKAGES}
    assert {"LICENSE", "NOTICE"} <= {file.name for file in files}


def test_the_commands_are_declared() -> None:
    commands = {entry.name for entry in distribution("quoteproof").entry_points}
    assert commands >= {"quoteproof", "quoteproof-ask", "quoteproof-ingest", "quoteproof-verify", "quoteproof-eval"}


@pytest.mark.parametrize("module", ["assistant", "assistant.pipeline", "assistant.verify", "vectorstore"])
def test_importing_loads_no_heavy_library(module: str) -> None:
    code = f"import sys, {module}; print(*(set(sys.modules) & set({HEAVY!r})))"
    loaded = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert loaded.stdout.split() == []
