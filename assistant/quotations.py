"""Quotations inside a statement: words between quotation marks, and statements that only quote."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable

_CLOSING = {
    "“": "”",
    "„": '“”"',
    "”": "”",
    "″": "″",
    "‟": "”",
    "«": "»",
    "»": "«",
    "‹": "›",
    "「": "」",
    "『": "』",
    "〝": "〞〟",
    "❝": "❞",
    "＂": "＂",
    '"': '"',
}
_ONE_SIDED = re.compile(r"(?<!\d)[”″](?=[^\s,.;:!?)\]}’'–—-])")
"""The same mark opens and closes: it opens before a word, and behind a number it is an inch sign."""
_TYPED = (
    (re.compile("``|''|´´"), '"'),
    (re.compile(r"(?<!\w),,(?=\S)"), "„"),
    (re.compile(r"(?<!\w)<<(?=\S)(.{1,2000}?)(?<=\S)>>(?!\w)"), r"«\1»"),
)
"""How marks are typed where the keyboard has none; "a << 2" and "list<list<int>>" have none."""
_SINGLE_OPENING = re.compile(r"(?<!\w)[‘‚'’`´](?=\S)(?!\d0s)")
_SINGLE_CLOSING = {
    **dict.fromkeys("‘‚'", (re.compile(r"(?<=\S)[’‘'](?!\w)"),)),
    "’": (re.compile(r"(?<=\S)’(?!\w)"),),
    "´": (re.compile(r"(?<=\S)´(?!\w)"),),
    "`": (re.compile(r"(?<=\S)`(?!\w)"), re.compile(r"(?<=\S)['’´](?!\w)")),
}
"""What closes each; the first of them that does."""


def quotations(text: str) -> list[str]:
    """The words between quotation marks, without a comma or full stop that only closes them.

    A mark that is opened and not closed quotes all that follows. Single marks count in pairs, at the edges of words.
    """
    for typed, marks in _TYPED:
        text = typed.sub(marks, text)
    found = (each.strip().rstrip(",.").rstrip() for each in (*_double(text), *_single(text)))
    return [words for words in found if words]


def only_quoting(quotes: Iterable[str]) -> str:
    """A statement that says what the quotes say and nothing else: each once, an ellipsis between what stands apart."""
    return " … ".join(dict.fromkeys(" ".join(quote.split()) for quote in quotes))


def _double(text: str) -> list[str]:
    quoted, at = [], 0
    while at < len(text):
        closers = _CLOSING.get(text[at])
        opens = text[at] not in "”″" or _ONE_SIDED.match(text, at)
        at += 1
        if closers and opens:
            end = next((place for place in range(at, len(text)) if text[place] in closers), len(text))
            quoted.append(text[at:end])
            at = end + 1
    return quoted


def _single(text: str) -> list[str]:
    ends = {
        closing: [match.start() for match in closing.finditer(text)]
        for closing in {each for closings in _SINGLE_CLOSING.values() for each in closings}
    }
    quoted, end = [], 0
    for opening in _SINGLE_OPENING.finditer(text):
        found = (_after(ends[closing], opening.end()) for closing in _SINGLE_CLOSING[opening.group()])
        after = next((place for place in found if place), None)
        if opening.start() >= end and after:
            quoted.append(text[opening.end() : after])
            end = after
    return quoted


def _after(places: list[int], start: int) -> int | None:
    """The first of these places that lies behind another one."""
    number = bisect_right(places, start)
    return places[number] if number < len(places) else None
