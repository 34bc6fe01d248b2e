"""Words of general English that say the opposite of each other about one thing: "began" and "ended". Listed tables."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import dropwhile, takewhile
from typing import NamedTuple

from assistant.english import BE, IRREGULAR_VERBS
from assistant.lexical import stems
from assistant.presentation import SAME

# ruff: noqa: SIM905  words read best as words

_FACING = """
    begin start commence launch / end stop finish cease conclude terminate expire;
    join enter / leave quit resign exit; arrive / depart leave; open / close shut; appear / disappear vanish;
    rise increase grow climb soar raise gain / fall decrease drop decline shrink plunge reduce lower;
    expand / shrink; improve / worsen deteriorate; strengthen / weaken; build create founded / destroy demolish;
    add / remove; include / exclude; allow permit / disallow forbid forbade forbidden ban prohibit;
    accept / refuse reject decline; approve / disapprove reject; agree / disagree; support favour favor / oppose;
    love like / hate dislike; succeed / fail; remember / forget; live survive / die; attack / defend;
    hire appoint / dismiss sack; arrest detain / release; marry / divorce; encourage / discourage;
    good better best / bad worse worst poor;
    large larger largest big bigger biggest / small smaller smallest little tiny;
    high higher highest / low lower lowest; long longer longest / short shorter shortest;
    new newer newest / old older oldest;
    young younger youngest / old older oldest; strong stronger strongest / weak weaker weakest; early / late;
    rich richer richest / poor poorer poorest; hot hotter hottest warm warmer / cold colder coldest cool cooler;
    easy easier / hard harder difficult; fast faster quick quicker / slow slower; full / empty; wet / dry; alive / dead;
    true / false untrue; right correct / wrong incorrect; safe / dangerous unsafe; same / different; public / private;
    possible / impossible; likely / unlikely; legal lawful / illegal unlawful; able / unable; guilty / innocent;
    major / minor; male / female; upper / lower; up / down; inside / outside; advantage / disadvantage;
    success / failure; victory / defeat; profit / loss
"""
_GIVING = (
    "buy / sell; lend / borrow; give / take receive get; send / receive; win / lose; import / export; teach / learn"
)
"""Verbs of two sides: who sold to one bought from nobody, but that one bought."""
_WAYS = "to into toward towards / from"
"""Behind a verb of moving or giving."""
_MOVING_VERBS = """
    come go move travel return bring take send give buy sell lend borrow receive get ship carry export import flow run
    walk ride drive fly sail emigrate immigrate transfer
"""
_NOT = frozenset("not never no nor without cannot t hardly barely scarcely".split())
"""The last of "didn't" too."""
_WORD = re.compile(r"[^\W_]+")
_CLAUSE_END = re.compile(r"[.;:!?()]")
_NEAR, _WIDE, _FAR = 2, 3, 5
"""Words on either side that one of a statement, and of a quote, may bear upon; words before it that bear upon "to"."""


class _Placed(NamedTuple):
    """A word that has an opposite, its root, the roots near it, and those of who does it, as far as that is told."""

    text: str
    root: str
    near: set[str]
    doers: set[str]


def opposed_words(statement: str, quotes: Sequence[str]) -> Iterator[str]:
    """The words of a statement of which the quotes have only the opposite, said of the same."""
    held = [word for quote in quotes for word in _placed(quote, _WIDE)]
    for word in _placed(statement, _NEAR):
        beside = [other for other in held if other.near & word.near]
        turned = any(_is_opposite(word, other) for other in beside)
        if turned and not any(other.root in _LIKE[word.root] for other in beside):
            yield word.text


def said_as(word: str, quotes: Sequence[str]) -> bool:
    """Whether a quote has a word of the same side, as "expires" stands for "ends"."""
    like = _LIKE.get(root_of(word.lower()), frozenset[str]())
    return any(root_of(other.lower()) in like for quote in quotes for other in _WORD.findall(quote.translate(SAME)))


def clauses(text: str) -> Iterator[tuple[list[str], list[str]]]:
    """The words of each clause, and their roots."""
    for clause in _CLAUSE_END.split(text.translate(SAME)):
        words = _WORD.findall(clause)
        yield words, [root_of(word.lower()) for word in words]


def _is_opposite(one: _Placed, other: _Placed) -> bool:
    if other.root in _AGAINST.get(one.root, ()):
        return True
    return other.root in _GIVEN_AGAINST.get(one.root, ()) and not one.doers.isdisjoint(other.doers)


def _placed(text: str, width: int) -> Iterator[_Placed]:
    """Each word that has an opposite and is not denied, with the roots of so many words on either side of it."""
    for words, roots in clauses(text):
        for place, root in enumerate(roots):
            denied = not _NOT.isdisjoint(word.lower() for word in words[:place][-_WIDE:])
            if root in _LIKE and not denied and (root not in _WAY or not _MOVING.isdisjoint(roots[:place][-_FAR:])):
                yield _at(words, roots, place, width)


def _at(words: Sequence[str], roots: Sequence[str], place: int, width: int) -> _Placed:
    before = [root for root in roots[:place] if root and root not in _WAY]
    behind = [root for root in roots[place + 1 :] if root and root not in _WAY]
    near = set(behind[:_NEAR]) if roots[place] in _WAY else {*before[-width:], *behind[:width]}
    passive = not BE.isdisjoint(word.lower() for word in words[:place][-2:])
    doers = _named_behind_by(words[place + 1 :], roots[place + 1 :]) if passive else {*before[-1:]}
    return _Placed(words[place], roots[place], near, doers)


def _named_behind_by(words: Sequence[str], roots: Sequence[str]) -> set[str]:
    if "by" not in words:
        return set()
    behind = dropwhile(lambda root: not root, roots[words.index("by") + 1 :])
    return {*takewhile(lambda root: root and root not in _WAY, behind)}


@lru_cache(maxsize=20_000)
def root_of(word: str) -> str:
    """What all forms of a word have in common; nothing for a function word."""
    return word if word in _WAYS.split() else _BASES.get(word, "".join(stems(word)[:1]))


def _sides(pairs: str) -> list[tuple[set[str], set[str]]]:
    split = (pair.split("/") for pair in pairs.split(";"))
    return [({*map(root_of, one.split())}, {*map(root_of, other.split())}) for one, other in split]


def _table(pairs: Sequence[tuple[set[str], set[str]]], *, turned: bool) -> dict[str, set[str]]:
    """For each root those of its own sides, or of the sides against them."""
    found: dict[str, set[str]] = defaultdict(set)
    for one, other in (*pairs, *(pair[::-1] for pair in pairs)):
        for root in one:
            found[root] |= other if turned else one
    return dict(found)


_BASES = {form: stems(forms[0])[0] for forms in IRREGULAR_VERBS for form in forms}
_FACED, _GIVEN = _sides(f"{_FACING};{_WAYS}"), _sides(_GIVING)
_LIKE = _table([*_FACED, *_GIVEN], turned=False)
_AGAINST, _GIVEN_AGAINST = _table(_FACED, turned=True), _table(_GIVEN, turned=True)
_WAY = frozenset(_WAYS.split()) - {"/"}
_MOVING = frozenset(map(root_of, _MOVING_VERBS.split()))
