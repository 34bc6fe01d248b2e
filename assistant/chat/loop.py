"""The one event loop of all callers, in a thread of its own."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from threading import Lock, Thread


class SharedLoop:
    """Begun by whoever is first: the providers' packages share connections, which stay with their first loop."""

    def __init__(self, begin: Callable[[], asyncio.AbstractEventLoop] = asyncio.new_event_loop) -> None:
        self._begin = begin
        self._beginning = Lock()
        self._loop: asyncio.AbstractEventLoop | None = None

    def running(self) -> asyncio.AbstractEventLoop:
        """The same loop for every thread."""
        with self._beginning:
            if self._loop is None:
                self._loop = self._begin()
                Thread(target=self._loop.run_forever, daemon=True, name="quoteproof chat").start()
            return self._loop


LOOP = SharedLoop()
