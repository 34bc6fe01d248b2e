"""Which words of a text are names: those with a capital, and small words where they name ("the US", "Theresa May")."""

from __future__ import annotations

import re
from collections.abc import Sequence

from assistant.english import CALENDAR_WORDS, FUNCTION_WORDS, TITLES
from assistant.presentation import SAME

# ruff: noqa: SIM905  words read best as words

_GIVEN_NAMES = frozenset("april august june may will".split())
_NEVER_NAMES = TITLES | frozenset(
    """
    a an the this that these those it's he his she her they their we our i i'm my you your and or but nor not no so if
    then than also when where while as at by for from in of on to with about after before during since until into early
    late last next all only never must
    """.split()
)
"""Small words with a capital in titles, after a quotation mark or for emphasis."""
_WHOLE = re.compile(r"[^\W_]+(?:[-'.&][^\W_]+)*")
_AROUND = ".,;:!?()[]{}<>\"'*`"


def names(text: str) -> list[str]:
    """The words with a capital that are no first word of a sentence; function words and months only in a name."""
    return [
        word
        for words in _by_sentence(text)
        for place, word in enumerate(words)
        if word[:1].isupper() and (_is_named(words, place) if is_common(word) else place or word.isupper())
    ]


def bare_words(text: str) -> list[str]:
    """Its words in order, those with a hyphen, an apostrophe or a point inside whole, and without a possessive s."""
    return _bare(text.translate(SAME))


def compounds(name: str, text: str) -> list[str]:
    """The unbroken strings of signs, as "Anglo/Norman", of which a name is a part; none where it stands alone too."""
    found = [token.strip(_AROUND) for token in text.translate(SAME).split() if name in _bare(token)]
    return [] if {name, f"{name}'s"} & {*found} else found


def first_words(text: str) -> list[str]:
    """The words that have a capital because a sentence begins with them, function words left out."""
    begun = [words[0] for words in _by_sentence(text) if words]
    return [word for word in begun if word[:1].isupper() and not is_common(word)]


def is_common(word: str) -> bool:
    """Whether it is in lower case a function word, a title or a month, so that its capital alone tells nothing."""
    return (
        word.lower().rstrip(".") in FUNCTION_WORDS | TITLES
        or word.lower() in CALENDAR_WORDS
        or not any(map(str.isalpha, word))
    )


def _is_named(words: Sequence[str], place: int) -> bool:
    """Whether such a word is a name all the same: "the US", "Theresa May", "Will Reed", but not "in May Reed left"."""
    word, before, after = words[place], words[:place][-1:], words[place + 1 :][:1]
    beside = [*before, *after]
    if word.lower() in _NEVER_NAMES or any(map(str.isdigit, "".join(beside))):
        return False
    if len(word) > 1 and word.isupper():
        return any(map(str.islower, "".join(words)))
    if (not before and word.lower() not in _GIVEN_NAMES) or (before and before[0].lower() in _NEVER_NAMES):
        return False
    titled = bool(before) and before[0].lower() in TITLES
    return len(word) > 1 and (titled or any(each[:1].isupper() and not is_common(each) for each in beside))


def _by_sentence(text: str) -> list[list[str]]:
    return [_bare(sentence) for sentence in re.split(r"(?<=[.!?])\s+", text.translate(SAME))]


def _bare(plain: str) -> list[str]:
    return [re.sub(r"'s$", "", token) for token in _WHOLE.findall(plain)]
