"""A web page to blocks: what a reader sees, each block with what is needed to tell the article from the rest."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from lxml.etree import _Element as Element

from ingest.loaders.blocks import Block, Cell, Paragraph, Table, raised

_UNSEEN = {
    *("script", "style", "noscript", "template", "head", "iframe", "object", "svg", "canvas", "audio", "video"),
    *("input", "select", "textarea", "datalist", "dialog", "annotation", "annotation-xml", "map", "frameset"),
}
_BLOCKS = {
    *("address", "article", "aside", "blockquote", "body", "caption", "center", "dd", "details", "div", "dl", "dt"),
    *("fieldset", "figcaption", "figure", "footer", "form", "h1", "h2", "h3", "h4", "h5", "h6", "header", "hr", "html"),
    *("legend", "li", "main", "nav", "ol", "p", "pre", "section", "summary", "table", "tbody", "td", "tfoot", "th"),
    *("thead", "tr", "ul"),
}
_TIGHT = {"li", "dd"}
_HEADS = {"h1", "h2", "h3", "h4", "h5", "h6", "summary", "dt", "legend"}
_ENDED = re.compile(r"(^|[.!?:;…•])\s*$")
_GOES_ON = re.compile(r"\s+[a-z]|\s*[,;.]")
_HIDDEN_STYLE = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden")
_HIDDEN_CLASS = re.compile(r"\b(sr-only|visually-hidden|screen-reader-text)\b")
_SPACE = re.compile(r"\s+")
_DEEPEST = 150
_WIDEST = 50
"""Rows and columns that a cell may fill; a page that says more means to harm."""
_LONGEST_CELL = 600


@dataclass(frozen=True, slots=True)
class Found:
    """A block with the element that holds it, its characters and how many of them are links."""

    block: Block
    element: Element
    text: str
    linked: int

    @property
    def link_share(self) -> float:
        return self.linked / max(len(self.text), 1)


def blocks_of(element: Element) -> Iterator[Found]:
    """All that a reader sees below an element, in order."""
    yield from _Walk(element).blocks()


class _Walk:
    """Gathers inline text until a block begins or ends. ``depth`` bounds the recursion."""

    def __init__(self, root: Element, depth: int = 0) -> None:
        self._root = root
        self._depth = depth
        self._pieces: list[str] = []
        self._linked = 0
        self._items: dict[Element, int] = {}

    def blocks(self) -> Iterator[Found]:
        yield from self._children(self._root, self._depth, linked=False)
        yield from self._flush(self._root)

    def _children(self, element: Element, depth: int, *, linked: bool) -> Iterator[Found]:
        self._add(element.text, element, linked=linked)
        for inner in element:
            if isinstance(inner.tag, str) and not _is_hidden(inner):
                yield from self._element(inner, element, depth, linked=linked or inner.tag == "a")
            self._add(inner.tail, element, linked=linked)

    def _element(self, element: Element, parent: Element, depth: int, *, linked: bool) -> Iterator[Found]:
        if element.tag == "br":
            self._pieces.append("\n")
        elif element.tag == "button" and not self._is_said(element):
            return
        elif element.tag == "sup":
            self._add(_raised(element), element, linked=linked)
        elif depth > _DEEPEST:
            self._add(" ".join(map(str, element.itertext())), element, linked=linked)
        elif element.tag == "table" and is_data(element):
            yield from self._flush(parent)
            yield from _table(element, depth + 1)
        elif element.tag in _BLOCKS:
            yield from self._flush(parent)
            self._pieces.append(self._marker(element, parent))
            yield from self._children(element, depth + 1, linked=linked)
            yield from self._flush(element)
        else:
            yield from self._children(element, depth + 1, linked=linked)

    def _is_said(self, button: Element) -> bool:
        """Whether a button is read as a heading, or as words of the sentence around it; others only do something."""
        around = {ancestor.tag for ancestor in button.iterancestors()}
        if around & _HEADS or "pre" in around:
            return "pre" not in around
        return not _ENDED.search("".join(self._pieces)) or _GOES_ON.match(button.tail or "") is not None

    def _marker(self, element: Element, parent: Element) -> str:
        """What a browser puts before a list item."""
        if element.tag != "li":
            return ""
        if parent.tag != "ol":
            return "• "
        start = parent.get("start") or ""
        self._items[parent] = self._items.get(parent, int(start) - 1 if start.isdecimal() else 0) + 1
        return f"{self._items[parent]}. "

    def _add(self, text: str | None, parent: Element, *, linked: bool) -> None:
        if text:
            kept = text if parent.tag == "pre" else _SPACE.sub(" ", text)
            self._pieces.append(kept)
            self._linked += len(kept.strip()) if linked else 0

    def _flush(self, element: Element) -> Iterator[Found]:
        text = "".join(self._pieces).strip()
        if text and text != "•":
            yield Found(Paragraph(text, tight=element.tag in _TIGHT), element, text, self._linked)
        self._pieces, self._linked = [], 0


def is_data(table: Element) -> bool:
    """Whether a table holds data; others only place things on the page."""
    if table.get("role") in ("presentation", "none"):
        return False
    rows = list(_rows(table))
    if len(rows) < 2 or max(len(list(_cells(row))) for row in rows) < 2:
        return False
    if any(cell.tag == "th" for row in rows for cell in _cells(row)):
        return True
    return not any(len("".join(map(str, cell.itertext()))) > _LONGEST_CELL for row in rows for cell in _cells(row))


def _table(table: Element, depth: int) -> Iterator[Found]:
    for caption in table.iterchildren("caption"):
        yield from _Walk(caption, depth).blocks()
    rows = list(_rows(table))
    found: list[Found] = []
    cells: list[list[Cell]] = []
    for row in rows:
        cells.append([])
        for cell in _cells(row):
            inside = list(_Walk(cell, depth).blocks())
            found += inside
            cells[-1].append(Cell([inner.block for inner in inside], _span(cell, "colspan"), _span(cell, "rowspan")))
    text = " ".join(inner.text for inner in found)
    yield Found(Table(cells, _header_rows(rows)), table, text, sum(inner.linked for inner in found))


def _header_rows(rows: list[Element]) -> int | None:
    count = 0
    while count < len(rows) and _is_header(rows[count]):
        count += 1
    if count and count < len(rows):
        return count
    return 0 if any(cell.tag == "th" for row in rows for cell in _cells(row)) else None


def _is_header(row: Element) -> bool:
    parent = row.getparent()
    in_head = parent is not None and parent.tag == "thead"
    return in_head or all(cell.tag == "th" for cell in _cells(row))


def _rows(table: Element) -> Iterator[Element]:
    for inner in table:
        if inner.tag == "tr":
            yield inner
        elif inner.tag in ("thead", "tbody", "tfoot"):
            yield from inner.iterchildren("tr")


def _cells(row: Element) -> Iterator[Element]:
    return (cell for cell in row.iterchildren("td", "th") if not _is_hidden(cell))


def _span(cell: Element, name: str) -> int:
    text = (cell.get(name) or "").strip()
    return min(max(int(text), 1), _WIDEST) if text.isdecimal() else 1


def _is_hidden(element: Element) -> bool:
    return (
        element.tag in _UNSEEN
        or element.get("hidden") is not None
        or element.get("aria-hidden") == "true"
        or _HIDDEN_STYLE.search(element.get("style") or "") is not None
        or _HIDDEN_CLASS.search(element.get("class") or "") is not None
    )


def _raised(element: Element) -> str:
    text = " ".join("".join(map(str, element.itertext())).split())
    if element.find(".//a") is not None:
        return text if text.startswith("[") else f"[{text}]"
    return raised(text)
