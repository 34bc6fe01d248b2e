"""The lines of a PDF's page with their places, as PDFium reads them.

Lengths are points. A page that is shown turned is turned here too, so that y grows upwards on the page as it is read.
"""

from __future__ import annotations

import ctypes
import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

import pypdfium2.raw as pdfium

from ingest.canonical import canonical

if TYPE_CHECKING:
    import pypdfium2

HYPHEN = "\x02"
"""What PDFium writes for a hyphen or soft hyphen at the end of a line."""
_HYPHENS = (0x02, 0xFFFE)
_PRINTED_HYPHEN = 0x2010
"""Browsers print this one where they wrap a word; PDFium leaves it as it is."""
_LINE_ENDS = (0x0A, 0x0D)
_UNSEEN = (0x00, 0x09, 0x20, 0xA0, *_LINE_ENDS, *_HYPHENS)
_MIDDLE = 0.3
"""How far above the baseline the middle of a line is, in its size."""


@dataclass(frozen=True, slots=True)
class Line:
    """A line of text with its place. ``hyphen``: it ends in a hyphen, which is not in its text.

    ``page`` is the page's place in the file, counted from 1. ``fixed`` lines are whole, as a table's row is.
    ``gap`` is the room between a number at an end of the line and the words beside it.
    """

    text: str
    page: int
    left: float = 0.0
    right: float = 0.0
    baseline: float = 0.0
    size: float = 0.0
    hyphen: bool = False
    fixed: bool = False
    gap: float = 0.0

    @property
    def middle(self) -> tuple[float, float]:
        return (self.left + self.right) / 2, self.baseline + _MIDDLE * self.size


def readable(text: str) -> str:
    """PDFium's text as one line, canonical but for its mark of a hyphen."""
    pieces = text.replace("\ufffe", HYPHEN).split(HYPHEN)
    return HYPHEN.join(" ".join(canonical(piece).split()) for piece in pieces)


def lines_of(page: pypdfium2.PdfPage, number: int) -> list[Line]:
    """The lines of a page, in the order in which they are written. Raises pypdfium2.PdfiumError."""
    text_page = page.get_textpage()
    try:
        raw = text_page.raw
        codes = [pdfium.FPDFText_GetUnicode(raw, i) for i in range(text_page.count_chars())]
        quarters = page.get_rotation() // 90
        lines = (_line(raw, codes, first, end, number, quarters) for first, end in _cuts(codes))
        return [line for line in lines if line is not None]
    finally:
        text_page.close()


def _cuts(codes: Sequence[int]) -> list[tuple[int, int]]:
    """Where lines begin and end: at line ends, and after a hyphen that stood at the end of a line."""
    ends = [i + 1 for i, code in enumerate(codes) if code in _LINE_ENDS or code in _HYPHENS]
    return list(pairwise([0, *ends, len(codes)]))


def _line(raw: object, codes: Sequence[int], first: int, end: int, number: int, quarters: int) -> Line | None:
    inked = [i for i in range(first, end) if codes[i] not in _UNSEEN]
    if not inked:
        return None
    wrapped = len(inked) > 1 and codes[inked[-1]] == _PRINTED_HYPHEN
    left, _ = _turned(*_origin(raw, inked[0]), quarters)
    right, _ = _turned(*_far_corner(raw, inked[-1]), quarters)
    letter = next((i for i in inked if chr(codes[i]).isalnum()), inked[0])
    _, baseline = _turned(*_origin(raw, letter), quarters)
    return Line(
        readable("".join(map(chr, codes[inked[0] : inked[-1] + (not wrapped)]))),
        number,
        left=left,
        right=right,
        baseline=baseline,
        size=_size(raw, letter),
        hyphen=wrapped or codes[end - 1] in _HYPHENS,
        gap=_gap(raw, codes, inked, quarters),
    )


def _gap(raw: object, codes: Sequence[int], inked: Sequence[int], quarters: int) -> float:
    between = [(i, following) for i, following in pairwise(inked) if following > i + 1]
    outer = [at for at, edge in ((0, inked[0]), (-1, inked[-1])) if between and chr(codes[edge]).isdigit()]
    return max((_room(raw, *between[at], quarters) for at in outer), default=0.0)


def _room(raw: object, index: int, following: int, quarters: int) -> float:
    right, _ = _turned(*_far_corner(raw, index), quarters)
    left, _ = _turned(*_origin(raw, following), quarters)
    return left - right


def _origin(raw: object, index: int) -> tuple[float, float]:
    x, y = ctypes.c_double(), ctypes.c_double()
    pdfium.FPDFText_GetCharOrigin(raw, index, ctypes.byref(x), ctypes.byref(y))
    return x.value, y.value


def _far_corner(raw: object, index: int) -> tuple[float, float]:
    """Right and bottom of a character, or for text that runs upwards, its top and left."""
    box = pdfium.FS_RECTF()
    pdfium.FPDFText_GetLooseCharBox(raw, index, ctypes.byref(box))
    return box.right, box.top


def _size(raw: object, index: int) -> float:
    matrix = pdfium.FS_MATRIX()
    pdfium.FPDFText_GetMatrix(raw, index, ctypes.byref(matrix))
    scale = math.hypot(matrix.c, matrix.d) or 1.0
    return round(float(pdfium.FPDFText_GetFontSize(raw, index)) * scale, 1)


def _turned(x: float, y: float, quarters: int) -> tuple[float, float]:
    """A point of a turned page on the upright one."""
    return ((x, y), (y, -x), (-x, -y), (-y, x))[quarters % 4]
