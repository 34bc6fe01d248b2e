"""One question from the shell, against importing sentence-transformers and loading the same weights with it.

``python -m benchmarks.cold_start [--rounds N]``
"""

from __future__ import annotations

import subprocess
import sys
from argparse import ArgumentParser
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks.side_by_side import show, side_by_side
from vectorstore.minilm import weights_folder

DOCUMENTS = Path(__file__).parents[1] / "documents"
QUESTION = "In which court was the case lodged?"
LOADING = "import sentence-transformers, load MiniLM"


def main() -> None:
    parser = ArgumentParser("python -m benchmarks.cold_start", description=__doc__)
    parser.add_argument("--rounds", type=int, default=7)
    rounds = parser.parse_args().rounds
    with TemporaryDirectory() as folder:
        library = ["--store", folder]
        _python("-m", "ingest", str(DOCUMENTS), *library)()
        load = (
            "from sentence_transformers import SentenceTransformer as S;"
            f"S({str(weights_folder())!r}, local_files_only=True)"
        )
        ways = {
            LOADING: _python("-c", load),
            "quoteproof-ask, one question": _python("-m", "assistant", QUESTION, *library),
            "quoteproof-ingest --list": _python("-m", "ingest", "--list", *library),
            "quoteproof-ingest, unchanged folder": _python("-m", "ingest", str(DOCUMENTS), *library),
        }
        show("Cold start, a new process each", side_by_side(ways, rounds), LOADING)


def _python(*arguments: str) -> Callable[[], object]:
    command = [sys.executable, *arguments]
    return lambda: subprocess.run(command, check=True, capture_output=True)  # noqa: S603 - commands of our own


if __name__ == "__main__":
    main()
