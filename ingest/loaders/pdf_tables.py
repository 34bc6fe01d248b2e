"""Tables with ruled lines: pdfplumber finds their cells, PDFium reads the words in them.

pdfplumber is slow (tenths of a second a page), so only pages with ruled lines are shown to it. A table is laid
out only if it holds every character of the lines that it replaces; otherwise the lines stay as they are.
"""

from __future__ import annotations

import logging
import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from ctypes import byref, c_float
from dataclasses import replace
from io import BytesIO
from typing import TYPE_CHECKING

import pdfplumber
import pypdfium2.raw as pdfium
from pdfminer.pdfexceptions import PDFException
from pdfminer.psexceptions import PSException
from pdfplumber.utils.exceptions import PdfminerException

from ingest.loaders.pdf_lines import HYPHEN, Line, readable
from ingest.loaders.tables import Field, table_lines

if TYPE_CHECKING:
    import pypdfium2
    from pdfplumber.page import Page
    from pdfplumber.pdf import PDF
    from pdfplumber.table import Table

logging.getLogger("pdfminer").addHandler(logging.NullHandler())  # what it warns of is no news to a person

Box = tuple[float, float, float, float]
"""Left, top, right, bottom in pdfplumber's space, where y grows downwards."""

_LONG = 12.0
_FEWEST_RULES = 2
_GRID_SEGMENTS = 8
"""A path of so many strokes may be a whole grid."""
_MOST_PATHS = 5_000
"""A page with more is a drawing."""
_LONGEST_CELL = 600
_TOLERANCE = 2.0
_BOLD = re.compile(r"bold|black|heavy", re.IGNORECASE)
_FAULTS = (
    *(
        PDFException,
        PSException,
        PdfminerException,
        ValueError,
        TypeError,
        LookupError,
        AttributeError,
        ArithmeticError,
    ),
    *(AssertionError, RecursionError, OSError, NotImplementedError),
)
"""What pdfminer and pdfplumber raise over broken files."""


class RuledTables:
    """Lays out the ruled tables of one document's pages; opens it with pdfplumber when first needed."""

    def __init__(self, data: bytes) -> None:
        self._data = data
        self._document: PDF | None = None
        self.failed: list[int] = []

    def lay_out(self, page: pypdfium2.PdfPage, lines: list[Line]) -> list[Line]:
        """The lines of a page with its ruled tables as a line a row. A page that fails is in ``failed``."""
        if not lines or page.get_rotation() or not _is_ruled(page):
            return lines
        try:
            plumbed = self._page(lines[0].page)
            for table in plumbed.find_tables():
                lines = _replaced(lines, page, plumbed, table)
            plumbed.close()
        except _FAULTS:
            self.failed.append(lines[0].page)
        return lines

    def _page(self, number: int) -> Page:
        if self._document is None:
            self._document = pdfplumber.open(BytesIO(self._data))
        return self._document.pages[number - 1]


def _is_ruled(page: pypdfium2.PdfPage) -> bool:
    """Whether a page has at least two lines or boxes in each direction."""
    across = upright = 0
    count = pdfium.FPDFPage_CountObjects(page.raw)
    for index in range(min(count, _MOST_PATHS)):
        drawn = pdfium.FPDFPage_GetObject(page.raw, index)
        if pdfium.FPDFPageObj_GetType(drawn) != pdfium.FPDF_PAGEOBJ_PATH:
            continue
        left, bottom, right, top = c_float(), c_float(), c_float(), c_float()
        pdfium.FPDFPageObj_GetBounds(drawn, byref(left), byref(bottom), byref(right), byref(top))
        width, height = right.value - left.value, top.value - bottom.value
        rules = _FEWEST_RULES if pdfium.FPDFPath_CountSegments(drawn) >= _GRID_SEGMENTS else 1
        across += rules * (width >= _LONG)
        upright += rules * (height >= _LONG)
        if across >= _FEWEST_RULES and upright >= _FEWEST_RULES:
            return True
    return False


def _replaced(lines: list[Line], page: pypdfium2.PdfPage, plumbed: Page, table: Table) -> list[Line]:
    """The lines of a page with those inside a table replaced by its rows."""
    inside = [line for line in lines if _holds(table.bbox, _turned(line, plumbed))]
    columns = sorted({round(cell[0]) for cell in table.cells})
    if not inside or len(table.rows) < 2 or len(columns) < 2:
        return lines
    texts = _texts(page, plumbed, table.cells)
    if max(map(len, texts.values())) > _LONGEST_CELL:
        return lines
    header = 1 if _is_bold(plumbed, table.rows[0].bbox) and not _is_bold(plumbed, table.rows[1].bbox) else None
    laid_out = table_lines([_row(row.bbox, texts, columns) for row in table.rows], header_rows=header)
    if _characters(line.text for line in inside) - _characters(laid_out):
        return lines
    rows = [replace(inside[0], text=text, hyphen=False, fixed=True) for text in laid_out if text]
    first, replaced = lines.index(inside[0]), set(inside)
    before, after = lines[:first], lines[first:]
    return [*before, *rows, *(line for line in after if line not in replaced)]


def _texts(page: pypdfium2.PdfPage, plumbed: Page, cells: Sequence[Box]) -> dict[Box, str]:
    text_page = page.get_textpage()
    try:
        return {cell: readable(text_page.get_text_bounded(*_turned_box(cell, plumbed))) for cell in cells}
    finally:
        text_page.close()


def _row(row: Box, texts: Mapping[Box, str], columns: Sequence[int]) -> list[Field]:
    """The cells at a row's height, those that fill several rows in each of them."""
    height = min(cell[3] for cell in texts if cell[1] >= row[1] - _TOLERANCE and cell[3] > row[1] + _TOLERANCE)
    middle = (row[1] + height) / 2
    at_height = sorted(cell for cell in texts if cell[1] < middle < cell[3])
    return [Field(texts[cell], *_columns(cell, columns)) for cell in at_height]


def _columns(cell: Box, columns: Sequence[int]) -> tuple[int, int]:
    """The first column that a cell fills, and how many."""
    filled = [i for i, left in enumerate(columns) if round(cell[0]) <= left < round(cell[2]) - _TOLERANCE]
    return filled[0], len(filled)


def _is_bold(plumbed: Page, box: Box) -> bool:
    left, top, right, bottom = box
    fonts = [
        character["fontname"]
        for character in plumbed.chars
        if left <= (character["x0"] + character["x1"]) / 2 <= right
        and top <= (character["top"] + character["bottom"]) / 2 <= bottom
        and character["text"].strip()
    ]
    return bool(fonts) and all(_BOLD.search(font) for font in fonts)


def _turned(line: Line, plumbed: Page) -> tuple[float, float]:
    """The middle of a line in pdfplumber's space."""
    return line.middle[0], float(plumbed.height) - line.middle[1]


def _turned_box(box: Box, plumbed: Page) -> Box:
    """Left, bottom, right, top of a box in the page's own space, where y grows upwards."""
    height = float(plumbed.height)
    return box[0], height - box[3], box[2], height - box[1]


def _holds(box: Box, point: tuple[float, float]) -> bool:
    left, top, right, bottom = box
    return left <= point[0] <= right and top <= point[1] <= bottom


def _characters(texts: Iterable[str]) -> Counter[str]:
    return Counter(character for text in texts for character in text if not character.isspace() and character != HYPHEN)
