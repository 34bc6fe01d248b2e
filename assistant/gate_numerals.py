"""How numbers, dates and measures are written: the tables of ``assistant.gate_facts``, closed and listed."""

from __future__ import annotations

import re
from decimal import Decimal

from assistant.presentation import DASHES

# ruff: noqa: SIM905  words read best as words

_MONTHS = "january february march april may june july august september october november december".split()
_WEEKDAYS = "monday tuesday wednesday thursday friday saturday sunday".split()
MONTH_OF = {name: i for i, month in enumerate(_MONTHS, 1) for name in (month, month[:3])} | {"sept": 9}
WEEKDAY_OF = {day: number for number, day in enumerate(_WEEKDAYS, 1)}
_ONES = "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen".split()
WORD_VALUES = {word: value for value, word in enumerate([*_ONES, "seventeen", "eighteen", "nineteen"])} | {
    word: 10 * tens for tens, word in enumerate("twenty thirty forty fifty sixty seventy eighty ninety".split(), 2)
}
SCALES = {
    **dict.fromkeys(("hundred", "hundreds"), 100),
    **dict.fromkeys(("thousand", "thousands", "k"), 1000),
    **dict.fromkeys(("million", "millions", "m", "mn"), 10**6),
    **dict.fromkeys(("billion", "billions", "bn", "b"), 10**9),
    **dict.fromkeys(("trillion", "trillions", "tn"), 10**12),
    **dict.fromkeys(("dozen", "dozens"), 12),
}
_TO_NINTH = "first second third fourth fifth sixth seventh eighth ninth".split()
_TO_NINETEENTH = "tenth eleventh twelfth thirteenth fourteenth fifteenth sixteenth seventeenth eighteenth nineteenth"
ORDINALS = {
    **{word: value for value, word in enumerate([*_TO_NINTH, *_TO_NINETEENTH.split()], 1)},
    **{f"{word[:-1]}ieth": value for word, value in WORD_VALUES.items() if value >= 20},
    **{
        f"{word}-{small}": value + place
        for word, value in WORD_VALUES.items()
        for place, small in enumerate(_TO_NINTH, 1)
        if value >= 20
    },
}
_PARTS = {"hal": 2, "third": 3, "quarter": 4, "fifth": 5, "tenth": 10}
"""Of one, by how the word begins: "half", "halved"."""
TIMES = {
    "doubl": 2,
    "twice": 2,
    "twofold": 2,
    "thrice": 3,
    "threefold": 3,
    "tripl": 3,
    "trebl": 3,
    "fourfold": 4,
    "quadrupl": 4,
}
"""How many times as much, by how the word begins: "double", "doubled"."""
UNITS = {
    **dict.fromkeys(("%", "percent", "per cent"), "%"),
    **{f"percent{age} point{s}": "points" for age in ("", "age") for s in ("", "s")},
    **dict.fromkeys(("$", "us$", "usd", "dollar", "dollars"), "$"),
    **dict.fromkeys(("c$", "ca$", "cad"), "c$"),
    **dict.fromkeys(("a$", "au$", "aud"), "a$"),
    **dict.fromkeys(("nz$", "nzd"), "nz$"),
    **dict.fromkeys(("€", "eur", "euro", "euros"), "€"),
    **dict.fromkeys(("£", "gbp", "pound", "pounds"), "£"),
    **dict.fromkeys(("¥", "jpy", "yen"), "¥"),
    **dict.fromkeys(("chf", "swiss franc", "swiss francs"), "chf"),
}
CURRENCIES = frozenset(UNITS.values()) - {"%", "points"}
NO_CLAIM = frozenset({"one", "first", "second", "a second", "ones"})
"""Words that mostly count nothing: "one of", "at first"."""
_MEASURES = """
    second seconds sec secs s, minute minutes min mins, hour hours hr hrs h, day days, night nights, week weeks wk wks,
    month months, year years yr yrs, decade decades, century centuries, µg mcg microgram micrograms,
    mg milligram milligrams milligramme milligrammes, g gram grams gramme grammes,
    kg kilo kilos kilogram kilograms kilogramme kilogrammes, ounce ounces oz, ton tons tonne tonnes,
    iu, mm millimetre millimetres millimeter millimeters, cm centimetre centimetres centimeter centimeters,
    m metre metres meter meters, km kilometre kilometres kilometer kilometers, mile miles, inch inches,
    foot feet ft, yard yards, acre acres, hectare hectares ha, ml millilitre millilitres milliliter milliliters,
    l litre litres liter liters, gallon gallons, pa pascal pascals, kpa kilopascal kilopascals, v volt volts,
    kv kilovolt kilovolts, a ampere amperes amp amps, ma milliampere milliamperes milliamp milliamps, w watt watts,
    kw kilowatt kilowatts, mw megawatt megawatts, gw gigawatt gigawatts,
    °c degrees~celsius degree~celsius degrees~centigrade, °f degrees~fahrenheit degree~fahrenheit,
    m² m2 sqm square~metre square~metres square~meter square~meters,
    km² km2 square~kilometre square~kilometres square~kilometer square~kilometers, square~mile square~miles,
    m³ m3 cubic~metre cubic~metres cubic~meter cubic~meters
"""
MEASURE_OF = {
    word.replace("~", " "): group.split()[0].replace("~", " ")
    for group in _MEASURES.split(",")
    for word in group.split()
}
"""What a number directly before one of these words measures."""
SPEEDS = {
    **dict.fromkeys(("km/h", "kph", "kmh"), ("km", "hour")),
    "mph": ("mile", "hour"),
    "m/s": ("m", "second"),
}
"""A measure and its time in one."""
_LETTERS = "VAWK"
"""Measures where they are written so, and words of another kind in lower case ("5 a day")."""
_LISTED = sorted({*SPEEDS, *MEASURE_OF} - {*_LETTERS.lower()}, key=len, reverse=True)
_UNLISTED = r"[a-zµ]{1,2}[A-Z][A-Za-z]?|[A-Z]Hz|[A-Z]B|(?![a-z]{0,3}[aeiouy])[a-z]{2,4}"
MEASURE = re.compile(
    rf"[ -]?(?P<measure>(?i:{'|'.join(map(re.escape, _LISTED))})|[{_LETTERS}]|{_UNLISTED})(?![\w/²³°])"
)
"""Directly behind a number: a listed word, or a short one that is no word of English, as "kPa" and "lb"."""
RATE = re.compile(
    r"(?:[ -][a-z]+){0,3}?(?P<rate> ?/ ?| (?:per|an?|each|every) )"
    r"(?P<time>second|minute|hour|day|night|week|month|quarter|year)\b",
    re.IGNORECASE,
)
"""Behind a number and its measure: how often, as in "5 mg twice a day"."""
_SIGNS = r"[€$£¥](?! ?\d)"
_CODES = "usd|eur|gbp|jpy|chf|cad|aud|nzd"
_MONEY_WORDS = rf"dollars?\b|euros?\b|pounds?\b|yen\b|swiss francs?\b|(?:{_CODES})\b|{_SIGNS}"
_UNIT_WORDS = rf"percent(?:age)? points?\b|%|percent\b|per cent\b|{_MONEY_WORDS}"
_NO_NOUN = "across|towards|upwards|downwards|less|plus|is|was|as|this|thus"
_MANY = (
    rf"(?=,? (?!(?:{_NO_NOUN})\b)(?:more |other )?(?:people|men|women|children|[a-z]{{2,}}s)\b| ?(?:{_MONEY_WORDS}))"
)
"""Behind "5m": it counts things, and measures no length."""

PERCENT = re.compile(r"\b(?:percent(?:age)?|per cent|share|proportion)\b", re.IGNORECASE)
"""Says of a bare number elsewhere in the sentence that it is one of a hundred."""
PLAIN = {ord(dash): "-" for dash in DASHES} | {0xA0: " ", 0x2009: " ", 0x202F: " ", 0x2019: "'", 0x3BC: "µ"}
_LONG_MONTH = "|".join(month.title() for month in _MONTHS if month != "may")
_MONTH = (
    r"(?:jan(?:uary|\.)?|feb(?:ruary|\.)?|mar(?:ch|\.)?|apr(?:il|\.)?|may|june?|july?|aug(?:ust|\.)?"
    r"|sept?(?:ember|\.)?|oct(?:ober|\.)?|nov(?:ember|\.)?|dec(?:ember|\.)?)"
)
_MONTH_ALONE = rf"(?-i:\b(?:{_LONG_MONTH})\b|\b(?:Jan|Feb|Mar|Apr|Aug|Sept?|Oct|Nov|Dec)\.|(?<=[\w,] )May\b)"
"""With a capital: nobody marches in it, and "may" is no month."""
_WEEKDAY = rf"(?-i:\b(?:{'|'.join(day.title() for day in _WEEKDAYS)})s?\b)"
_DAY = r"(?:0?[1-9]|[12]\d|3[01])(?!\d)"
_YEAR = r"(?:1[0-9]{3}|20[0-9]{2})(?!\d|,\d)"
_SPELLED_ONE = rf"(?:{'|'.join(sorted(WORD_VALUES, key=len, reverse=True))})"
_SPELLED_NEXT = rf"(?:{_SPELLED_ONE}|(?:hundred|thousand|million|billion|trillion|dozen)s?)"
_SPELLED = (
    rf"(?:(?:a |an )?(?:{_SPELLED_ONE}|hundred|thousand|million|billion|dozen)(?:(?:[ -]| and ){_SPELLED_NEXT}\b)*)"
)
_PART = (
    r"(?<!first )(?<!second )(?<!latter )(?<!other )\bhal(?:f|ved|ves|ving)\b(?!-(?!an?\b))"
    r"|\b(?:(?:a|one)[ -](?:third|quarter|fifth|tenth)(?= of\b|[.,;)]|$)"
    r"|(?:two|three|four)[ -](?:third|quarter|fifth|tenth)s)\b"
)
_TIMES = r"\b(?:twice|thrice|(?:two|three|four)fold|(?:doubl|trebl|tripl|quadrupl)(?:e[ds]?|ing))\b(?!-)"
_GROUPED = r"\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d{1,3}(?:[ ']\d{3})+(?:[.,]\d{1,2})?(?!\d|,\d)"
_DIGITS = rf"(?:\b|(?<=[$€£¥-]))(?:{_GROUPED}|\d+,\d{{1,2}}(?![\d,])|\d+(?:\.\d+)?)"
ANY = re.compile(
    rf"(?P<date>\b(?P<m1>{_MONTH}) (?P<d1>{_DAY})(?:st|nd|rd|th)?(?:,? (?P<y1>{_YEAR}))?\b"
    rf"|\b(?P<d2>{_DAY})(?:st|nd|rd|th)?(?: of)? (?P<m2>{_MONTH})\b(?:,? (?P<y2>{_YEAR}))?"
    rf"|\b(?P<y3>{_YEAR})-(?P<mm>0[1-9]|1[0-2])-(?P<dd>0[1-9]|[12]\d|3[01])\b"
    rf"|\b(?P<d4>{_DAY})\.(?P<mm4>0?[1-9]|1[0-2])\.(?P<y5>{_YEAR})\b"
    rf"|\b(?P<m3>{_MONTH}),? (?:of )?(?P<y4>{_YEAR})\b|(?P<m4>{_MONTH_ALONE})|(?P<weekday>{_WEEKDAY}))"
    rf"|(?P<number>(?P<part>{_PART})|(?P<times>{_TIMES})|(?P<decade>\b\d{{4}})'?s\b"
    rf"|\b(?P<ordinal>\d+(?:st|nd|rd|th)|{'|'.join(sorted(ORDINALS, key=len, reverse=True))})\b"
    r"|\b(?:(?P<hour>1[0-2]|0?[1-9])(?::(?P<past>[0-5]\d))? ?(?P<half>[ap])(?:m\b|\.m\b\.?)"
    r"|(?P<hour24>[01]?\d|2[0-3]):(?P<past24>[0-5]\d)\b(?![:/]))"
    r"|(?P<code>\b(?:[a-z]+[-/.]?\d[\w]*(?:[-/.]\w+)*|\d+[a-z]+\d\w*|\d+(?:[:./]\d+){2,}|\d+[:/]\d+)\b)"
    r"|(?<=\b[12]\d{3}-)(?P<year2>\d\d)\b(?!-)"
    rf"|(?:(?P<currency>\b(?:us|ca?|au?|nz)\$|[$€£¥]|\b(?:{_CODES})\b) ?)?(?P<sign>(?<![\w-])-)?"
    rf"(?:(?P<digits>{_DIGITS})"
    r"(?:[ -]?(?P<scale>(?:hundred|thousand|million|billion|trillion|bn|mn|tn)\b)"
    rf"|(?(currency) ?)(?P<short>(?:(?(currency)m|m{_MANY})|[kb])\b))?|\b(?P<spelled>{_SPELLED})\b)"
    rf"(?:[ -]?(?P<unit>{_UNIT_WORDS}))?)",
    re.IGNORECASE,
)


def share(words: str) -> Decimal:
    """A part of one in hundredths: "half" is 50, "three quarters" 75."""
    *many, named = re.findall(r"[a-z]+", words.lower())
    of = next(number for part, number in _PARTS.items() if named.startswith(part))
    return Decimal(100 * WORD_VALUES.get("".join(many[:1]), 1)) / of
