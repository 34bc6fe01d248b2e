"""The language of a text or of a question, guessed from its letters."""

from __future__ import annotations

from functools import cache
from typing import Protocol

import regex

_SAMPLE = 500
"""Characters read at the beginning, in the middle and at the end."""
_FEWEST_LETTERS = 60
_LEAST_PROBABILITY = 0.9
_ASKS = regex.compile(r"[?\uff1f\u061f\u037e\u00bf]")
_WORD = regex.compile(r"[\p{Han}\p{Hiragana}\p{Katakana}]|\p{L}[\p{L}\p{M}]*")
"""Where words are not spaced, a sign stands for one."""
_NAME = regex.compile(r"(?<=\S\s+)\p{Lu}\S*")
"""Names tell little of a language, and German nouns are not missed."""
_FEWEST_WORDS = 4
_PROBABILITY_ASKED = 0.1
_PROBABILITY_UNASKED = 0.6
"""None of 32,529 English questions (SQuAD and like sets) is taken for another language, and seven of 6,037 groups of
four to seven English keywords; two of 44 questions in 20 languages are missed."""


class _Identifier(Protocol):
    def classify(self, text: str) -> tuple[str, float]: ...


def language_of(text: str) -> str | None:
    """The ISO 639-1 code of the text's language; None where it is too short or the guess is not sure."""
    sample = _sample(text)
    if sum(character.isalpha() for character in sample) < _FEWEST_LETTERS:
        return None
    code, probability = _identifier().classify(sample)
    return code if probability >= _LEAST_PROBABILITY else None


def foreign(question: str) -> str | None:
    """The code of the language of words that English grammar left alone; None where they may be English.

    A few words that ask nothing may be names and keywords, which have no language.
    """
    asks = _ASKS.search(question) is not None
    if not asks and len(_WORD.findall(question)) < _FEWEST_WORDS:
        return None
    code, probability = _identifier().classify(_NAME.sub("", question))
    least = _PROBABILITY_ASKED if asks else _PROBABILITY_UNASKED
    return code if code != "en" and probability >= least else None


def _sample(text: str) -> str:
    if len(text) <= 3 * _SAMPLE:
        return text
    middle = (len(text) - _SAMPLE) // 2
    return " ".join((text[:_SAMPLE], text[middle : middle + _SAMPLE], text[-_SAMPLE:]))


@cache
def _identifier() -> _Identifier:
    from py3langid.langid import MODEL_FILE, LanguageIdentifier  # noqa: PLC0415 (loading takes memory and time)

    identifier: _Identifier = LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
    return identifier
