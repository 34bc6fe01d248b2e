"""Runs the fast tests against the built wheel, in a temporary copy without the four package folders.

What is looked for is what the wheel lacks: laws that name no number try few examples here, since the checkout's tests
try all of them.
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
    "benchmarks",
    "tests",
    "documents",
    "docs",
    "pyproject.toml",
    "README.md",
    "CONTRIBUTING.md",
    "CHANGELOG.md",
    "LICENSE",
    "NOTICE",
)
PYTHON = (sys.executable, "-m")


def main() -> int:
    with tempfile.TemporaryDirectory(prefix="quoteproof-wheel-") as made:
        place = Path(made)
        site = _installed(_built(place), place / "site")
        copy = _copied(COPIED, place / "copy")
        environment = os.environ | {"PYTHONPATH": str(site), "QUOTEPROOF_TESTED": str(site)}
        tests = (
            *PYTHON,
            "pytest",
            "--quiet",
            "--numprocesses",
            "2",
            "-m",
            "not slow and not data",
            "--hypothesis-profile",
            "wheel",
            "-p",
            "no:cacheprovider",
        )
        return subprocess.run(tests, cwd=copy, env=environment, check=False).returncode


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
    sys.exit(main())
