"""The suites by name: what is asked, and of which documents."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from evals.clapnq import clapnq
from evals.dialogs import canard, mtrag
from evals.onestop import onestopqa
from evals.own import article, office
from evals.quotesum import quotesum
from evals.ramdocs import ramdocs
from evals.squad import squad2
from evals.suite import Choice, Loader, SelfMeasured, Suite

__all__ = ["SUITES", "Choice", "Loader", "Suite", "article", "office", "squad2"]


def quotes(choice: Choice) -> Sequence[SelfMeasured]:
    """As ``evals.quotes.quotes``."""
    from evals.quotes import quotes as load  # noqa: PLC0415  scipy is slow to load

    return load(choice)


SUITES: Mapping[str, Loader] = {
    "article": article,
    "office": office,
    "quotes": quotes,
    "squad2": squad2,
    "onestopqa": onestopqa,
    "clapnq": clapnq,
    "quotesum": quotesum,
    "ramdocs": ramdocs,
    "canard": canard,
    "mtrag": mtrag,
}
