"""Quotes that are nearly right, by kind, and quotes that are right in another presentation.

A change gives every way in which it can change some words: mostly one for each place where it applies.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping

from evals.edges import AFTER_JOINER, AFTER_SIGN, BEFORE_JOINER, BEFORE_UNIT

Change = Callable[[str], Iterator[str]]
_MONTHS = "January|February|March|April|May|June|July|August|September|October|November|December"
_NUMBERS = ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve")
_UNITS = (
    "million", "billion", "%", "percent", "km", "m²", "years?", "months?", "weeks?", "days?", "hours?", "minutes?",
    "min", "litres", "mg/l", "kg", "cm", "m", "A", "V",
)  # fmt: skip
_SHORT_OF = {"not": "n't"}
_MARKUP = re.compile(r"[*_`<>]")


def _swap(pattern: str, replacement: str | Callable[[re.Match[str]], str]) -> Change:
    """Changes one match at a time."""
    compiled = re.compile(pattern)

    def change(words: str) -> Iterator[str]:
        for match in compiled.finditer(words):
            new = replacement(match) if callable(replacement) else match.expand(replacement)
            yield words[: match.start()] + new + words[match.end() :]

    return change


def _up_to(place: re.Pattern[str]) -> Change:
    return lambda words: (words[: match.start()] for match in place.finditer(words))


def _from(place: re.Pattern[str]) -> Change:
    return lambda words: (words[match.start() :] for match in place.finditer(words))


def _everywhere(change: Callable[[str], str]) -> Change:
    return lambda words: iter([change(words)])


def _without_markup(change: Change) -> Change:
    """Markup is put only around words that have none."""
    return lambda words: iter(()) if _MARKUP.search(words) else change(words)


def _next_number(match: re.Match[str]) -> str:
    """The number word after this one, in its case."""
    word = match.group()
    new = _NUMBERS[(_NUMBERS.index(word.lower()) + 1) % len(_NUMBERS)]
    return new.capitalize() if word[0].isupper() else new


def _next_day(match: re.Match[str]) -> str:
    return match["before"] + str(int(match["day"]) % 28 + 1) + match["after"]


def _reordered(words: str) -> Iterator[str]:
    """Two neighbours that differ change places."""
    parts = words.split(" ")
    for at in range(1, len(parts) - 2):
        if parts[at] != parts[at + 1]:
            yield " ".join([*parts[:at], parts[at + 1], parts[at], *parts[at + 2 :]])


def _hidden(words: str) -> Iterator[str]:
    """An ellipsis in the place of one or two words."""
    parts = words.split(" ")
    for at in range(1, len(parts) - 2):
        yield " ".join([*parts[:at], "…", *parts[at + 1 :]])
        yield " ".join([*parts[:at], "...", *parts[at + 2 :]])


MUTATIONS: Mapping[str, Change] = {
    "digit": _swap(r"\d", lambda match: str((int(match.group()) + 1) % 10)),
    "digit dropped": _swap(r"(?<=\d)\d|\d(?=\d)", ""),
    "thousands": _swap(r"(?<=\d),(?=\d{3})", "."),
    "number word": _swap(rf"(?i)\b({'|'.join(_NUMBERS)})\b", _next_number),
    "month": _swap(
        rf"\b({_MONTHS})\b", lambda match: "March" if match.group() in ("May", "June", "October") else "June"
    ),
    "day of the month": _swap(
        rf"(?P<before>\b(?:(?:{_MONTHS}) )?)(?P<day>\d\d?)(?P<after>(?: (?:{_MONTHS}))?\b)",
        lambda match: _next_day(match) if match["before"] or match["after"] else match.group(),
    ),
    "year": _swap(r"\b(?:19|20)\d\d\b", lambda match: str(int(match.group()) + 1)),
    "sign": _swap(r"(?<![\w-])(?=\d)", "-"),
    "sign dropped": _swap(r"(?<!\w)[-−+](?=\d)", ""),
    "unit": _swap(
        rf"(?<=\d)(?P<gap> ?)({'|'.join(_UNITS)})(?!\w)|(?<=\d)(?P<other> ?)°C?",
        lambda match: f"{match['gap'] or match['other'] or ' '}thousand",
    ),
    "unit dropped": _swap(r"(?<=\d) ?(%|°C?|km|m²|mg/l|kg|cm|min)(?!\w)", ""),
    "currency": _swap(r"[$€£]", "¥"),
    "currency dropped": _swap(r"[$€£](?=\d)", ""),
    "superscript": _swap("²", "2"),
    "name": _swap(r"(?<=[a-z,] )[A-Z][a-z]{3,}", "Harland"),
    "case": _swap(r"(?<=\w )[A-Z](?=[a-z])", lambda match: match.group().lower()),
    "negation dropped": _swap(r"\b(not|never|no|without|cannot) ", ""),
    "negation joined": _swap(r"(?<=\w) (not)\b", lambda match: _SHORT_OF[match[1]]),
    "negation added": _swap(
        r"\b(was|is|are|were|has|had|have|will|may|must|can|does|did|could|should)\b(?! not)", r"\1 not"
    ),
    "prefix dropped": _swap(r"\bun(?=[a-z]{3})", ""),
    "prefix added": _swap(r"\b(likely|lawful|known|paid|used|able|usual|written|needed|finished)\b", r"un\1"),
    "quantifier": _swap(
        r"(?i)\b(all|some|every|each|most|many|several|any|both|either|half|whole|only)\b", "few"
    ),
    "hedge dropped": _swap(
        r"\b(allegedly|reportedly|may|might|could|should|about|nearly|at least|at most|up to|according to) ", ""
    ),
    "hedge added": _swap(r"(?<=[a-z]) (was|is|are|were|has|had)\b", r" allegedly \1"),
    "word order": _reordered,
    "hidden word": _hidden,
    "word doubled": _swap(r"\b(\w{4,}) ", r"\1 \1 "),
    "word dropped": _swap(r"(?<= )[a-z]{4,} (?=\w)", ""),
    "words joined": _swap(r"(?<=[a-z]) (?=[a-z])", ""),
    "word split": _swap(r"(?<=[a-z]{3})(?=[a-z]{3})", " "),
    "accent": _swap(r"(?<=[a-z])e(?=[a-z])", "é"),
    "cut at the end": _swap(r"[a-z0-9][^a-z0-9]*$", ""),
    "cut at the start": _swap(r"^[A-Za-z0-9](?=[A-Za-z0-9])", ""),
    "cut after a sign": _from(AFTER_SIGN),
    "cut before a unit": _up_to(BEFORE_UNIT),
    "cut before a joiner": _up_to(BEFORE_JOINER),
    "cut after a joiner": _from(AFTER_JOINER),
}  # fmt: skip

PRESENTATIONS: Mapping[str, Change] = {
    "dashes": _everywhere(lambda words: re.sub("[-–—]", "‒", words)),
    "line break": _swap(" ", "\n"),
    "runs of white space": _everywhere(lambda words: words.replace(" ", "  \t")),
    "no-break space": _everywhere(lambda words: words.replace(" ", "\u00a0")),
    "line-wrap hyphen": _swap(r"(?<=[a-z]{3})(?=[a-z]{3})", "-\n"),
    "hyphen at a line end": _swap(r"(?<=[a-z])-(?=[a-z])", "-\n"),
    "soft hyphen": _swap(r"(?<=[a-z]{3})(?=[a-z]{3})", "\u00ad"),
    "soft hyphen at a line end": _swap(r"(?<=[a-z]{3})(?=[a-z]{3})", "\u00ad\n"),
    "curly quotes": _everywhere(lambda words: words.translate({ord("'"): "’", ord('"'): "”"})),
    "straight quotes": _everywhere(
        lambda words: words.translate(dict.fromkeys(map(ord, "‘’"), "'") | dict.fromkeys(map(ord, "“”"), '"'))
    ),
    "ligature": _everywhere(lambda words: words.replace("ffi", "ﬃ").replace("fi", "ﬁ").replace("fl", "ﬂ")),
    "full width": _everywhere(
        lambda words: words.translate({code: chr(code + 0xFEE0) for code in range(0x21, 0x7F)})
    ),
    "bold": _without_markup(_everywhere(lambda words: f"**{words}**")),
    "a bold word": _without_markup(_swap(r"(?<= )(\w+)(?= )", r"<b>\1</b>")),
    "an emphasised word": _without_markup(_swap(r"(?<= )(\w+)(?= )", r"_\1_")),
    "code": _without_markup(_everywhere(lambda words: f"`{words}`")),
}  # fmt: skip


def changed(words: str, changes: Mapping[str, Change]) -> Iterator[tuple[str, str]]:
    """The kinds of change that change these words, and the words so changed."""
    for kind, change in changes.items():
        yield from ((kind, other) for other in dict.fromkeys(change(words)) if other != words)
