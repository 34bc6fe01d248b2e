"""The guess of a text's language."""

from __future__ import annotations

import pytest
from hypothesis import given, settings

from tests.strategies import document_texts
from vectorstore.language import language_of

ENGLISH = "The council met in the spring and decided that the bridge over the river should be closed until the autumn."
GERMAN = "Der Rat tagte im Frühjahr und beschloss, die Brücke über den Fluss bis zum Herbst für alle zu sperren."
RUSSIAN = "Совет собрался весной и решил закрыть мост через реку до осени, потому что он больше не был безопасен."


@pytest.mark.parametrize(("text", "code"), [(ENGLISH, "en"), (GERMAN, "de"), (RUSSIAN, "ru")])
def test_a_sentence_is_enough(text: str, code: str) -> None:
    assert language_of(text) == code


@pytest.mark.parametrize("text", ["", "Hello", "12 34 56 " * 100, "!?" * 200, "xq zv kj wq " * 3])
def test_too_little_to_tell_is_none(text: str) -> None:
    assert language_of(text) is None


def test_a_long_text_is_read_at_beginning_middle_and_end() -> None:
    assert language_of(ENGLISH + "\n" + GERMAN * 2_000) == "de"


@given(document_texts())
@settings(deadline=None)
def test_it_is_a_code_of_two_letters_or_none(text: str) -> None:
    code = language_of(text)
    assert code is None or (len(code) == 2 and code.islower())
