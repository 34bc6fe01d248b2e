"""Generated documents for the laws: prose with all that real documents hold."""

from __future__ import annotations

from hypothesis import strategies as st

WORDS = st.sampled_from(
    [
        "the", "claim", "was", "filed", "in", "2019", "by", "Dr.", "Smith", "U.S.", "No.", "7", "not", "unlikely",
        "-5", "3.14", "m²", "€1,200.50", "it’s", "“so”", "(see", "Fig.", "2)", "e.g.", "naïve", "cafe\u0301",
        "👩‍👩‍👧", "🇫🇷🇩🇪", "文書", "はい。", "ذهب؟", "price-determining", "https://a.example/b?c=1", "§§", "A.", "...",
    ]
)  # fmt: skip
"""Words that trip sentence rules, offsets and tokenizers."""

ENDS = st.sampled_from([".", "!", "?", "…", ".”", ".)", ":", "", "。", ".[12]"])
GAPS = st.sampled_from([" ", " ", "  ", "\n", "\n\n", "\n \n", "\f", "\n- ", "\n## ", "\t", " | ", "\n1. ", "\u00a0"])
RUNS = st.one_of(
    st.integers(1, 2000).map("x".__mul__),
    st.integers(1, 700).map("e\u0301".__mul__),
    st.integers(1, 300).map("👩‍👩‍👧".__mul__),
    st.integers(1, 900).map("文".__mul__),
    st.integers(1, 1500).map("\n".__mul__),
)
"""Runs without a place to break at."""


@st.composite
def sentence_texts(draw: st.DrawFn) -> str:
    return " ".join(draw(st.lists(WORDS, min_size=1, max_size=40))) + draw(ENDS)


@st.composite
def document_texts(draw: st.DrawFn, max_sentences: int = 25) -> str:
    """A text of sentences, runs and blanks in any order; it may be short and is never empty."""
    pieces = draw(st.lists(st.tuples(st.one_of(sentence_texts(), RUNS), GAPS), min_size=1, max_size=max_sentences))
    return "".join(piece + gap for piece, gap in pieces)
