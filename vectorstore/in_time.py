"""A call that may hang for ever, waited for only as long as it should take."""

from __future__ import annotations

from collections.abc import Callable
from threading import Event, Thread
from time import monotonic

from vectorstore.errors import StoreUnavailable


def in_time(seconds: float, what: str, call: Callable[[], None]) -> None:
    """Run the call in a thread of its own, and pass on what it raises.

    Raises StoreUnavailable when it takes longer. The thread then stays behind, and keeps no process from ending.
    Ctrl-C is passed on once the call has ended, so that no write is cut; a second one at once.
    """
    ended = Event()
    raised: list[BaseException] = []

    def run() -> None:
        try:
            call()
        except BaseException as error:  # noqa: BLE001 - it is raised again in the thread that asked
            raised.append(error)
        finally:
            ended.set()

    until = monotonic() + seconds
    Thread(target=run, name="quoteproof-write", daemon=True).start()
    try:
        ended.wait(seconds)
    except KeyboardInterrupt:
        ended.wait(max(0.0, until - monotonic()))
        raise
    if not ended.is_set():
        raise StoreUnavailable(
            f"{what} did not end within {seconds:.0f} s, as after a full disk; what was published before stays as it "
            "was. Look at the disk, then run it again"
        )
    if raised:
        raise raised[0]
