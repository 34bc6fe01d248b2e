"""Page headers and footers that repeat: found by their place and words, with the page number that runs in them."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence
from typing import NamedTuple

from ingest.loaders.pdf_lines import Line

_NUMBER = re.compile(r"\d+")
_AT_EACH_EDGE = 3
_FEWEST_PAGES = 3
_SHARE_OF_PAGES = 0.4
_GRID = 4.0
"""Points within which two lines stand at the same height."""
_SURE = 0.9


class Running(NamedTuple):
    """The lines that repeat, a sample of each for a person, and the number printed on a page."""

    lines: frozenset[Line]
    samples: tuple[str, ...]
    labels: dict[int, str]


def running(pages: Sequence[Sequence[Line]]) -> Running:
    """What repeats at the edges of pages: at one height, in the same words, its numbers fixed or counting pages."""
    groups: dict[tuple[str, int], list[Line]] = defaultdict(list)
    for line in (line for page in pages for line in _edges(page)):
        groups[_NUMBER.sub("#", line.text), round(line.bottom / _GRID)].append(line)
    lines: set[Line] = set()
    samples: list[str] = []
    labels: dict[int, str] = {}
    written = sum(1 for page in pages if page)
    for group in groups.values():
        if len({line.page for line in group}) < max(_FEWEST_PAGES, _SHARE_OF_PAGES * written):
            continue
        counting = _counting(group)
        if counting is None:
            continue
        lines.update(group)
        samples.append(group[0].text)
        labels.update({line.page: _NUMBER.findall(line.text)[slot] for line in group for slot in counting[:1]})
    return Running(frozenset(lines), tuple(samples), labels)


def _edges(page: Sequence[Line]) -> set[Line]:
    by_height = sorted(page, key=lambda line: -line.bottom)
    return {*by_height[:_AT_EACH_EDGE], *by_height[-_AT_EACH_EDGE:]}


def _counting(group: Sequence[Line]) -> list[int] | None:
    """Which numbers of a line count pages; None where a number does neither that nor stay the same."""
    numbers = [[int(number) for number in _NUMBER.findall(line.text)] for line in group]
    counting = []
    for slot in range(len(numbers[0])):
        values = [row[slot] for row in numbers]
        if _agree(values):
            continue
        if not _agree([value - line.page for value, line in zip(values, group, strict=True)]):
            return None
        counting.append(slot)
    return counting


def _agree(values: Sequence[int]) -> bool:
    return max(values.count(value) for value in set(values)) >= _SURE * len(values)
