"""The laws of chunks over generated documents, then the habits of packing."""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise

import pytest
import regex
from hypothesis import given, settings
from hypothesis import strategies as st

from ingest.chunker import chunk_spans, cuts
from ingest.config import LONGEST_CHUNK
from tests.fakes import FakeEmbedder
from tests.strategies import GAPS, RUNS, document_texts, sentence_texts
from vectorstore.minilm import WINDOW, MiniLM, weights_folder
from vectorstore.nouns import Span
from vectorstore.ports import Token
from vectorstore.tokens import uncut

WINDOWS = st.sampled_from([3, 20, 100, 256])
TARGETS = st.integers(100, LONGEST_CHUNK)
PARAGRAPH = "The court heard the claim in the spring of that year. " * 13


@settings(deadline=None)
@given(document_texts(), WINDOWS, TARGETS)
def test_chunks_tile_the_document(text: str, window: int, target: int) -> None:
    spans = chunk_spans(text, FakeEmbedder(window=window), target)
    assert "".join(span.of(text) for span in spans) == text
    assert spans[0].start == 0
    assert spans[-1].end == len(text)
    assert all(span.end == following.start for span, following in pairwise(spans))


@settings(deadline=None)
@given(document_texts(), WINDOWS, TARGETS)
def test_no_chunk_is_cut_off_or_too_long(text: str, window: int, target: int) -> None:
    embedder = FakeEmbedder(window=window)
    for span in chunk_spans(text, embedder, target):
        assert len(span) <= LONGEST_CHUNK
        assert len(embedder.tokenize(span.of(text))) <= window


@settings(deadline=None)
@given(document_texts(), WINDOWS, TARGETS)
def test_no_grapheme_is_split(text: str, window: int, target: int) -> None:
    whole = {0} | {found.end() for found in regex.finditer(r"\X", text)}
    assert all(span.end in whole for span in chunk_spans(text, FakeEmbedder(window=window), target))


HARD = [
    "Donaudampfschifffahrtsgesellschaftskapitän",
    "antidisestablishmentarianism",
    "👩‍👩‍👧",
    "🇫🇷🇩🇪😀",
    "e\u0301\u0323",
    "Z\u0351\u036b\u0343a\u0329",
    "3.14159 -5 1,200.50",
    "7",
    "裁判所は訴えを退けた。",
    "文",
    "دخلت القضية إلى المحكمة.",
    "ที่ศาล",
    "?!",
    "§ 5(a)(ii): ",
    "...",
    "=*=",
    "aGVsbG8gd29ybGQ+/x9",
    "0x7F3a",
]
"""What takes many tokens for its length, or few, once it is repeated."""
HARD_RUNS = st.builds(
    lambda text, gap, times: (text + gap) * times,
    st.sampled_from(HARD),
    st.sampled_from(["", "", " ", "\n", ". ", "\n\n"]),
    st.integers(1, 300),
)


@pytest.fixture(scope="module")
def model_tokens() -> Callable[[str], int]:
    """How many tokens the default embedder reads of a text, the special ones counted, were none cut off."""
    tokenizer = uncut((weights_folder() / "tokenizer.json").read_text("utf-8"))
    return lambda text: len(tokenizer.encode(text).ids)


@pytest.fixture(scope="module")
def minilm() -> MiniLM:
    return MiniLM(batch=8)


@settings(deadline=None, max_examples=40)
@given(
    text=st.lists(st.one_of(sentence_texts(), HARD_RUNS, RUNS), min_size=1, max_size=5).map(" ".join), target=TARGETS
)
def test_the_default_embedder_reads_every_chunk_whole(
    text: str, target: int, minilm: MiniLM, model_tokens: Callable[[str], int]
) -> None:
    for span in chunk_spans(text, minilm, target):
        assert model_tokens(span.of(text)) <= WINDOW


@pytest.mark.parametrize("gap", ["", "\n"])
@pytest.mark.parametrize("hard", HARD)
def test_what_is_hard_on_tokenizers_is_read_whole(
    hard: str, gap: str, minilm: MiniLM, model_tokens: Callable[[str], int]
) -> None:
    text = (hard + gap) * (1_500 // len(hard))
    for span in chunk_spans(text, minilm, LONGEST_CHUNK):
        assert model_tokens(span.of(text)) <= WINDOW


def test_an_empty_text_has_no_chunk() -> None:
    assert chunk_spans("", FakeEmbedder(), 800) == []


def test_a_grapheme_longer_than_a_chunk_is_split_all_the_same() -> None:
    text = "e" + "\u0301" * 3000
    spans = chunk_spans(text, FakeEmbedder(), 800)
    assert [len(span) for span in spans] == [1200, 1200, 601]


def chunk_texts(text: str, target: int = 800, window: int = 256) -> list[str]:
    return [span.of(text) for span in chunk_spans(text, FakeEmbedder(window=window), target)]


def test_a_typical_paragraph_is_one_chunk() -> None:
    text = f"{PARAGRAPH}\n\n{PARAGRAPH}\n\n{PARAGRAPH}"
    assert [chunk.strip() for chunk in chunk_texts(text)] == [PARAGRAPH.strip()] * 3


@pytest.mark.parametrize("before", ["Short one.", PARAGRAPH])
def test_a_paragraph_over_the_target_is_not_split_before_its_limit(before: str) -> None:
    long = (PARAGRAPH * 2)[:1150]
    chunks = chunk_texts(f"{before}\n\n{long}\n\n{PARAGRAPH}")
    assert any(long in chunk for chunk in chunks)
    assert chunks[-1] == PARAGRAPH


def test_short_paragraphs_are_packed_together() -> None:
    paragraphs = [f"Paragraph {number} says a little about its number. It ends here.\n\n" for number in range(30)]
    sizes = [len(chunk) for chunk in chunk_texts("".join(paragraphs))]
    assert all(600 <= size <= 1000 for size in sizes[:-1])


@pytest.mark.parametrize("heading", ["## The second part", "THE SECOND PART", "The second part"])
def test_a_heading_stays_with_what_follows(heading: str) -> None:
    text = f"{PARAGRAPH}\n\n{heading}\n\n{PARAGRAPH}"
    assert [chunk.split("\n")[0] for chunk in chunk_texts(text)] == [PARAGRAPH, heading]


def test_a_sentence_that_is_too_long_is_split_between_words() -> None:
    text = "word " * 600
    assert all(chunk.endswith("word ") for chunk in chunk_texts(text))


def test_a_long_paragraph_is_split_between_sentences() -> None:
    assert all(chunk.rstrip().endswith(".") for chunk in chunk_texts(PARAGRAPH * 5))


def test_the_window_bounds_a_chunk_of_many_short_tokens() -> None:
    assert len(chunk_texts("a b c. " * 100, window=30)) >= 10


@settings(deadline=None)
@given(st.lists(st.tuples(sentence_texts(), GAPS), min_size=1, max_size=25), WINDOWS, TARGETS)
def test_a_chunk_is_known_when_the_embedder_knows_four_fifths_of_it(
    sentences: list[tuple[str, str]], window: int, target: int
) -> None:
    embedder = FakeEmbedder(window=window)
    text = "".join(sentence + gap for sentence, gap in sentences)
    for cut in cuts(text, embedder, target):
        known = [token.known for token in embedder.tokenize(cut.span.of(text))]
        assert cut.known == (5 * known.count(False) <= len(known))


@pytest.mark.parametrize(
    ("text", "known"), [("one two three four §", True), ("one two three § §", False), ("§", False), ("known", True)]
)
def test_what_is_not_known_well_enough(text: str, known: bool) -> None:
    assert [cut.known for cut in cuts(text, FakeEmbedder(), 800)] == [known]


def test_each_token_is_counted_hardly_more_than_once() -> None:
    embedder = CountingEmbedder()
    text = f"{PARAGRAPH}\n\n" * 10
    chunk_spans(text, embedder, 800)
    assert embedder.characters < 1.2 * len(text)


def test_a_column_of_numbers_is_not_counted_again_at_each_line_beyond_the_window() -> None:
    embedder = CountingEmbedder()
    text = "7\n" * 1_000
    chunk_spans(text, embedder, 800)
    assert embedder.characters < 30 * len(text)


def test_the_chunks_of_a_version_stay_the_same() -> None:
    """Where this changes, so must the chunker's version, or libraries keep chunks of both kinds."""
    lines = "First line of verse\nsecond line, of more\n" * 20
    signs = f"“So.” {PARAGRAPH}{'文' * 1300}e\u0301."
    text = f"{PARAGRAPH}\n\nThe second part\n\n{PARAGRAPH * 3}\n{lines}\f{'long ' * 400}{signs}"
    assert [span.end for span in chunk_spans(text, FakeEmbedder(window=150), 700)] == [
        704,
        1369,
        2071,
        2773,
        3484,
        3649,
        4349,
        5049,
        5763,
        6357,
        7057,
        7660,
    ]


class CountingEmbedder(FakeEmbedder):
    """Also counts the characters that it parts into tokens."""

    characters = 0

    def tokenize(self, text: str) -> list[Token]:
        self.characters += len(text)
        return super().tokenize(text)


def test_spans_do_not_depend_on_what_stands_before() -> None:
    alone = chunk_spans(PARAGRAPH, FakeEmbedder(), 800)
    behind = chunk_spans(f"{PARAGRAPH}\n\n{PARAGRAPH}", FakeEmbedder(), 800)
    assert behind[1] == Span(alone[0].start, alone[0].end).shifted(len(PARAGRAPH) + 2)
