"""Makes things in a thread of its own, while what was made before is worked on."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Generator, Iterable
from concurrent.futures import Future, ThreadPoolExecutor
from typing import TypeVar

_T = TypeVar("_T")


def ahead(jobs: Iterable[tuple[int, Callable[[], _T]]], room: int) -> Generator[_T, None, None]:
    """What each job makes, in order; ``jobs`` gives each with its size.

    Jobs whose sizes come to ``room`` together are begun before they are asked for. The first error is raised in its
    place, and jobs that were not begun are left out.
    """
    begun: deque[tuple[int, Future[_T]]] = deque()
    held = 0
    thread = ThreadPoolExecutor(1, "ahead")
    try:
        for size, job in jobs:
            begun.append((size, thread.submit(job)))
            held += size
            while held > room:
                first, future = begun.popleft()
                held -= first
                yield future.result()
        while begun:
            yield begun.popleft()[1].result()
    finally:
        thread.shutdown(cancel_futures=True)
