"""What pages and Word files are made of before they are laid out as text: paragraphs and tables."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from ingest.loaders.tables import Field, Row, table_lines

_GAP = re.compile(r"[^\S\n]+")
_LONGEST_CELL = 600
_RAISED_NUMBER = re.compile(r"^[+−-]?[0-9]+$")
_SUPERSCRIPTS = str.maketrans("0123456789+−-", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁻")

_MOST_FILLED = 100_000
"""Places that the cells of a table may fill; more of them is a page that is made to harm."""


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph's text; ``tight`` when it follows the one before without a blank line, as a list's item does."""

    text: str
    tight: bool = False


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell with what stands in it, and how many columns and rows it fills."""

    blocks: Sequence[Block]
    across: int = 1
    down: int = 1
    header: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    """Rows of cells; ``header_rows`` is None where the file does not say which rows are headers."""

    rows: Sequence[Sequence[Cell]]
    header_rows: int | None = None


Block = Paragraph | Table


def layout(blocks: Iterable[Block]) -> str:
    """The text of blocks: paragraphs parted by a blank line, rows and list items by a line end."""
    parts: list[str] = []
    for text, tight in _laid_out(blocks):
        if parts:
            parts.append("\n" if tight else "\n\n")
        parts.append(text)
    return "".join(parts)


def spaced(text: str) -> str:
    """Runs of spaces and tabs as one space, line ends kept, nothing at the ends of lines."""
    lines = (_GAP.sub(" ", line).strip() for line in text.split("\n"))
    return "\n".join(line for line in lines if line)


def raised(text: str) -> str:
    """Text that is set high: ``2`` as ``²``, so that m² does not become m2; letters, as in 19th, stay as they are."""
    return text.translate(_SUPERSCRIPTS) if _RAISED_NUMBER.match(text) else text


def _laid_out(blocks: Iterable[Block]) -> Iterable[tuple[str, bool]]:
    for block in blocks:
        if isinstance(block, Paragraph):
            text = spaced(block.text)
            if text:
                yield text, block.tight
        elif _is_for_layout(block):
            for row in block.rows:
                for cell in row:
                    yield from _laid_out(cell.blocks)
        else:
            yield from _rows(block)


def _is_for_layout(table: Table) -> bool:
    """Whether a table only places things: one row, one column, or cells that hold long texts."""
    if len(table.rows) < 2 or max(map(len, table.rows)) < 2:
        return True
    return any(len(_own_text(cell)) > _LONGEST_CELL for row in table.rows for cell in row)


def _rows(table: Table) -> Iterable[tuple[str, bool]]:
    """A line a row, and the tables inside its cells right below it."""
    nested = [[block for cell in row for block in cell.blocks if isinstance(block, Table)] for row in table.rows]
    lines = table_lines(_grid(table.rows), header_rows=table.header_rows)
    tight = False
    for line, inner in zip(lines, nested, strict=True):
        if line:
            yield line, tight
            tight = True
        for text, _ in _laid_out(inner):
            yield text, tight
            tight = True


def _grid(rows: Sequence[Sequence[Cell]]) -> list[Row]:
    """Cells by column; a cell that fills several rows stands in each, unless all cells together fill absurdly much."""
    if sum(cell.across * cell.down for row in rows for cell in row) > _MOST_FILLED:
        rows = [[replace(cell, across=1, down=1) for cell in row] for row in rows]
    grid: list[dict[int, Field]] = [{} for _ in rows]
    for i, row in enumerate(rows):
        column = 0
        for cell in row:
            column = _next_free(grid[i], column)
            for below in grid[i : i + cell.down]:
                below[column] = Field(_own_text(cell), column, cell.across)
            column += cell.across
    return [[line[column] for column in sorted(line)] for line in grid]


def _next_free(line: Mapping[int, Field], column: int) -> int:
    for start in sorted(line):
        if start <= column < start + line[start].across:
            column = start + line[start].across
    return column


def _own_text(cell: Cell) -> str:
    texts = (block.text for block in cell.blocks if isinstance(block, Paragraph))
    return " ".join(" ".join(texts).split())
