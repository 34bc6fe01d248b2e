"""What is found in a folder, how it is named, and what is passed over and why."""

from __future__ import annotations

import os
from collections.abc import Iterator
from itertools import permutations
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from ingest.scan import scan


def make(root: Path, *paths: str) -> Path:
    for path in paths:
        place = root / path
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_text(f"The text of {path}.", encoding="utf-8")
    return root


@pytest.fixture
def docs(tmp_path: Path) -> Path:
    return make(tmp_path / "docs", "a.txt", "b.MD", "sub/c.html", "sub/deep/d.pdf")


def uris(*paths: Path, roots: dict[Path, str] | None = None) -> list[str]:
    return sorted(scan(paths, roots).files)


def test_files_are_named_by_their_root_and_the_path_below_it(docs: Path) -> None:
    assert uris(docs) == ["docs/a.txt", "docs/b.MD", "docs/sub/c.html", "docs/sub/deep/d.pdf"]


def test_a_single_file_belongs_to_its_folder(docs: Path) -> None:
    found = scan([docs / "a.txt"])
    assert list(found.files) == ["docs/a.txt"]
    assert found.files["docs/a.txt"].root == docs
    assert found.files["docs/a.txt"].bytes == len("The text of a.txt.")


def test_a_path_given_twice_is_taken_once(docs: Path) -> None:
    assert uris(docs, docs / "a.txt", docs / "sub" / "..") == uris(docs)


def test_a_relative_path_has_the_name_of_its_folder(docs: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(docs / "sub")
    assert uris(Path()) == ["sub/c.html", "sub/deep/d.pdf"]
    assert uris(Path("..")) == uris(docs)


def test_a_path_below_a_root_of_the_library_belongs_to_it(docs: Path) -> None:
    assert uris(docs / "sub", roots={docs: "docs"}) == ["docs/sub/c.html", "docs/sub/deep/d.pdf"]
    assert uris(docs / "sub", docs) == ["docs/a.txt", "docs/b.MD", "docs/sub/c.html", "docs/sub/deep/d.pdf",
                                        "sub/c.html", "sub/deep/d.pdf"]  # fmt: skip


def test_a_linked_folder_keeps_the_name_it_was_given_by(docs: Path, tmp_path: Path) -> None:
    (tmp_path / "papers").symlink_to(docs)
    assert uris(tmp_path / "papers")[0] == "papers/a.txt"


def test_two_roots_of_one_name_never_mix(docs: Path, tmp_path: Path) -> None:
    other = make(tmp_path / "elsewhere" / "docs", "a.txt")
    found = scan([docs, other])
    assert len(found.files) == 4
    assert "rename one of the two" in found.problems[str(other)]
    assert str(docs) in scan([other], {docs: "docs"}).problems[str(other)]


def test_a_folder_that_has_moved_keeps_its_name(docs: Path, tmp_path: Path) -> None:
    moved = tmp_path / "new" / "docs"
    moved.parent.mkdir()
    docs.rename(moved)
    found = scan([moved], {docs: "docs"})
    assert not found.problems
    assert found.files["docs/a.txt"].root == moved


JUNK = {
    ".git/config.txt": "version-control folder",
    ".svn/a.txt": "version-control folder",
    "CVS/a.txt": "version-control folder",
    ".hidden/a.txt": "hidden folder",
    "node_modules/x/readme.md": "dependency folder",
    "lib/site-packages/x.txt": "dependency folder",
    "__pycache__/a.txt": "dependency folder",
    "__MACOSX/a.txt": "left by an archive program",
    ".hidden.txt": "hidden file",
    "~$report.docx": "lock or backup file",
    ".~lock.report.docx#": "lock or backup file",
    ".#notes.md": "lock or backup file",
    "#notes.md#": "lock or backup file",
    "notes.md~": "lock or backup file",
    ".notes.md.swp": "lock or backup file",
    "picture.PNG": "kind not read: .png",
    "Makefile": "kind not read: no extension",
}


@pytest.mark.parametrize(("path", "reason"), JUNK.items())
def test_junk_is_passed_over_with_its_reason(docs: Path, path: str, reason: str) -> None:
    make(docs, path)
    found = scan([docs])
    assert len(found.files) == 4
    assert found.passed_over == {reason: 1}
    assert not found.problems


def test_a_virtual_environment_of_any_name_is_passed_over(docs: Path) -> None:
    make(docs, "py/pyvenv.cfg", "py/lib/readme.txt")
    assert scan([docs]).passed_over == {"dependency folder": 1}


def test_junk_is_counted(docs: Path) -> None:
    make(docs, *JUNK)
    assert sum(scan([docs]).passed_over.values()) == len(JUNK)


@pytest.mark.parametrize(
    ("name", "target", "reason"),
    [
        ("loop", "..", "symbolic link in a circle"),
        ("self.txt", "self.txt", "symbolic link in a circle"),
        ("gone.txt", "nothing.txt", "symbolic link to nothing"),
        ("out", "../../outside", "symbolic link out of the folder"),
        ("again.txt", "../a.txt", "symbolic link within the folder"),
    ],
)
def test_links_are_not_followed(docs: Path, name: str, target: str, reason: str) -> None:
    make(docs.parent / "outside", "secret.txt")
    (docs / "sub" / name).symlink_to(target)
    found = scan([docs])
    assert len(found.files) == 4
    assert found.passed_over == {reason: 1}


def test_what_is_no_regular_file_is_passed_over(docs: Path) -> None:
    os.mkfifo(docs / "pipe.txt")
    assert scan([docs]).passed_over == {"not a regular file": 1}


def test_junk_that_is_named_itself_is_a_problem(docs: Path) -> None:
    make(docs, "picture.png")
    assert scan([docs / "picture.png"]).problems == {"docs/picture.png": "is not read (kind not read: .png)"}


def test_a_hidden_folder_that_is_named_itself_is_read(tmp_path: Path) -> None:
    assert uris(make(tmp_path / ".notes", "a.txt")) == [".notes/a.txt"]


def test_a_missing_path_is_a_problem_and_the_others_are_read(docs: Path) -> None:
    found = scan([docs / "nothing", docs])
    assert len(found.files) == 4
    assert found.problems == {str(docs / "nothing"): "there is no such file or folder"}


def test_a_name_that_is_not_unicode_is_a_problem(docs: Path) -> None:
    try:
        Path(os.fsdecode(os.fsencode(docs) + b"/\xff.txt")).write_text("text", encoding="utf-8")
    except OSError:
        pytest.skip("this file system takes only valid Unicode")
    assert list(scan([docs]).problems.values()) == ["its name is not valid Unicode; rename it"]


def test_the_file_systems_root_has_no_name() -> None:
    assert "take in a folder below it" in scan([Path("/")]).problems["/"]


@pytest.fixture
def guarded() -> Iterator[Path]:
    """A folder that everybody may list, with a folder in it that nobody may."""
    with TemporaryDirectory() as place:
        docs = make(Path(place) / "docs", "a.txt", "sub/b.txt")
        for folder, mode in ((docs.parent, 0o755), (docs, 0o755), (docs / "sub", 0)):
            folder.chmod(mode)
        yield docs
        (docs / "sub").chmod(0o755)


@pytest.mark.usefixtures("guarded", "_no_superuser")
def test_a_folder_without_permission_is_a_problem_and_the_scan_is_not_whole(guarded: Path) -> None:
    found = scan([guarded])
    assert found.problems == {"docs/sub": "the folder cannot be listed: permission denied"}
    assert list(found.files) == ["docs/a.txt"]
    assert not found.whole(found.scopes[0])


def test_a_scan_without_problems_is_whole(docs: Path) -> None:
    found = scan([docs])
    assert found.whole(found.scopes[0])


@pytest.mark.usefixtures("guarded", "_no_superuser")
@pytest.mark.parametrize("given", list(permutations(("", "sub", "a.txt"))))
def test_what_is_whole_does_not_depend_on_the_order_of_the_paths(guarded: Path, given: tuple[str, ...]) -> None:
    found = scan([guarded / path for path in given], {guarded: "docs"})
    whole = {scope.uri: found.whole(scope) for scope in found.scopes}
    assert whole == {"docs": False, "docs/sub": False, "docs/a.txt": True}
    assert all(map(found.unread, ("docs/sub", "docs/sub/b.txt")))
    assert not any(map(found.unread, ("docs", "docs/sub.txt", "docs/a.txt/sub")))
