"""Weights are whole at their place or not there: whatever a source gives, and whatever an earlier run left."""

from __future__ import annotations

import signal
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import TemporaryDirectory
from textwrap import dedent

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assistant.errors import EngineError
from assistant.local.assemble import assemble
from assistant.local.nouns import SourceFailed
from tests.assistant.local.sources import CONTENT, install, weights_of


@dataclass
class Bytes:
    """A source that gives these bytes in blocks, and breaks off after so many of them."""

    content: bytes
    block: int = 1 << 20
    breaks_after: int | None = None
    work: str = "Joining"
    given: int = 0

    def read(self, start: int) -> Iterator[bytes]:
        for at in range(start, len(self.content), self.block):
            if self.breaks_after is not None and self.given >= self.breaks_after:
                raise SourceFailed("it broke off")
            block = self.content[at : at + self.block]
            self.given += len(block)
            yield block


def silent(_work: str, _done: int, _total: int) -> None:
    """No one watches."""


@settings(deadline=None)
@given(
    content=st.binary(min_size=1, max_size=400),
    given_=st.one_of(st.none(), st.binary(max_size=500)),
    left=st.one_of(st.none(), st.integers(0, 400), st.binary(max_size=500)),
    block=st.integers(1, 90),
    breaks=st.one_of(st.none(), st.integers(0, 400)),
)
def test_the_file_is_whole_or_not_there(
    content: bytes, given_: bytes | None, left: int | bytes | None, block: int, breaks: int | None
) -> None:
    weights = weights_of(content)
    source = Bytes(content if given_ is None else given_, block, breaks)
    with TemporaryDirectory() as folder:
        target = Path(folder) / "model.gguf"
        if left is not None:
            target.with_name("model.gguf.part").write_bytes(content[:left] if isinstance(left, int) else left)
        try:
            assemble(target, weights, source, silent)
        except SourceFailed:
            assert not target.exists()
        else:
            assert target.read_bytes() == content
        if given_ is None and breaks is None:
            assert target.exists()


@settings(deadline=None)
@given(content=st.binary(min_size=2, max_size=400), block=st.integers(1, 90), breaks=st.integers(0, 399))
def test_what_came_before_a_break_is_not_asked_for_again(content: bytes, block: int, breaks: int) -> None:
    weights, source = weights_of(content), Bytes(content, block, min(breaks, len(content) - 1))
    with TemporaryDirectory() as folder:
        target = Path(folder) / "model.gguf"
        for _ in range(2):
            try:
                assemble(target, weights, source, silent)
            except SourceFailed:
                source.breaks_after = None
        assert target.read_bytes() == content
        assert source.given == len(content)


def test_progress_is_told_with_its_bytes(tmp_path: Path) -> None:
    told: list[tuple[str, int, int]] = []
    assemble(tmp_path / "model.gguf", weights_of(CONTENT), Bytes(CONTENT), lambda *event: told.append(event))
    assert [done for _, done, _ in told] == sorted(done for _, done, _ in told)
    assert told[-1] == ("Joining", len(CONTENT), len(CONTENT))


def test_a_disk_without_room_is_told_before_anything_is_written(tmp_path: Path) -> None:
    weights = replace(weights_of(CONTENT), size=10**18)
    source = Bytes(CONTENT)
    with pytest.raises(EngineError, match=r"small\.gguf needs 1,000,000,000,000 MB in .*and [\d,]+ MB are free"):
        assemble(tmp_path / "model.gguf", weights, source, silent)
    assert source.given == 0
    assert list(tmp_path.iterdir()) == []


def test_a_place_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("no folder")
    with pytest.raises(EngineError, match=r"cannot be written: .*another folder in \[local\] cache"):
        assemble(tmp_path / "file" / "model.gguf", weights_of(CONTENT), Bytes(CONTENT), silent)


def test_a_join_that_was_killed_is_gone_on_with(tmp_path: Path) -> None:
    weights = weights_of(CONTENT)
    install(tmp_path / "site", weights, CONTENT)
    killed = subprocess.run([sys.executable, "-c", KILLED, str(tmp_path)], check=False, timeout=60)
    assert killed.returncode == -signal.SIGKILL
    part = tmp_path / "model.gguf.part"
    left = part.stat().st_size
    assert 0 < left < weights.size
    assert not (tmp_path / "model.gguf").exists()

    source = Bytes(CONTENT)
    assemble(tmp_path / "model.gguf", weights, source, silent)
    assert source.given == weights.size - left
    assert (tmp_path / "model.gguf").read_bytes() == CONTENT
    assert not part.exists()


KILLED = dedent("""
    import os, signal, sys
    from pathlib import Path
    from assistant.local.assemble import assemble
    from assistant.local.carried import Carried
    from tests.assistant.local.sources import CONTENT, weights_of

    def kill(work, done, total):
        if done > total / 2:
            os.kill(os.getpid(), signal.SIGKILL)

    place = Path(sys.argv[1])
    sys.path.insert(0, str(place / "site"))
    weights = weights_of(CONTENT)
    assemble(place / "model.gguf", weights, Carried.installed(weights), kill)
""")
