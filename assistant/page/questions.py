"""Questions that a sentence answers, formed by rules over dates, places, makers and roles. English only, no model.

A rule that does not fit forms nothing: what is formed is proved before it is shown.
"""

# ruff: noqa: SIM905  words read best as words

from __future__ import annotations

import re
from collections.abc import Iterator

from assistant.english import FUNCTION_WORDS

_LONGEST = 300
"""Characters of a sentence; a longer one is a list or no sentence."""
_SUBJECT_WORDS = 8

_MONTH = "(?:January|February|March|April|May|June|July|August|September|October|November|December)"
_DATE = rf"(?:(?:\d{{1,2}} )?{_MONTH}\b(?: \d{{1,2}}\b)?(?:,? \d{{4}})?|(?:the )?(?:1[0-9]|20)\d\ds?\b)"
_TIME = (
    rf"(?:(?:at|from) (?:\d|noon|midnight|half past|one\b|\w+ o.clock)|(?:on|in|since) {_DATE}|(?:on|every) \w+day\b)"
)
_DONE = r"\w+ed|born|built|written|sold|bought|found|won|lost|set up|begun|led|sent|laid|paid|cut|shut"
_PASSIVE = re.compile(
    rf"^(?P<subject>[^,;:()]+?) (?P<be>was|were|is|are) (?:\w+ly |first )?(?P<done>{_DONE})\b(?P<rest>.*)"
)
_ACTIVE = re.compile(
    r"^(?P<subject>[^,;:()]+?) (?P<verb>leaves|opens|closes|begins|starts|ends|expires|departs|meets)\b(?P<rest>.*)"
)
_WHEN = re.compile(rf"(?:^|.*?[ ,]){_TIME}")
_OFTEN = re.compile(r"(?:^|.* )(?:every (?:\w+ )?(?:year|month|week|day)s?|(?:once|twice) an? \w+)\b")
_WHERE = re.compile(
    r"^(?: \w+){0,2}? (?:in|at|near) (?:the )?(?!(?:January|February|March|April|May|June|July|August)\b)[A-Z]"
)
_MORE = re.compile(r"[“”\"—–.]|\b(?:who|which|that|and|but|although|because)\b", re.IGNORECASE)
_NAMED = re.compile(r"[A-Z][\w’'-]*(?<!ing)(?<!s)|[A-Z][\w’'-]*(?:(?: (?:of|the|de|von))* [A-Z][\w’'-]*)+")
_BEFORE = re.compile(rf"^(?:On|In|Since) (?:the )?(?:\w+ ){{0,2}}{_DATE},? (?P<rest>.+)$")
_INCOMPLETE = frozenset(
    """
    named called known used expected supposed allowed considered described based said required turned directed followed
    needed asked told thought
    """.split()
)
"""Participles that ask for more words than the question would have."""
_BY = re.compile(r"^ by (?:the )?[A-Z]")
_MADE = re.compile(r"\w+ed$|^(?:built|sold|bought|found|won|led)$")
_OFFICE = (
    "director|minister|mayor|president|founder|author|head|executive|chair|chairman|chairwoman|captain|manager|editor|"
    "professor|king|queen|owner|officer|secretary|treasurer|judge|ambassador|spokesman|spokeswoman|leader|designer|"
    "inventor|master|teacher|investigator|curator|keeper|gardener|engineer|architect|coach|winner|champion|widow|"
    "husband|wife|son|daughter|sister|brother|mother|father|librarian|inspector|tenant|landlord"
)
_ROLE = (
    rf"(?P<role>the (?:[\w’'-]+ ){{0,3}}?(?:{_OFFICE})(?: (?:of|for|at) (?:the )?[A-Z\w][\w’'-]*(?: [A-Z][\w’'-]*)*)?)"
    r"(?=[,;.]|$)"
)
_HELD = re.compile(rf"[A-Z][\w.’'-]+(?: [A-Z][\w.’'-]+)+(?:, | (?P<be>is|was) ){_ROLE}")


def questions(sentence: str) -> Iterator[str]:
    """Questions whose answer stands in the sentence, the most telling first."""
    said = " ".join(sentence.split())
    if len(said) > _LONGEST or not said.endswith((".", "!", "”", '"')):
        return
    moved = _BEFORE.match(said)
    clause = moved["rest"] if moved else said
    yield from _of_what_was_done(clause, dated=moved is not None)
    yield from _of_what_happens(clause)
    yield from _of_roles(clause)


def _of_what_was_done(clause: str, *, dated: bool) -> Iterator[str]:
    found = _PASSIVE.match(clause)
    subject = _subject(found["subject"]) if found else None
    if found is None or subject is None or found["done"] in _INCOMPLETE:
        return
    be, done, rest = found["be"], found["done"], found["rest"]
    if dated or _WHEN.match(rest):
        yield f"When {be} {subject} {done}?"
    elif _OFTEN.match(rest):
        yield f"How often {be} {subject} {done}?"
    if _BY.match(rest) and _MADE.search(done):
        yield f"Who {done} {subject}?"
    elif _WHERE.match(rest):
        yield f"Where {be} {subject} {done}?"


def _of_what_happens(clause: str) -> Iterator[str]:
    found = _ACTIVE.match(clause)
    subject = _subject(found["subject"]) if found else None
    if found is not None and subject is not None and _WHEN.match(found["rest"]):
        yield f"When does {subject} {found['verb'].removesuffix('s')}?"


def _of_roles(clause: str) -> Iterator[str]:
    for found in _HELD.finditer(clause):
        yield f"Who {found['be'] or 'is'} {found['role']}?"


def _subject(words: str) -> str | None:
    """A subject as it stands inside a question, or None where it is a pronoun, too long, or more than a noun."""
    first, *others = words.split()
    if len(others) >= _SUBJECT_WORDS or _MORE.search(words):
        return None
    if first.lower() == "the":
        return " ".join(["the", *others]) if others else None
    return words if _NAMED.fullmatch(words) and first.lower() not in FUNCTION_WORDS else None
