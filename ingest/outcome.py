"""What became of each file, and what is told while documents are taken in."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TypeAlias


class Outcome(StrEnum):
    """What became of a file or a document."""

    ADDED = "added"
    UPDATED = "updated"
    UNCHANGED = "unchanged"
    REMOVED = "removed"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class FileResult:
    """What became of one file. ``reason`` says why it failed; ``notes`` what a person should know of the document."""

    uri: str
    outcome: Outcome
    reason: str = ""
    chunks: int = 0
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Plan:
    """What will be read, before it is. ``seconds`` is an estimate, or None where the work is short."""

    files: int
    unchanged: int
    characters: int
    seconds: float | None = None


@dataclass(frozen=True, slots=True)
class Progress:
    """How far the work is, in characters of text; the total is an estimate until all files are read."""

    done: int
    total: int
    doing: str


Event: TypeAlias = Plan | Progress | FileResult
Report: TypeAlias = Callable[[Event], None]
"""Is told each event as it happens; what it raises stops the work, and what was finished stays."""


@dataclass(frozen=True, slots=True)
class Summary:
    """What became of all files, in the order in which they were done.

    ``vanished`` are the uris of documents whose files are gone and that are still in the library.
    ``remarks`` are sentences for a person about the run as a whole.
    """

    results: tuple[FileResult, ...]
    passed_over: Mapping[str, int] = field(default_factory=dict)
    vanished: tuple[str, ...] = ()
    remarks: tuple[str, ...] = ()
    seconds: float = 0.0

    def count(self, outcome: Outcome) -> int:
        return sum(result.outcome is outcome for result in self.results)

    @property
    def failed(self) -> tuple[FileResult, ...]:
        return tuple(result for result in self.results if result.outcome is Outcome.FAILED)


def say_nothing(event: Event) -> None:
    """The report of a caller who only wants the summary."""
