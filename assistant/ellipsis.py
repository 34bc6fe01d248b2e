"""Ellipses completed by rule: "Why?", "And his wife?", "What about 2012?" in the frame of the question before."""

from __future__ import annotations

import re
from collections.abc import Sequence

from assistant.mentions import Mention, Sort, names, same_name, sort_of
from assistant.nouns import Turn

TURNS = 3
"""How many turns back the frame may lie, past thanks and fragments."""
LONGEST_FRAME = 300
"""Characters of a question that can be a frame."""
LONGEST_LIST = 2000
"""Characters of an answer that are looked through for the things that it lists."""
ORDINALS = {"first": 0, "former": 0, "second": 1, "third": 2, "fourth": 3, "fifth": 4, "last": -1, "latter": -1}


def completed(question: str, named: str, history: Sequence[Turn], known: Sequence[Mention]) -> str | None:
    """An ellipsis as a whole question; None where it is none, or where no question before gives a frame.

    ``named`` is the question with its pronouns resolved, ``known`` what the conversation speaks of.
    """
    last = next((turn for turn in reversed(history[-TURNS:]) if _is_frame(turn.question.strip())), None)
    if last is None:
        return None
    frame = last.question.strip().rstrip("?!. ")
    if match := _BARE.fullmatch(question):
        return _asked_anew(frame, " ".join(match["ask"].lower().split()))
    if match := _OF_THEM.fullmatch(question):
        return _of_them(frame, match["ask"])
    if match := _ORDINAL.fullmatch(question):
        item = listed(last.text, match["nth"].lower())
        return f"{frame}, and what about {item}?" if item else None
    match = _ABOUT.fullmatch(named)
    return _about(frame, match["what"], known) if match else None


def listed(text: str, nth: str) -> str | None:
    """One of the things that an answer lists, in numbered lines or as names; ``nth`` is one of ``ORDINALS``."""
    items = [match[1] for match in _LISTED.finditer(text[:LONGEST_LIST])] or names(text)
    place = ORDINALS[nth]
    return items[place] if len(items) > max(place, 1) else None


def _is_frame(question: str) -> bool:
    long_enough = len(question.split()) >= 3 and len(question) <= LONGEST_FRAME
    return long_enough and _ASKS.match(question) is not None and "\n" not in question


def _asked_anew(frame: str, ask: str) -> str:
    """The frame asked for something else: "Why?" after "Did he leave?" is "Why did he leave?"."""
    adverb = _SIMPLE.fullmatch(ask)
    if adverb and _AUXILIARY.match(frame):
        return f"{ask.capitalize()} {frame[0].lower()}{frame[1:]}?"
    if adverb and (match := _ADVERB.match(frame)):
        return f"{ask.capitalize()} {frame[match.end() :]}?"
    return f"{frame}, and {ask}?"


def _of_them(frame: str, ask: str) -> str | None:
    """ "How many of them?" after "Which banks sued?" is "How many of the banks sued?"."""
    match = _WHICH.match(frame)
    return f"{ask} of the {match[1]} {frame[match.end() :]}?" if match else None


def _about(frame: str, what: str, known: Sequence[Mention]) -> str:
    """The frame with what is asked about now in the place of what was asked about then."""
    if _TIME.fullmatch(what):
        times = list(_TIME.finditer(frame))
        if times:
            return f"{frame[: times[-1].start()]}{what}{frame[times[-1].end() :]}?"
        return f"{frame} in {what}?" if not _WHEN.match(frame) else f"{frame}, and what about {what}?"
    if match := _PREPOSITION.match(what):
        same = re.search(rf" {match[0]}(?:[\w'’-]+ ?){{1,4}}$", frame, re.IGNORECASE)
        return f"{frame[: same.start()] if same else frame} {what}?"
    old = _place_taken(frame, what, known)
    return f"{re.sub(old, lambda _: what, frame, count=1)}?" if old else f"{frame}, and what about {what}?"


def _place_taken(frame: str, what: str, known: Sequence[Mention]) -> str | None:
    """A pattern of the words in the frame whose place ``what`` takes: its owner, or a name of its sort."""
    owner = re.match(r"(.+?)(?:'s|') \w", what)
    if owner and owner[1] in frame:
        return rf"(?<!\w){re.escape(owner[1])}(?!\w)(?:(?:'s|')(?: [\w-]+)?)?(?!\w)"
    if not names(f"x {what}"):
        return None
    sort = _sort(what, known)
    alike = [name for name in names(f"x {frame}") if _alike(sort, _sort(name, known))]
    return rf"(?<!\w){re.escape(alike[0])}(?!\w)" if alike else None


def _alike(one: Sort, other: Sort) -> bool:
    people = {Sort.MAN, Sort.WOMAN, Sort.PERSON}
    return one is other or Sort.UNKNOWN in (one, other) or {one, other} <= people


def _sort(name: str, known: Sequence[Mention]) -> Sort:
    return next((mention.sort for mention in known if same_name(mention.name, name)), sort_of(name))


_AUX = r"(?:did|does|do|is|are|was|were|has|have|had|can|could|will|would|shall|should|may|might|must)"
_AND = r"(?:(?:and|but|so|then|ok|okay)[, ]+)?"
_SIMPLE = re.compile(r"(?:since |until )?(?:why|when|where|how)(?: long| often| not| exactly| so)?")
_ASK = (
    r"(?:(?:since|until|by|with|for|to|from|in|at|on|of) )?"
    r"(?:why|when|where|who|whom|whose|how many|how much|how long|how often|how"
    r"|(?:which|what)(?! (?:did|does|do|is|are|was|were)\b) [\w-]+)"
)
_BARE = re.compile(rf"{_AND}(?P<ask>{_ASK}(?: not| exactly| so)?)\s*[?!.]*", re.IGNORECASE)
_OF_THEM = re.compile(
    r"(?:and )?(?P<ask>how many|which|who|how much|which one) of (?:them|these|those)\s*\?*", re.IGNORECASE
)
_ORDINAL = re.compile(
    rf"(?:(?:and|what about|how about)[, ]+)?the (?P<nth>{'|'.join(ORDINALS)})(?: one)?\s*\?*", re.IGNORECASE
)
_ABOUT = re.compile(
    rf"{_AND}(?:(?:what|how) about|and)\s+(?!(?:what|who|when|where|why|how|which|if|{_AUX})\b)"
    r"(?P<what>[^?!]{1,80}?)\s*[?!.]*",
    re.IGNORECASE,
)
_ASKS = re.compile(
    rf"(?:who|whom|whose|(?:what|how)(?! about)|when|where|which|why|in|on|at|by|{_AUX})\b", re.IGNORECASE
)
_WHEN = re.compile(r"when|how long|(?:in )?(?:which|what) year", re.IGNORECASE)
_AUXILIARY = re.compile(rf"{_AUX}\b", re.IGNORECASE)
_ADVERB = re.compile(
    rf"(?:when|where|why|how(?: long| often)?|(?:in )?(?:what|which) year) (?={_AUX}\b)", re.IGNORECASE
)
_WHICH = re.compile(r"(?:which|what) ((?:[\w-]+ ){0,2}?[\w-]+s) (?=\w)", re.IGNORECASE)
_MONTH = r"(?:january|february|march|april|may|june|july|august|september|october|november|december)"
_TIME = re.compile(rf"\b(?:(?:{_MONTH} )?(?:\d{{1,2}},? )?(?:1\d|20)\d\ds?|{_MONTH})\b", re.IGNORECASE)
_PREPOSITION = re.compile(r"(?:in|at|on|for|with|by|to|from|during|after|before|since|under|against) ", re.IGNORECASE)
_LISTED = re.compile(r"^\s*(?:\d+[.)]|[-•*])\s+(.{2,80}?)(?:[.:;,\n]|$)", re.MULTILINE)
