"""Fits what turns the reader's scores into a ranking and into probabilities, on questions with known answers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
from scipy.optimize import minimize
from scipy.special import logsumexp
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import GroupKFold, cross_val_predict
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

Floats = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]

_FOLDS = 10
_STRENGTH = 0.1
_RIDGE = 1e-3


@dataclass(frozen=True, slots=True)
class Listed:
    """The sentences of a question: their scores, shape ``(n, scores)``, and which of them hold gold, shape ``(n,)``."""

    scores: Floats
    gold: Flags


def ranking_weights(names: Sequence[str], lists: Sequence[Listed]) -> dict[str, float]:
    """Weights under which gold sentences come first: listwise softmax (ListNet's top one; Cao et al., 2007)."""

    def loss(weights: Floats) -> float:
        total = 0.0
        for each in lists:
            summed = each.scores @ weights
            total += float(logsumexp(summed) - logsumexp(summed[each.gold]))
        return total / len(lists) + _RIDGE * float(weights @ weights)

    found = minimize(loss, np.full(len(names), 0.5), method="L-BFGS-B")
    return {name: round(float(weight), 4) for name, weight in zip(names, found.x, strict=True)}


def gold_first(lists: Sequence[Listed], weights: Sequence[float]) -> float:
    """The share of the questions whose best sentence under these weights of the scores holds gold."""
    best = [int(np.argmax(each.scores @ np.array(weights))) for each in lists]
    return float(np.mean([each.gold[place] for each, place in zip(lists, best, strict=True)]))


@dataclass(frozen=True, slots=True)
class Fitted:
    """A logistic regression as ``assistant.confidence.Logistic`` reads it, and what it said of held-out questions."""

    parameters: Mapping[str, Any]
    held_out: Floats


def logistic(names: Sequence[str], rows: Floats, right: Flags, groups: Sequence[str]) -> Fitted:
    """``rows`` has the shape ``(n, names)``. ``held_out`` is cross-validated with no group in two folds."""
    model = make_pipeline(StandardScaler(), LogisticRegression(C=_STRENGTH, max_iter=2000))
    held_out = cross_val_predict(model, rows, right, groups=groups, cv=GroupKFold(_FOLDS), method="predict_proba")[:, 1]
    model.fit(rows, right)
    scaler, regression = model[0], model[1]

    def named(values: Floats) -> dict[str, float]:
        return {name: round(float(value), 5) for name, value in zip(names, values, strict=True)}

    parameters = {
        "intercept": round(float(regression.intercept_[0]), 5),
        "weights": named(regression.coef_[0]),
        "means": named(scaler.mean_),
        "scales": named(scaler.scale_),
    }
    return Fitted(parameters, np.asarray(held_out, dtype=np.float64))


def threshold_for_refusals(probabilities: Floats, right: Flags, refused: float) -> float:
    """The highest threshold that keeps all but ``refused`` of the answerable questions, a share from 0 to 1."""
    return round(float(np.quantile(probabilities[right], refused, method="lower")), 3)


def threshold_for_risk(probabilities: Floats, right: Flags, risk: float) -> float:
    """The lowest threshold above which at most ``risk`` of the answers are wrong, seen from the top; 1 if none."""
    order = np.argsort(-probabilities)
    wrong = np.cumsum(~right[order]) / np.arange(1, len(order) + 1)
    within = np.flatnonzero(wrong <= risk)
    return round(float(probabilities[order[within[-1]]]), 3) if within.size else 1.0
