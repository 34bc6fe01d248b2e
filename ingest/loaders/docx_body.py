"""Word's XML to blocks: what a reader sees in a part, in reading order.

Deleted and hidden text is left out. A text box follows the paragraph that it hangs on, and so does a footnote,
with its number in brackets; endnotes stand at the end.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from ingest.loaders.blocks import Block, Cell, Paragraph, Table, raised
from ingest.loaders.docx_lists import Numbering
from ingest.loaders.docx_xml import Element, child, is_on, local, number, value

_PARAGRAPH_PARTS = {
    "tab": "\t",
    "ptab": "\t",
    "br": "\n",
    "cr": "\n",
    "noBreakHyphen": "\u2011",
    "softHyphen": "\u00ad",
}
_UNSEEN = {"pPr", "rPr", "tblPr", "tcPr", "trPr", "sectPr", "del", "moveFrom", "instrText", "delText", "rt", "sdtPr"}
_NOTE_KINDS = {"footnoteReference": "footnote", "endnoteReference": "endnote"}
_STYLES_WITHOUT_HEADER = {"", "tablegrid", "tablenormal"}


class Body:
    """Reads parts one after another, and knows which notes were met on the way."""

    def __init__(self, numbering: Numbering, notes: Iterable[Element]) -> None:
        self._numbering = numbering
        self._notes = {(local(note), value(note, "id")): note for part in notes for note in part if _is_note(note)}
        self._numbers = {"footnote": 0, "endnote": 0}
        self._endnotes: list[Block] = []

    def blocks(self, element: Element) -> Iterator[Block]:
        """The blocks of an element's children."""
        for inner in _seen(element):
            if local(inner) == "p":
                yield from self._paragraph(inner)
            elif local(inner) == "tbl":
                yield self._table(inner)
            else:
                yield from self.blocks(inner)

    def rest(self) -> Iterator[Block]:
        """The endnotes, and the notes to which nothing points."""
        yield from self._endnotes
        for note in self._notes.values():
            yield from self.blocks(note)
        self._notes = {}

    def _paragraph(self, paragraph: Element) -> Iterator[Block]:
        label = self._numbering.label(paragraph)
        text = "".join(_text(paragraph)).strip()
        if text:
            yield Paragraph(f"{label} {text}" if label else text, tight=bool(label))
        for found in _inside(paragraph):
            if local(found) == "txbxContent":
                yield from self.blocks(found)
            else:
                self._endnotes.extend(self._note(found))
                if local(found) == "footnoteReference":
                    yield from self._endnotes
                    self._endnotes = []

    def _note(self, reference: Element) -> Iterator[Block]:
        kind = _NOTE_KINDS[local(reference)]
        self._numbers[kind] += 1
        note = self._notes.pop((kind, value(reference, "id")), None)
        if note is None:
            return
        first, *more = [*self.blocks(note), Paragraph("")]
        label = f"[{self._numbers[kind]}]"
        yield Paragraph(f"{label} {first.text}") if isinstance(first, Paragraph) else first
        yield from more

    def _table(self, table: Element) -> Table:
        rows = list(_named(table, "tr"))
        placed = [list(_placed(row)) for row in rows]
        cells = [
            [
                Cell(list(self.blocks(cell)), _across(cell), _down(placed[i + 1 :], column))
                for column, cell in row
                if not _continues(cell)
            ]
            for i, row in enumerate(placed)
        ]
        return Table(cells, _header_rows(table, rows))


def first_heading(root: Element, numbering: Numbering) -> str | None:
    """The first paragraph styled as a title, else the first one styled as a heading."""
    headings: dict[str, str] = {}
    for paragraph in root.iter("{*}p"):
        kind = numbering.style_name(paragraph).split(" ")[0]
        if kind in ("title", "heading") and kind not in headings:
            text = "".join(_text(paragraph)).strip()
            headings.update({kind: text} if text else {})
    return headings.get("title") or headings.get("heading")


def _seen(element: Element) -> Iterator[Element]:
    """The children that a reader sees; of alternatives only the first."""
    for inner in element:
        name = local(inner)
        if name == "AlternateContent":
            yield from list(inner)[:1]
        elif name and name not in _UNSEEN and not (name == "r" and is_on(child(inner, "rPr", "vanish"))):
            yield inner


def _text(element: Element) -> Iterator[str]:
    for inner in _seen(element):
        name = local(inner)
        if name == "t":
            yield inner.text or ""
        elif name in _PARAGRAPH_PARTS:
            yield _PARAGRAPH_PARTS[name]
        elif name == "sym":
            yield _symbol(inner)
        elif name == "r" and value(child(inner, "rPr", "vertAlign")) == "superscript":
            yield raised("".join(_text(inner)))
        elif name != "txbxContent":
            yield from _text(inner)


def _symbol(element: Element) -> str:
    try:
        return chr(int(value(element, "char") or "", 16))
    except (ValueError, OverflowError):
        return ""


def _inside(element: Element) -> Iterator[Element]:
    """Text boxes and references to notes, in order."""
    for inner in _seen(element):
        if local(inner) == "txbxContent" or local(inner) in _NOTE_KINDS:
            yield inner
        else:
            yield from _inside(inner)


def _named(element: Element, name: str) -> Iterator[Element]:
    """Rows or cells, also inside the wrappers of changes and controls."""
    for inner in _seen(element):
        if local(inner) == name:
            if child(inner, "trPr", "del") is None:
                yield inner
        elif local(inner) not in ("tr", "tc", "p", "tbl"):
            yield from _named(inner, name)


def _placed(row: Element) -> Iterator[tuple[int, Element]]:
    column = number(child(row, "trPr", "gridBefore"), 0)
    for cell in _named(row, "tc"):
        yield column, cell
        column += _across(cell)


def _across(cell: Element) -> int:
    return min(max(number(child(cell, "tcPr", "gridSpan"), 1), 1), 63)


def _continues(cell: Element) -> bool:
    merge = child(cell, "tcPr", "vMerge")
    return merge is not None and value(merge) != "restart"


def _down(rows_below: list[list[tuple[int, Element]]], column: int) -> int:
    down = 1
    for row in rows_below:
        if not any(_continues(cell) for place, cell in row if place == column):
            break
        down += 1
    return down


def _header_rows(table: Element, rows: list[Element]) -> int | None:
    marked = 0
    while marked < len(rows) and is_on(child(rows[marked], "trPr", "tblHeader")):
        marked += 1
    if marked:
        return marked if marked < len(rows) else None
    style = (value(child(table, "tblPr", "tblStyle")) or "").lower()
    look = child(table, "tblPr", "tblLook")
    styled = style not in _STYLES_WITHOUT_HEADER and value(look, "firstRow") in ("1", "true")
    return 1 if len(rows) > 1 and (styled or (_is_bold(rows[0]) and not _is_bold(rows[1]))) else None


def _is_bold(row: Element) -> bool:
    runs = [run for run in row.iter("{*}r") if "".join(_text(run)).strip()]
    return bool(runs) and all(is_on(child(run, "rPr", "b")) for run in runs)


def _is_note(element: Element) -> bool:
    return "eparator" not in (value(element, "type") or "") and value(element, "type") != "continuationNotice"
