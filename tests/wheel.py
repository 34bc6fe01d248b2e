"""Runs all tests against the built wheel, in a temporary copy without the four package folders: ``make test``.

What is tested is what is shipped, so that a file that the wheel lacks is missed here.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).parent.parent
SHIPPED = ("assistant", "evals", "ingest", "vectorstore", "pyproject.toml", "README.md", "LICENSE", "NOTICE")
COPIED = (
    ".ci",
    "benchmarks",
    "tests",
    "documents",
    "docs",
    "pyproject.toml",
    "README.md",
    "CONTRIBUTING.md",
    "CHANGELOG.md",
    "Makefile",
    "LICENSE",
    "NOTICE",
)
PYTHON = (sys.executable, "-m")
TESTS = (*PYTHON, "pytest", "--numprocesses", "2", "--cov", "--cov-report=term", "-p", "no:cacheprovider")


def main(options: list[str]) -> int:
    """``options`` are pytest's. Returns its exit status."""
    with tempfile.TemporaryDirectory(prefix="quoteproof-wheel-") as made:
        place = Path(made)
        copy = _copied(COPIED, place / "copy")
        site = _installed(_built(place), copy / "site")
        environment = {"QUOTEPROOF_DATA": str(ROOT.parent / "shared" / "data")} | os.environ
        environment |= {"PYTHONPATH": str(site), "QUOTEPROOF_TESTED": str(site)}
        return subprocess.run((*TESTS, *options), cwd=copy, env=environment, check=False).returncode


def _built(place: Path) -> Path:
    """The wheel, made with the setuptools of this environment, so that nothing is fetched."""
    source = _copied(SHIPPED, place / "source")
    command = (*PYTHON, "build", "--wheel", "--no-isolation", "--outdir", place / "dist", source)
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
    (wheel,) = (place / "dist").glob("*.whl")
    return wheel


def _installed(wheel: Path, site: Path) -> Path:
    """A folder that goes before the editable install, which an environment of its own would fetch all anew for."""
    subprocess.run((*PYTHON, "pip", "install", "--quiet", "--no-deps", "--target", site, wheel), check=True)
    return site


def _copied(names: tuple[str, ...], to: Path) -> Path:
    to.mkdir()
    for name in names:
        origin = ROOT / name
        if origin.is_dir():
            shutil.copytree(origin, to / name, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            shutil.copy(origin, to / name)
    return to


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
