"""The lexical score: stemmed BM25 over the candidates at hand (Robertson and Zaragoza, 2009)."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

import bm25s
import numpy as np
import numpy.typing as npt
import Stemmer

_WORD = re.compile(r"[^\W_]+")
_FUNCTION_WORDS = frozenset(
    """
    a about an and any are as at be been being by can could did do does for from had has have he her hers him his how
    i if in into is it its may me might must my of on or our she should so than that the their them then there these
    they this those to us was we were what when where which while who whom whose why will with would you your
    """.split()  # noqa: SIM905  a list of words reads as words
)


@lru_cache(maxsize=1)
def _stemmer() -> Stemmer.Stemmer:
    return Stemmer.Stemmer("english")


def content_words(text: str) -> list[str]:
    """The words that carry meaning, as written, in order."""
    return [word for word in _WORD.findall(text) if word.lower() not in _FUNCTION_WORDS]


def stems(text: str) -> list[str]:
    """The stems of the content words, in order, with repeats."""
    return list(_stemmer().stemWords([word.lower() for word in content_words(text)]))


def bm25(question: str, texts: Sequence[str]) -> npt.NDArray[np.float32]:
    """One score per text, shape ``(len(texts),)``; inverse document frequency is taken from these texts alone."""
    wanted = stems(question)
    bags = [stems(text) for text in texts]
    if not wanted or not any(bags):
        return np.zeros(len(texts), dtype=np.float32)
    index = bm25s.BM25()
    index.index(bags, show_progress=False)
    return np.asarray(index.get_scores(wanted), dtype=np.float32)
