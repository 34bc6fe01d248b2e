"""Documents, chunks and vectors built by hand, without a loader, a chunker or a model."""

from __future__ import annotations

from hashlib import sha256
from itertools import accumulate, pairwise
from typing import TYPE_CHECKING

import numpy as np
from hypothesis import strategies as st

from vectorstore.nouns import Chunk, Document, DocumentRecord, Kind, PageStart, Span, Vectors, document_id, pages_of
from vectorstore.ports import Addition

if TYPE_CHECKING:
    from collections.abc import Sequence

DIMENSION = 16
EMBEDDER = "fake/1"


def vectors_of(texts: Sequence[str], dimension: int = DIMENSION) -> Vectors:
    """A unit vector for each text, the same for the same text and near to none of the others."""
    rows = np.array([_numbers(text, dimension) for text in texts], dtype=np.float32).reshape(len(texts), dimension)
    return np.asarray(rows / np.linalg.norm(rows, axis=1, keepdims=True), dtype=np.float32)


def addition(
    uri: str, parts: Sequence[str], pages: Sequence[PageStart] = (), notes: Sequence[str] = (), chunker: str = "1"
) -> Addition:
    """A document whose chunks are the parts."""
    text = "".join(parts)
    record = DocumentRecord(
        id=document_id(uri, text, "loader/1", chunker),
        uri=uri,
        title=uri.rsplit("/", 1)[-1],
        kind=Kind.PDF if pages else Kind.TEXT,
        root="/folder",
        text_sha256=sha256(text.encode()).hexdigest(),
        file_sha256=sha256(text.encode()).hexdigest(),
        bytes=len(text.encode()),
        modified_ns=1_700_000_000_123_456_789,
        pages=len(pages),
        loader="loader/1",
        chunker=chunker,
        taken_in="2026-01-02T03:04:05Z",
        chunk_ends=tuple(accumulate(map(len, parts))),
        language="en" if notes else None,
        notes=tuple(notes),
    )
    chunks = [
        Chunk(record, Span(start, end), text[start:end], pages_of(pages, Span(start, end)) if pages else (), seq)
        for seq, (start, end) in enumerate(pairwise((0, *record.chunk_ends)))
    ]
    return Addition(Document(record, text, tuple(pages)), chunks, vectors_of([chunk.text for chunk in chunks]))


_PARTS = st.lists(
    st.one_of(
        st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=30),
        st.sampled_from(["👩‍👩‍👧", "cafe\u0301 ", "文書。", "ذهب؟ ", "\u2028", "\x00", "'\"\\", "the the ", "m² "]),
    ),
    min_size=1,
    max_size=8,
)


@st.composite
def additions(draw: st.DrawFn, max_documents: int = 3) -> list[Addition]:
    """Documents of any valid text, some with pages, each under its own uri."""
    made = []
    for number, parts in enumerate(draw(st.lists(_PARTS, min_size=1, max_size=max_documents))):
        cuts = draw(st.sets(st.integers(0, sum(map(len, parts)) - 1), max_size=3))
        pages = [
            PageStart(page, start, draw(st.sampled_from([None, "iv", "7"])))
            for page, start in enumerate(sorted(cuts), 1)
        ]
        made.append(addition(f"folder/{number} ü.txt", parts, pages))
    return made


def _numbers(text: str, dimension: int) -> list[float]:
    seed = int.from_bytes(sha256(text.encode()).digest()[:8], "big")
    return [float(number) for number in np.random.default_rng(seed).normal(size=dimension)]
