"""The words of a text as the second gate compares them: which are denied, supposed or alleged."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from typing import TypeVar

from assistant.english import FUNCTION_WORDS, NUMBER_WORDS
from assistant.gate_facts import Fact, facts
from assistant.gate_names import names
from assistant.gate_reports import alleged, untrue
from assistant.gate_sides import AT_LEAST
from assistant.lexical import stems
from assistant.presentation import SAME

# ruff: noqa: SIM905  words read best as words

_T = TypeVar("_T")

_NEGATIONS = frozenset(
    """
    not no never none neither nor without cannot nobody nothing nowhere non n't hardly barely scarcely
    """.split()
)
_DENYING = frozenset(
    """
    deni refus fail lack reject forbid forbad forbidden prohibit ban exclud except refrain avoid prevent cancel unabl
    declin
    """.split()
)
"""The stems of verbs that deny what follows them."""
_NO_DENIAL = frozenset({"exceptional", "exceptionally"})
"""Has the stem of such a verb, and denies nothing."""
_FAR, _REACH, _CLOSE = 9, 5, 3
"""Words after a negation or a hedge that it could bear upon, that it may, and that it surely does."""
QUANTIFIERS = {
    "all": "all every each always everyone everybody everything entire whole both any anyone",
    "none": "none nobody neither never no-one nothing",
    "most": "majority mostly mainly chiefly largely predominantly",
    "few": "few little rarely seldom minority",
    "only": "only solely exclusively just alone sole",
    "at least": "least minimum",
    "at most": "most maximum up",
    "more": "more above over exceeding exceeds exceed exceeded",
    "less": "less fewer below under",
}
_IMPLIED = {
    "all": "nationwide worldwide throughout everywhere fully entirely comprehensive universally",
    "only": "monopoly exclusive",
    "none": "not no without nothing",
    "most": "all every each always everyone everybody entire whole generally usually typically nearly almost primarily",
}
"""What says as much in a quote, though a statement with it claims less."""
_BINDING = ("all", "none", "only", "few", "most")
"""What a statement may not say of itself; the others are looser."""
_LIMITS = {
    "few little rarely seldom": "few little rarely seldom hardly barely scarcely minority only",
    "almost nearly": "almost nearly practically virtually",
    "some": "some several certain many few a an part partly various sometimes other others",
}
"""What limits the word behind it, and what else says as much."""
_LIMITED = re.compile(
    rf"\b(?:([a-z]+) )?({'|'.join(word for words in _LIMITS for word in words.split())})"
    r" (?:of (?:the |its |his |her |their |these |those )?|(?:is|are|was|were|has|have|had) )?([a-z]{2,})",
    re.IGNORECASE,
)
_COUNTED = frozenset("a the these those his her its their last past next first every quite".split())
"""Before "few" and "little" they take the limit away: "a few", "the little town"."""
_HEDGES = frozenset(
    """
    may might could would should can plan plans planned propose proposes proposed proposal expect expects expected
    if unless whether possibly perhaps probably likely considering considers intend intends intended hope hopes hoped
    suggest suggests suggested seeks sought apparently maybe seem seems seemed seemingly presumably unclear doubtful
    """.split()
)
_MOST = re.compile(
    r"(?<!\bthe )(?<!\bat )(?<!\ba )(?<!\ban )(?<!'s )(?<!\bits )(?<!\bhis )(?<!\bher )\bmost\b", re.IGNORECASE
)
"""Of a number of things: neither "the most beautiful" nor "at most"."""
_MAY_NOT = re.compile(r"(\bno (?:\w+ ){1,3}?)?\b(?-i:may|can)\b(?(1)|(?= not\b))", re.IGNORECASE)
"""It forbids, and supposes nothing."""
_HALF = 50
_PRIVATIVE = re.compile(
    r"\b(?:un(?!der|i|til|less|cle)[a-z]{4,}|[a-z]{3,}less|[a-z-]*depriv[a-z]+|few|little|rare(?:ly)?|seldom)\b",
    re.IGNORECASE,
)
_CLAUSE_END = re.compile(r"[.;:!?()—]|,(?= (?:but|and|who|which|while|although|though|however|so|yet)\b)|\bbut\b")
_TOKEN = re.compile(r"[^\W_]+(?:[-'][^\W_]+)*|[.;:!?()—,]")


@dataclass(frozen=True, slots=True)
class Word:
    """A content word: how it is written, its stem, and what it stands behind in its clause.

    ``negated`` and ``hedged``: a negation, a verb that denies, or a hedge; ``denied``: a plain negation close by;
    ``within``: a negation farther before it; ``alleged``: somebody alleges it; ``untrue``: it is denied or
    called untrue.
    """

    text: str
    stem: str
    negated: bool
    denied: bool
    hedged: bool
    within: bool
    alleged: bool
    untrue: bool


def visible(text: str) -> str:
    """The text without characters that nobody sees: a reader of it is not to read other words than a person."""
    return _INVISIBLE.sub("", text)


def content(text: str) -> list[Word]:
    """The content words of a text in order, those that make up numbers and dates left out."""
    plain = _without_forbidding(text.translate(SAME))
    told = (alleged(plain), untrue(plain))
    return [word for start, clause in _clauses(plain) for word in _words(clause, start, told)]


def is_negative(text: str) -> bool:
    """Whether any word of it denies."""
    return any(_denies(token) for token in _TOKEN.findall(text.translate(SAME)))


def is_privative(text: str) -> bool:
    """Whether any word of it says by itself that something is not so, or hardly: "unaffected", "sleepless", "few"."""
    return _PRIVATIVE.search(text) is not None


def quantified(text: str) -> set[str]:
    """The kinds of quantifier in it."""
    plain = text.translate(SAME)
    kinds = _kinds(plain, {kind: QUANTIFIERS[kind] for kind in _BINDING})
    return kinds | {"most"} if _MOST.search(plain) else kinds


def implied(text: str) -> set[str]:
    """The kinds of quantifier that other words of it amount to, as more than half does to "most"."""
    kinds = _kinds(text.translate(SAME), _IMPLIED)
    return kinds | {"most"} if any(map(_is_more_than_half, facts(text))) else kinds


def left_out(statement: str, quotes: Sequence[str]) -> list[str]:
    """What limits a word of the statement wherever the quotes have it, and is not in the statement: "few", "almost".

    A statement that denies says as much in other words.
    """
    if is_negative(statement):
        return []
    tokens = {token.lower() for token in _TOKEN.findall(statement.translate(SAME))}
    free = Counter(word.stem for quote in quotes for word in content(quote))
    limits: dict[str, str] = {}
    for limit, stem in (each for quote in quotes for each in _limited(quote)):
        limits[stem] = limit
        free[stem] -= 1
    shared = [limits[word.stem] for word in content(statement) if word.stem in limits and free[word.stem] <= 0]
    return [limit for limit in shared if tokens.isdisjoint(_as_much(limit))]


def is_hedged(text: str) -> bool:
    """Whether any word of it makes it less than sure."""
    return any(map(_supposes, _TOKEN.findall(_without_forbidding(text))))


def disagree(one: str, other: str) -> bool:
    """Whether two sentences speak of the same and differ in one number, one name or a negation.

    Those that differ in several of these may tell of two things, and both may be true.
    """
    return sum(_differences(one, other)) == 1


def differ(one: str, other: str) -> bool:
    """Whether two sentences speak of the same and differ in numbers or names, or else in a negation."""
    denied, numbers, called = _differences(one, other)
    return (denied > 0) != (numbers + called > 0)


def _differences(one: str, other: str) -> tuple[int, int, int]:
    """Of sentences that speak of the same: whether one denies it, how many numbers differ, and whether names do."""
    ours, theirs = content(one), content(other)
    shared = {word.stem for word in ours} & {word.stem for word in theirs}
    if len(shared) < 2:
        return 0, 0, 0
    negated = {(word.stem, word.negated) for word in ours} ^ {(word.stem, word.negated) for word in theirs}
    values = [{(fact.value, fact.date) for fact in facts(text)} for text in (one, other)]
    called = [set(names(text)) for text in (one, other)]
    return int(any(stem in shared for stem, _ in negated)), _exchanged(*values), min(1, _exchanged(*called))


def _exchanged(ours: set[_T], theirs: set[_T]) -> int:
    """How many of ours stand in the place of others of theirs; what one side alone adds is exchanged for nothing."""
    return min(len(ours - theirs), len(theirs - ours))


def _limited(quote: str) -> Iterator[tuple[str, str]]:
    """What limits a word, with the word's stem."""
    for before, limit, word in _LIMITED.findall(quote.translate(SAME)):
        if before.lower() not in _COUNTED or limit.lower() not in ("few", "little"):
            yield from ((limit.lower(), stem) for stem in _stems(word.lower()))


def _as_much(limit: str) -> list[str]:
    return next(words.split() for limits, words in _LIMITS.items() if limit in limits.split())


def _kinds(text: str, table: Mapping[str, str]) -> set[str]:
    tokens = {token.lower() for token in _TOKEN.findall(text)}
    return {kind for kind, words in table.items() if not tokens.isdisjoint(words.split())}


def _is_more_than_half(fact: Fact) -> bool:
    if fact.unit != "%" or not isinstance(fact.value, Decimal):
        return False
    return fact.value > _HALF or (fact.value == _HALF and fact.bound == AT_LEAST)


def _clauses(text: str) -> Iterator[tuple[int, str]]:
    """With where each begins."""
    start = 0
    for end in _CLAUSE_END.finditer(text):
        yield start, text[start : end.start()]
        start = end.end()
    yield start, text[start:]


def _words(clause: str, start: int, told: Sequence[Sequence[range]]) -> Iterator[Word]:
    negated = denied = hedged = within = 0
    for match in _TOKEN.finditer(clause):
        token, place = match[0], start + match.start()
        lowered = token.lower()
        negated = _REACH if _denies(token) else negated - 1
        denied = _CLOSE if _is_plain_negation(lowered) else denied - 1
        hedged = _REACH if _supposes(token) else hedged - 1
        within = _FAR if negated == _REACH else within - 1
        if negated != _REACH and any(map(str.isalpha, token)) and lowered not in NUMBER_WORDS | _SILENT:
            marks = (negated > 0, denied > 0, 0 < hedged < _REACH, within > 0)
            by_others = [any(place in stretch for stretch in stretches) for stretches in told]
            yield from (Word(token, stem, *marks, *by_others) for stem in _stems(lowered))


def _denies(token: str) -> bool:
    lowered = token.lower()
    return _is_plain_negation(lowered) or (lowered not in _NO_DENIAL and not _DENYING.isdisjoint(_stems(lowered)))


def _is_plain_negation(lowered: str) -> bool:
    return lowered in _NEGATIONS or lowered.endswith("n't")


def _without_forbidding(text: str) -> str:
    """As long as it was, with blanks for each "may" that forbids."""
    return _MAY_NOT.sub(lambda found: (found[1] or "").ljust(len(found[0])), text)


def _supposes(word: str) -> bool:
    """A hedge; not the month of May."""
    return word.lower() in _HEDGES and word != "May"


@lru_cache(maxsize=20_000)
def _stems(word: str) -> Sequence[str]:
    return tuple(stems(word))


_INVISIBLE = re.compile(
    "[\x00-\x1f\x7f-\x9f\u00ad\u061c\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufe00-\ufe0f\ufeff\ud800-\udfff"
    "\U000e0000-\U000e0fff]"
)
_SILENT = FUNCTION_WORDS | frozenset(word for words in QUANTIFIERS.values() for word in words.split())
