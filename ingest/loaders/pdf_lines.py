"""The lines of a PDF's page with their places, as PDFium reads them.

Lengths are points; y grows upwards, as in the page's own space, turned so that the text stands upright.
"""

from __future__ import annotations

import ctypes
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pypdfium2.raw as pdfium

from ingest.canonical import canonical

if TYPE_CHECKING:
    import pypdfium2

HYPHEN = "\x02"
"""What PDFium writes for a hyphen or soft hyphen at the end of a line."""
_HYPHENS = (0x02, 0xFFFE)
_LINE_ENDS = (0x0A, 0x0D)
_SPACES = (0x20, 0xA0, 0x09)


@dataclass(frozen=True, slots=True)
class Line:
    """A line of text with its box. ``hyphen``: it ends in a hyphen, which is not in its text.

    ``page`` is the page's place in the file, counted from 1. ``fixed`` lines are whole, as a table's row is.
    """

    text: str
    page: int
    left: float = 0.0
    bottom: float = 0.0
    right: float = 0.0
    top: float = 0.0
    size: float = 0.0
    hyphen: bool = False
    fixed: bool = False

    @property
    def middle(self) -> tuple[float, float]:
        return (self.left + self.right) / 2, (self.bottom + self.top) / 2


def lines_of(page: pypdfium2.PdfPage, number: int) -> list[Line]:
    """The lines of a page, in the order in which they are written. Raises pypdfium2.PdfiumError."""
    text_page = page.get_textpage()
    try:
        raw = text_page.raw
        codes = [pdfium.FPDFText_GetUnicode(raw, i) for i in range(text_page.count_chars())]
        turn = _Turn(page)
        return [line for first, end in _cuts(codes) if (line := _line(raw, codes, first, end, number, turn)) is not None]
    finally:
        text_page.close()


class _Turn:
    """Maps boxes of a turned page to the upright one."""

    def __init__(self, page: pypdfium2.PdfPage) -> None:
        self._quarters = page.get_rotation() // 90 % 4

    def box(self, left: float, bottom: float, right: float, top: float) -> tuple[float, float, float, float]:
        return (
            (left, bottom, right, top),
            (bottom, -right, top, -left),
            (-right, -top, -left, -bottom),
            (-top, left, -bottom, right),
        )[self._quarters]


def _cuts(codes: list[int]) -> list[tuple[int, int]]:
    """Where lines begin and end: at line ends, and after a hyphen that stood at the end of a line."""
    cuts, first = [], 0
    for i, code in enumerate(codes):
        if code in _LINE_ENDS:
            cuts.append((first, i))
            first = i + 1
        elif code in _HYPHENS:
            cuts.append((first, i + 1))
            first = i + 1
    return [*cuts, (first, len(codes))]


def _line(raw: object, codes: list[int], first: int, end: int, number: int, turn: _Turn) -> Line | None:
    hyphen = end > first and codes[end - 1] in _HYPHENS
    inked = [i for i in range(first, end - hyphen) if codes[i] not in _SPACES and codes[i]]
    if not inked:
        return None
    text = canonical("".join(chr(code) for code in codes[inked[0] : inked[-1] + 1] if code))
    start, stop = _box(raw, inked[0], turn), _box(raw, inked[-1], turn)
    return Line(
        " ".join(text.split()),
        number,
        left=start[0],
        bottom=min(start[1], stop[1]),
        right=max(start[2], stop[2]),
        top=max(start[3], stop[3]),
        size=round(start[3] - start[1], 1),
        hyphen=hyphen,
    )


def _box(raw: object, index: int, turn: _Turn) -> tuple[float, float, float, float]:
    box = pdfium.FS_RECTF()
    pdfium.FPDFText_GetLooseCharBox(raw, index, ctypes.byref(box))
    return turn.box(box.left, box.bottom, box.right, box.top)
