"""The laws of the nouns, and that they and the ports load nothing heavy."""

from __future__ import annotations

import subprocess
import sys

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.vectorstore.builders import addition
from vectorstore.nouns import PageStart, Passage, Span, document_id, pages_of

QUICK = settings(deadline=None)
HEAVY = ("chromadb", "torch", "onnxruntime", "sentence_transformers", "transformers", "langchain_core", "gradio")

PARTS = st.lists(st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=9), min_size=1, max_size=12)


@pytest.mark.parametrize(("start", "end"), [(-1, 3), (3, 3), (4, 3)])
def test_a_span_that_holds_nothing_cannot_be_built(start: int, end: int) -> None:
    with pytest.raises(ValueError, match="0 <= start < end"):
        Span(start, end)


@QUICK
@given(parts=PARTS, data=st.data())
def test_the_chunks_that_cover_a_span_are_those_that_overlap_it(parts: list[str], data: st.DataObject) -> None:
    document, chunks, _ = addition("f/a.txt", parts)
    start = data.draw(st.integers(0, len(document.text) - 1))
    span = Span(start, data.draw(st.integers(start + 1, len(document.text) + 5)))
    assert list(document.record.chunks_covering(span)) == [c.seq for c in chunks if c.span.overlaps(span)]
    assert all(document.record.chunk_span(chunk.seq) == chunk.span for chunk in chunks)


@QUICK
@given(parts=PARTS)
def test_chunks_touch_and_concatenate_to_the_text(parts: list[str]) -> None:
    document, chunks, _ = addition("f/a.txt", parts)
    assert "".join(chunk.text for chunk in chunks) == document.text
    assert [chunk.span.start for chunk in chunks] == [0, *(chunk.span.end for chunk in chunks[:-1])]
    assert document.record.characters == len(document.text)


@QUICK
@given(starts=st.sets(st.integers(0, 60), max_size=6), data=st.data())
def test_the_pages_of_a_span_are_those_of_its_characters(starts: set[int], data: st.DataObject) -> None:
    pages = [PageStart(number, start) for number, start in enumerate(sorted(starts), 1)]
    start = data.draw(st.integers(0, 60))
    span = Span(start, start + data.draw(st.integers(1, 30)))
    passage = Passage(addition("f/a.txt", ["x" * 100]).document.record, span, "x" * len(span), pages_of(pages, span))
    for offset in range(span.start, span.end):
        expected = [page for page in pages if page.start <= offset]
        assert passage.page_at(offset) == (expected[-1] if expected else None)


def test_a_passage_whose_text_does_not_fill_its_span_cannot_be_built() -> None:
    record = addition("f/a.txt", ["One."]).document.record
    with pytest.raises(ValueError, match="cannot fill"):
        Passage(record, Span(0, 5), "One.")
    with pytest.raises(ValueError, match="does not lie inside"):
        Passage(record, Span(1, 4), "ne.").at(Span(0, 2))


@QUICK
@given(parts=st.lists(st.text(st.characters(exclude_categories=["Cs"]), max_size=4), min_size=8, max_size=8))
def test_two_versions_never_share_an_id(parts: list[str]) -> None:
    one, two = parts[:4], parts[4:]
    assert (document_id(*one) == document_id(*two)) == (one == two)


@pytest.mark.parametrize(
    "modules",
    [
        "vectorstore",
        "vectorstore.nouns, vectorstore.ports, vectorstore.errors",
        "vectorstore.embedder",
        "vectorstore.memory",
    ],
)
def test_importing_it_loads_nothing_heavy(modules: str) -> None:
    code = f"import sys, {modules}; print(*sorted(set({HEAVY!r}) & sys.modules.keys()))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=120)
    assert done.stdout.split() == []
