"""The suites by name: what is asked, and of which documents."""

from __future__ import annotations

from collections.abc import Mapping

from evals.own import article, office
from evals.squad import squad2
from evals.suite import Choice, Loader, Suite

__all__ = ["SUITES", "Choice", "Loader", "Suite", "article", "office", "squad2"]

SUITES: Mapping[str, Loader] = {"article": article, "office": office, "squad2": squad2}
