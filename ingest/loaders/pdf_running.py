"""Page headers and footers: what repeats at the edges of pages, and the page number that runs there.

A line is one when it stands at the edge of its page, is no larger than the body, and either says the same at the
same height on many pages (its numbers fixed or counting the pages), or carries the page's number, alone or beside
words that other pages have too.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from itertools import takewhile
from statistics import median
from typing import NamedTuple

from ingest.loaders.pdf_lines import Line

_NUMBER = re.compile(r"\d{1,9}")
_OUTER_NUMBER = re.compile(r"^(?:[^\W\d_]+\s)?(\d{1,4})\b|\b(\d{1,4})\W{0,2}$")
_AT_EACH_EDGE = 3
_FEWEST_PAGES = 3
_SHARE_OF_PAGES = 0.4
_GRID = 4.0
"""Points within which two lines stand at the same height."""
_SURE = 0.9
_GAP = 1.5
"""Times its size that a header stands away from the body."""
_BODY = 1.15
"""Times the body's size that a header may have; larger words are titles."""


class Running(NamedTuple):
    """The lines that repeat, a sample of each for a person, and the number printed on each page."""

    lines: frozenset[Line]
    samples: tuple[str, ...]
    labels: Mapping[int, str]


def running(pages: Sequence[Sequence[Line]], labels: Mapping[int, str]) -> Running:
    """What repeats at the edges of pages; ``labels`` are the page labels that the file itself gives."""
    edges = list(_edges(pages))
    enough = max(_FEWEST_PAGES, _SHARE_OF_PAGES * sum(1 for page in pages if page))
    repeated = _repeated(edges, enough)
    numbered = _numbered(edges, enough)
    labelled = {line for line in edges if line.text == labels.get(line.page)}
    lines = _apart(pages, repeated | set(numbered) | labelled)
    printed = {line.page: label for line, label in numbered.items()}
    return Running(frozenset(lines), _samples(lines), {**printed, **labels})


def _apart(pages: Sequence[Sequence[Line]], candidates: set[Line]) -> set[Line]:
    """Those candidates that a gap parts from the body: sentences that repeat on pages are no headers."""
    apart: set[Line] = set()
    for page in pages:
        downwards = sorted(page, key=lambda line: -line.baseline)
        for order in (downwards, downwards[::-1]):
            outer = list(takewhile(candidates.__contains__, order))[:_AT_EACH_EDGE]
            for count in range(len(outer), 0, -1):
                line, inner = order[count - 1], order[count : count + 1]
                if not inner or abs(line.baseline - inner[0].baseline) > _GAP * inner[0].size:
                    apart.update(order[:count])
                    break
    return apart


def _edges(pages: Sequence[Sequence[Line]]) -> Iterable[Line]:
    """The first and last lines of each page by height, without titles."""
    body = median([line.size for page in pages for line in page] or [0])
    for page in pages:
        by_height = sorted(page, key=lambda line: -line.baseline)
        edge = {*by_height[:_AT_EACH_EDGE], *by_height[-_AT_EACH_EDGE:]}
        yield from (line for line in by_height if line in edge and line.size <= _BODY * body)


def _repeated(edges: Iterable[Line], enough: float) -> set[Line]:
    groups: dict[tuple[str, int], list[Line]] = defaultdict(list)
    for line in edges:
        groups[_NUMBER.sub("#", line.text), round(line.baseline / _GRID)].append(line)
    return {
        line for group in groups.values() if len(_pages(group)) >= enough and _numbers_count(group) for line in group
    }


def _numbers_count(group: Sequence[Line]) -> bool:
    """Whether each number of a line that repeats is the same everywhere or counts the pages."""
    rows = [[int(number) for number in _NUMBER.findall(line.text)] for line in group]
    pages = [line.page for line in group]
    return all(
        _agree(slot) or _agree([number - page for number, page in zip(slot, pages, strict=True)])
        for slot in zip(*rows, strict=True)
    )


def _numbered(edges: Sequence[Line], enough: float) -> dict[Line, str]:
    """Lines with the page's number at an end, and that number."""
    found = [(line, number) for line in edges for number in filter(None, _outer_numbers(line.text))]
    offsets = Counter(offset for offset, _ in {(int(number) - line.page, line.page) for line, number in found})
    if not offsets or offsets.most_common(1)[0][1] < enough:
        return {}
    offset = offsets.most_common(1)[0][0]
    counting = {line: number for line, number in found if int(number) - line.page == offset}
    words = Counter(_words(line) for line in counting)
    return {line: number for line, number in counting.items() if not _words(line) or words[_words(line)] > 1}


def _outer_numbers(text: str) -> list[str]:
    return [first or last for first, last in _OUTER_NUMBER.findall(text)]


def _words(line: Line) -> str:
    return re.sub(r"[\W\d_]+", " ", line.text).strip()


def _samples(lines: Iterable[Line]) -> tuple[str, ...]:
    samples: dict[str, str] = {}
    for line in sorted(lines, key=lambda line: (line.page, -line.baseline, line.left)):
        samples.setdefault(_NUMBER.sub("#", line.text), line.text)
    return tuple(samples.values())


def _pages(lines: Iterable[Line]) -> set[int]:
    return {line.page for line in lines}


def _agree(values: Sequence[int]) -> bool:
    return Counter(values).most_common(1)[0][1] >= _SURE * len(values)
