"""Where words begin and end, so that no span of the reader cuts one."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import regex

_BOUNDARY = regex.compile(r"(?w)\b")
_SIGN = regex.compile(r"(?<!\w)[-+−](?=\d)")

Flags = npt.NDArray[np.bool_]
Offsets = npt.NDArray[np.int64]


def fit_to_words(text: str, offsets: Offsets) -> tuple[Offsets, Flags, Flags]:
    """Token offsets widened to the words' edges, and which tokens begin a word, and which end one.

    Words are those of Unicode's annex 29 (combining marks, decimal points and apostrophes are inside), and a sign
    belongs to the number that follows it. ``offsets`` has the shape ``(n, 2)``, as have the widened ones.
    """
    if not len(offsets):
        return offsets, np.zeros(0, bool), np.zeros(0, bool)
    edges = _edges(text)
    first = np.searchsorted(edges, offsets[:, 0], "right") - 1
    last = np.searchsorted(edges, offsets[:, 1], "left") - 1
    begins = np.concatenate([[True], first[1:] > last[:-1]])
    ends = np.concatenate([begins[1:], [True]])
    widened = np.stack(
        [np.where(begins, edges[first], offsets[:, 0]), np.where(ends, edges[last + 1], offsets[:, 1])], axis=1
    )
    return widened, begins, ends


def _edges(text: str) -> npt.NDArray[np.int64]:
    """Every place where a word or what stands between words begins, and the text's end, ascending."""
    inside = {sign.end() for sign in _SIGN.finditer(text)}
    places = {0, len(text)} | {edge.start() for edge in _BOUNDARY.finditer(text)} - inside
    return np.array(sorted(places), np.int64)
