"""What a text says is only meant, still to come, demanded, forbidden or put aside. Closed, listed tables."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

from assistant.english import FUNCTION_WORDS, is_past
from assistant.gate_antonyms import root_of
from assistant.gate_words import is_negative
from assistant.presentation import SAME

_MEANING = (
    r"tr(?:y|ies|ied|ying)|attempt(?:s|ed|ing)?|want(?:s|ed|ing)?|wish(?:es|ed)?|offer(?:s|ed|ing)?|aim(?:s|ed|ing)?"
    r"|promis(?:e|es|ed|ing)|agree[sd]?|threaten(?:s|ed|ing)?|vot(?:e|es|ed|ing)|(?:is|are|was|were|been) asked"
    r"|(?:is|are|was|were|been) (?:said|thought|believed|scheduled|rumou?red|due|meant|urged)"
    r"|seem(?:s|ed)?|appear(?:s|ed)?|plan(?:s|ned|ning)?|intend(?:s|ed|ing)?|hop(?:e|es|ed|ing)|propos(?:e|es|ed)|expect(?:s|ed)?|sought|seeks?"
    r"|(?:has|have|had) the (?:power|right)|(?:is|are) due|(?:is|are)"
)
_BETWEEN = r"(?:\w+ly |also |then |soon )?(?:be |have been |have )?(?:\w+ly )?"
_MEANT = re.compile(rf"\b(?:{_MEANING}) to {_BETWEEN}(\w+)", re.IGNORECASE)
_COMING = re.compile(rf"\b(?:will|'ll|going to) {_BETWEEN}(\w+)", re.IGNORECASE)
_DEMANDED = re.compile(
    rf"\b(?:must|shall|ha(?:s|ve|d) to|(?:is|are|was|were) (?:required|obliged|bound) to) {_BETWEEN}(\w+)",
    re.IGNORECASE,
)
_LEFT_FREE = re.compile(
    rf"\b(?:may|might|can|could|need not|(?:is|are|was|were) (?:allowed|permitted|free) to) {_BETWEEN}(\w+)",
    re.IGNORECASE,
)
_PUT_ASIDE = re.compile(
    r"\b(?:(?:rather than|instead of|unlike|anything but|as opposed to|free (?:of|from)|rul(?:e[sd]?|ing) out"
    r"|far from(?! (?:the|an?|its|his|her|their|our|any|home|here|there|(?-i:[A-Z])\w*)\b))"
    r" (?:(?:the|an?|any|its|his|her|their|being) )?"
    r"|(?:stop(?:s|ped)?|ceas(?:es?|ed)|quit|gave up|no longer) (?=\w+ing\b))(\w+)(?:(?<=ing) (\w+))?",
    re.IGNORECASE,
)
_BAN = r"(?:bans?|prohibitions?|embargo)"
_ENDED = r"(?:overturn|lift|quash|repeal|revok|scrap|abolish)"
_LIFTED = re.compile(rf"\b{_ENDED}\w* (?:\w+ ){{0,3}}?{_BAN}\b|\b{_BAN}\b[^.;]{{0,200}}\b{_ENDED}ed\b", re.IGNORECASE)
_FORMERLY = re.compile(r"\b(?:until|till|before|formerly|once|previously)\b", re.IGNORECASE)
_BANNED = re.compile(
    r"(?<!no longer )(?<!not )(?<!n't )\b(?:ban(?:s|ned)?|prohibit\w*|forbid\w*|forbade|embargo)\b", re.IGNORECASE
)
_FORBIDS = re.compile(
    r"\b(?:may|must|can|shall|should)(?: not|n't)\b|\bcannot\b|\b(?:not|n't|never) (?:be )?(?:allowed|permitted)\b"
    r"|(?<!not )(?<!n't )(?<!never )\b(?:forbidden|prohibited|banned)\b"
    r"|\b(?:nobody|no (?:\w+ ){1,3})(?:(?<=y) )?(?:may|can|(?:is|are) (?:allowed|permitted))\b|\bno \w+ing\b",
    re.IGNORECASE,
)
_PERMITS = re.compile(r"\b(?:may|can|(?<!not )(?<!n't )(?:allowed|permitted))\b(?! not\b)(?!not)", re.IGNORECASE)
_NOT_FORBIDDEN = re.compile(r"(?:\bnot|n't|\bnever) (?:forbidden|prohibited|banned)\b", re.IGNORECASE)
_REPLY = re.compile(r"\A\s*(?:yes|no)\s*[,.:;!—–-]\s+", re.IGNORECASE)
_WORD = re.compile(r"[^\W_]+")
_SENTENCE = re.compile(r"(?<=[.;:!?])\s|,? \bbut\b")
_IS = re.compile(r"\b(?:is|are|be|being|will) (?:\w+ly )?$", re.IGNORECASE)


def without_reply(statement: str) -> str:
    """The statement without a "Yes," or "No," to the question at its beginning."""
    return _REPLY.sub("", statement)


def means(text: str) -> bool:
    """Whether it says of anything that it is only meant, tried or seems so."""
    return _MEANT.search(text.translate(SAME)) is not None


def only_meant(statement: str, quotes: Sequence[str]) -> list[str]:
    """The words of what a statement says is done, and the quotes only that it is meant, tried, or yet to come."""
    meant, coming = _only(_MEANT, quotes), _only(_COMING, quotes) - {*_roots(_COMING, statement)}
    plain = statement.translate(SAME)
    return [
        word[0]
        for word in _WORD.finditer(plain)
        if _root(word[0]) in meant or (_root(word[0]) in coming and _is_done(plain, word))
    ]


def left_free(statement: str, quotes: Sequence[str]) -> list[str]:
    """The words of what a statement leaves free, and the quotes demand."""
    demanded = _only(_DEMANDED, quotes)
    return [word for word in _told(_LEFT_FREE, statement) if _root(word) in demanded]


def put_aside(statement: str, quotes: Sequence[str]) -> list[str]:
    """The words of a statement that the quotes have only behind "rather than", "stopped" and the like."""
    there = _only(_PUT_ASIDE, quotes) - aside([statement])
    return [word for word in _WORD.findall(statement.translate(SAME)) if _root(word) in there]


def aside(texts: Iterable[str]) -> set[str]:
    """The roots of the words that stand there so."""
    return {root for text in texts for root in _roots(_PUT_ASIDE, text)}


def still_banned(statement: str, quotes: Sequence[str]) -> list[str]:
    """The words for a ban that the quotes say was lifted, and the statement does not."""
    bans = [each for quote in quotes for each in _SENTENCE.split(quote) if _BANNED.search(each)]
    if not bans or not all(map(_LIFTED.search, bans)) or _LIFTED.search(statement) or _FORMERLY.search(statement):
        return []
    return _BANNED.findall(statement)


def forbidden(text: str) -> set[str]:
    """The roots of the words in sentences that forbid something, and neither allow nor deny anything else."""
    return {_root(word) for each in _forbidding(text) for word in _WORD.findall(each)}


def permitted(statement: str, quotes: Sequence[str]) -> list[str]:
    """The words of a statement that allows something, and that stand in what the quotes forbid alone."""
    plain = statement.translate(SAME)
    if _FORBIDS.search(plain) or not (_PERMITS.search(plain) or _NOT_FORBIDDEN.search(plain)):
        return []
    held = Counter(_root(word) for quote in quotes for word in _WORD.findall(quote.translate(SAME)))
    held.subtract(_root(word) for quote in quotes for each in _forbidding(quote) for word in _WORD.findall(each))
    return [word for word in _WORD.findall(statement) if _root(word) and held.get(_root(word)) == 0]


def _forbidding(text: str) -> Iterator[str]:
    for sentence in _SENTENCE.split(text.translate(SAME)):
        rest = _FORBIDS.sub("", sentence)
        if rest != sentence and not is_negative(rest) and not _PERMITS.search(rest):
            yield sentence


def _only(pattern: re.Pattern[str], quotes: Sequence[str]) -> set[str]:
    """The roots that the quotes have only as a pattern tells them."""
    told = [each for quote in quotes for each in _roots(pattern, quote)]
    free = Counter(_root(word) for quote in quotes for word in _WORD.findall(quote.translate(SAME)))
    free.subtract(told)
    return {each for each in told if each and free[each] <= 0}


def _roots(pattern: re.Pattern[str], text: str) -> Iterator[str]:
    return (_root(word) for word in _told(pattern, text))


def _told(pattern: re.Pattern[str], text: str) -> Iterator[str]:
    return (word for found in pattern.finditer(text.translate(SAME)) for word in found.groups() if word)


def _root(word: str) -> str:
    """Nothing for a function word."""
    return "" if word.lower() in FUNCTION_WORDS else root_of(word.lower())


def _is_done(plain: str, word: re.Match[str]) -> bool:
    """Whether a verb is in the past, and no participle of what is or will be."""
    return is_past(word[0].lower()) and _IS.search(plain[: word.start()]) is None
