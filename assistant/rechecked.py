"""What a re-check found, and how it is shown."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from assistant.saved import SavedCitation, SavedDocument
from assistant.sources import plain
from vectorstore.nouns import Span

FORMAT = "quoteproof-recheck/1"
_SHOWN_WORDS = 60


class Status(StrEnum):
    """What became of a quote."""

    OK = "ok"
    MOVED = "moved"
    CHANGED = "changed"
    GONE = "gone"
    RELOADED_DIFFERENTLY = "reloaded differently"


@dataclass(frozen=True, slots=True)
class Rechecked:
    """A saved citation, what became of it and why, and where its words stand in the file now, nearest first."""

    citation: SavedCitation
    document: SavedDocument
    status: Status
    detail: str = ""
    places: tuple[Span, ...] = ()


@dataclass(frozen=True, slots=True)
class Report:
    """A saved answer's citations, and sentences about statements that their own quotes do not carry.

    ``altered`` are sentences about what else in the saved answer is not what its quotes and its documents give.
    """

    question: str
    citations: tuple[Rechecked, ...]
    faults: tuple[str, ...] = ()
    altered: tuple[str, ...] = ()

    @property
    def is_ok(self) -> bool:
        return not (self.faults or self.altered) and all(each.status is Status.OK for each in self.citations)


def as_text(reports: Sequence[Report]) -> str:
    """A line for each citation, each fault and each part that was altered, and a count at the end."""
    return "\n".join([*(line for report in reports for line in _lines(report)), _summary(reports)])


def as_json(reports: Sequence[Report]) -> str:
    """The same for programs."""
    answers = [_fields(report) for report in reports]
    value = {"format": FORMAT, "ok": all(report.is_ok for report in reports), "answers": answers}
    return json.dumps(value, indent=2)


def _lines(report: Report) -> Iterator[str]:
    yield plain(report.question)
    for each in report.citations:
        words = plain(each.citation.quote)
        shown = words if len(words) <= _SHOWN_WORDS else f"{words[:_SHOWN_WORDS]}…"
        where = f"{plain(each.document.uri)} {each.citation.start}-{each.citation.end}"
        detail = f" ({plain(each.detail)})" if each.detail else ""
        yield f"  {each.status}: {where} “{shown}”{detail}"
    for fault in report.faults:
        yield f"  not carried by its quotes: {plain(fault)}"
    for part in report.altered:
        yield f"  altered: {plain(part)}"


def _summary(reports: Sequence[Report]) -> str:
    counts = Counter(each.status for report in reports for each in report.citations)
    faults = sum(len(report.faults) for report in reports)
    parts = [f"{counts[status]} {status}" for status in Status if counts[status]]
    parts += [f"{faults} not carried by quotes"] if faults else []
    altered = sum(len(report.altered) for report in reports)
    parts += [f"{altered} altered"] if altered else []
    return ", ".join(parts) or "There are no quotes to check."


def _fields(report: Report) -> dict[str, Any]:
    return {
        "question": report.question,
        "ok": report.is_ok,
        "citations": [
            {
                "status": each.status.value,
                "uri": each.document.uri,
                "start": each.citation.start,
                "end": each.citation.end,
                "quote": each.citation.quote,
                "detail": each.detail,
                "places": [{"start": place.start, "end": place.end} for place in each.places],
            }
            for each in report.citations
        ],
        "faults": list(report.faults),
        "altered": list(report.altered),
    }
