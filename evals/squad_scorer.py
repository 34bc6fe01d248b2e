"""SQuAD 2.0's arithmetic, as the official evaluation script does it.

Rajpurkar, Jia and Liang, Know What You Don't Know: Unanswerable Questions for SQuAD (2018). Scores are shares here,
where the script prints percentages.
"""

from __future__ import annotations

import re
import string
from collections import Counter
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

_ARTICLES = re.compile(r"\b(a|an|the)\b")
_PUNCTUATION = str.maketrans("", "", string.punctuation)


class Threshold(NamedTuple):
    """The best mean score that refusing above a no-answer score can reach, and that no-answer score."""

    score: float
    at: float


def normalise(text: str) -> str:
    """Lower case, without ASCII punctuation, then without articles, with single spaces."""
    return " ".join(_ARTICLES.sub(" ", text.lower().translate(_PUNCTUATION)).split())


def exact_match(prediction: str, references: Sequence[str]) -> float:
    """1.0 where the prediction equals a reference. The prediction "" refuses; no references mean no answer."""
    return float(normalise(prediction) in {normalise(reference) for reference in _counted(references)})


def f1(prediction: str, references: Sequence[str]) -> float:
    """The best harmonic mean of the precision and recall of words over the references."""
    return max(_f1(normalise(prediction).split(), normalise(reference).split()) for reference in _counted(references))


def names(text: str, answer: str) -> bool:
    """Whether a text names an answer: its words stand in the text's words, in a row."""
    return bool(normalise(answer)) and f" {normalise(answer)} " in f" {normalise(text)} "


def token_f1(text: str, gold: str) -> float:
    """F1 over word tokens in lower case, as multisets, as CANARD counts it; 1 for two texts without words."""
    return _f1(re.findall(r"\w+", text.lower()), re.findall(r"\w+", gold.lower()))


def best_threshold(
    scores: Sequence[float], no_answer: Sequence[float], has_answer: Sequence[bool], refused: Sequence[bool]
) -> Threshold:
    """The threshold on ``no_answer`` (higher refuses) that would score best, known only afterwards.

    All sequences run over the questions: the score of the prediction, what speaks for no answer, whether there is
    one, and whether the prediction is empty. As in the script, questions of one ``no_answer`` are taken one by one,
    and refusing all questions counts as the threshold 0.
    """
    order = np.argsort(np.asarray(no_answer, dtype=float), kind="stable")
    answerable = np.asarray(has_answer, dtype=bool)[order]
    lost = np.where(np.asarray(refused, dtype=bool)[order], 0.0, -1.0)
    steps = np.where(answerable, np.asarray(scores, dtype=float)[order], lost)
    totals = np.cumsum(np.concatenate(([np.count_nonzero(~answerable)], steps)))
    best = int(np.argmax(totals))
    at = float(np.asarray(no_answer, dtype=float)[order][best - 1]) if best else 0.0
    return Threshold(float(totals[best]) / len(order), at)


def _counted(references: Sequence[str]) -> list[str]:
    """The references that say something; the empty answer where none does."""
    return [reference for reference in references if normalise(reference)] or [""]


def _f1(prediction: list[str], reference: list[str]) -> float:
    if not prediction or not reference:
        return float(prediction == reference)
    same = sum((Counter(prediction) & Counter(reference)).values())
    if not same:
        return 0.0
    precision, recall = same / len(prediction), same / len(reference)
    return 2 * precision * recall / (precision + recall)
