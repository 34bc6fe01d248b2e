"""Which documents of the library have no file any more, and which of them may be removed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from ingest.scan import Scan, Scope


@dataclass(frozen=True, slots=True)
class Vanished:
    """Uris to remove, uris that stay though their files are gone, and remarks on why they do."""

    remove: tuple[str, ...]
    stay: tuple[str, ...]
    remarks: tuple[str, ...]


def vanished(uris: Iterable[str], found: Scan, prune: bool) -> Vanished:
    """Part the library's documents below what was scanned whose files are gone.

    Nothing is removed without ``prune``, below a path that could not be read whole, or where no file is left at all:
    that is what a disk that is not mounted looks like.
    """
    library = tuple(uris)
    remove: dict[str, None] = {}
    stay: dict[str, None] = {}
    remarks: list[str] = []
    for scope in found.scopes:
        gone = dict.fromkeys(_gone(library, scope, found))
        reason = _reason_to_keep(scope, found) if gone and prune else ""
        (remove if prune and not reason else stay).update(gone)
        remarks += [f"{scope.uri}: {reason}"] if reason else []
    if stay and not prune:
        remarks.append("Documents whose files are gone stay until you run it again with --prune.")
    return Vanished(tuple(remove), tuple(uri for uri in stay if uri not in remove), tuple(dict.fromkeys(remarks)))


def _gone(library: Iterable[str], scope: Scope, found: Scan) -> Iterator[str]:
    return (uri for uri in library if scope.holds(uri) and uri not in found.files and not found.unread(uri))


def _reason_to_keep(scope: Scope, found: Scan) -> str:
    if not found.whole(scope):
        return "could not be read whole, so no document was removed"
    if found.empty(scope):
        return (
            "no document is left there, so none was removed from the library, in case the disk is not there; "
            f"if it is meant: quoteproof-ingest --remove {scope.uri}"
        )
    return ""
