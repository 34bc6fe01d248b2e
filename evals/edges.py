"""Where words may be cut out of a text, as the suite of quotes judges it: no part of the product, which it measures.

Each pattern matches between two characters, where a cut would leave off what belongs to the word or number beside it.
"""

from __future__ import annotations

import re

_WORD = r"[^\W_]"
_JOINERS = "-‐‑–'’/"
_MEASURES = "thousand|million|billion|percent|per cent|km|m²|mg/l|kg|cm|min"

AFTER_SIGN = re.compile(r"(?<=[-−+±<>≤≥~$€£¥])(?=\d)")
BEFORE_UNIT = re.compile(rf"(?<=\d)(?=[%‰°$€£¥]|\s(?:[%‰°]|(?:{_MEASURES})(?!\w)))")
BEFORE_JOINER = re.compile(
    rf"(?<={_WORD})(?!['’]s(?!\w))(?=[{_JOINERS}]{_WORD})"  # a possessive may be left off
    r"|(?<=\d)(?=[.,:]\d)"
)
AFTER_JOINER = re.compile(rf"(?<={_WORD}[{_JOINERS}])(?={_WORD})|(?<=\d[.,:])(?=\d)")
_WRAPPED = re.compile(rf"(?<={_WORD}[-‐])(?=\n{_WORD})|(?<={_WORD}[-‐]\n)(?={_WORD})")
_INSIDE_WORD = re.compile(f"(?<={_WORD})(?={_WORD})")


def is_edge(text: str, at: int) -> bool:
    """Whether nothing that belongs together is parted by a cut before the character at an offset."""
    ties = (_INSIDE_WORD, _WRAPPED, AFTER_SIGN, BEFORE_UNIT, BEFORE_JOINER, AFTER_JOINER)
    return not any(tie.match(text, at) for tie in ties)
