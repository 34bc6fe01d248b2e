"""Titles: what a document calls itself, else its first short line, else its file's name."""

from __future__ import annotations

import re
from itertools import islice
from pathlib import PurePath

_LONGEST = 120
_LINES_LOOKED_AT = 5
_WORD = re.compile(r"\w")
_NOT_A_TITLE = re.compile(
    r"^(untitled.*|document\d*|microsoft word\b.*|.*\.(docx?|pdf|indd|tex|rtf|odt|pub|qxd))$", re.IGNORECASE
)


def title_of(name: str, *candidates: str | None, text: str = "") -> str:
    """The first candidate that says something, else the first short line of the text, else the file's stem."""
    for candidate in candidates:
        title = " ".join((candidate or "").split())
        if _WORD.search(title) and not _NOT_A_TITLE.match(title):
            return title[:_LONGEST].rstrip()
    return first_short_line(text) or PurePath(name).stem or name


def first_short_line(text: str) -> str | None:
    """The first line with words, if it is short enough for a title."""
    lines = (line.strip() for line in text[: 50 * _LONGEST].splitlines())
    for line in islice((line for line in lines if _WORD.search(line)), _LINES_LOOKED_AT):
        return " ".join(line.split()) if len(line) <= _LONGEST else None
    return None
