"""Pictures of calibration: how far stated probabilities hold, and what answering less would save."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import matplotlib as mpl
import numpy as np
import numpy.typing as npt
from matplotlib.axes import Axes
from matplotlib.figure import Figure

_BINS = 10

Told = tuple[npt.NDArray[np.float64], npt.NDArray[np.bool_]]
"""Probabilities of held-out questions and whether each came true, both of shape ``(n,)``."""


def calibration_plot(place: Path, told: Mapping[str, Told]) -> None:
    """A reliability diagram and a risk-coverage curve for each kind of probability, as a PNG file."""
    mpl.use("Agg")
    figure = Figure(figsize=(9, 4.2), layout="constrained")
    reliability, risk = figure.subplots(1, 2)
    for name, (probabilities, right) in told.items():
        _reliability(reliability, name, probabilities, right)
        order = np.argsort(-probabilities)
        count = np.arange(1, len(order) + 1)
        risk.plot(count / len(order), np.cumsum(~right[order]) / count, label=name)
    reliability.plot([0, 1], [0, 1], color="grey", linewidth=0.8)
    reliability.set(xlabel="stated probability", ylabel="came true", title="Reliability", xlim=(0, 1), ylim=(0, 1))
    risk.set(xlabel="coverage", ylabel="wrong among those kept", title="Risk and coverage", xlim=(0, 1), ylim=(0, 1))
    for axes in (reliability, risk):
        axes.legend(frameon=False)
        axes.grid(alpha=0.3)
    place.parent.mkdir(parents=True, exist_ok=True)
    figure.savefig(place, dpi=110)


def _reliability(axes: Axes, name: str, probabilities: npt.NDArray[np.float64], right: npt.NDArray[np.bool_]) -> None:
    parts = [part for part in np.array_split(np.argsort(probabilities), _BINS) if part.size]
    axes.plot([probabilities[p].mean() for p in parts], [right[p].mean() for p in parts], marker="o", label=name)
