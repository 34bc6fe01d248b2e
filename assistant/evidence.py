"""Evidence: the sentences of the candidates, ranked by what the reader, the words and the embeddings say of them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from assistant.lexical import bm25
from assistant.nouns import Candidate
from assistant.ports import CancelToken
from assistant.reader.model import Reader
from assistant.reader.reading import Reading
from vectorstore.nouns import DocumentRecord, Span
from vectorstore.ports import Embedder
from vectorstore.sentences import sentences

_EMBEDDED = 20
"""Sentences that are embedded; those that the reader likes less do not come first."""


@dataclass(frozen=True, slots=True)
class Evidence:
    """A sentence that may answer, with the span that the reader marks in it.

    Spans are offsets of the document. ``margin`` is how much the reader prefers the span to no answer, in logits;
    ``score`` ranks the sentences of one question.
    """

    candidate: Candidate
    sentence: Span
    span: Span
    margin: float
    cosine: float
    lexical: float
    score: float
    reading: Reading = field(repr=False, compare=False)

    @property
    def document(self) -> DocumentRecord:
        return self.candidate.chunk.document

    @property
    def text(self) -> str:
        return self.candidate.chunk.at(self.sentence)

    @property
    def span_text(self) -> str:
        return self.candidate.chunk.at(self.span)


class Ranker:
    """Finds and ranks the evidence in candidates; safe from many threads."""

    def __init__(self, reader: Reader, embedder: Embedder, weights: Mapping[str, float]) -> None:
        """``weights`` of ``margin``, ``cosine``, ``lexical`` and ``retrieval`` in a sentence's score."""
        self.reader = reader
        self._embedder = embedder
        self._weights = weights

    def rank(self, question: str, candidates: Sequence[Candidate], cancel: CancelToken) -> list[Evidence]:
        """The sentences in which the reader marks the likeliest spans, best first. Raises Cancelled."""
        texts = [candidate.chunk.text for candidate in candidates]
        readings = self.reader.read(question, texts, cancel)
        marked = [
            _Marked(candidate, sentence, best.span, best.score - reading.null, reading)
            for candidate, reading in zip(candidates, readings, strict=True)
            for sentence in sentences(candidate.chunk.text)
            if (best := reading.best(sentence)) is not None
        ]
        if not marked:
            return []
        cancel.check()
        marked = sorted(marked, key=lambda each: -each.margin)[:_EMBEDDED]
        return sorted(self._scored(question, marked), key=lambda evidence: -evidence.score)

    def _scored(self, question: str, marked: Sequence[_Marked]) -> Iterator[Evidence]:
        texts = [each.sentence.of(each.candidate.chunk.text) for each in marked]
        vectors = self._embedder.embed([question, *texts])
        cosines = (vectors[1:] @ vectors[0]).tolist()
        for each, cosine, lexical in zip(marked, cosines, bm25(question, texts).tolist(), strict=True):
            start = each.candidate.chunk.span.start
            scores = {"margin": each.margin, "cosine": cosine, "lexical": lexical, "retrieval": each.candidate.score}
            yield Evidence(
                candidate=each.candidate,
                sentence=each.sentence.shifted(start),
                span=each.span.shifted(start),
                margin=each.margin,
                cosine=cosine,
                lexical=lexical,
                score=sum(weight * scores[name] for name, weight in self._weights.items()),
                reading=each.reading,
            )


class _Marked(NamedTuple):
    """A sentence and a span of a chunk, in offsets of the chunk's text."""

    candidate: Candidate
    sentence: Span
    span: Span
    margin: float
    reading: Reading
