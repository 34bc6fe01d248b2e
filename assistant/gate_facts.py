"""The numbers, dates and amounts of a text as values, so that two ways to write one are equal. A closed, listed table.

``14 May 2012`` = ``May 14th, 2012`` = ``2012-05-14``; ``$6 million`` = ``$6,000,000`` = ``US$6m`` =
``six million dollars``; ``5%`` = ``five per cent``; ``third`` = ``3rd``; ``a dozen`` = ``12``; ``12 345`` = ``12,345``;
``12 €`` = ``€12``; ``3 p.m.`` = ``15:00``; ``60 km/h`` = ``60 kilometres per hour``; ``1990-94`` ends in 1994.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal, InvalidOperation
from functools import lru_cache

from assistant.english import CALENDAR_WORDS, NUMBER_WORDS
from assistant.gate_numerals import (
    ANY,
    CURRENCIES,
    MEASURE,
    MEASURE_OF,
    MONTH_OF,
    NO_CLAIM,
    ORDINALS,
    PERCENT,
    PLAIN,
    RATE,
    SCALES,
    SPEEDS,
    TIMES,
    UNITS,
    WEEKDAY_OF,
    WORD_VALUES,
    share,
)
from assistant.gate_sides import bound
from assistant.lexical import content_words, stems

_MONTH_GROUPS = ("m1", "m2", "m3", "m4")
_NEAR, _BEHIND, _BEFORE = 40, 80, 60
"""Characters behind a number in which what it counts is looked for, and all that are read behind it and before it."""
_CLOCK, _HALF_DAY = "clock", 720
"""The unit of a time of day, in minutes, of which "am" or "pm" is the measure."""
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
    number it is, or empty. ``counts`` is the stem of the next word, ``measure`` the unit directly behind it, ``rate``
    the time in which it is so much, and ``bound`` says on which side of the value it is. ``behind`` is the stem behind
    what it counts, ``direct`` says that nothing stands between, and ``lead`` is the stem of the word before it.
    ``is_whole`` tells that only a part of these is spoken of: "five of the twelve workers stayed". ``place`` is where
    it is written, in the text's offsets, and ``tail`` where its measure and its rate are, if these stand next.
    """

    words: str
    value: Decimal | str
    unit: str = ""
    date: frozenset[tuple[str, int]] = frozenset()
    counts: str = ""
    measure: str = ""
    rate: str = ""
    bound: str = ""
    behind: str = ""
    direct: bool = False
    lead: str = ""
    is_whole: bool = False
    place: range = range(0)
    tail: range = range(0)


@lru_cache(maxsize=256)
def facts(text: str) -> tuple[Fact, ...]:
    """The facts of a text in order; each rule asks for those of the same quotes."""
    found: list[Fact] = []
    plain = text.translate(PLAIN)
    at = 0
    while match := ANY.search(plain, at):
        fact = _date(match) if match["date"] else _number(match)
        at = match.start() + 1
        if fact is not None:
            found.append(_placed(fact, match))
            at = match.end() + len(_measured(match))
    return tuple(found)


def not_carried(statement: str, quotes: Iterable[str]) -> Iterator[Fact]:
    """The facts of a statement that stand in none of the quotes, or there of another thing."""
    known = [fact for quote in quotes for fact in facts(quote)]
    for fact in facts(statement):
        stands = fact.words.lower() in NO_CLAIM or _proofs(fact, statement, known) or _is_told_apart(fact, known)
        if not stands or _is_instead(fact, known):
            yield fact


def without_carried(statement: str, quotes: Sequence[str]) -> str:
    """The statement as long as it was, with blanks for numbers that the quotes prove, and their measures."""
    known = [fact for quote in quotes for fact in facts(quote)]
    hidden: set[int] = set()
    for fact in facts(statement):
        proofs = _proofs(fact, statement, known)
        hidden.update(fact.place if proofs else ())
        hidden.update(fact.tail if any(_measures_same(held, fact) for held in proofs) else ())
    return "".join(
        character if at not in hidden else " " if at - 1 in hidden else "0" for at, character in enumerate(statement)
    )


def carries(held: Fact, said: Fact) -> bool:
    """Whether one fact proves another: the same value of the same thing, or a date that tells more.

    What is told of a part is not told of the whole.
    """
    if held.is_whole and not said.is_whole and said.behind == held.behind != "":
        return False
    if said.unit == "code":
        return (said.value, said.unit) == (held.value, held.unit)
    if said.date:
        return said.date <= held.date or said.date == _year(held)
    if held.date:
        return said.unit == "" and ("year", said.value) in {(part, Decimal(value)) for part, value in held.date}
    if held.unit == _CLOCK and said.unit == "" == said.measure:
        return isinstance(held.value, Decimal) and said.value in (held.value / 60, held.value / 60 + 12)
    same_unit = said.unit == held.unit or (said.unit == "" == said.measure and held.unit in CURRENCIES)
    same_measure = not (said.measure and held.measure) or said.measure == held.measure
    same_rate = not (said.rate and held.rate) or said.rate == held.rate
    return said.value == held.value and same_unit and same_measure and same_rate


def is_same_kind(one: Fact, other: Fact) -> bool:
    """Whether one value may stand in the other's place: dates of the same parts, amounts or counts of one."""
    if _is_date(one) or _is_date(other):
        parts = [{part for part, _ in fact.date or _year(fact)} for fact in (one, other)]
        return parts[0] == parts[1] and _is_date(one) and _is_date(other)
    same = one.unit == other.unit and one.measure == other.measure
    return same and bool(one.unit or one.measure or (one.counts and one.counts == other.counts))


def _proofs(said: Fact, statement: str, known: Sequence[Fact]) -> list[Fact]:
    """What proves a fact of a statement; a bare number is one of a hundred too where the statement says so."""
    forms = [said]
    if said.unit == "" and not said.date and PERCENT.search(statement):
        forms.append(replace(said, unit="%"))
    return [held for held in known if any(carries(held, form) for form in forms)]


def _measures_same(held: Fact, said: Fact) -> bool:
    return (held.measure, held.rate) == (said.measure, said.rate)


def _is_date(fact: Fact) -> bool:
    """A whole number may be a year only from four figures on."""
    return bool(fact.date) or (isinstance(fact.value, Decimal) and 1000 <= fact.value <= 2100 and not fact.measure)


def _is_instead(said: Fact, known: Sequence[Fact]) -> bool:
    """Whether the quotes have another value beside the same word, and never this one: "one" for "five of them"."""
    if said.unit == "code":
        return False
    if _is_date(said) and said.unit in ("", "date"):
        told = [held for held in known if said.lead != "" and held.lead == said.lead and _is_told_of(held, said)]
        return bool(told) and not any(_agree(held, said) for held in told)
    counted = [held for held in known if said.counts != "" and _counts_same(held, said)]
    return bool(counted) and not any(carries(held, said) and _may_count_same(held, said) for held in known)


def _counts_same(held: Fact, said: Fact) -> bool:
    return held.counts == said.counts and held.unit == said.unit and not _is_date(held)


def _may_count_same(held: Fact, said: Fact) -> bool:
    """Whether it counts what the other does, with a word between or without any: "12 died in 1990, and 14 in 1991"."""
    return said.counts in (held.counts, held.behind) or (said.direct and not held.direct)


def _is_told_of(held: Fact, said: Fact) -> bool:
    """Whether both are dates of which the same parts are told, in part at least."""
    ours, theirs = ({part for part, _ in fact.date or _year(fact)} for fact in (held, said))
    return _is_date(held) and not ours.isdisjoint(theirs)


def _agree(held: Fact, said: Fact) -> bool:
    """Whether no part that both tell differs."""
    ours = dict(held.date or _year(held))
    return all(ours.get(part, value) == value for part, value in said.date or _year(said))


def _is_told_apart(said: Fact, known: Sequence[Fact]) -> bool:
    """Whether a month and its year stand in the quotes one by one."""
    alone = [held.date or _year(held) for held in known if len(held.date) < 2]
    return said.unit == "date" and all(frozenset({part}) in alone for part in said.date)


def _placed(fact: Fact, match: re.Match[str]) -> Fact:
    """The fact with what stands around it."""
    start, end = match.span()
    before, after = match.string[max(0, start - _BEFORE) : start], match.string[end : end + _BEHIND]
    written = _measured(match)
    measure, rate = _measure(written)
    often = RATE.match(after[len(written) :])
    behind = len(written) + (often.end() if often and often.start("rate") == 0 else 0)
    counts, told = [*stems(_clause(after[:_NEAR])[0]), "", ""][:2]
    return replace(
        fact,
        counts=counts,
        measure=fact.measure or measure,
        rate=rate or (often["time"].lower() if often else ""),
        bound=bound(before, after),
        behind=told,
        direct=_is_direct(after, counts),
        lead=_lead(before),
        is_whole=_SHARE_OF.search(before) is not None,
        place=range(start, end),
        tail=range(end, end + behind),
    )


def _measured(match: re.Match[str]) -> str:
    """What is written directly behind a number and measures it."""
    found = MEASURE.match(match.string, match.end())
    return found[0] if found else ""


def _measure(written: str) -> tuple[str, str]:
    """The measure and the rate that it says."""
    name = written.lstrip(" -").lower().replace("° ", "°")
    return SPEEDS.get(name) or (MEASURE_OF.get(name, name), "")


def _clause(text: str) -> list[str]:
    return re.split(r"[.;:,!?()]", text)


def _is_direct(after: str, counts: str) -> bool:
    """Whether the very next word is what it counts, and no verb: "the 16 million seen by"."""
    following = re.match(r"[ -]?(\w+)(?<!ed)(?<!ing)\b", after)
    return following is not None and stems(following[1]) == [counts]


def _lead(before: str) -> str:
    """The stem of the last word before it that is no number and no time."""
    said = content_words(re.split(r"[.;:!?()]", before)[-1])
    plain = [word for word in said if word.isalpha() and word.lower() not in NUMBER_WORDS | CALENDAR_WORDS]
    return stems(plain[-1])[0] if plain else ""


def _year(fact: Fact) -> frozenset[tuple[str, int]]:
    plain = isinstance(fact.value, Decimal) and fact.value == int(fact.value) and not fact.unit
    return frozenset({("year", int(fact.value))}) if plain else frozenset()


def _date(match: re.Match[str]) -> Fact:
    groups = match.groupdict()
    month = next((MONTH_OF[groups[key].lower().rstrip(".")] for key in _MONTH_GROUPS if groups[key]), None)
    parts = {
        "year": groups["y1"] or groups["y2"] or groups["y3"] or groups["y4"] or groups["y5"],
        "month": groups["mm"] or groups["mm4"] if month is None else month,
        "day": groups["d1"] or groups["d2"] or groups["dd"] or groups["d4"],
        "weekday": WEEKDAY_OF[groups["weekday"].lower().removesuffix("s")] if groups["weekday"] else None,
    }
    told = frozenset((name, int(value)) for name, value in parts.items() if value)
    return Fact(match["date"], match["date"].lower(), "date", told)


def _number(match: re.Match[str]) -> Fact | None:
    words = match["number"]
    if match["code"]:
        return Fact(words, match["code"].lower(), "code", _code_year(words))
    if match["hour"] or match["hour24"]:
        return _time(match)
    value, unit = _kind(match, words.lower())
    return None if value is None else Fact(words.strip(), value, unit)


def _kind(match: re.Match[str], words: str) -> tuple[Decimal | None, str]:
    """The value and its unit."""
    if match["part"]:
        return share(words), "%"
    if match["times"]:
        return Decimal(next(value for begun, value in TIMES.items() if words.startswith(begun))), ""
    if match["decade"]:
        return Decimal(match["decade"]), "decade"
    if match["ordinal"]:
        return Decimal(ORDINALS.get(words) or re.sub(r"\D", "", words)), "ordinal"
    if match["year2"]:
        return Decimal(match.string[match.start() - 5 : match.start() - 3] + words), ""
    return _value(match), UNITS.get((match["currency"] or match["unit"] or "").lower().strip(), "")


def _code_year(code: str) -> frozenset[tuple[str, int]]:
    """Of a date whose day and month may be either way round, as "4/5/2023"."""
    found = re.fullmatch(r"\d{1,2}[/.]\d{1,2}[/.]([12]\d{3})", code)
    return frozenset({("year", int(found[1]))}) if found else frozenset()


def _time(match: re.Match[str]) -> Fact:
    """A time of day; from one o'clock to half past twelve without "am" or "pm" it may be either."""
    hour = int(match["hour"] or match["hour24"])
    half = f"{match['half']}m".lower() if match["half"] else "pm" if hour > 12 else "" if hour else "am"
    minutes = 60 * hour + int(match["past"] or match["past24"] or 0)
    return Fact(match["number"], Decimal(minutes % _HALF_DAY), _CLOCK, measure=half)


def _value(match: re.Match[str]) -> Decimal | None:
    if match["spelled"]:
        return _spelled(match["spelled"])
    digits = re.sub(r"[,' ](?=\d{3})", "", match["digits"]).replace(",", ".")
    try:
        value = Decimal(digits)
    except InvalidOperation:
        return None
    scale = SCALES.get((match["scale"] or match["short"] or "").lower(), 1)
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
