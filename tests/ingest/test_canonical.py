"""Laws of the canonical text."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ingest.canonical import canonical
from tests.strategies import document_texts

ANY_TEXT = st.text(st.characters(codec=None), max_size=200) | st.text(
    st.sampled_from("\r\n\x0b\x0c\x85\u2028\u2029\ufeff\0\x1f\x7f\x9b\t a\u00ad\ud800\udc00\U0001f600é")
)


@given(ANY_TEXT)
@settings(deadline=None)
def test_it_is_done_once(text: str) -> None:
    assert canonical(canonical(text)) == canonical(text)


@given(ANY_TEXT)
@settings(deadline=None)
def test_it_can_be_encoded_and_holds_no_control_character_but_line_feed_and_tab(text: str) -> None:
    result = canonical(text)
    result.encode()
    assert not [c for c in result if unicodedata.category(c) in ("Cc", "Cs", "Zl", "Zp") and c not in "\n\t"]


@given(ANY_TEXT)
@settings(deadline=None)
def test_no_letter_digit_or_mark_is_changed(text: str) -> None:
    def words(of: str) -> list[str]:
        return [c for c in of if unicodedata.category(c)[0] in "LMN"]

    joined = text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
    assert words(canonical(text)) == words(joined)


@given(document_texts())
@settings(deadline=None)
def test_text_without_controls_stays_as_it_is(text: str) -> None:
    assert canonical(text) == text.replace("\f", "\n")


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("a\r\nb\rc\u2028d\x85e\x0cf", "a\nb\nc\nd\ne\nf"),
        ("\ufeffa\0b\x1bc", "abc"),
        ("name\x1fvalue", "name value"),
        ("\ud83d\ude00 \ud83d!", "😀 \ufffd!"),
        ("m² ﬁ Ⅳ cafe\u0301 co\u00adop", "m² ﬁ Ⅳ cafe\u0301 co\u00adop"),
    ],
)
def test_examples(source: str, expected: str) -> None:
    assert canonical(source) == expected
