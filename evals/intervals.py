"""95 % bootstrap intervals: the same cases drawn again, with the same seed every time."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from evals.curves import Numbers

Statistic = Callable[[Numbers], Numbers]
"""Rows of the shape ``(..., n, k)`` to a figure for each, shape ``(...)``; NaN where there is none."""

DRAWS = 1000
_BATCH = 100
_SEED = 20_240


def interval(rows: Numbers, statistic: Statistic, draws: int = DRAWS) -> tuple[float, float] | None:
    """The percentile interval (Efron 1979) of a statistic over the rows, shape ``(n, k)``, one for each case.

    None where there are fewer than two rows, or no drawing has a figure.
    """
    n = len(rows)
    if n < 2:
        return None
    random = np.random.default_rng(_SEED)
    batches = [min(_BATCH, draws - first) for first in range(0, draws, _BATCH)]
    drawn = np.concatenate([statistic(rows[random.integers(0, n, (batch, n))]) for batch in batches])
    if np.isnan(drawn).all():
        return None
    low, high = np.nanquantile(drawn, (0.025, 0.975))
    return float(low), float(high)
