"""A call that may hang for ever, waited for only as long as it should take."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Future, wait
from threading import Thread
from time import monotonic
from typing import TypeVar

from vectorstore.errors import StoreUnavailable

_T = TypeVar("_T")


def in_time(seconds: float, call: Callable[[], _T], late: StoreUnavailable) -> _T:
    """Run the call in a thread of its own, and pass on what it gives or raises.

    Raises ``late`` when it takes longer. The thread then stays behind, and keeps no process from ending.
    Ctrl-C is passed on once the call has ended, so that no write is cut; a second one at once.
    """
    until = monotonic() + seconds
    ended = begun(call)
    try:
        wait([ended], seconds)
    except KeyboardInterrupt:
        wait([ended], max(0.0, until - monotonic()))
        raise
    if not ended.done():
        raise late
    return ended.result()


def begun(call: Callable[[], _T]) -> Future[_T]:
    """Run the call in a thread of its own, which keeps no process from ending."""
    ended: Future[_T] = Future()

    def run() -> None:
        try:
            ended.set_result(call())
        except BaseException as error:  # noqa: BLE001 - it is raised again in the thread that asked
            ended.set_exception(error)

    Thread(target=run, name="quoteproof-call", daemon=True).start()
    return ended
