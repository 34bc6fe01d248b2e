"""From scores to probabilities: what was fitted on development questions, and how it is applied.

``assistant/calibration.json`` is written by ``python -m evals.calibrate``.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from math import exp
from pathlib import Path
from typing import Self

from vectorstore.errors import ConfigError

CALIBRATION = Path(__file__).parent / "calibration.json"


@dataclass(frozen=True, slots=True)
class Logistic:
    """A logistic regression over named, standardised features."""

    intercept: float
    weights: Mapping[str, float]
    means: Mapping[str, float]
    scales: Mapping[str, float]

    def probability(self, features: Mapping[str, float]) -> float:
        total = self.intercept + sum(
            weight * (features[name] - self.means[name]) / self.scales[name] for name, weight in self.weights.items()
        )
        return 1.0 / (1.0 + exp(-max(-30.0, min(30.0, total))))


@dataclass(frozen=True, slots=True)
class Calibration:
    """``ranking`` weighs a sentence's scores; ``answerable`` and ``short`` turn features into probabilities.

    ``quotes`` turns the reader's margin for quotes alone into the probability that they answer a question.

    ``reader`` and ``embedder`` name the models that it was fitted with; ``refuse_below`` and ``short_from`` are the
    probabilities where refusing and showing a short answer were best on the development questions.
    """

    reader: str
    embedder: str
    ranking: Mapping[str, float]
    answerable: Logistic
    short: Logistic
    quotes: Logistic
    refuse_below: float
    short_from: float

    @classmethod
    def load(cls, place: Path = CALIBRATION) -> Self:
        """Raises ConfigError when the file is not a calibration."""
        try:
            values = json.loads(place.read_text("utf-8"))
            return cls(
                reader=values["reader"],
                embedder=values["embedder"],
                ranking=values["ranking"],
                answerable=Logistic(**values["answerable"]),
                short=Logistic(**values["short"]),
                quotes=Logistic(**values["quotes"]),
                refuse_below=values["refuse_below"],
                short_from=values["short_from"],
            )
        except (OSError, ValueError, KeyError, TypeError) as error:
            raise ConfigError(
                f"{place} is not a calibration ({error}); python -m evals.calibrate writes one"
            ) from error
