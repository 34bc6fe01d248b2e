"""Names what made a text or its chunks, so that another version of it is noticed and the work done again."""

from __future__ import annotations

from functools import cache
from importlib.metadata import version


@cache
def with_versions(maker: str, libraries: tuple[str, ...]) -> str:
    """The maker's name with the versions of the libraries that decide what it makes.

    It is asked for every file, and looking a library up takes longer than hashing most files.
    """
    return ", ".join((maker, *(f"{library} {version(library)}" for library in libraries)))
