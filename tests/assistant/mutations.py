"""Quotes that are nearly right, by kind, and quotes that are right in another presentation."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

Mutation = Callable[[str], str]


def _swap(pattern: str, replacement: str | Callable[[re.Match[str]], str]) -> Mutation:
    return lambda words: re.sub(pattern, replacement, words, count=1)


def _reordered(words: str) -> str:
    parts = words.split(" ")
    return " ".join([parts[0], *parts[3:1:-1], parts[1], *parts[4:]]) if len(parts) > 4 else words


def _hidden(words: str) -> str:
    parts = words.split(" ")
    return " ".join([*parts[:2], "…", *parts[4:]]) if len(parts) > 4 else words


MUTATIONS: dict[str, Mutation] = {
    "digit": _swap(r"\d(?=\D*$)", lambda match: str((int(match.group()) + 1) % 10)),
    "digit dropped": _swap(r"(?<=\d)\d(?=\D*$)", ""),
    "thousands": _swap(r"(?<=\d),(?=\d{3})", "."),
    "number word": _swap(r"\b(one|two|three|four|five|six|ten)\b", "seven"),
    "sign": _swap(r"(?<![\w-])(?=\d)", "-"),
    "sign dropped": _swap(r"(?<!\w)[-−+](?=\d)", ""),
    "unit": _swap(r"(?<=\d) ?(million|billion|%|percent|km|m²|years?)\b", " thousand"),
    "unit dropped": _swap(r"(?<=\d)(%|°|km)", ""),
    "currency": _swap(r"[$€£]", "¥"),
    "superscript": _swap("²", "2"),
    "month": _swap(r"\b(January|May|June|July|October)\b", "March"),
    "name": _swap(r"(?<=\w )[A-Z][a-z]{3,}", "Harland"),
    "case": _swap(r"(?<=\w )[A-Z](?=[a-z])", lambda match: match.group().lower()),
    "negation dropped": _swap(r"\b(not|never|no) ", ""),
    "negation joined": _swap(r"(?<=\w) not\b", "n't"),
    "negation added": _swap(r"\b(was|is|were|has|had|will)\b", r"\1 not"),
    "prefix dropped": _swap(r"\bun(?=[a-z]{3})", ""),
    "prefix added": _swap(r"\b(likely|lawful|known|paid)\b", r"un\1"),
    "quantifier": _swap(r"\b(all|some|every|most|many|several|any)\b", "few"),
    "hedge dropped": _swap(r"\b(allegedly|reportedly|may|might|could|about|nearly) ", ""),
    "word order": _reordered,
    "hidden word": _hidden,
    "word doubled": _swap(r"\b(\w{4,}) ", r"\1 \1 "),
    "words joined": _swap(r"(?<=[a-z]) (?=[a-z])", ""),
    "word split": _swap(r"(?<=[a-z]{3})(?=[a-z]{3})", " "),
    "accent": _swap(r"(?<=[a-z])e(?=[a-z])", "é"),
    "cut at the end": _swap(r"[a-z0-9][^a-z0-9]*$", ""),
    "cut at the start": _swap(r"^[A-Za-z0-9](?=[A-Za-z0-9])", ""),
}

PRESENTATIONS: dict[str, Mutation] = {
    "line break": lambda words: words.replace(" ", "\n", 3),
    "runs of white space": lambda words: words.replace(" ", "  \t"),
    "no-break space": lambda words: words.replace(" ", "\u00a0"),
    "line-wrap hyphen": _swap(r"(?<=[a-z]{3})(?=[a-z]{3})", "-\n"),
    "hyphen at a line end": _swap(r"(?<=[a-z])-(?=[a-z])", "-\n"),
    "soft hyphen": _swap(r"(?<=[a-z]{3})(?=[a-z]{3})", "\u00ad"),
    "curly quotes": lambda words: words.translate({ord("'"): "’", ord('"'): "”"}),
    "straight quotes": lambda words: words.translate(
        dict.fromkeys(map(ord, "‘’"), "'") | dict.fromkeys(map(ord, "“”"), '"')
    ),
    "dashes": lambda words: re.sub("[-–—]", "‒", words),
    "ligature": lambda words: words.replace("ffi", "ﬃ").replace("fi", "ﬁ").replace("fl", "ﬂ"),
    "full width": lambda words: words.translate({code: chr(code + 0xFEE0) for code in range(0x21, 0x7F)}),
    "bold": lambda words: f"**{words}**",
    "a bold word": _swap(r"(?<= )(\w+)(?= )", r"<b>\1</b>"),
    "an emphasised word": _swap(r"(?<= )(\w+)(?= )", r"_\1_"),
}


def changed(words: str, changes: dict[str, Mutation]) -> Iterator[tuple[str, str]]:
    """The kinds of change that change these words, and the words so changed."""
    for kind, change in changes.items():
        other = change(words)
        if other != words:
            yield kind, other
