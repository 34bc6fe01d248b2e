"""Who and what a conversation speaks of: its names, with cheap cues of gender and number, by weight.

Rules over capitals, titles, kinship words and common given names; English only, no model.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from assistant.english import FEMALE_CUES, FUNCTION_WORDS, MALE_CUES, MEN, PLACES, THINGS, TITLES, WOMEN
from assistant.nouns import Turn

TURNS = 8
"""How many of the last turns are looked at."""
TEXT = 2000
"""How many characters of a question and of an answer are looked at."""
LONGEST_NAME = 60
"""Characters of a name; a longer run of capitals is a headline."""
_FADE = 0.85
"""What a mention weighs less with each turn that it lies back."""
_QUESTION, _ANSWER = 3.0, 1.0
"""What a mention weighs in a question, and in the text that answered it."""


class Sort(StrEnum):
    """What a name seems to stand for, as far as it can be told cheaply."""

    MAN = "man"
    WOMAN = "woman"
    PERSON = "person"
    SEVERAL = "several"
    THING = "thing"
    PLACE = "place"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Mention:
    """A name in its fullest form, what it seems to be, and how much the conversation is about it."""

    name: str
    sort: Sort
    weight: float


def mentions(history: Sequence[Turn]) -> list[Mention]:
    """The names of the last turns, the one most spoken of first; in a tie the latest turn, then the first mention."""
    texts = [(turn.question[:TEXT], turn.text[:TEXT]) for turn in reversed(history[-TURNS:])]
    known = _known_words(" \n".join(text for turn in texts for text in turn))
    weights, sorts = defaultdict[str, float](float), dict[str, Counter[Sort]]()
    for age, (question, text) in enumerate(texts):
        for part, worth in ((question, _QUESTION), (text, _ANSWER)):
            for name, sort in _found(part, known):
                weights[name] += worth * _FADE**age
                sorts.setdefault(name, Counter())[sort] += 1
        _add_gender(question, text, known, sorts)
    _add_lower_case(weights, [question for question, _ in texts])
    return _merged(weights, sorts)


def names(text: str) -> list[str]:
    """The names of one text in order. A capital at the start of a sentence alone makes no name."""
    return [name for name, _ in _found(text[:TEXT], _known_words(text[:TEXT]))]


def same_name(one: str, other: str) -> bool:
    """Whether one name is the other, or its beginning or end: "Stern" and "Dr. Todd Stern"."""
    short, long = sorted((_words(one), _words(other)), key=len)
    return bool(short) and (long[-len(short) :] == short or long[: len(short)] == short)


def sort_of(name: str, before: str = "") -> Sort:
    """What a name seems to be by its own words and the words, in lower case, before it."""
    words = _plain(name) or [""]
    told = [
        *(sort for sort, cues in _FIRST.items() if words[0] in cues),
        *(sort for sort, cues in _ANYWHERE.items() if not cues.isdisjoint(words)),
        *(_KIN[word] for word in re.findall(r"\w+", before)[-2:] if word in _KIN and not before.endswith(" of ")),
    ]
    return told[0] if told else _sort_by_form(name, words, before)


def _sort_by_form(name: str, words: Sequence[str], before: str) -> Sort:
    if "and" in words or _PLURAL_NAME.match(f"{before[-4:]}{name.lower()}"):
        return Sort.SEVERAL
    if words[0] == "the" or before.endswith("the ") or re.search(r"\d|^[A-Z]{2,}$", name):
        return Sort.THING
    return Sort.PLACE if _IN.search(before) else Sort.UNKNOWN


def _words(name: str) -> list[str]:
    return [word for word in _plain(name) if word not in TITLES]


def _found(text: str, known: frozenset[str]) -> Iterator[tuple[str, Sort]]:
    for match in _NAME.finditer(text):
        name, before = match[0], text[max(0, match.start() - 40) : match.start()]
        if _STARTS.search(before):
            name = _without_start(name, known)
        if name and len(name) <= LONGEST_NAME and not _is_empty(name):
            yield name, sort_of(name, before.lower())


def _is_empty(name: str) -> bool:
    return all(word in FUNCTION_WORDS or word.isdigit() for word in _plain(name))


def _known_words(text: str) -> frozenset[str]:
    """The words that stand with a capital where no sentence begins, or beside another such word."""
    runs = []
    for match in _NAME.finditer(text):
        words = match[0].split()
        if len(words) > 1 or not _STARTS.search(text[max(0, match.start() - 40) : match.start()]):
            runs += words
    return frozenset(word for word in runs if word.lower() not in FUNCTION_WORDS)


def _without_start(name: str, known: frozenset[str]) -> str:
    """A name at the start of a sentence without the words that have a capital only for standing there."""
    words = name.split()
    while words and (words[0].lower() in FUNCTION_WORDS or not words[0][0].isupper()):
        words.pop(0)
    return " ".join(words) if len(words) > 1 or known.issuperset(words) else ""


def _add_gender(question: str, text: str, known: frozenset[str], sorts: Mapping[str, Counter[Sort]]) -> None:
    """An answer whose sentences begin with only "He" or only "She" tells of whom it was asked."""
    pronouns = {"".join(match) for match in _GENDER.findall(text)}
    asked = next((name for name, _ in _found(question, known)), None)
    if asked and pronouns and (pronouns == {"She"} or "She" not in pronouns):
        sorts[asked][Sort.WOMAN if pronouns == {"She"} else Sort.MAN] += 1


def _add_lower_case(weights: dict[str, float], questions: Sequence[str]) -> None:
    """Names that the answers write with capitals and a question, newest first, in lower case."""
    plain = [f" {' '.join(_plain(question))} " for question in questions]
    for name in list(weights):
        for age, question in enumerate(plain):
            if name not in questions[age] and f" {' '.join(_plain(name))} " in question:
                weights[name] += _QUESTION * _FADE**age


def _merged(weights: Mapping[str, float], sorts: Mapping[str, Counter[Sort]]) -> list[Mention]:
    """One mention for all forms of a name, under the fullest of them."""
    total, votes, by_word = defaultdict[str, float](float), dict[str, Counter[Sort]](), _by_word(weights)
    for name in weights:
        fullest = _fullest(name, weights, by_word)
        total[fullest] += weights[name]
        votes.setdefault(fullest, Counter()).update(sorts[name])
    found = [Mention(name, _vote(votes[name]), weight) for name, weight in total.items()]
    return sorted(found, key=lambda mention: -mention.weight)


def _fullest(name: str, weights: Mapping[str, float], by_word: Mapping[str, Sequence[str]]) -> str:
    words = _words(name)
    near = by_word.get(words[0], ()) if words else ()
    longer = [other for other in near if len(other) > len(name) and same_name(name, other)]
    return max(longer, key=lambda other: (weights[other], len(other)), default=name)


def _by_word(found: Iterable[str]) -> Mapping[str, list[str]]:
    """Names by each of their words, so that the forms of a name are found without comparing all with all."""
    by_word: dict[str, list[str]] = {}
    for name in found:
        for word in _words(name):
            by_word.setdefault(word, []).append(name)
    return by_word


def _vote(votes: Counter[Sort]) -> Sort:
    told = [sort for sort, _ in votes.most_common() if sort is not Sort.UNKNOWN]
    return told[0] if told else Sort.UNKNOWN


def _plain(name: str) -> list[str]:
    return re.findall(r"[\w'’&-]+", name.lower())


_CAPITAL = r"(?:(?:Dr|Mr|Mrs|Ms|Prof|St|Jr|Sr)\.|[A-ZÀ-ÖØ-Þ]\.(?= [A-Z])|[A-ZÀ-ÖØ-Þ][\w&]*+(?:[-'’.](?!s\b)\w++)*+)"
_JOIN = r"(?:(?:of the|and the|of|the|for|de|del|da|di|la|le|van|von|der|den|al|bin|ibn|&) +)?"
_NAME = re.compile(rf"(?<![\w'’]){_CAPITAL}(?: +{_JOIN}(?:{_CAPITAL}|v?\d[\w.]*\b))*")
_STARTS = re.compile(r"(?:^|[.!?;\n][\"”’')\]]*)[-–—•*\d.)\s\"“‘'(\[]*$")
_PLURAL_NAME = re.compile(r".{0,4}\bthe (?:\w+ )?\w*[^\Ws]s\b")
_GENDER = re.compile(r"(?:^|[.!?] )(He|She)\b|\b(him)\b")
_IN = re.compile(r"\b(?:in|at|near|from) (?:the )?$")
_FIRST: Mapping[Sort, frozenset[str]] = {
    Sort.MAN: MEN,
    Sort.WOMAN: WOMEN,
    Sort.PERSON: TITLES | {"professor", "senator", "governor", "minister", "general", "captain", "colonel", "saint"},
}
_ANYWHERE: Mapping[Sort, frozenset[str]] = {Sort.THING: THINGS, Sort.PLACE: PLACES}
_KIN: Mapping[str, Sort] = {
    **dict.fromkeys(FEMALE_CUES, Sort.WOMAN),
    **dict.fromkeys(MALE_CUES, Sort.MAN),
}
