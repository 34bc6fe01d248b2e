"""What of the sentences that a model points at carries a statement: the fewest of them, and the span inside each."""

from __future__ import annotations

import re
from collections.abc import Sequence

from assistant.boundaries import whole_words
from assistant.chat.shown import Sheet, Shown
from assistant.lexical import stems
from vectorstore.nouns import Span

_WORD = re.compile(r"[^\W_]+")
_MOST = 0.8
"""A span that is nearly the whole sentence narrows nothing."""
_SLIPPED = 0.3
"""The share of a statement's words that another sentence must hold beyond those of the cited ones."""


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


def proving(statement: str, cited: Sequence[Shown], shown: Sheet) -> list[Shown]:
    """Of the cited sentences those that share words with the statement which the others do not, best first.

    Where another sentence that was shown shares far more of them, the model has slipped in the number, and that one is
    taken. Whether any of it proves the statement is for the gate to say.
    """
    wanted = set(stems(statement))
    held = {each.number: wanted & set(stems(each.text)) for each in shown.shown}
    best = max(shown.shown, key=lambda each: len(held[each.number]))
    if len(held[best.number]) - max(len(held[each.number]) for each in cited) > _SLIPPED * len(wanted):
        return [best]
    chosen: list[Shown] = []
    left = wanted
    while more := [each for each in cited if held[each.number] & left]:
        chosen.append(max(more, key=lambda each: len(held[each.number] & left)))
        left = left - held[chosen[-1].number]
    return chosen or list(cited)


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
