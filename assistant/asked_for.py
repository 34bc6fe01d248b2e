"""Whom a question asked for by kin or role: "Who is the daughter of Rossi?" asks for another than Rossi."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from assistant.english import FEMALE_CUES, MALE_CUES
from assistant.mentions import TEXT, Sort, names, same_name, sort_of
from assistant.nouns import Turn
from vectorstore.nouns import Span
from vectorstore.sentences import sentences

_LONGEST = 200
"""Characters of a question that can ask so."""
_PAIRS = (("father", "mother"), ("son", "daughter"), ("brother", "sister"), ("uncle", "aunt"))


class AskedFor(NamedTuple):
    """The person by name, or else in the words of the question; what such a name would be; and the role."""

    called: str
    sort: Sort
    role: str

    def is_meant(self, owned: str) -> bool:
        """Whether the pronoun before this word means the person: behind a father, "his mother" is the same child's."""
        return not any(self.role in pair and owned in pair for pair in _PAIRS)


def asked_for(turn: Turn) -> AskedFor | None:
    """Whom the turn's question asked for by what they are to somebody; None where it asked otherwise."""
    match = _ASKS.fullmatch(turn.question.strip(" ?!.")[:_LONGEST])
    if match is None:
        return None
    role, owner = match["role"] or match["owned"], match["owner"] or match["of"]
    name, kin = _named(turn, role, owner), _kin(role)
    called = name or match["whom"]
    if _LIKE_A_PRONOUN.search(called):
        return None
    return AskedFor(called, sort_of(name or "") if kin is Sort.UNKNOWN else kin, role)


def _kin(role: str) -> Sort:
    words = set(re.findall(r"[a-z]+", role.lower()))
    if not words.isdisjoint(FEMALE_CUES):
        return Sort.WOMAN
    return Sort.UNKNOWN if words.isdisjoint(MALE_CUES) else Sort.MAN


def _named(turn: Turn, role: str, owner: str) -> str | None:
    """The name that answers: the short answer's, or the one that stands nearest to the role."""
    text = turn.text[:TEXT]
    others = [name for name in names(text) if name not in owner and not same_name(name, owner)]
    short = [name for name in names(f"x {turn.short}") if name not in owner and not same_name(name, owner)]
    if short:
        return next((name for name in others if same_name(name, short[0]) and len(name) > len(short[0])), short[0])
    near = min(_apart(text, role.rsplit(maxsplit=1)[-1], others), default=None)
    return near[1] if near else None


def _apart(text: str, role: str, called: Sequence[str]) -> Iterator[tuple[int, str]]:
    """Each name that stands in a sentence with the role, and the characters between them."""
    for said in (place.of(text) for place in sentences(text)):
        for name in called:
            for at in _places(name, said):
                yield from ((max(at.start - each.end, each.start - at.end), name) for each in _places(role, said))


def _places(words: str, said: str) -> list[Span]:
    found = re.finditer(rf"(?<!\w){re.escape(words)}(?!\w)", said, re.IGNORECASE)
    return [Span(*each.span()) for each in found]


_NAME = r"(?:(?:the|a|an) )?[A-ZÀ-ÖØ-Þ][\w.’'-]*(?: (?:of the |of |de |van |von )?[A-ZÀ-ÖØ-Þ][\w.’'-]*)*"
_SOMEBODY = rf"(?:{_NAME}|(?:the|a|an) [\w-]+)"
_ROLE = r"[a-z][\w-]*(?: [a-z][\w-]*){0,2}"
_LIKE_A_PRONOUN = re.compile(r"\b(?:he|him|his|she|hers?|it|its|them|they|theirs?|these|those)\b", re.IGNORECASE)
"""A name that holds such a word would be read as a pronoun where it is put."""
_ASKS = re.compile(
    rf"(?:[Aa]nd )?[Ww]ho (?:is|was) "
    rf"(?P<whom>(?:the|a|an) (?P<role>{_ROLE}) (?:of|to) (?P<owner>{_SOMEBODY})"
    rf"|(?P<of>{_SOMEBODY})(?:['’]s|(?<=s)['’]) (?P<owned>{_ROLE}))"
)
