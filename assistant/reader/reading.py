"""What the reader makes of one passage: logits for every token, and the spans that they favour."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from numpy.lib.stride_tricks import sliding_window_view

from vectorstore.nouns import Span

LONGEST = 31
"""Tokens in the longest span that is considered."""

Logits = npt.NDArray[np.float32]
Offsets = npt.NDArray[np.int64]


def heading(titles: Iterable[str]) -> str:
    """What is read before words that leave out what they are about ("The yearly rent is …"); no answer to look in."""
    return "".join(f"{title}. " for title in titles if title)


@dataclass(frozen=True, slots=True)
class SpanScore:
    """A span of the passage and the sum of its start's and its end's logits."""

    span: Span
    score: float


@dataclass(frozen=True, slots=True, eq=False)
class Reading:
    """The tokens of one passage under one question.

    ``offsets``, shape ``(n, 2)``: where each token stands, in code points of the passage; the first and the last
    token of a word reach to the word's edges. ``start`` and ``end``, shape ``(n,)``, float32: logits that the answer
    begins or ends with the token, and minus infinity where a word does not begin or end there. ``null``: the score
    of "not in this passage", on the same scale as a span's score.
    """

    offsets: Offsets
    start: Logits
    end: Logits
    null: float

    def best(self, within: Span | None = None) -> SpanScore | None:
        """The span of at most 31 tokens with the highest ``start[i] + end[j]``, ``i <= j``.

        ``within`` keeps it inside a part of the passage; None when there is no whole word.
        """
        return next(self._ranked(within), None)

    def spans(self, count: int) -> list[SpanScore]:
        """At most ``count`` spans that do not overlap, best first: each the best of what the ones before leave."""
        return [span for span, _ in zip(self._ranked(None), range(count), strict=False)]

    @property
    def margin(self) -> float:
        """How much the best span is favoured over no answer; minus infinity when there is no span."""
        best = self.best()
        return -np.inf if best is None else best.score - self.null

    def _ranked(self, within: Span | None) -> Iterator[SpanScore]:
        scores = self._scores(within)
        first = np.arange(len(scores))[:, None]
        last = first + np.arange(LONGEST)
        while scores.size and np.isfinite(score := scores.max()):
            i, length = np.unravel_index(scores.argmax(), scores.shape)
            j = i + length
            yield SpanScore(Span(int(self.offsets[i, 0]), int(self.offsets[j, 1])), float(score))
            scores[(first <= j) & (last >= i)] = -np.inf

    def _scores(self, within: Span | None) -> Logits:
        """Shape ``(n, 31)``: the score of the span from token i to token i + k."""
        start, end = self.start, self.end
        if within is not None:
            outside = (self.offsets[:, 0] < within.start) | (self.offsets[:, 1] > within.end)
            start, end = np.where(outside, -np.inf, start), np.where(outside, -np.inf, end)
        ends = np.concatenate([end, np.full(LONGEST, -np.inf, np.float32)])
        return start[:, None] + sliding_window_view(ends, LONGEST)[: len(start)].astype(np.float32)
