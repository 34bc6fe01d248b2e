"""The packages of the extra ``evals``: without them no command of the evals can even begin."""

from __future__ import annotations

import sys
from importlib.util import find_spec

MODULES = {
    "jinja2": "jinja2",
    "junitparser": "junitparser",
    "matplotlib": "matplotlib",
    "docx": "python-docx",
    "yaml": "pyyaml",
    "reportlab": "reportlab",
    "sklearn": "scikit-learn",
    "scipy": "scipy",
}
"""What is imported, and the package that brings it."""


def leave_without_it() -> None:
    """Ends the program with status 2 where a package is missing, with a line that says how to install it.

    Called when ``evals`` is imported, which each of its commands does first, so that none begins an hour's work that
    it cannot write down.
    """
    if missing := [package for module, package in MODULES.items() if find_spec(module) is None]:
        told = f"the evals need packages that are not installed ({', '.join(missing)}): pip install 'quoteproof[evals]'"
        print(told, file=sys.stderr)
        sys.exit(2)
