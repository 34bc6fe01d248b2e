"""Words of one closed set, of which one is never the other: seasons, frequencies, parties to a contract. Listed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from assistant.english import BE, is_past
from assistant.gate_antonyms import clauses

# ruff: noqa: SIM905  words read best as words

_SETS = """
    landlord lessor / tenant lessee / guarantor; buyer purchaser / seller vendor; employer / employee; lender /
    borrower; creditor / debtor; plaintiff claimant / defendant; licensor / licensee; insurer / insured
    policyholder; prosecution prosecutor / defence defense; customer client / supplier contractor / subcontractor;
    teacher / pupil; doctor physician / patient; host / guest; winner / loser; sender / recipient; author /
    publisher; son / daughter; father / mother; uncle / aunt; nephew / niece; grandson / granddaughter; boy / girl;
    man men / woman women; grandfather / grandmother; spring / summer / autumn / winter; morning / afternoon /
    evening night / noon midday / midnight; hourly / daily / weekly / fortnightly / monthly / quarterly / yearly
    annually annual; north northern / south southern / east eastern / west western / northeast northeastern /
    northwest northwestern / southeast southeastern / southwest southwestern; left / right; black / white / red /
    blue / green / yellow / brown / grey gray / orange / purple / pink; gold golden / silver / bronze; breakfast /
    lunch / dinner supper; positive / negative; maximum / minimum; internal / external; interior / exterior;
    domestic / foreign; gross / net; input / output; inbound / outbound; arrival / departure; entrance / exit;
    majority / minority; primary / secondary / tertiary; odd / even; horizontal / vertical; indoor / outdoor; urban
    / rural; temporary / permanent; voluntary optional / compulsory mandatory obligatory; clockwise / anticlockwise
    counterclockwise; ascending / descending; front / back rear; solid / liquid / gaseous; debit / credit; asset /
    liability; weekday / weekend
"""
_VERBS_TOO = frozenset({"left", "right", "spring", "back", "even", "net", "exit", "host", "front"})
"""Members only behind one of the words below."""
_THE = frozenset("the a an its his her their on in to at this last next early late since until during of".split())
_NOT = frozenset("not never no nor without cannot t".split())
_NEAR, _WIDE = 2, 3
"""Words on either side that one of a statement, and of a quote, may bear upon."""


class _Member(NamedTuple):
    """A word of a set: which set and which side of it, the roots near it, and that of what it does or is said of."""

    text: str
    set: int
    side: int
    near: frozenset[str]
    does: str


def sibling_words(statement: str, quotes: Sequence[str]) -> Iterator[str]:
    """The words of a statement in whose place the quotes have another of their set, said of the same."""
    held = [member for quote in quotes for member in _members(quote, _WIDE)]
    for word in _members(statement, _NEAR):
        same = [member for member in held if (member.set, member.side) == (word.set, word.side)]
        others = [member for member in held if member.set == word.set and member.side != word.side]
        if same:
            taken = {member.does for member in others} - {member.does for member in same}
            exchanged = word.does != "" and word.does in taken
        else:
            exchanged = any(member.near & word.near for member in others)
        if exchanged:
            yield word.text


def _members(text: str, width: int) -> Iterator[_Member]:
    for written, roots in clauses(text):
        words = [word.lower() for word in written]
        for place, word in enumerate(words):
            found = _PLACES.get(word) or _PLACES.get(word.removesuffix("s"))
            before = words[:place]
            meant = word not in _VERBS_TOO or not _THE.isdisjoint(before[-1:])
            if found and meant and _NOT.isdisjoint(before[-_WIDE:]):
                near = [*filter(None, roots[:place])][-width:] + [*filter(None, roots[place + 1 :])][:width]
                yield _Member(word, *found, frozenset(near), _does(words, roots, place))


def _does(words: Sequence[str], roots: Sequence[str], place: int) -> str:
    """The root of the next word that tells something, or of the last one before "by"; nothing where it suffers that."""
    if "by" in words[:place][-2:]:
        before = [at for at in reversed(range(place)) if roots[at]]
        done = next((at for at in before if is_past(words[at])), next(iter(before), place))
        return roots[done] if done < place else ""
    behind = next((at for at in range(place + 1, len(words)) if roots[at]), place)
    if not BE.isdisjoint(words[place:behind]) and is_past(words[behind]):
        return ""
    return roots[behind] if behind > place else ""


_PLACES = {
    word: (number, side)
    for number, members in enumerate(_SETS.split(";"))
    for side, words in enumerate(members.split("/"))
    for word in words.split()
}
