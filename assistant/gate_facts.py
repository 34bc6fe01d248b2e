"""The numbers, dates and amounts of a text as values, so that two ways to write one are equal. A closed, listed table.

``14 May 2012`` = ``May 14th, 2012`` = ``2012-05-14``; ``$6 million`` = ``$6,000,000`` = ``US$6m`` =
``six million dollars``; ``5%`` = ``five per cent``; ``third`` = ``3rd``; ``a dozen`` = ``12``.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from decimal import Decimal, InvalidOperation

from assistant.presentation import DASHES

# ruff: noqa: SIM905  words read best as words

_MONTHS = "january february march april may june july august september october november december".split()
_MONTH_OF = {name: i for i, month in enumerate(_MONTHS, 1) for name in (month, month[:3])} | {"sept": 9}
_ONES = "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen".split()
_WORD_VALUES = {word: value for value, word in enumerate([*_ONES, "seventeen", "eighteen", "nineteen"])} | {
    word: 10 * tens for tens, word in enumerate("twenty thirty forty fifty sixty seventy eighty ninety".split(), 2)
}
_SCALES = {
    **dict.fromkeys(("hundred", "hundreds"), 100),
    **dict.fromkeys(("thousand", "thousands", "k"), 1000),
    **dict.fromkeys(("million", "millions", "m", "mn"), 10**6),
    **dict.fromkeys(("billion", "billions", "bn", "b"), 10**9),
    **dict.fromkeys(("trillion", "trillions", "tn"), 10**12),
    **dict.fromkeys(("dozen", "dozens"), 12),
}
_ORDINALS = dict(
    zip("first second third fourth fifth sixth seventh eighth ninth tenth".split(), range(1, 11), strict=True)
)
_UNITS = {
    **dict.fromkeys(("%", "percent", "per cent", "percentage points"), "%"),
    **dict.fromkeys(("$", "us$", "usd", "dollar", "dollars"), "$"),
    **dict.fromkeys(("€", "eur", "euro", "euros"), "€"),
    **dict.fromkeys(("£", "gbp", "pound", "pounds"), "£"),
    **dict.fromkeys(("¥", "jpy", "yen"), "¥"),
}


@dataclass(frozen=True, slots=True)
class Fact:
    """A value with what it counts; ``words`` is how it was written.

    A date has the parts that are told, as ``{"month": 5, "day": 14}``; ``unit`` is a currency, ``%`` or what kind of
    number it is, or empty.
    """

    words: str
    value: Decimal | str
    unit: str = ""
    date: frozenset[tuple[str, int]] = frozenset()


def facts(text: str) -> list[Fact]:
    """The facts of a text in order."""
    found: list[Fact] = []
    plain = text.translate(_PLAIN)
    at = 0
    while match := _ANY.search(plain, at):
        fact = _date(match) if match["date"] else _number(match)
        at = match.end() if fact is not None else match.start() + 1
        found += [] if fact is None else [fact]
    return found


def not_carried(statement: str, quotes: Iterable[str]) -> Iterator[Fact]:
    """The facts of a statement that stand in none of the quotes."""
    known = [fact for quote in quotes for fact in facts(quote)]
    percent = _PERCENT.search(statement) is not None
    for fact in facts(statement):
        if fact.words.lower() in _NO_CLAIM:
            continue
        said = replace(fact, unit="%") if percent and fact.unit == "" and not fact.date else fact
        if not any(_carries(held, fact) or _carries(held, said) for held in known):
            yield fact


def _carries(held: Fact, said: Fact) -> bool:
    if said.date:
        return said.date <= held.date or said.date == _year(held)
    if held.date:
        return said.unit == "" and ("year", said.value) in {(part, Decimal(value)) for part, value in held.date}
    same_unit = said.unit == held.unit or (said.unit == "" and held.unit in _CURRENCIES)
    return said.value == held.value and same_unit


def _year(fact: Fact) -> frozenset[tuple[str, int]]:
    plain = isinstance(fact.value, Decimal) and fact.value == int(fact.value) and not fact.unit
    return frozenset({("year", int(fact.value))}) if plain else frozenset()


def _date(match: re.Match[str]) -> Fact | None:
    groups = match.groupdict()
    month = next((_MONTH_OF[groups[key].lower().rstrip(".")] for key in ("m1", "m2") if groups[key]), None)
    parts = {
        "year": groups["y1"] or groups["y2"] or groups["y3"],
        "month": groups["mm"] if month is None else month,
        "day": groups["d1"] or groups["d2"] or groups["dd"],
    }
    told = frozenset((name, int(value)) for name, value in parts.items() if value)
    if len(told) < 2:
        return None
    return Fact(match["date"], match["date"].lower(), "date", told)


def _number(match: re.Match[str]) -> Fact | None:
    words = match["number"]
    unit = _UNITS.get((match["currency"] or match["unit"] or "").lower().strip(), "")
    if match["code"]:
        return Fact(words, match["code"].lower(), "code")
    if match["decade"]:
        return Fact(words, Decimal(match["decade"]), "decade")
    if match["ordinal"]:
        named = match["ordinal"].lower()
        return Fact(words, Decimal(_ORDINALS.get(named) or re.sub(r"\D", "", named)), "ordinal")
    value = _value(match)
    return None if value is None else Fact(words.strip(), value, unit)


def _value(match: re.Match[str]) -> Decimal | None:
    if match["spelled"]:
        return _spelled(match["spelled"])
    try:
        value = Decimal(match["digits"].replace(",", "").replace("\u00a0", ""))
    except InvalidOperation:
        return None
    scale = _SCALES.get((match["scale"] or "").lower(), 1)
    return -value * scale if match["sign"] else value * scale


def _spelled(words: str) -> Decimal | None:
    """As in ``twenty-one million three hundred``."""
    total, current = 0, 0
    for word in re.findall(r"[a-z]+", words.lower()):
        if word in _WORD_VALUES:
            current += _WORD_VALUES[word]
        elif word in _SCALES:
            scaled = max(current, 1) * _SCALES[word]
            total, current = (total, scaled) if _SCALES[word] < 1000 else (total + scaled, 0)
    return Decimal(total + current)


_PERCENT = re.compile(r"\b(?:percent(?:age)?|per cent|share|proportion)\b", re.IGNORECASE)
"""Says of a bare number elsewhere in the sentence that it is one of a hundred."""
_CURRENCIES = frozenset("$€£¥")
_NO_CLAIM = frozenset({"one", "first", "second", "a second", "ones"})
"""Words that mostly count nothing: "one of", "at first"."""
_PLAIN = {ord(dash): "-" for dash in DASHES} | {0xA0: " ", 0x2009: " ", 0x202F: " "}
_MONTH = (
    r"(?:jan(?:uary|\.)?|feb(?:ruary|\.)?|mar(?:ch|\.)?|apr(?:il|\.)?|may|june?|july?|aug(?:ust|\.)?"
    r"|sept?(?:ember|\.)?|oct(?:ober|\.)?|nov(?:ember|\.)?|dec(?:ember|\.)?)"
)
_DAY = r"(?:0?[1-9]|[12]\d|3[01])(?!\d)"
_YEAR = r"(?:1[0-9]{3}|20[0-9]{2})(?!\d|,\d)"
_SPELLED_ONE = rf"(?:{'|'.join(sorted(_WORD_VALUES, key=len, reverse=True))})"
_SPELLED_NEXT = rf"(?:{_SPELLED_ONE}|(?:hundred|thousand|million|billion|trillion|dozen)s?)"
_SPELLED = (
    rf"(?:(?:a |an )?(?:{_SPELLED_ONE}|hundred|thousand|million|billion|dozen)(?:(?:[ -]| and ){_SPELLED_NEXT}\b)*)"
)
_ANY = re.compile(
    rf"(?P<date>\b(?P<m1>{_MONTH}) (?P<d1>{_DAY})(?:st|nd|rd|th)?(?:,? (?P<y1>{_YEAR}))?\b"
    rf"|\b(?P<d2>{_DAY})(?:st|nd|rd|th)?(?: of)? (?P<m2>{_MONTH})\b(?:,? (?P<y2>{_YEAR}))?"
    rf"|\b(?P<y3>{_YEAR})-(?P<mm>0[1-9]|1[0-2])-(?P<dd>0[1-9]|[12]\d|3[01])\b)"
    r"|(?P<number>(?P<decade>\b\d{4})'?s\b"
    rf"|\b(?P<ordinal>\d+(?:st|nd|rd|th)|{'|'.join(_ORDINALS)})\b"
    r"|(?P<code>\b(?:[a-z]+[-/.]?\d[\w]*(?:[-/.]\w+)*|\d+[a-z]+\d\w*|\d+(?:[:./]\d+){2,}|\d+[:/]\d+)\b)"
    rf"|(?:(?P<currency>(?:us)?\$|[€£¥]|\b(?:usd|eur|gbp|jpy)\b) ?)?(?P<sign>(?<![\w-])-)?"
    r"(?:(?P<digits>(?:\b|(?<=[$€£¥-]))\d{1,3}(?:,\d{3})+(?:\.\d+)?|(?:\b|(?<=[$€£¥-]))\d+(?:\.\d+)?)"
    rf"(?:[ -]?(?P<scale>hundred|thousand|million|billion|trillion|bn|mn|tn|k|m|b)\b)?|\b(?P<spelled>{_SPELLED})\b)"
    r"(?:[ -]?(?P<unit>%|percent\b|per cent\b|percentage points\b|dollars?\b|euros?\b|pounds?\b|yen\b))?)",
    re.IGNORECASE,
)
