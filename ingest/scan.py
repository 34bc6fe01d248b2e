"""Finds the files below the paths that a person points at, and names each by its root and the path below it."""

from __future__ import annotations

import os
import stat
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import accumulate
from pathlib import Path, PurePath

from ingest.junk import file_reason, folder_reason, link_reason


@dataclass(frozen=True, slots=True)
class FoundFile:
    """A file to read. ``uri`` is the root's name and the path below it, with forward slashes."""

    uri: str
    path: Path
    root: Path
    bytes: int
    modified_ns: int


@dataclass(frozen=True, slots=True)
class Scope:
    """A path that was looked through: its root, and the uri that all files found there have or begin with."""

    root: Path
    uri: str

    def holds(self, uri: str) -> bool:
        return uri == self.uri or uri.startswith(f"{self.uri}/")


@dataclass(slots=True)
class Scan:
    """What lies below the given paths: files by uri, problems by path or uri, and how much was passed over and why."""

    files: dict[str, FoundFile] = field(default_factory=dict)
    scopes: list[Scope] = field(default_factory=list)
    problems: dict[str, str] = field(default_factory=dict)
    passed_over: Counter[str] = field(default_factory=Counter)

    def whole(self, scope: Scope) -> bool:
        """Whether all of it could be read, whichever of the paths showed it; else what was not seen may be there."""
        return not any(map(scope.holds, self.problems))

    def empty(self, scope: Scope) -> bool:
        """Whether there is no file to read in it."""
        return scope.uri not in self.files and not any(map(scope.holds, self.files))

    def unread(self, uri: str) -> bool:
        """Whether it, or a folder above it, could not be read."""
        return any(place in self.problems for place in accumulate(uri.split("/"), "{}/{}".format))


def scan(paths: Iterable[str | Path], roots: Mapping[Path, str] | None = None) -> Scan:
    """Look below each path. Nothing is raised: what cannot be read is a problem with its reason.

    ``roots`` are the places of the library's roots and their names. A path below one of them belongs to it;
    another folder becomes a root under its own name, unless that name is taken by a root that still stands.
    """
    found = Scan()
    known = dict(roots or {})
    for path in dict.fromkeys(map(_absolute, paths)):
        scope = _scope_of(path, known, found)
        if scope is not None:
            known[scope.root] = scope.uri.split("/")[0]
            _look_below(path, scope, found)
    return found


def _absolute(path: str | Path) -> Path:
    """The place without following links, so that a linked folder keeps the name that it was given by."""
    return Path(os.path.abspath(Path(path).expanduser()))  # noqa: PTH100 - resolve() would follow links


def _scope_of(path: Path, known: Mapping[Path, str], found: Scan) -> Scope | None:
    try:
        is_folder = stat.S_ISDIR(path.stat().st_mode)
    except FileNotFoundError:
        found.problems[str(path)] = "there is no such file or folder"
        return None
    except OSError as error:
        found.problems[str(path)] = f"cannot be looked at: {_reason(error)}"
        return None
    inside = [root for root in known if path.is_relative_to(root) and (path != root or is_folder)]
    root = max(inside, key=lambda root: len(root.parts), default=path if is_folder else path.parent)
    name = known.get(root, root.name)
    taken = next((other for other, called in known.items() if called == name and _another(other, root)), None)
    if not name or taken:
        found.problems[str(path)] = _no_name(root, taken)
        return None
    return Scope(root, "/".join((name, *path.relative_to(root).parts)))


def _another(known: Path, root: Path) -> bool:
    """Whether a known root is another folder that still stands; one that is gone has moved."""
    there = os.path.isdir(known)  # noqa: PTH112 - False where it may not be looked at
    return known != root and there and not known.samefile(root)


def _no_name(root: Path, taken: Path | None) -> str:
    if taken is None:
        return f"{root} has no name that documents could be called by; take in a folder below it"
    return (
        f"the library holds documents of {taken}, which are called {root.name}/… as well; rename one of the two "
        f"folders, or take out the others with: quoteproof-ingest --remove {root.name}/"
    )


def _look_below(path: Path, scope: Scope, found: Scan) -> None:
    if os.path.isdir(path):  # noqa: PTH112 - False where it may not be looked at
        for entry, uri in _walk(path, scope, found):
            _take_entry(entry, uri, scope.root, found)
    else:
        _take_named(path, scope, found)
    found.scopes.append(scope)


def _walk(folder: Path, scope: Scope, found: Scan) -> Iterator[tuple[os.DirEntry[str], str]]:
    """All entries that are not folders, with their uris; a folder that cannot be listed is a problem."""
    waiting = [(str(folder), scope.uri)]
    while waiting:
        place, uri = waiting.pop()
        try:
            with os.scandir(place) as listing:
                entries = sorted(listing, key=lambda entry: entry.name)
        except OSError as error:
            found.problems[uri] = f"the folder cannot be listed: {_reason(error)}"
            continue
        for entry in entries:
            if not entry.is_dir(follow_symlinks=False):
                yield entry, f"{uri}/{entry.name}"
            elif reason := folder_reason(entry):
                found.passed_over[reason] += 1
            else:
                waiting.append((entry.path, f"{uri}/{entry.name}"))


def _take_entry(entry: os.DirEntry[str], uri: str, root: Path, found: Scan) -> None:
    if entry.is_symlink():
        found.passed_over[link_reason(entry, root)] += 1
    elif reason := file_reason(entry.name):
        found.passed_over[reason] += 1
    else:
        _take_file(Path(entry.path), uri, root, found)


def _take_named(path: Path, scope: Scope, found: Scan) -> None:
    """A file that was named itself: that it is passed over is a problem, not a habit."""
    if reason := file_reason(path.name):
        found.problems[scope.uri] = f"is not read ({reason})"
    else:
        _take_file(path, scope.uri, scope.root, found)


def _take_file(path: Path, uri: str, root: Path, found: Scan) -> None:
    try:
        seen = path.stat()
        uri.encode()
    except OSError as error:
        found.problems[uri] = f"cannot be looked at: {_reason(error)}"
    except UnicodeEncodeError:
        found.problems[uri] = "its name is not valid Unicode; rename it"
    else:
        if stat.S_ISREG(seen.st_mode):
            found.files[uri] = FoundFile(uri, path, root, seen.st_size, seen.st_mtime_ns)
        else:
            found.passed_over["not a regular file"] += 1


def _reason(error: OSError) -> str:
    return (error.strerror or str(error)).lower()


def root_name(uri: str) -> str:
    """The first part of a uri: the name of the root that was taken in."""
    return PurePath(uri).parts[0]
