"""PDF files: the text layer, page by page, without what repeats at the edges of the pages.

PDFium is not thread-safe: a lock lets one thread in at a time. Load in processes to read files side by side.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import accumulate, groupby
from threading import Lock

import pypdfium2
from pypdfium2.raw import FPDF_ERR_PASSWORD

from ingest.canonical import canonical
from ingest.errors import UnreadableFile
from ingest.loaders.loaded import Reading
from ingest.loaders.pdf_flow import flow
from ingest.loaders.pdf_lines import Line, lines_of
from ingest.loaders.pdf_running import running
from ingest.loaders.pdf_tables import RuledTables
from ingest.loaders.titles import title_of

_PDFIUM = Lock()
_TITLE_SIZE = 1.15
_MOST_LISTED = 1_000
"""Characters of headers or page numbers in a note: all of nearly every file, in what any server keeps as one value."""


def read(name: str, data: bytes) -> Reading:
    with _PDFIUM:
        return _read(name, data)


def _read(name: str, data: bytes) -> Reading:
    document = _open(name, data)
    tables = RuledTables(data)
    failed: list[int] = []
    try:
        pages = [_page(document, i, tables, failed) for i in range(len(document))]
        labels = {i + 1: label for i in range(len(document)) if (label := document.get_page_label(i))}
        title = canonical(document.get_metadata_value("Title"))
    finally:
        document.close()
    repeated = running(pages, labels)
    kept = [[line for line in page if line not in repeated.lines] for page in pages]
    text, starts = flow([line for page in kept for line in page], repeated.labels)
    if not text:
        raise UnreadableFile(f"{name}: {_no_text(len(pages), len(failed))}")
    empty = {number for number, page in enumerate(pages, 1) if not page}
    notes = (
        _pages("Pages that could not be read", failed)
        + _left_out(repeated.samples)
        + _pages("Pages without text, pictures perhaps", sorted(empty.difference(failed)))
        + _pages("Pages whose tables could not be laid out, and stand as lines", tables.failed)
    )
    return Reading(text, title_of(name, title, _largest(kept), text=text), starts, tuple(notes))


def _open(name: str, data: bytes) -> pypdfium2.PdfDocument:
    try:
        return pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError as error:
        if getattr(error, "err_code", None) == FPDF_ERR_PASSWORD:
            reason = "the PDF is encrypted; save a copy without a password"
        else:
            reason = f"the PDF is broken: {error}"
        raise UnreadableFile(f"{name}: {reason}") from error


def _page(document: pypdfium2.PdfDocument, index: int, tables: RuledTables, failed: list[int]) -> list[Line]:
    try:
        page = document[index]
        try:
            return tables.lay_out(page, lines_of(page, index + 1))
        finally:
            page.close()
    except pypdfium2.PdfiumError:
        failed.append(index + 1)
        return []


def _no_text(pages: int, failed: int) -> str:
    if failed == pages:
        return "the PDF is broken: no page could be read"
    if failed:
        rest = "the rest has no text layer: it is pictures of pages; run OCR first"
        return f"the PDF is broken: {failed} of {pages} pages could not be read, and {rest}"
    return "the PDF has no text layer: it is pictures of pages; run OCR first"


def _left_out(samples: Sequence[str]) -> list[str]:
    if not samples:
        return []
    listed = _fitting(samples)
    shown = "; ".join(f"“{sample}”" for sample in samples[:listed])
    more = f"; and {len(samples) - listed} more" if len(samples) > listed else ""
    return [f"Left out, since they repeat at the edges of pages: {shown}{more}."]


def _pages(what: str, numbers: Sequence[int]) -> list[str]:
    """A note that names these pages, those in a row as 4–7."""
    if not numbers:
        return []
    rows = [[number for _, number in row] for _, row in groupby(enumerate(numbers), lambda at: at[1] - at[0])]
    named = [f"{row[0]}–{row[-1]}" if len(row) > 2 else ", ".join(map(str, row)) for row in rows]
    listed = _fitting(named)
    more = f", and {sum(map(len, rows[listed:]))} more" if len(rows) > listed else ""
    return [f"{what}: {', '.join(named[:listed])}{more}."]


def _fitting(items: Sequence[str]) -> int:
    """How many of them a note lists."""
    return sum(length <= _MOST_LISTED for length in accumulate(map(len, items)))


def _largest(pages: Sequence[Sequence[Line]]) -> str | None:
    """The largest words of the first page that has any, where they are larger than the rest."""
    page = next((page for page in pages if page), [])
    sizes = sorted(line.size for line in page)
    if not page or sizes[-1] < _TITLE_SIZE * sizes[len(sizes) // 2]:
        return None
    first = next(i for i, line in enumerate(page) if line.size == sizes[-1])
    end = next((i for i, line in enumerate(page[first:], first) if line.size != sizes[-1]), len(page))
    return " ".join(line.text for line in page[first:end])
