"""The language of a text, guessed from a sample."""

from __future__ import annotations

from functools import cache
from typing import Protocol

_SAMPLE = 500
"""Characters read at the beginning, in the middle and at the end."""
_FEWEST_LETTERS = 60
_LEAST_PROBABILITY = 0.9


class _Identifier(Protocol):
    def classify(self, text: str) -> tuple[str, float]: ...


def language_of(text: str) -> str | None:
    """The ISO 639-1 code of the text's language; None where it is too short or the guess is not sure."""
    sample = _sample(text)
    if sum(character.isalpha() for character in sample) < _FEWEST_LETTERS:
        return None
    code, probability = _identifier().classify(sample)
    return code if probability >= _LEAST_PROBABILITY else None


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
