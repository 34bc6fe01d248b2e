"""A watch sees each addition, change and removal once the files hold still, and never a half-written file."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from ingest.watch import changes


def test_each_change_is_told_once_the_files_hold_still(tmp_path: Path) -> None:
    file = tmp_path / "a.txt"
    script: list[Callable[[], object]] = [
        lambda: None,
        lambda: file.write_text("One."),
        lambda: file.write_text("One. Two."),
        lambda: None,
        lambda: None,
        file.unlink,
        lambda: None,
    ]
    told: list[int] = []
    steps = iter(enumerate(script))

    def wait(seconds: float) -> None:
        number, step = next(steps, (99, None))
        if step is None:
            raise KeyboardInterrupt
        told.append(number)
        step()

    seen: list[tuple[int, bool]] = []
    with suppress(KeyboardInterrupt):
        seen.extend((len(told), file.exists()) for _ in changes([tmp_path], 1.0, wait))
    assert seen == [(0, False), (4, True), (7, False)]
