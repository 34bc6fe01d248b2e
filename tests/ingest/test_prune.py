"""What is removed when files are gone, and what stays."""

from __future__ import annotations

import os
from collections.abc import Iterator
from itertools import permutations
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from tests.ingest.desk import Desk


def test_a_vanished_file_stays_without_prune(desk: Desk) -> None:
    desk.write(a="One.", b="Two.")
    desk.take_in()
    (desk.folder / "a.txt").unlink()
    assert desk.take_in().vanished == ("docs/a.txt",)
    assert desk.text("a") == "One."
    assert desk.outcomes(prune=True) == {"docs/b.txt": "unchanged", "docs/a.txt": "removed"}
    assert [record.uri for record in desk.store.documents()] == ["docs/b.txt"]


def test_nothing_is_pruned_where_the_folder_could_not_be_read_whole(desk: Desk) -> None:
    desk.write(a="One.", b="Two.")
    desk.take_in()
    (desk.folder / "a.txt").unlink()
    try:
        Path(os.fsdecode(os.fsencode(desk.folder) + b"/\xff.txt")).write_text("text", encoding="utf-8")
    except OSError:
        pytest.skip("this file system takes only valid Unicode")
    summary = desk.take_in(prune=True)
    assert summary.remarks == ("docs: could not be read whole, so no document was removed",)
    assert summary.vanished == ("docs/a.txt",)
    assert desk.text("a") == "One."


@pytest.fixture
def shut() -> Iterator[Desk]:
    """A desk that everybody may read, whose folder holds one that nobody may, beside a file that is gone."""
    with TemporaryDirectory() as place:
        desk = Desk(Path(place))
        inner = desk.folder / "sub" / "shut"
        inner.mkdir(parents=True)
        desk.write(**{"a": "One.", "sub/b": "Two.", "sub/c": "Three.", "sub/shut/d": "Four."})
        desk.take_in()
        (inner.parent / "b.txt").unlink()
        for folder, mode in ((desk.folder.parent, 0o755), (desk.folder, 0o755), (inner.parent, 0o755), (inner, 0)):
            folder.chmod(mode)
        yield desk
        inner.chmod(0o755)


@pytest.mark.usefixtures("shut", "_no_superuser")
@pytest.mark.parametrize("paths", [*permutations(("", "sub")), *permutations(("", "sub", "sub/shut"))])
def test_nothing_is_pruned_around_an_unread_folder_in_whatever_order_paths_overlap(
    shut: Desk, paths: tuple[str, ...]
) -> None:
    summary = shut.take_in(*(shut.folder / path for path in paths), prune=True)
    assert len(shut.store.documents()) == 4
    assert summary.vanished == ("docs/sub/b.txt",)


@pytest.mark.parametrize("paths", list(permutations(("", "sub"))))
def test_a_name_that_is_not_unicode_leaves_no_overlapping_path_whole(desk: Desk, paths: tuple[str, ...]) -> None:
    (desk.folder / "sub").mkdir()
    desk.write(**{"a": "One.", "sub/b": "Two.", "sub/c": "Three."})
    desk.take_in()
    (desk.folder / "sub" / "b.txt").unlink()
    try:
        Path(os.fsdecode(os.fsencode(desk.folder) + b"/sub/\xff.txt")).write_text("text", encoding="utf-8")
    except OSError:
        pytest.skip("this file system takes only valid Unicode")
    desk.take_in(*(desk.folder / path for path in paths), prune=True)
    assert len(desk.store.documents()) == 3


def test_nothing_is_pruned_where_no_file_is_left(desk: Desk) -> None:
    desk.write(a="One.", b="Two.")
    desk.take_in()
    for name in "ab":
        (desk.folder / f"{name}.txt").unlink()
    summary = desk.take_in(prune=True)
    assert "in case the disk is not there" in summary.remarks[0]
    assert len(desk.store.documents()) == 2


def test_a_path_without_a_file_to_read_is_told_with_what_is_read(desk: Desk) -> None:
    desk.write(a="One.")
    junk = desk.folder.parent / "junk"
    junk.mkdir()
    (junk / "picture.png").write_bytes(b"not read")
    assert desk.take_in(desk.folder, junk).remarks == (
        "junk: there is no file to read; what is read is .txt, .md, .html, .htm, .pdf, .docx",
    )


@pytest.mark.usefixtures("shut", "_no_superuser")
def test_a_path_that_could_not_be_read_is_not_said_to_hold_no_file(shut: Desk) -> None:
    assert shut.take_in(shut.folder / "sub" / "shut").remarks == ()


def test_nothing_is_pruned_below_a_path_that_is_gone(desk: Desk) -> None:
    desk.write(a="One.")
    desk.take_in()
    (desk.folder / "a.txt").unlink()
    desk.folder.rmdir()
    desk.take_in(prune=True)
    assert desk.text("a") == "One."


def test_only_what_lies_below_the_given_path_is_pruned(desk: Desk) -> None:
    (desk.folder / "sub").mkdir()
    desk.write(a="One.")
    (desk.folder / "sub" / "b.txt").write_text("Two.", encoding="utf-8")
    (desk.folder / "sub" / "c.txt").write_text("Three.", encoding="utf-8")
    desk.take_in()
    (desk.folder / "a.txt").unlink()
    (desk.folder / "sub" / "b.txt").unlink()
    summary = desk.take_in(desk.folder / "sub", prune=True)
    assert [record.uri for record in desk.store.documents()] == ["docs/a.txt", "docs/sub/c.txt"]
    assert summary.vanished == ()
