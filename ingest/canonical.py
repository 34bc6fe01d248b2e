"""The canonical text: what every offset counts in, fixed once for all kinds of file.

No word changes here. Letters, digits, signs and accents stay as they are, and there is no Unicode normalisation
(NFKC turns m² into m2). Only what is not text goes: the forms of a line end become one, control characters and
byte order marks are removed, lone surrogates become U+FFFD, so that the text can be encoded.
"""

from __future__ import annotations

import re

_LINE_END = re.compile("\r\n|[\r\x0b\x0c\x85\u2028\u2029]")
_SURROGATE = re.compile("[\ud800-\udfff]")
_DROPPED = (*range(0x20), *range(0x7F, 0xA0), 0xFEFF, 0xFFFE, 0xFFFF)
_TABLE = dict.fromkeys(_DROPPED, "") | dict.fromkeys(range(0x1C, 0x20), " ") | {ord("\n"): "\n", ord("\t"): "\t"}


def canonical(text: str) -> str:
    """The text with the line feed as its only line end and the tab as its only other control character.

    Law: ``canonical(canonical(x)) == canonical(x)``, and the result can be encoded as UTF-8.
    """
    if _SURROGATE.search(text):
        text = text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
    return _LINE_END.sub("\n", text).translate(_TABLE)
