"""Follow-up questions made self-contained by rule, from the questions and answers before them. English.

A pronoun becomes the name that the conversation is about and that it can stand for; an ellipsis takes the frame of the
question before. What no rule is sure of is left as it was asked.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from assistant.asked_for import AskedFor, asked_for
from assistant.ellipsis import ORDINALS, completed, listed
from assistant.english import FUNCTION_WORDS, VAGUE_WORDS
from assistant.mentions import Mention, Sort, mentions, names, same_name, sort_of
from assistant.nouns import Turn

LONGEST_QUESTION = 400
"""Characters of a question that may lean on the history; a longer one says all that it needs."""
GROWTH = 400
"""How many characters longer than asked a question may be understood."""

LEAST = 0.5
"""The weight below which a thing is too little spoken of to stand for "it" or "they"."""


def self_contained(question: str, history: Sequence[Turn]) -> str:
    """The question with what it takes from the history filled in; unchanged, exactly, where it stands on its own.

    ``history`` is the earlier turns, oldest first, with the questions as they were understood. Never longer than the
    question by more than ``GROWTH`` characters; and what was understood is understood as the same again.
    """
    if not history or len(question) > LONGEST_QUESTION:
        return question
    known = mentions(history)
    named = _with_names(question, known, history[-1])
    framed = completed(question.strip(), named.strip(), history, known)
    understood = named if framed is None else _with_names(framed, known, history[-1])
    return understood if len(understood) <= len(question) + GROWTH else question


def search_form(question: str, history: Sequence[Turn]) -> str:
    """What to search for: the understood question, and with it the question before where it still leans on that."""
    understood = self_contained(question, history)
    if not history or len(question) > LONGEST_QUESTION or not _leans(understood):
        return understood
    return f"{understood} {history[-1].question[:LONGEST_QUESTION]}"


def _leans(question: str) -> bool:
    """Whether it says nothing before it points at something: behind a thing that it names, it may point at that."""
    words = re.findall(r"[\w'-]+", question.lower())
    first = next(
        (word for word in words if word in _POINTING or not (word in FUNCTION_WORDS or word in VAGUE_WORDS)), ""
    )
    return not first or first in _POINTING


def _with_names(question: str, known: Sequence[Mention], last: Turn) -> str:
    """Each pronoun replaced by the weightiest name that it can stand for and that the question does not name."""
    question, at = _with_place(_with_item(question, last), known, last), 0
    while match := _PRONOUN.search(question, at):
        start, at = match.span()
        name = _stands_for(match, known, last)
        if name is not None:
            put = _possessive(name) if _owns(match) else name
            question, at = f"{question[:start]}{put}{question[at:]}", start + len(put)
    return question


def _stands_for(match: re.Match[str], known: Sequence[Mention], last: Turn) -> str | None:
    pronoun, question = match[0].lower(), match.string
    fits = _FITS[pronoun]
    if match[0] == "IT" or (pronoun == "it" and _EMPTY.match(question, match.end())):
        return None
    said = [*names(question), *(mention.name for mention in known if mention.name in question)]
    if any(name in question[: match.start()] and _sort(name, known) in fits for name in said):
        return None
    person = asked_for(last)
    if person is not None and _stands_for_person(match, person):
        return person.called
    plural = _plural(pronoun, question, last)
    asked = _ASKED_PLURAL.match(last.question) or question[: match.start()].endswith(" of ")
    if pronoun in {"these", "those"} or (plural and asked):
        return plural
    free = [m for m in known if m.sort in fits and not _PRONOUN.search(m.name)]
    free = [mention for mention in free if not any(same_name(mention.name, name) for name in said)]
    free = [mention for mention in free if person is None or mention.name != person.called]
    best = max(free, key=lambda mention: mention.weight * fits[mention.sort], default=None)
    sure = best is not None and (fits is _HE or fits is _SHE or best.weight * fits[best.sort] >= LEAST)
    return best.name if best and sure else plural


def _stands_for_person(match: re.Match[str], person: AskedFor) -> bool:
    fits = _FITS[match[0].lower()]
    return fits in (_HE, _SHE) and person.sort in fits and person.is_meant(_next_word(match))


def _sort(name: str, known: Sequence[Mention]) -> Sort:
    return next((mention.sort for mention in known if same_name(mention.name, name)), sort_of(name))


def _plural(pronoun: str, question: str, last: Turn) -> str | None:
    """The things that the last question asked about: "the defendants" for "they"."""
    found = _PLURAL.search(last.question[:LONGEST_QUESTION]) if pronoun in _PLURAL_PRONOUNS else None
    return f"the {found[1]}" if found and f"the {found[1]}" not in question else None


def _with_place(question: str, known: Sequence[Mention], last: Turn) -> str:
    """ "There" replaced by the place of the last turn, unless the question names one."""
    match = _THERE.search(question)
    places = [mention.name for mention in known if mention.sort is Sort.PLACE and not _PRONOUN.search(mention.name)]
    place = next((name for name in places if name in last.question or name in last.text), None)
    if match is None or place is None or place in question:
        return question
    preposition = "to" if match["move"] else "in"
    return f"{question[: match.start('there')]}{preposition} {place}{question[match.end() :]}"


def _with_item(question: str, last: Turn) -> str:
    """ "The second one" replaced by the second of what the last answer lists."""
    match = _NTH_ONE.search(question)
    item = listed(last.text, match["nth"].lower()) if match else None
    return f"{question[: match.start()]}{item}{question[match.end() :]}" if match and item else question


def _possessive(name: str) -> str:
    return f"{name}'" if name.endswith("s") else f"{name}'s"


def _owns(match: re.Match[str]) -> bool:
    if match[0].lower() == "her":
        return _OWNED.match(match.string, match.end()) is not None
    return match[0].lower() in {"his", "hers", "its", "their", "theirs"}


def _next_word(match: re.Match[str]) -> str:
    found = _WORD.search(match.string, match.end())
    return found[0].lower() if found else ""


_HE: Mapping[Sort, float] = {Sort.MAN: 1.0, Sort.PERSON: 1.0, Sort.UNKNOWN: 0.7}
_SHE: Mapping[Sort, float] = {Sort.WOMAN: 1.0, Sort.PERSON: 1.0, Sort.UNKNOWN: 0.7}
_THEY: Mapping[Sort, float] = {Sort.SEVERAL: 1.5, Sort.THING: 0.6, Sort.UNKNOWN: 0.4}
_IT: Mapping[Sort, float] = {Sort.THING: 1.0, Sort.UNKNOWN: 0.5, Sort.PLACE: 0.5}
_FITS: Mapping[str, Mapping[Sort, float]] = {
    **dict.fromkeys(("he", "him", "his"), _HE),
    **dict.fromkeys(("she", "her", "hers"), _SHE),
    **dict.fromkeys(("they", "them", "their", "theirs", "these", "those"), _THEY),
    **dict.fromkeys(("it", "its"), _IT),
}
"""What a pronoun can stand for, and how readily: chosen on the dev part of canard."""
_PLURAL_PRONOUNS = frozenset({"they", "them", "their", "these", "those"})
_BARE_PLURAL = r"(?:these|those)(?=\s*(?:[?.!,]|$|and\b|or\b|are\b|were\b|have\b|do\b))"
_PRONOUN = re.compile(
    rf"(?<![\w'’-])(?:(?:{'|'.join(set(_FITS) - {'these', 'those'})})(?![\w'’-])|{_BARE_PLURAL})",
    re.IGNORECASE,
)
_EMPTY = re.compile(
    r"\s+(?:(?:be|been|is|was|has been)\s+)?"
    r"(?:true|possible|take|takes|took|taken|mean|means|necessary|likely|legal|illegal|common|important)\b"
)
_OWNED = re.compile(r"\s+(?!(?:and|or|at|in|on|to|from|for|with|by|when|after|before|as|the|a|an)\b)\w")
_THERE = re.compile(
    r"(?:\b(?P<move>go|went|gone|come|came|move|moved|travel|return) |(?<!is )(?<!are )(?<!was )(?<!were )(?<!be )\b)"
    r"(?P<there>there)(?=\s*(?:[?.!,]|$|(?:and|for|with|from|after|before|when|as|until)\b))",
    re.IGNORECASE,
)
_PLURAL_NOUN = r"(?:(?!(?:was|is|does|has|this|his|as|its)\b)[\w-]*[^\Ws]s|people|children|women|men)\b"
_PLURAL = re.compile(
    r"\b(?:which|what|how many|(?:(?:do|are|were) )?(?:the|these|those|all|any|other)|do|are|were)\s+"
    rf"((?!the )(?:[\w-]+ ){{0,2}}?{_PLURAL_NOUN})",
    re.IGNORECASE,
)
_ASKED_PLURAL = re.compile(
    r"(?:who|what) (?:are|were) the |(?:which|what|how many) (?:[\w-]+ ){0,2}?[\w-]+s "
    r"(?!did|does|do|is|are|was|were|has|have)\w",
    re.IGNORECASE,
)
_NTH_ONE = re.compile(rf"\bthe (?P<nth>{'|'.join(ORDINALS)}) one\b", re.IGNORECASE)
_WORD = re.compile(r"\w+")
_POINTING = frozenset({"this", "these", "those", "it", "they", "them"})
