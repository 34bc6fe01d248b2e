"""Page headers and footers: what repeats at the edges of pages, and the page number that runs there.

A line is one when it stands at the edge of its page, is no larger than the body, and either says the same at the
same height on many pages, or carries the page's number. A number that goes up from page to page is the page's only
where nothing stands beside it but words such as "page", or it stands apart from words that other pages have too:
"Invoice 1001" and "Day 1" count something else. Nothing is taken from a page that would lose most of its text.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import takewhile
from statistics import median
from typing import NamedTuple

from ingest.loaders.pdf_lines import Line

_PAGE = r"(?:pages?|pg|pp?|sheet|folio|seite|sida|side|pagina|página|pág)"
_TOTAL = r"(?:\s*(?:/|\b(?:of|von|de|di|sur|av|van)\b)\s*\d{1,4})?"
_MARKS = r"[\s\-–—|•·.:~*_()\[\]]*"
_ALONE = re.compile(
    rf"^{_MARKS}(?:{_PAGE}\b)?{_MARKS}(\d{{1,4}}){_TOTAL}{_MARKS}(?:\b{_PAGE})?{_MARKS}$", re.IGNORECASE
)
_LONGEST = 200
"""Characters of a line that may be a header: none is longer, and marks alone take long to match."""
_AFTER_PAGE = re.compile(rf"\b{_PAGE}\b[\W_]{{0,3}}(\d{{1,4}})\b", re.IGNORECASE)
_OUTER = re.compile(r"^\d{1,4}\b|(?<![:#§№] )\b\d{1,4}(?=\W{0,2}$)")
_PARTED = re.compile(r"^\d{1,4}\s*[|•·–—]|[|•·–—]\s*\d{1,4}\W{0,2}$")
_AT_EACH_EDGE = 3
_FEWEST_PAGES = 3
_SHARE_OF_PAGES = 0.4
_GRID = 4.0
"""Points within which two lines stand at the same height."""
_GAP = 1.5
"""Times its size that a header stands away from the body."""
_BESIDE = 8.0
"""Times its size that a number stands away from words that it does not belong to; in a form it is less."""
_BODY = 1.15
"""Times the body's size that a header may have; larger words are titles."""
_MOST_OF_A_PAGE = 0.5


class Running(NamedTuple):
    """The lines that repeat, a sample of each for a person, and the number printed on each page."""

    lines: frozenset[Line]
    samples: tuple[str, ...]
    labels: Mapping[int, str]


class _Number(NamedTuple):
    """A number that may be its page's. ``rest`` is its line without it, empty where that says nothing else."""

    line: Line
    value: str
    rest: str
    is_plain: bool

    @property
    def offset(self) -> int:
        return int(self.value) - self.line.page


def running(pages: Sequence[Sequence[Line]], labels: Mapping[int, str]) -> Running:
    """What repeats at the edges of pages; ``labels`` are the page labels that the file itself gives."""
    body = median([line.size for page in pages for line in page] or [0])
    edges = list(_edges(pages, body))
    enough = max(_FEWEST_PAGES, _SHARE_OF_PAGES * sum(1 for page in pages if page))
    numbered = _numbered([number for line in edges for number in _numbers(line, body)], enough)
    bare = {line for line in edges if line.text == labels.get(line.page)}
    bare.update(line for line, number in numbered.items() if not number.rest)
    apart = _apart(pages, _repeated(edges, enough) | set(numbered) | bare)
    lines = {line for page in pages for line in _spared(page, apart, bare)}
    printed = {line.page: number.value for line, number in numbered.items()}
    return Running(frozenset(lines), _samples(lines, numbered), {**printed, **labels})


def _spared(page: Sequence[Line], apart: set[Line], bare: set[Line]) -> Iterable[Line]:
    """What may go from a page: its number alone where it would lose most of what it says."""
    says = sum(len(line.text) for line in page if line not in bare)
    lost = sum(len(line.text) for line in page if line in apart - bare)
    return (line for line in page if line in apart and (line in bare or lost <= _MOST_OF_A_PAGE * says))


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


def _edges(pages: Sequence[Sequence[Line]], body: float) -> Iterable[Line]:
    """The first and last lines of each page by height, without titles."""
    for page in pages:
        by_height = sorted(page, key=lambda line: -line.baseline)
        edge = {*by_height[:_AT_EACH_EDGE], *by_height[-_AT_EACH_EDGE:]}
        yield from (
            line for line in by_height if line in edge and line.size <= _BODY * body and len(line.text) <= _LONGEST
        )


def _repeated(edges: Iterable[Line], enough: float) -> set[Line]:
    groups: dict[tuple[str, int], list[Line]] = defaultdict(list)
    for line in edges:
        groups[line.text, round(line.baseline / _GRID)].append(line)
    return {line for group in groups.values() if len(_pages(group)) >= enough for line in group}


def _numbers(line: Line, body: float) -> Iterator[_Number]:
    """The numbers of a line that may be the page's; those beside words only where it is smaller than the body."""
    alone = _ALONE.match(line.text)
    if alone:
        yield _Number(line, alone[1], "", is_plain=True)
        return
    named = _AFTER_PAGE.search(line.text)
    if named:
        yield _Number(line, named[1], _without(line.text, named.span(1)), is_plain=True)
    is_parted = line.gap > _BESIDE * line.size or _PARTED.search(line.text) is not None
    for outer in _OUTER.finditer(line.text) if is_parted or line.size < body else ():
        yield _Number(line, outer[0], _without(line.text, outer.span()), is_parted)


def _without(text: str, span: tuple[int, int]) -> str:
    return f"{text[: span[0]]}#{text[span[1] :]}"


def _numbered(found: Sequence[_Number], enough: float) -> dict[Line, _Number]:
    """Lines with the page's number, counted from where most of those that are plainly such say, else most of all."""
    for considered in ([number for number in found if number.is_plain], found):
        pages = {(number.offset, number.line.page) for number in considered}
        counted = Counter(offset for offset, _ in pages)
        if counted and max(counted.values()) >= enough:
            offset = min(counted, key=lambda offset: (-counted[offset], abs(offset)))
            return _counting([number for number in found if number.offset == offset])
    return {}


def _counting(found: Sequence[_Number]) -> dict[Line, _Number]:
    """Numbers alone, or with words that other pages have too: by the chapter where they stand close together."""
    shared = {rest for rest, count in Counter(number.rest for number in found).items() if count > 1}
    chapters = shared & {number.rest for number in found if not number.is_plain}
    return {
        number.line: number
        for number in found
        if not number.rest or (number.rest in shared and (number.is_plain or len(chapters) > 1))
    }


def _samples(lines: Iterable[Line], numbered: Mapping[Line, _Number]) -> tuple[str, ...]:
    """The text of each line that is left out, once for all page numbers."""
    samples: dict[str, str] = {}
    for line in sorted(lines, key=lambda line: (line.page, -line.baseline, line.left)):
        samples.setdefault(numbered[line].rest if line in numbered else line.text, line.text)
    return tuple(samples.values())


def _pages(lines: Iterable[Line]) -> set[int]:
    return {line.page for line in lines}
