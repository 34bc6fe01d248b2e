"""Jittered copies: as long as the original, with words as rare as they were and vectors as near as is said."""

from __future__ import annotations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from benchmarks.corpus import jittered, moved, renamed
from tests.vectorstore.builders import addition, additions, vectors_of
from vectorstore.ports import Addition

TEXTS = st.text(st.characters(exclude_categories=["Cs"]))


@settings(deadline=None)
@given(TEXTS, st.integers(0, 9))
def test_a_renamed_text_is_as_long_and_differs_in_names_and_numbers_only(text: str, number: int) -> None:
    changed = renamed(text, number)
    assert len(changed) == len(text)
    assert all(old == new or old in "aeiou0123456789" for old, new in zip(text, changed, strict=True))


def test_names_and_numbers_change_and_other_words_stay() -> None:
    assert renamed("In 1994 Astana was moved by people", 1) == "In 2005 Astene was moved by people"


@settings(deadline=None)
@given(st.integers(0, 2**32), st.floats(0, 1))
def test_moved_vectors_have_unit_length_and_the_step_that_was_asked_for(seed: int, by: float) -> None:
    given_ = vectors_of(["one", "two", "three"], 384)
    near = moved(given_, seed, by)
    np.testing.assert_allclose(np.linalg.norm(near, axis=1), 1, atol=1e-5)
    np.testing.assert_allclose(np.sum(near * given_, axis=1), (1 + by**2) ** -0.5, atol=0.12)
    np.testing.assert_array_equal(near, moved(given_, seed, by))


@settings(deadline=None)
@given(additions(max_documents=1), st.integers(1, 9))
def test_a_copy_tiles_its_text_as_the_original_does(made: list[Addition], number: int) -> None:
    (original,) = made
    copy = jittered(original, number)
    assert [chunk.span for chunk in copy.chunks] == [chunk.span for chunk in original.chunks]
    assert "".join(chunk.text for chunk in copy.chunks) == copy.document.text
    assert copy.document.record.uri != original.document.record.uri


def test_copies_are_the_same_each_time_and_differ_by_number() -> None:
    original = addition("f/a.txt", ["One. ", "Two."])
    first, again, second = (jittered(original, number) for number in (1, 1, 2))
    np.testing.assert_array_equal(first.vectors, again.vectors)
    assert not np.allclose(first.vectors, second.vectors)
    assert first.document.record.id != second.document.record.id
