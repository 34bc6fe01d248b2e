"""What a loader makes of a file."""

from __future__ import annotations

from dataclasses import dataclass

from vectorstore.nouns import Kind, PageStart


@dataclass(frozen=True, slots=True)
class Reading:
    """A file's canonical text with its title, as the loader of its kind read it.

    ``page_starts`` ascend, begin at 0 and lie within the text; pages without text have none. ``notes`` are
    sentences for a person: what was left out, what could not be read.
    """

    text: str
    title: str
    page_starts: tuple[PageStart, ...] = ()
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Loaded:
    """A reading with the kind of the file and the name and version of what read it."""

    text: str
    title: str
    kind: Kind
    loader: str
    page_starts: tuple[PageStart, ...] = ()
    notes: tuple[str, ...] = ()
