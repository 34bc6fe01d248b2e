"""SQuAD's arithmetic over what a reader answered, and how well its margin tells answerable from not."""

from __future__ import annotations

import re
import string
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from sklearn.metrics import roc_auc_score

_ARTICLES = re.compile(r"\b(a|an|the)\b")
_PUNCTUATION = str.maketrans("", "", string.punctuation)
DRAWS = 1000
"""Bootstrap draws behind an interval."""

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Answers:
    """One entry per question, shape ``(n,)`` each.

    ``f1``: of the best span against the best reference, 0 where there is no answer; ``right_sentence``: whether the
    span lies in a sentence that holds a reference; ``answerable``; ``margin`` of the best span over no answer.
    """

    f1: Floats
    right_sentence: npt.NDArray[np.bool_]
    answerable: npt.NDArray[np.bool_]
    margin: Floats

    def __getitem__(self, chosen: npt.NDArray[np.int64]) -> Answers:
        return Answers(self.f1[chosen], self.right_sentence[chosen], self.answerable[chosen], self.margin[chosen])


def word_f1(answer: str, references: Sequence[str]) -> float:
    """SQuAD's F1: the best over the references of the harmonic mean of word precision and recall."""
    return max((_overlap(_words(answer), _words(reference)) for reference in references), default=0.0)


def best_threshold(answers: Answers) -> float:
    """The margin below which refusing gives the highest mean F1."""
    order = np.argsort(-answers.margin, kind="stable")
    gains = np.where(answers.answerable, answers.f1, -1.0)[order]
    best = int(np.argmax(np.concatenate([[0.0], np.cumsum(gains)])))
    margins = answers.margin[order]
    return float(margins[best - 1]) if best else float(margins[0]) + 1.0


def measure(answers: Answers, threshold: float) -> dict[str, float]:
    """Shares from 0 to 1. ``f1`` and ``no_answer`` refuse below the threshold; the others do not use it.

    ``risk_coverage`` is the area under the risk-coverage curve, lower being better: the risk of answering is 1 - F1,
    and 1 where there is no answer.
    """
    refused = answers.margin < threshold
    right = np.where(answers.answerable, np.where(refused, 0.0, answers.f1), refused)
    risk = np.where(answers.answerable, 1 - answers.f1, 1.0)[np.argsort(-answers.margin, kind="stable")]
    return {
        "f1": float(right.mean()),
        "has_answer_f1": float(answers.f1[answers.answerable].mean()),
        "right_sentence": float(answers.right_sentence[answers.answerable].mean()),
        "no_answer": float(refused[~answers.answerable].mean()),
        "auroc": float(roc_auc_score(answers.answerable, answers.margin)),
        "risk_coverage": float((np.cumsum(risk) / np.arange(1, len(risk) + 1)).mean()),
    }


def intervals(
    statistic: Callable[[npt.NDArray[np.int64]], Mapping[str, float]], count: int, seed: int = 0
) -> dict[str, tuple[float, float]]:
    """95 % percentile bootstrap intervals of a statistic of the drawn questions' numbers, out of ``count``."""
    rng = np.random.default_rng(seed)
    draws = [statistic(rng.integers(0, count, count)) for _ in range(DRAWS)]
    return {
        name: (
            float(np.percentile([draw[name] for draw in draws], 2.5)),
            float(np.percentile([draw[name] for draw in draws], 97.5)),
        )
        for name in draws[0]
    }


def _words(text: str) -> list[str]:
    return _ARTICLES.sub(" ", text.lower().translate(_PUNCTUATION)).split()


def _overlap(answer: list[str], reference: list[str]) -> float:
    same = sum((Counter(answer) & Counter(reference)).values())
    return 2 * same / (len(answer) + len(reference)) if same else 0.0
