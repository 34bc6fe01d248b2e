"""The numbers that Word puts before list items and headings, which stand in no text of the file."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable
from typing import NamedTuple

from docx2python import numbering_formats as formats

from ingest.loaders.docx_xml import Element, child, children, local, number, value

BULLET = "•"
_FORMATS: dict[str, Callable[[int], str]] = {
    "decimal": str,
    "decimalZero": "{:02}".format,
    "lowerLetter": formats.lower_letter,
    "upperLetter": formats.upper_letter,
    "lowerRoman": formats.lower_roman,
    "upperRoman": formats.upper_roman,
}
_PLACE = re.compile(r"%([1-9])")
_LEVELS = 9


class Level(NamedTuple):
    """How one level of a list counts."""

    form: str
    text: str
    start: int


class Numbering:
    """Counts list items in the order in which ``label`` is asked for them."""

    def __init__(self, numbering: Element | None, styles: Element | None) -> None:
        abstract = {value(e, "abstractNumId"): e for e in children(numbering, "abstractNum")}
        self._lists = {value(e, "numId"): (value(child(e, "abstractNumId")), e) for e in children(numbering, "num")}
        self._levels = {key: _levels(element) for key, element in abstract.items()}
        self._styles = {value(style, "styleId"): style for style in children(styles, "style")}
        self._counts: dict[str | None, dict[int, int]] = defaultdict(dict)
        self._begun: set[str] = set()

    def style_name(self, paragraph: Element) -> str:
        """The name of a paragraph's style, in lower case, as in ``heading 1``, whatever Word's language."""
        style = self._styles.get(value(child(paragraph, "pPr", "pStyle")))
        return (value(child(style, "name")) or "").lower()

    def label(self, paragraph: Element) -> str:
        """What stands before the paragraph: a number, a bullet, or nothing."""
        list_id, depth = self._place(paragraph)
        key, element = self._lists.get(list_id, (None, None))
        level = self._levels.get(key, {}).get(depth)
        if list_id is None or element is None or level is None:
            return ""
        self._count(list_id, key, element, depth, level)
        if level.form == "bullet":
            return BULLET
        return _PLACE.sub(lambda place: self._written(key, int(place[1]) - 1), level.text).strip()

    def _place(self, paragraph: Element) -> tuple[str | None, int]:
        own = child(paragraph, "pPr", "numPr")
        style = self._styles.get(value(child(paragraph, "pPr", "pStyle")))
        inherited = child(style, "pPr", "numPr")
        list_id = value(child(own, "numId")) or value(child(inherited, "numId"))
        return list_id, number(child(own, "ilvl"), number(child(inherited, "ilvl"), 0))

    def _count(self, list_id: str, key: str | None, element: Element, depth: int, level: Level) -> None:
        counts = self._counts[key]
        if list_id not in self._begun:
            self._begun.add(list_id)
            for override in children(element, "lvlOverride"):
                if (start := child(override, "startOverride")) is not None:
                    counts[number(override, 0, "ilvl")] = number(start, 1) - 1
        counts[depth] = counts.get(depth, level.start - 1) + 1
        for deeper in range(depth + 1, _LEVELS):
            counts.pop(deeper, None)

    def _written(self, key: str | None, depth: int) -> str:
        level = self._levels[key].get(depth)
        if level is None:
            return ""
        count = self._counts[key].get(depth, level.start)
        return _FORMATS.get(level.form, str)(count) if count > 0 else str(count)


def _levels(abstract: Element) -> dict[int, Level]:
    return {
        number(level, 0, "ilvl"): Level(
            value(child(level, "numFmt")) or "decimal",
            value(child(level, "lvlText")) or "",
            number(child(level, "start"), 1),
        )
        for level in abstract
        if local(level) == "lvl"
    }
