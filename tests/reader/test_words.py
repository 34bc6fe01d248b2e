"""Tokens are fitted to words: no span of fitted tokens cuts one."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest
import regex
from hypothesis import given, settings
from hypothesis import strategies as st

from assistant.reader.words import fit_to_words
from tests.strategies import document_texts


@settings(deadline=None)
@given(document_texts(max_sentences=4), st.data())
def test_fitted_edges_never_stand_inside_a_word_or_grapheme(text: str, data: st.DataObject) -> None:
    cuts = sorted(data.draw(st.sets(st.integers(0, len(text)), min_size=2, max_size=30)))
    offsets = np.array(list(pairwise(cuts)), np.int64)
    fitted, begins, ends = fit_to_words(text, offsets)
    inside = {i for word in regex.finditer(r"\w+|\X", text) for i in range(word.start() + 1, word.end())}
    boundaries = {edge.start() for edge in regex.finditer(r"(?w)\b", text)} | {0, len(text)}
    graphemes = {cluster.start() for cluster in regex.finditer(r"\X", text)} | {len(text)}
    for edge in (*fitted[begins, 0].tolist(), *fitted[ends, 1].tolist()):
        assert edge in boundaries & graphemes
        assert edge not in inside or edge in boundaries
    assert (fitted[:, 0] <= offsets[:, 0]).all()
    assert (fitted[:, 1] >= offsets[:, 1]).all()
    assert (fitted[1:, 0][begins[1:]] >= fitted[:-1, 1][begins[1:]]).all()


@pytest.mark.parametrize(
    ("text", "tokens", "words"),
    [
        ("unlikely", ["un", "likely"], ["unlikely"]),
        ("it's -5 °C", ["it", "'", "s", "-", "5", "°", "c"], ["it's", "-5", "°", "C"]),
        ("a 1,200.50 b", ["a", "1", ",", "200", ".", "50", "b"], ["a", "1,200.50", "b"]),
        ("cafe\u0301s cafe\u0301", ["cafe", "s", "cafe"], ["cafe\u0301s", "cafe\u0301"]),
        ("well-known", ["well", "-", "known"], ["well", "-", "known"]),
        ("2019-5", ["2019", "-", "5"], ["2019", "-", "5"]),
        ("👩‍👩‍👧 x", ["👩", "👧", "x"], ["👩‍👩‍👧", "x"]),
        ("文書です", ["文", "書", "です"], ["文", "書", "です"]),
        ("שלום עולם", ["של", "ום", "עולם"], ["שלום", "עולם"]),
    ],
)
def test_tokens_that_begin_and_end_words(text: str, tokens: list[str], words: list[str]) -> None:
    places, start = [], 0
    for token in tokens:
        start = text.lower().index(token, start)
        places.append((start, start + len(token)))
        start += len(token)
    fitted, begins, ends = fit_to_words(text, np.array(places, np.int64))
    starts, stops = fitted[begins, 0].tolist(), fitted[ends, 1].tolist()
    assert [text[a:b] for a, b in zip(starts, stops, strict=True)] == words


def test_no_tokens_make_no_words() -> None:
    fitted, begins, ends = fit_to_words("", np.zeros((0, 2), np.int64))
    assert fitted.shape == (0, 2)
    assert begins.size == ends.size == 0
