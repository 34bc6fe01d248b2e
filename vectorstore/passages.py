"""Chunks back to text, and the check that chunks and vectors are those of their document."""

from __future__ import annotations

from collections.abc import Sequence

from vectorstore.errors import StoreError, StoreMismatch
from vectorstore.nouns import Chunk, Document, DocumentRecord, Passage, Span, Vectors, pages_of
from vectorstore.ports import Addition


def covered(document: DocumentRecord, span: Span) -> tuple[Span, range]:
    """The span cut at the document's end, and the sequence numbers of the chunks that cover it.

    Raises StoreError where the document holds nothing at that place.
    """
    if span.start >= document.characters:
        raise StoreError(
            f"{document.uri!r} has {document.characters} characters; there is nothing at {span.start} to {span.end}"
        )
    within = Span(span.start, min(span.end, document.characters))
    return within, document.chunks_covering(within)


def chunks_of(document: Document) -> list[Chunk]:
    """The chunks of a document whose record knows their ends."""
    record = document.record
    spans = [record.chunk_span(seq) for seq in range(len(record.chunk_ends))]
    return [
        Chunk(record, span, span.of(document.text), pages_of(document.page_starts, span), seq)
        for seq, span in enumerate(spans)
    ]


def joined(chunks: Sequence[Chunk], span: Span) -> Passage:
    """The passage of a span from the chunks that cover it, in order."""
    text = "".join(chunk.text for chunk in chunks)
    pages = sorted({page for chunk in chunks for page in chunk.page_starts}, key=lambda page: (page.start, page.number))
    return Passage(
        document=chunks[0].document,
        span=span,
        text=span.shifted(-chunks[0].span.start).of(text),
        page_starts=pages_of(pages, span),
    )


def check_additions(additions: Sequence[Addition], dimension: int | None) -> None:
    """Raises StoreError where chunks do not tile their document or a uri comes twice, StoreMismatch for wrong vectors.

    ``dimension`` None lets each document bring its own.
    """
    uris = [addition.document.record.uri for addition in additions]
    if len(set(uris)) < len(uris):
        twice = next(uri for uri in uris if uris.count(uri) > 1)
        raise StoreError(f"{twice!r} comes twice in one write; add its versions one after the other")
    for addition in additions:
        _check(*addition, dimension or addition.vectors.shape[-1])


def _check(document: Document, chunks: Sequence[Chunk], vectors: Vectors, dimension: int) -> None:
    ends = tuple(chunk.span.end for chunk in chunks)
    if ends != document.record.chunk_ends or "".join(chunk.text for chunk in chunks) != document.text:
        raise StoreError(f"the chunks of {document.record.uri!r} are not its text; take the document in again")
    if vectors.shape != (len(chunks), dimension):
        raise StoreMismatch(
            f"{len(chunks)} chunks of {document.record.uri!r} need vectors of the shape {(len(chunks), dimension)}, "
            f"not {vectors.shape}; embed them with the embedder that the library was made with"
        )
