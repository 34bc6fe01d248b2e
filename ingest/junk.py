"""What is passed over in a folder: nobody means it when they point at their documents."""

from __future__ import annotations

import os
from fnmatch import fnmatchcase
from pathlib import Path

from ingest.loaders import kind_of

_LEFT_BY_PROGRAMS = ("~$*", ".~lock.*#", ".#*", "#*#", "*~", "*.swp", "*.swo", "*.swx", "*.bak", "*.tmp", "._*")
_DEPENDENCIES = {"node_modules", "bower_components", "site-packages", "dist-packages", "__pycache__", "__pypackages__"}
_VERSION_CONTROL = {".git", ".hg", ".svn", ".bzr", "CVS", "_darcs"}


def folder_reason(entry: os.DirEntry[str]) -> str | None:
    """Why a folder is passed over, or None where it is looked into."""
    if entry.name in _VERSION_CONTROL:
        return "version-control folder"
    if entry.name in _DEPENDENCIES or _is_virtual_environment(entry.path):
        return "dependency folder"
    if entry.name == "__MACOSX":
        return "left by an archive program"
    return "hidden folder" if entry.name.startswith(".") else None


def file_reason(name: str) -> str | None:
    """Why a file is passed over by its name, or None where it is read."""
    if any(fnmatchcase(name, pattern) for pattern in _LEFT_BY_PROGRAMS):
        return "lock or backup file"
    if name.startswith("."):
        return "hidden file"
    if kind_of(name) is None:
        return f"kind not read: {Path(name).suffix.lower() or 'no extension'}"
    return None


def link_reason(entry: os.DirEntry[str], root: Path) -> str:
    """What a symbolic link leads to; none is followed, as it leaves the folder or leads to what is read anyway."""
    try:
        target = Path(entry.path).resolve(strict=True)
    except FileNotFoundError:
        return "symbolic link to nothing"
    except (OSError, RuntimeError):  # Python 3.11 and 3.12 raise RuntimeError for a loop
        return "symbolic link in a circle"
    if target in Path(entry.path).parent.resolve().parents or target == Path(entry.path).parent.resolve():
        return "symbolic link in a circle"
    if not target.is_relative_to(root.resolve()):
        return "symbolic link out of the folder"
    return "symbolic link within the folder"


def _is_virtual_environment(folder: str) -> bool:
    return os.path.isfile(os.path.join(folder, "pyvenv.cfg"))  # noqa: PTH113, PTH118 - False where it may not be seen
