"""Markdown, kept as it is written, since the source is what gets quoted; only its tables' rows are laid out.

A pipe table's row is rewritten as in ``ingest.loaders.tables``; all other characters stay. Front matter stays too.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from typing import TYPE_CHECKING

from ingest.canonical import canonical
from ingest.loaders.encoding import decode
from ingest.loaders.loaded import Reading
from ingest.loaders.tables import row_of, table_lines
from ingest.loaders.titles import title_of

if TYPE_CHECKING:
    from markdown_it.token import Token

_FRONT_MATTER = re.compile(r"\A---\n(?:.*\n)*?(?:---|\.\.\.)(?:\n|\Z)")
_WORD = re.compile(r"\w+")
_FRONT_TITLE = re.compile(r"^title:[ \t]*(.+?)[ \t]*$", re.MULTILINE)


def read(name: str, data: bytes) -> Reading:
    source, notes = decode(name, data)
    source = canonical(source)
    front = _FRONT_MATTER.match(source)
    body = source[front.end() :] if front else source
    tokens = _parse(body)
    text = (front[0] if front else "") + _with_tables(body, tokens)
    title = title_of(name, _front_title(front[0] if front else ""), _first_heading(tokens), text=body)
    return Reading(text, title, notes=notes)


def _parse(source: str) -> list[Token]:
    from markdown_it import MarkdownIt  # noqa: PLC0415 (only Markdown needs it)

    return MarkdownIt("commonmark").enable("table").parse(source)


def _front_title(front: str) -> str | None:
    found = _FRONT_TITLE.search(front)
    return found[1].strip("\"'") if found else None


def _first_heading(tokens: Sequence[Token]) -> str | None:
    headings = [i for i, token in enumerate(tokens) if token.type == "heading_open"]
    first = min(headings, key=lambda i: (tokens[i].tag, i), default=None)
    return _words(tokens[first + 1]) if first is not None else None


def _words(inline: Token) -> str:
    kept = ("text", "code_inline", "softbreak")
    return "".join(child.content or " " for child in inline.children or () if child.type in kept)


def _with_tables(source: str, tokens: Sequence[Token]) -> str:
    lines = source.split("\n")
    for i in reversed([i for i, token in enumerate(tokens) if token.type == "table_open"]):
        first, end = tokens[i].map or (0, 0)
        closing = next(j for j in range(i, len(tokens)) if tokens[j].type == "table_close")
        laid_out = table_lines([row_of(row) for row in _rows(tokens[i:closing])], header_rows=1)
        if _all_words(lines[first:end]) <= _all_words(laid_out):
            lines[first:end] = laid_out
    return "\n".join(lines)


def _all_words(lines: Sequence[str]) -> Counter[str]:
    """The words of lines; a row with more cells than its header loses some, and is then kept as it is written."""
    return Counter(word for line in lines for word in _WORD.findall(line))


def _rows(tokens: Sequence[Token]) -> list[list[str]]:
    rows: list[list[str]] = []
    for token in tokens:
        if token.type == "tr_open":
            rows.append([])
        elif token.type == "inline":
            rows[-1].append(token.content)
    return rows
