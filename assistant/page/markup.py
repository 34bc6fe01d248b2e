"""Text as HTML: the only way in which words of a document, a person or a model reach the page's markup."""

from __future__ import annotations

import re
from html import escape

from assistant.sources import plain

_TEMPLATE = {ord(c): f"&#{ord(c)};" for c in "$`{}"}
"""Signs that steer templates; as entities they are text even where one would be evaluated by mistake."""
_UNSHOWN = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u202a-\u202e\u2066-\u2069\ud800-\udfff]")


def text(words: str) -> str:
    """The words as they are, escaped for an element and for a quoted attribute; line breaks stay."""
    return escape(_UNSHOWN.sub("\ufffd", words), quote=True).translate(_TEMPLATE)


def line(words: str) -> str:
    """The words on one line."""
    return text(plain(words))


def attributes(**values: str | int | None) -> str:
    """HTML attributes, with a dash for each underscore; None is left out."""
    return "".join(
        f' {name.rstrip("_").replace("_", "-")}="{text(str(value))}"'
        for name, value in values.items()
        if value is not None
    )


def button(inner: str, kind: str, **values: str | int | None) -> str:
    """A button of a kind, as in ``qp-chip``, around HTML."""
    return f'<button type="button"{attributes(class_=kind, **values)}>{inner}</button>'
