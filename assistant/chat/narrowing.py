"""The shorter span inside a sentence that carries a statement."""

from __future__ import annotations

import re

from assistant.boundaries import whole_words
from assistant.chat.shown import Shown
from assistant.lexical import stems
from vectorstore.nouns import Span

_WORD = re.compile(r"[^\W_]+")
_MOST = 0.8
"""A span that is nearly the whole sentence narrows nothing."""


def narrowed(shown: Shown, statement: str) -> Span | None:
    """The shortest span that holds every word that the sentence shares with the statement, in offsets of the document.

    None where that is nearly all of the sentence, or nothing.
    """
    wanted = set(stems(statement))
    words = [(stem[0], Span(*word.span())) for word in _WORD.finditer(shown.text) if (stem := stems(word.group()))]
    held = [(stem, place) for stem, place in words if stem in wanted]
    best = _shortest(held, len({stem for stem, _ in held}))
    if best is None or len(best) > _MOST * len(shown.text):
        return None
    whole = whole_words(shown.text, best)
    return whole.shifted(shown.span.start)


def _shortest(held: list[tuple[str, Span]], kinds: int) -> Span | None:
    """The shortest stretch with so many different stems."""
    best: Span | None = None
    last: dict[str, int] = {}
    for stem, place in held:
        last[stem] = place.start
        if len(last) == kinds:
            found = Span(min(last.values()), place.end)
            best = found if best is None or len(found) < len(best) else best
    return best
