"""A disk that is full: a clear error, and what was published stays as it was."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.vectorstore.builders import DIMENSION, EMBEDDER, addition
from vectorstore.config import StoreConfig
from vectorstore.errors import StoreUnavailable
from vectorstore.opening import open_library, writing
from vectorstore.portable import export_library
from vectorstore.whole import problems

SIZE_KB = 3000


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of three megabytes."""
    place = tmp_path / "disk"
    place.mkdir()
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", f"size={SIZE_KB}k", "tmpfs", place], capture_output=True, check=False
    )
    if mounted.returncode:
        pytest.skip(f"no small disk can be mounted here, which takes root: {mounted.stderr.decode().strip()}")
    yield place
    subprocess.run(["umount", "--lazy", place], check=True)


@pytest.mark.slow
def test_a_full_disk_is_told_and_leaves_what_was_published(disk: Path) -> None:
    config = StoreConfig(path=disk / "library")
    small = addition("f/small.txt", ["One. ", "Two."])
    large = addition("f/large.txt", [f"Sentence {number} of many. " * 40 for number in range(1500)])
    with writing(config, EMBEDDER, DIMENSION) as store:
        store.add(*small)
    with pytest.raises(StoreUnavailable, match="disk"), writing(config, EMBEDDER, DIMENSION) as store:
        store.add(*large)
    with open_library(config, EMBEDDER, DIMENSION) as library:
        assert list(library.documents()) == [small.document.record]
        assert list(problems(library)) == []
    with writing(config, EMBEDDER, DIMENSION) as store:
        store.add(*addition("f/other.txt", ["Three."]))
    with open_library(config, EMBEDDER, DIMENSION) as library:
        assert len(library.documents()) == 2


@pytest.mark.slow
def test_an_export_onto_a_full_disk_leaves_no_half_file(disk: Path, tmp_path: Path) -> None:
    config = StoreConfig(path=tmp_path / "library")
    with writing(config, EMBEDDER, DIMENSION) as store:
        store.add(*addition("f/a.txt", ["One. ", "Two."]))
    (disk / "filling").write_bytes(bytes(SIZE_KB * 1024))
    with (
        open_library(config, EMBEDDER, DIMENSION) as library,
        pytest.raises(StoreUnavailable, match=r"No space left.*choose another place"),
    ):
        export_library(library, disk / "library.zip", DIMENSION)
    assert [file.name for file in disk.iterdir()] == ["filling"]
