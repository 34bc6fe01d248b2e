"""Runs the fast tests against the built wheel, in a temporary copy without the four package folders."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).parent.parent
COPIED = ("tests", "documents", "README.md", "pyproject.toml", "Makefile")


def main() -> int:
    with tempfile.TemporaryDirectory(prefix="quoteproof-wheel-") as made:
        place = Path(made)
        python = [sys.executable, "-m"]
        source = place / "source"
        shutil.copytree(
            ROOT, source, ignore=shutil.ignore_patterns(".git", ".venv", "*.egg-info", "build", "runs", ".*cache")
        )
        subprocess.run(
            [*python, "build", "--wheel", "--no-isolation", "--outdir", place / "dist", source],
            check=True,
            stdout=subprocess.DEVNULL,
        )
        wheel = next((place / "dist").glob("*.whl"))
        site = place / "site"
        subprocess.run([*python, "pip", "install", "--quiet", "--no-deps", "--target", site, wheel], check=True)
        copy = place / "copy"
        copy.mkdir()
        for name in COPIED:
            origin = ROOT / name
            (shutil.copytree if origin.is_dir() else shutil.copy)(origin, copy / name)
        environment = os.environ | {"PYTHONPATH": str(site), "QUOTEPROOF_TESTED": str(site)}
        tests = [*python, "pytest", "--quiet", "-m", "not slow", "-p", "no:cacheprovider"]
        return subprocess.run(tests, cwd=copy, env=environment, check=False).returncode


if __name__ == "__main__":
    sys.exit(main())
