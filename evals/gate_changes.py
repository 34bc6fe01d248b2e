"""True statements made false, one thing at a time: for ``evals.gate``."""

from __future__ import annotations

import random
import re
from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise

from assistant.english import IRREGULAR_VERBS
from assistant.gate_facts import facts
from assistant.gate_names import names
from assistant.gate_words import content

LEADS = (
    "The suit alleges that ",
    "According to the suit, ",
    "Prosecutors suspect that ",
    "It is a myth that ",
    "It is false that ",
    "He was accused of claiming that ",
    "Her lawyers deny that ",
)
"""Put before a quote, they make it say that somebody alleges it, or that it is not so."""
_PAIRS = (
    "at least/at most, more than/less than, over/under, above/below, before/after, next/last, first/last, "
    "earlier/later, Before/After, up to/at least, Over/Under"
)
_TURNED = {one: other for pair in _PAIRS.split(", ") for one, other in (pair.split("/"), pair.split("/")[::-1])} | {
    "some": "most",
    "Some": "Most",
}
_FACING = (
    "began/ended, begins/ends, begin/end, started/stopped, starts/stops, start/stop, joined/left, joins/leaves, "
    "rose/fell, rises/falls, rise/fall, increased/decreased, increases/decreases, increase/decrease, good/bad, "
    "better/worse, best/worst, large/small, larger/smaller, largest/smallest, high/low, higher/lower, "
    "highest/lowest, long/short, old/new, older/newer, oldest/newest, early/late, strong/weak, rich/poor, hot/cold, "
    "easy/difficult, allowed/forbidden, allows/forbids, allow/forbid, opened/closed, opens/closes, open/closed, "
    "accepted/refused, accept/refuse, bought/sold, buys/sells, buy/sell, gave/took, won/lost, wins/loses, win/lose, "
    "built/destroyed, build/destroy, lived/died, appeared/disappeared, supported/opposed, support/oppose, "
    "added/removed, included/excluded, possible/impossible, likely/unlikely, legal/illegal, able/unable, "
    "agreed/disagreed, same/different, public/private, success/failure, victory/defeat, moved to/moved from, went "
    "to/came from"
)
_OPPOSITE = {one: other for pair in _FACING.split(", ") for one, other in (pair.split("/"), pair.split("/")[::-1])}
_PARTICIPLES = "|".join(forms[-1] for forms in IRREGULAR_VERBS)
_DONE = re.compile(rf"\b(was|were|is|are|been) (\w+ed|{_PARTICIPLES})\b")
_ROWS = (
    "January February March April May June July August September October November December January",
    "Monday Tuesday Wednesday Thursday Friday Saturday Sunday Monday",
    "one two three four five six seven eight nine ten eleven twelve twenty thirty forty fifty",
    "first second third fourth fifth",
)
_SIBLINGS = (
    "landlord tenant landlord, buyer seller buyer, plaintiff defendant plaintiff, employer employee employer, "
    "son daughter son, father mother father, brother sister brother, husband wife husband, king queen king, "
    "boy girl boy, boys girls boys, men women men, man woman man, summer winter spring autumn summer, "
    "morning evening afternoon morning, daily weekly monthly daily, north west south east north, "
    "northern western southern eastern northern, black white red green blue black, positive negative positive, "
    "maximum minimum maximum, internal external internal, majority minority majority, river lake river, "
    "sea desert sea, mountain forest mountain, village town village, cities villages cities, church mosque church, "
    "school hospital school, schools hospitals schools, university museum university, mill farm mill, "
    "teachers doctors teachers, doctor lawyer doctor, president mayor president, army navy army, gold copper gold, "
    "oil coal oil, water milk water, food clothing food, car train car, cars trains cars, book film book, "
    "song poem song, police soldiers police, dogs horses dogs, trees flowers trees, music painting music, "
    "war famine war, law treaty law, parliament court parliament, breakfast lunch breakfast, gas water gas, "
    "children adults children, students teachers students, oxygen nitrogen oxygen, engine wheel engine"
)
"""Each in the place of the one before; most are in no set that the gate knows."""
_SIBLING = {one: other for row in _SIBLINGS.split(", ") for one, other in pairwise(row.split())}
_NEXT = {one: other for row in _ROWS for one, other in pairwise(row.split())}


def changes(
    said: str, chance: random.Random, others: Sequence[str], plain: Sequence[str]
) -> Iterator[tuple[str, str | None]]:
    """Each way to make a statement false by its words, and what it then says; None where it allows none."""
    value = next((fact.words for fact in facts(said) if re.search(r"\d", fact.words)), None)
    yield "number", value and said.replace(value, re.sub(r"\d(?=\D*$)", lambda m: str((int(m[0]) + 1) % 10), value))
    yield "name", renamed(said, chance.choice([each for each in others if each not in said] or [""]))
    yield "denied", re.sub(r"\b(was|is|were|are|has|had|will|can)\b(?! not)", r"\1 not", said, count=1)
    yield "affirmed", re.sub(r"\b(?:not|never) |n't\b", "", said, count=1)
    yield "invented place", re.sub(r"\.?$", " in Harlow.", said, count=1)
    yield "invented fact", re.sub(r"\.?$", " and was later burnt by a neighbour.", said, count=1)
    word = chance.choice(plain_words(said) or [""])
    yield "another word", word and re.sub(rf"\b{re.escape(word)}\b", _another(word, chance, plain), said, count=1)
    yield "all", re.sub(r"^(?:some|many|several|most|a few|the) ", "All ", said, flags=re.IGNORECASE)
    yield "bound or order turned", _exchanged(said, _TURNED)
    yield "opposite", _exchanged(said, _OPPOSITE)
    yield "month, weekday or number word", _exchanged(said, _NEXT)
    yield "sibling word", _exchanged(said, _SIBLING)


def renamed(said: str, other: str | None) -> str | None:
    """With another name in the place of its first one."""
    name = next(iter(names(said)), None)
    return said.replace(name, other) if name and other else None


def limited(quote: str, said: str) -> str:
    """The quote with an "almost" before each thing done that the statement tells of too."""
    return _DONE.sub(lambda match: f"{match[1]} almost {match[2]}" if match[2] in said.split() else match[0], quote)


def _exchanged(said: str, table: Mapping[str, str]) -> str | None:
    """With the first of a table's words that stands in it changed for what the table has for it."""
    found = re.search(rf"\b(?:{'|'.join(map(re.escape, table))})\b", said)
    return found and said[: found.start()] + table[found[0]] + said[found.end() :]


def plain_words(said: str) -> list[str]:
    """The words of a statement that are no names, numbers or function words."""
    return [word for word in re.findall(r"\b[a-z]{4,}\b", said) if content(word)]


def _another(word: str, chance: random.Random, plain: Sequence[str]) -> str:
    """A word of another statement that ends as this one does, as "moved" and "opened" do."""
    alike = [other for other in plain if other[-2:] == word[-2:] and other[:4] != word[:4]]
    return chance.choice(alike or list(plain))
