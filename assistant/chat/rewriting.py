"""Follow-up questions that a model makes self-contained, and when its words are taken."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from assistant.english import COMMANDS, IRREGULAR_VERBS, VAGUE_WORDS
from assistant.followup import GROWTH, LONGEST_QUESTION
from assistant.gate_words import is_negative
from assistant.lexical import stems
from assistant.nouns import Turn

_LEANING = re.compile(
    r"\b(?:he|him|his|she|hers?|it|its|they|them|their|theirs|this|that|these|those|there|then|one|ones|same|other|"
    r"others|else|another|such|former|latter|first|second|third|last)\b"
    r"|^\W*(?:and|or|but|so|also|what about|how about|why)\b",
    re.IGNORECASE,
)
_SHORT = 5
"""A question of fewer words may leave out what the one before it says."""
_LEADING = re.compile(r"^\W*(?:(?:and|or|but|so|also|ok|okay|well|please)\b\W*)*", re.IGNORECASE)
_ADDRESSING = re.compile(r"\b(?:tell|show|give) (?:me|us)\b", re.IGNORECASE)
_ABOUT = re.compile(r"\b(?:what|how) about\b", re.IGNORECASE)
_QUESTION_WORD = re.compile(r"\b(?:who|whom|whose|what|which|when|where|why|how)\b", re.IGNORECASE)
_ASKS = re.compile(rf"(?:\w+ )?{_QUESTION_WORD.pattern}", re.IGNORECASE)
_AUXILIARIES = frozenset(
    """
    did does do is are was were has have had can could will would shall should may might must
    didn doesn don isn aren wasn weren hasn haven hadn couldn won wouldn shouldn
    """.split()  # noqa: SIM905  words read best as words
)
"""What a question begins with that is answered by yes or no; of "didn't" what stands before its apostrophe."""
_SHORTENED = re.compile(r"['’](?:s|re|ve|ll|d|m)\b", re.IGNORECASE)
_NOT = re.compile(r"n['’]t\b", re.IGNORECASE)
_SAYS_NOTHING = VAGUE_WORDS | set("also ok okay well thanks please exactly really actually just happen".split())  # noqa: SIM905  words read best as words
"""What a question may lose."""
_VERB = {stem: forms[0] for forms in IRREGULAR_VERBS for form in forms for stem in stems(form)}


class Untrusted(ValueError):
    """A model's rewrite of a question that is not taken; the message tells a person why."""


def leans(question: str) -> bool:
    """Whether a question may need the history; one that surely does not is not given to the model."""
    return len(question) <= LONGEST_QUESTION and (
        _LEANING.search(question) is not None or len(question.split()) < _SHORT
    )


def trusted(rewritten: str, question: str, history: Sequence[Turn]) -> str:
    """The rewritten question on one line. Raises Untrusted where that is too long, asks something else or adds words.

    It asks in the form of the question, keeps what that says, and has all else from the conversation.
    """
    line = " ".join(rewritten.split()).strip('"“”')
    doubt = _doubt(line, question, history)
    if doubt is not None:
        raise Untrusted(doubt)
    return line


def _doubt(line: str, question: str, history: Sequence[Turn]) -> str | None:
    said = [text for turn in history for text in (turn.question, turn.text)]
    told, known = _meant([line]), _meant([question, *said])
    kept = _meant([_LEANING.sub(" ", _ADDRESSING.sub(" ", question))]) - _meant(_SAYS_NOTHING)
    doubts = {
        "it says nothing": not told,
        "it is too long": len(line) > len(question) + GROWTH,
        "it leaves out what was asked": not kept <= told,
        "it adds words that nobody said": not told <= known,
        "it is an earlier question": _is_earlier(line, question, history),
        "it does not ask the same": not _asks_the_same(line, question),
    }
    return next((doubt for doubt, holds in doubts.items() if holds), None)


def _meant(texts: Iterable[str]) -> set[str]:
    """The stems of the texts, a verb's forms as one."""
    whole = (_SHORTENED.sub("", _NOT.sub(" not", text)) for text in texts)
    return {_VERB.get(stem, stem) for text in whole for stem in stems(text)}


def _is_earlier(line: str, question: str, history: Sequence[Turn]) -> bool:
    """Whether it is a question that was answered already, and is not asked again."""
    return _bare(line) != _bare(question) and any(_bare(line) == _bare(turn.question) for turn in history)


def _bare(question: str) -> list[str]:
    return re.findall(r"\w+", question.casefold())


def _asks_the_same(line: str, question: str) -> bool:
    """Whether it has the question words of the question, denies where that does, and is a question as that is."""
    asked = _words(_ABOUT.sub(" ", question))
    return is_negative(line) == is_negative(question) and asked <= _words(line) and _asks(line, question, bool(asked))


def _asks(line: str, question: str, is_open: bool) -> bool:
    """Whether it is a question, by yes or no where the last one is, or the same order ("Tell me more about him")."""
    first, begun = _bare(line)[:1], _bare(_LEADING.sub("", question))[:1]
    if not is_open and not COMMANDS.isdisjoint(begun):
        return first == begun
    by_yes_or_no = not is_open and not _AUXILIARIES.isdisjoint(begun)
    ends = line.endswith("?") or not question.endswith("?")
    return ends and (not _AUXILIARIES.isdisjoint(first) or (not by_yes_or_no and _ASKS.match(line) is not None))


def _words(text: str) -> set[str]:
    return {word.lower() for word in _QUESTION_WORD.findall(text)}
