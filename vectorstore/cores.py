"""Batches computed side by side, each by one core.

Cores that share one batch wait for each other at every layer, and for long where others compute too.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from concurrent.futures import FIRST_EXCEPTION, ThreadPoolExecutor, wait
from typing import TypeVar

CORES = os.cpu_count() or 1
_T = TypeVar("_T")


class Cores:
    """So many threads, which all that compute share. They are started when there is more than one batch."""

    def __init__(self, name: str, count: int = CORES) -> None:
        self.count = count
        self._threads = ThreadPoolExecutor(count, name)

    def each(self, compute: Callable[[_T], None], batches: Sequence[_T]) -> None:
        """``compute`` of every batch. The first error is raised, and batches that were not begun are left out."""
        if len(batches) == 1 or self.count == 1:
            for batch in batches:
                compute(batch)
        else:
            futures = [self._threads.submit(compute, batch) for batch in batches]
            try:
                done, _ = wait(futures, return_when=FIRST_EXCEPTION)
            finally:
                for future in futures:
                    future.cancel()
            for future in done:
                future.result()
