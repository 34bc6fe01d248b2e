"""What the command says at the end: what became of the files, and what the library holds."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from rich.console import Console
from rich.table import Table
from rich.text import Text

from ingest.outcome import FileResult, Outcome, Summary
from vectorstore.nouns import DocumentRecord

_SHOWN = 20
"""Lines of a kind, save failures, which are all told; the rest is counted."""


def show_summary(console: Console, summary: Summary, library: str) -> None:
    """Counts, each failure with its reason, notes on documents, what was passed over, and where the library lies."""
    counts = {outcome: summary.count(outcome) for outcome in Outcome}
    chunks = sum(result.chunks for result in summary.results if result.outcome in _WRITTEN)
    console.print(_counts(counts, sum(summary.passed_over.values()), len(summary.vanished)))
    for line in _lines(summary):
        console.print(Text(line), soft_wrap=True)
    console.print(Text(f"{chunks:,} chunks written in {duration(summary.seconds)}. The library lies at {library}"))


def show_documents(console: Console, records: Sequence[DocumentRecord], library: str) -> None:
    """A row for each document, then all notes on them, and where the library lies."""
    table = Table(box=None, pad_edge=False)
    for heading in ("document", "title", "kind", "pages", "characters", "chunks", "taken in"):
        table.add_column(heading, justify="right" if heading in _NUMBERS else "left", overflow="fold")
    for record in records:
        numbers = (str(record.pages or ""), f"{record.characters:,}", str(len(record.chunk_ends)))
        words = (printable(record.uri), printable(record.title), record.kind)
        table.add_row(*map(Text, (*words, *numbers, record.taken_in[:10])))
    console.print(table)
    for line in _notes(records):
        console.print(Text(line), soft_wrap=True)
    console.print(Text(f"{len(records):,} documents. The library lies at {library}"), soft_wrap=True)


def duration(seconds: float) -> str:
    """A time for a person: ``8 seconds``, ``12 minutes``, ``3.5 hours``."""
    if seconds < 100:
        return f"{seconds:.0f} seconds"
    return f"{seconds / 60:.0f} minutes" if seconds < 7200 else f"{seconds / 3600:.1f} hours"


def printable(text: str) -> str:
    """The text on one line without control codes, which a file's name may hold."""
    return "".join(character if character.isprintable() else ascii(character)[1:-1] for character in text)


_WRITTEN = {Outcome.ADDED, Outcome.UPDATED}
_NUMBERS = {"pages", "characters", "chunks"}


def _counts(counts: dict[Outcome, int], passed_over: int, vanished: int) -> Table:
    table = Table(box=None, pad_edge=False, show_header=False)
    table.add_column(justify="right")
    table.add_column()
    rows = [(count, outcome.value) for outcome, count in counts.items()]
    rows += [(passed_over, "passed over"), (vanished, "in the library though their files are gone")]
    for count, name in rows:
        if count or name in {Outcome.ADDED, Outcome.UNCHANGED}:
            table.add_row(f"{count:,}", name)
    return table


def _lines(summary: Summary) -> Iterator[str]:
    yield from (f"failed: {printable(f'{result.uri}: {result.reason}')}" for result in summary.failed)
    yield from _shortened(list(_notes(_written(summary))), "notes; quoteproof-ingest --list shows all")
    passed = sorted(summary.passed_over.items(), key=lambda item: (-item[1], item[0]))
    yield from _shortened([f"passed over: {count:,} x {printable(why)}" for why, count in passed], "reasons")
    yield from _shortened([f"file gone: {printable(uri)}" for uri in summary.vanished], "files gone")
    yield from map(printable, summary.remarks)


def _written(summary: Summary) -> Iterator[FileResult]:
    return (result for result in summary.results if result.outcome in _WRITTEN)


def _notes(documents: Iterable[FileResult | DocumentRecord]) -> Iterator[str]:
    return (f"note: {printable(f'{one.uri}: {note}')}" for one in documents for note in one.notes)


def _shortened(lines: Sequence[str], rest: str) -> Iterator[str]:
    yield from lines[:_SHOWN]
    if len(lines) > _SHOWN:
        yield f"and {len(lines) - _SHOWN:,} more {rest}"
