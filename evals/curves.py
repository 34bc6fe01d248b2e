"""What a confidence is worth: how well it tells right from wrong, and the risk that is left at each coverage."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

Numbers = npt.NDArray[np.float64]


class RiskCoverage(NamedTuple):
    """Risk (the share of wrong ones among those answered) by coverage (the share answered), most confident first.

    ``area`` is the mean risk over all coverages (El-Yaniv and Wiener 2010; Geifman and El-Yaniv 2017): 0 is best.
    """

    coverage: Numbers
    risk: Numbers

    @property
    def area(self) -> float:
        return float(self.risk.mean())

    def risk_at(self, coverage: float) -> float:
        """The risk of the smallest share answered that is at least ``coverage``."""
        return float(self.risk[np.searchsorted(self.coverage, coverage - 1e-9)])

    def points(self, most: int = 100) -> tuple[tuple[float, float], ...]:
        """At most ``most`` points of the curve, evenly chosen, the last among them."""
        chosen = np.unique(np.linspace(0, len(self.coverage) - 1, most).round().astype(int))
        return tuple((float(self.coverage[i]), float(self.risk[i])) for i in chosen)


def risk_coverage(confidence: Numbers, wrong: Numbers) -> RiskCoverage:
    """The curve of at least one question. Questions of equal confidence share their errors evenly, in any order."""
    order = np.argsort(-confidence, kind="stable")
    errors = _shared(confidence[order], wrong[order])
    counts = np.arange(1, len(errors) + 1)
    return RiskCoverage(counts / len(errors), np.cumsum(errors) / counts)


def auroc(confidence: Numbers, positive: Numbers) -> Numbers:
    """The chance that a positive is more confident than a negative, ties half; NaN where one of them is missing.

    By ranks (Hanley and McNeil 1982) over the last axis, which gives scikit-learn's ``roc_auc_score``, but of all the
    drawings of an interval at once.
    """
    from scipy.stats import rankdata  # noqa: PLC0415  slow to load

    positives = positive.sum(axis=-1)
    ranks = (rankdata(confidence, axis=-1) * positive).sum(axis=-1)
    area: Numbers = divided(ranks - positives * (positives + 1) / 2, positives * (positive.shape[-1] - positives))
    return area


def divided(numerator: Numbers, denominator: Numbers) -> Numbers:
    """The quotient; NaN where the denominator is 0."""
    with np.errstate(invalid="ignore", divide="ignore"):
        quotient: Numbers = np.where(denominator == 0, np.nan, np.divide(numerator, denominator))
    return quotient


def _shared(confidence: Numbers, errors: Numbers) -> Numbers:
    """Each error replaced by the mean over the questions of its confidence."""
    _, group = np.unique(confidence, return_inverse=True)
    means: Numbers = np.bincount(group, errors) / np.bincount(group)
    return means[group]
