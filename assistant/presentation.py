"""The closed table of what is presentation and not words: the only differences that are ever forgiven.

Never NFKC, which turns m² into m2. A letter, a digit, a sign, a unit, a negation, an accent and case are not in this
table.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from itertools import chain

from vectorstore.nouns import Span

EM_DASHES = "—―"
DASHES = "-‐‑‒–−﹘﹣－" + EM_DASHES
"""Dashes are equal among themselves, and never equal to nothing."""
WRAPPING_DASHES = "-‐－"
"""The dashes that a line break may have put into a word."""
LINE_BREAKS = r"\n\f\v\x85\u2028\u2029"
"""For a character class."""
SOFT_HYPHEN = "\u00ad"
"""Equal to nothing between two letters, and only there."""
LIGATURES = {"ﬀ": "ff", "ﬁ": "fi", "ﬂ": "fl", "ﬃ": "ffi", "ﬄ": "ffl", "ﬅ": "ſt", "ﬆ": "st"}
SAME = {
    **{ord(curly): "'" for curly in "‘’‚‛"},
    **{ord(curly): '"' for curly in "“”„‟"},
    **{code: chr(code - 0xFEE0) for code in range(0xFF01, 0xFF5F)},
    **dict(zip(map(ord, "￠￡￥￦"), "¢£¥₩", strict=True)),
}
"""Curly quotes to straight ones and full-width forms to plain ones, for ``str.translate``; one to one."""

TAG = r"</?(?:b|strong|i|em|u|code|mark)>"
_MARKS = re.compile(rf"\*{{1,3}}|_{{1,3}}|`+|\n[^\S\n]*\n|{TAG}", re.IGNORECASE)


def is_letter(character: str) -> bool:
    """A letter or a mark on one; False for the empty string."""
    return character.isalpha() or (bool(character) and unicodedata.category(character)[0] == "M")


def balanced_markup(text: str) -> list[Span]:
    """Where markup stands in balanced pairs around words, in order, as in ``**bold**``, ``_em_`` and ``<b>bold</b>``.

    A pair does not reach over an empty line. Time is linear in the text.
    """
    pairs: list[tuple[Span, Span]] = []
    open_marks: list[tuple[str, Span]] = []
    waiting: Counter[str] = Counter()
    for match in _MARKS.finditer(text):
        mark, span = match.group().lower().replace("/", ""), Span(*match.span())
        if mark.startswith("\n"):
            open_marks.clear()
            waiting.clear()
        elif waiting[mark] and _closes(text, span):
            pairs.append((_opener(open_marks, waiting, mark), span))
        elif _opens(text, span):
            open_marks.append((mark, span))
            waiting[mark] += 1
    return sorted(chain.from_iterable(pairs))


def _opener(open_marks: list[tuple[str, Span]], waiting: Counter[str], mark: str) -> Span:
    """Takes the innermost open mark of this kind, and those inside it, which were never closed."""
    while True:
        opened, span = open_marks.pop()
        waiting[opened] -= 1
        if opened == mark:
            return span


def _opens(text: str, span: Span) -> bool:
    if text[span.start] == "<":
        return text[span.start + 1] != "/"
    before, after = text[span.start - 1 : span.start], text[span.end : span.end + 1]
    return not is_word(before) and bool(after) and not after.isspace()


def _closes(text: str, span: Span) -> bool:
    if text[span.start] == "<":
        return text[span.start + 1] == "/"
    before, after = text[span.start - 1 : span.start], text[span.end : span.end + 1]
    return bool(before) and not before.isspace() and not is_word(after)


def is_word(character: str) -> bool:
    """A letter, a mark on one, or a digit of any kind; False for the empty string."""
    return character.isalnum() or is_letter(character)
