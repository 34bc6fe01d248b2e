"""How a table reads, for every kind of file: each row is a line that says what its cells mean.

The header row comes first, as ``Region | 2019``; each row below it repeats the header's words, as
``Region: North | 2019: 5``, so that a quoted row can be understood alone. All words are the file's own.
Where it is not plain that the first row is a header, rows are lines of cells and nothing is put before them:
a wrong header would make a quote say what the file does not.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

_VALUE = re.compile(r"^[^\w]{0,3}\d")
_YEAR = re.compile(r"^(19|20)\d\d\b")
_LONGEST_HEADER = 60


class Field(NamedTuple):
    """A cell's text on one line, the first column that it fills, and how many it fills."""

    text: str
    column: int
    across: int = 1


Row = Sequence[Field]


def row_of(cells: Sequence[str]) -> Row:
    """A row of cells that fill one column each."""
    return [Field(" ".join(cell.split()), column) for column, cell in enumerate(cells)]


def table_lines(rows: Sequence[Row], *, header_rows: int | None) -> list[str]:
    """A line for each row, empty for an empty one; ``header_rows`` is None where the file does not say how many."""
    if header_rows is None:
        header_rows = int(has_header([row for row in rows if any(field.text for field in row)]))
    names = _names(rows[:header_rows])
    return [_plain(row) if i < header_rows or not names else _named(row, names) for i, row in enumerate(rows)]


def has_header(rows: Sequence[Row]) -> bool:
    """Whether the first row is plainly a header, by its cells alone: short distinct words over a column of values.

    Of two columns both must hold values, since ``Founded | 1950`` is a name and its value, not a header's row.
    """
    if len(rows) < 2:
        return False
    heads, *body = [{field.column: field.text for field in row if field.text} for row in rows]
    width = max(max(row, default=0) for row in (heads, *body)) + 1
    if width < 2 or len(set(heads.values())) < width or not all(map(_may_head, heads.values())):
        return False
    columns = [[row[column] for row in body if column in row] for column in range(width)]
    of_values = [bool(column) and all(_VALUE.match(cell) for cell in column) for column in columns]
    return all(of_values) if width == 2 else any(of_values)


def _may_head(text: str) -> bool:
    return len(text) <= _LONGEST_HEADER and (not _VALUE.match(text) or _YEAR.match(text) is not None)


def _names(headers: Sequence[Row]) -> dict[int, str]:
    """The words over each column, from the top header down, each said once."""
    heads: dict[int, dict[str, None]] = {}
    for field in (field for row in headers for field in row if field.text):
        for column in range(field.column, field.column + field.across):
            heads.setdefault(column, {})[field.text] = None
    return {column: " ".join(texts) for column, texts in heads.items()}


def _named(row: Row, names: dict[int, str]) -> str:
    return " | ".join(_with_name(field, names) for field in row if field.text)


def _with_name(field: Field, names: dict[int, str]) -> str:
    columns = range(field.column, field.column + field.across)
    name = " / ".join(dict.fromkeys(names[column] for column in columns if column in names))
    if not name or field.across == max(names) + 1 > 1:
        return field.text
    return f"{name} {field.text}" if name.endswith(":") else f"{name}: {field.text}"


def _plain(row: Row) -> str:
    return " | ".join(field.text for field in row).strip(" |")
