"""The numbers, dates and amounts of a text as values, so that two ways to write one are equal. A closed, listed table.

``14 May 2012`` = ``May 14th, 2012`` = ``2012-05-14``; ``$6 million`` = ``$6,000,000`` = ``US$6m`` =
``six million dollars``; ``5%`` = ``five per cent``; ``third`` = ``3rd``; ``a dozen`` = ``12``.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal, InvalidOperation

from assistant.gate_numerals import (
    ANY,
    CURRENCIES,
    MEASURE_OF,
    MONTH_OF,
    NO_CLAIM,
    ORDINALS,
    PERCENT,
    PLAIN,
    SCALES,
    TIMES,
    UNITS,
    WEEKDAY_OF,
    WORD_VALUES,
    share,
)
from assistant.gate_sides import bound
from assistant.lexical import stems

_MONTH_GROUPS = ("m1", "m2", "m3", "m4")
_NEAR = 40
"""Characters after a number in which what it counts is looked for."""
_SHARE_OF = re.compile(
    rf"(?:\b(?:{'|'.join(WORD_VALUES)}|half|thirds?|quarters?|fifths?|tenths?|some|most|many|several|few|none"
    r"|minority|majority|part|percent|per cent)|\d|%) of (?:the |its |his |her |their |our |these |those )?$",
    re.IGNORECASE,
)
"""Before the number of a whole of which only a part is told about."""


@dataclass(frozen=True, slots=True)
class Fact:
    """A value with what it counts; ``words`` is how it was written.

    A date has the parts that are told, as ``{"month": 5, "day": 14}``; ``unit`` is a currency, ``%`` or what kind of
    number it is, or empty. ``counts`` is the stem of the next word, ``measure`` the unit directly behind it, and
    ``bound`` says on which side of the value it is. ``behind`` is the stem behind what it counts, and ``is_whole``
    tells that only a part of these is spoken of: "five of the twelve workers stayed".
    """

    words: str
    value: Decimal | str
    unit: str = ""
    date: frozenset[tuple[str, int]] = frozenset()
    counts: str = ""
    measure: str = ""
    bound: str = ""
    behind: str = ""
    is_whole: bool = False


def facts(text: str) -> list[Fact]:
    """The facts of a text in order."""
    found: list[Fact] = []
    plain = text.translate(PLAIN)
    at = 0
    while match := ANY.search(plain, at):
        fact = _date(match) if match["date"] else _number(match)
        at = match.end() if fact is not None else match.start() + 1
        found += [] if fact is None else [_placed(fact, plain[: match.start()], plain[match.end() :])]
    return found


def not_carried(statement: str, quotes: Iterable[str]) -> Iterator[Fact]:
    """The facts of a statement that stand in none of the quotes."""
    known = [fact for quote in quotes for fact in facts(quote)]
    percent = PERCENT.search(statement) is not None
    for fact in facts(statement):
        said = replace(fact, unit="%") if percent and fact.unit == "" and not fact.date else fact
        if fact.words.lower() in NO_CLAIM:
            carried = not _is_instead(fact, known)
        else:
            carried = any(carries(held, fact) or carries(held, said) for held in known) or _is_told_apart(fact, known)
        if not carried:
            yield fact


def carries(held: Fact, said: Fact) -> bool:
    """Whether one fact proves another: the same value of the same thing, or a date that tells more.

    What is told of a part is not told of the whole.
    """
    if held.is_whole and not said.is_whole and said.behind == held.behind != "":
        return False
    if said.date:
        return said.date <= held.date or said.date == _year(held)
    if held.date:
        return said.unit == "" and ("year", said.value) in {(part, Decimal(value)) for part, value in held.date}
    same_unit = said.unit == held.unit or (said.unit == "" and held.unit in CURRENCIES)
    same_measure = not (said.measure and held.measure) or said.measure == held.measure
    return said.value == held.value and same_unit and same_measure


def is_same_kind(one: Fact, other: Fact) -> bool:
    """Whether one value may stand in the other's place: dates of the same parts, amounts or counts of one."""
    if _is_date(one) or _is_date(other):
        parts = [{part for part, _ in fact.date or _year(fact)} for fact in (one, other)]
        return parts[0] == parts[1] and _is_date(one) and _is_date(other)
    same = one.unit == other.unit and one.measure == other.measure
    return same and bool(one.unit or one.measure or (one.counts and one.counts == other.counts))


def _is_date(fact: Fact) -> bool:
    """A whole number may be a year only from four figures on."""
    return bool(fact.date) or (isinstance(fact.value, Decimal) and 1000 <= fact.value <= 2100 and not fact.measure)


def _is_instead(said: Fact, known: Sequence[Fact]) -> bool:
    """Whether the quotes have another number before the same word, and never this one: "one" for "five of them"."""
    same = {held.value for held in known if said.counts and held.counts == said.counts and held.unit == said.unit}
    return bool(same) and said.value not in same


def _is_told_apart(said: Fact, known: Sequence[Fact]) -> bool:
    """Whether a month and its year stand in the quotes one by one."""
    alone = [held.date or _year(held) for held in known if len(held.date) < 2]
    return bool(said.date) and all(frozenset({part}) in alone for part in said.date)


def _placed(fact: Fact, before: str, after: str) -> Fact:
    """The fact with what stands around it."""
    behind = re.match(r"[ -]?([a-z]+(?:\.[a-z]\b)?)", after, re.IGNORECASE)
    measure = MEASURE_OF.get(behind[1].lower(), "") if behind else ""
    counts, told = [*stems(re.split(r"[.;:,!?()]", after[:_NEAR])[0]), "", ""][:2]
    is_whole = _SHARE_OF.search(before) is not None
    return replace(fact, counts=counts, measure=measure, bound=bound(before, after), behind=told, is_whole=is_whole)


def _year(fact: Fact) -> frozenset[tuple[str, int]]:
    plain = isinstance(fact.value, Decimal) and fact.value == int(fact.value) and not fact.unit
    return frozenset({("year", int(fact.value))}) if plain else frozenset()


def _date(match: re.Match[str]) -> Fact:
    groups = match.groupdict()
    month = next((MONTH_OF[groups[key].lower().rstrip(".")] for key in _MONTH_GROUPS if groups[key]), None)
    parts = {
        "year": groups["y1"] or groups["y2"] or groups["y3"] or groups["y4"],
        "month": groups["mm"] if month is None else month,
        "day": groups["d1"] or groups["d2"] or groups["dd"],
        "weekday": WEEKDAY_OF[groups["weekday"].lower().removesuffix("s")] if groups["weekday"] else None,
    }
    told = frozenset((name, int(value)) for name, value in parts.items() if value)
    return Fact(match["date"], match["date"].lower(), "date", told)


def _number(match: re.Match[str]) -> Fact | None:
    words = match["number"]
    unit = UNITS.get((match["currency"] or match["unit"] or "").lower().strip(), "")
    if match["code"]:
        return Fact(words, match["code"].lower(), "code")
    if match["part"]:
        return Fact(words, share(words), "%")
    if match["times"]:
        return Fact(words, Decimal(next(value for begun, value in TIMES.items() if words.lower().startswith(begun))))
    if match["decade"]:
        return Fact(words, Decimal(match["decade"]), "decade")
    if match["ordinal"]:
        named = match["ordinal"].lower()
        return Fact(words, Decimal(ORDINALS.get(named) or re.sub(r"\D", "", named)), "ordinal")
    value = _value(match)
    return None if value is None else Fact(words.strip(), value, unit)


def _value(match: re.Match[str]) -> Decimal | None:
    if match["spelled"]:
        return _spelled(match["spelled"])
    try:
        value = Decimal(match["digits"].replace(",", "").replace("\u00a0", ""))
    except InvalidOperation:
        return None
    scale = SCALES.get((match["scale"] or "").lower(), 1)
    return -value * scale if match["sign"] else value * scale


def _spelled(words: str) -> Decimal | None:
    """As in ``twenty-one million three hundred``."""
    total, current = 0, 0
    for word in re.findall(r"[a-z]+", words.lower()):
        if word in WORD_VALUES:
            current += WORD_VALUES[word]
        elif word in SCALES:
            scaled = max(current, 1) * SCALES[word]
            total, current = (total, scaled) if SCALES[word] < 1000 else (total + scaled, 0)
    return Decimal(total + current)
