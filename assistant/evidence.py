"""Evidence: the sentences of the candidates, ranked by what the reader, the words and the embeddings say of them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import NamedTuple

from assistant.lexical import bm25
from assistant.nouns import Candidate, Quote
from assistant.ports import CancelToken
from assistant.reader.model import Reader
from assistant.reader.reading import Reading, heading
from vectorstore.nouns import DocumentRecord, Span
from vectorstore.ports import Embedder
from vectorstore.sentences import sentences

_EMBEDDED = 20
"""Sentences that are embedded; those that the reader likes less do not come first."""
_READ_AGAIN = 4
"""Of the best sentences, how many are read again with nothing but their document's title and neighbours around them."""


@dataclass(frozen=True, slots=True)
class Evidence:
    """A sentence that may answer, with the span that the reader marks in it.

    Spans are offsets of the document. ``margin`` is how much the reader prefers the span to no answer, in logits;
    ``near`` is the same where it reads only the title, the sentence and its neighbours, or ``margin`` where it did not;
    ``score`` ranks the sentences of one question.
    """

    candidate: Candidate
    sentence: Span
    span: Span
    margin: float
    near: float
    cosine: float
    lexical: float
    score: float
    reading: Reading = field(repr=False, compare=False)

    @property
    def document(self) -> DocumentRecord:
        return self.candidate.chunk.document

    @property
    def quote(self) -> Quote:
        return Quote(self.document, self.sentence)

    @property
    def text(self) -> str:
        return self.candidate.chunk.at(self.sentence)

    @property
    def span_text(self) -> str:
        return self.candidate.chunk.at(self.span)

    @property
    def scores(self) -> dict[str, float]:
        """What its score is weighed from."""
        return {
            "margin": self.margin,
            "near": self.near,
            "cosine": self.cosine,
            "lexical": self.lexical,
            "retrieval": self.candidate.score,
        }

    def weighed(self, weights: Mapping[str, float]) -> float:
        """``weights`` of the names of ``scores``."""
        scores = self.scores
        return sum(weight * scores[name] for name, weight in weights.items())


class Ranker:
    """Finds and ranks the evidence in candidates; safe from many threads."""

    def __init__(self, reader: Reader, embedder: Embedder, weights: Mapping[str, float]) -> None:
        """``weights`` of ``margin``, ``near``, ``cosine``, ``lexical`` and ``retrieval`` in a sentence's score."""
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
        marked = _once(sorted(marked, key=lambda each: -each.margin))[:_EMBEDDED]
        ranked = _by_score(self._scored(question, marked))
        return _by_score([*self._read_again(question, ranked[:_READ_AGAIN], cancel), *ranked[_READ_AGAIN:]])

    def _scored(self, question: str, marked: Sequence[_Marked]) -> Iterator[Evidence]:
        texts = [each.sentence.of(each.candidate.chunk.text) for each in marked]
        vectors = self._embedder.embed([question, *texts])
        cosines = (vectors[1:] @ vectors[0]).tolist()
        for each, cosine, lexical in zip(marked, cosines, bm25(question, texts).tolist(), strict=True):
            start = each.candidate.chunk.span.start
            evidence = Evidence(
                candidate=each.candidate,
                sentence=each.sentence.shifted(start),
                span=each.span.shifted(start),
                margin=each.margin,
                near=each.margin,
                cosine=cosine,
                lexical=lexical,
                score=0.0,
                reading=each.reading,
            )
            yield replace(evidence, score=evidence.weighed(self._weights))

    def _read_again(self, question: str, best: Sequence[Evidence], cancel: CancelToken) -> Iterator[Evidence]:
        """A long passage distracts: what is no answer among a few sentences is less often taken for one.

        The title says what they are about, which they often do not.
        """
        around = [_neighbourhood(each) for each in best]
        heads = [heading([each.document.title]) for each in best]
        texts = [
            head + part.of(each.candidate.chunk.text) for each, part, head in zip(best, around, heads, strict=True)
        ]
        readings = self.reader.read(question, texts, cancel)
        for each, part, head, reading in zip(best, around, heads, readings, strict=True):
            again = reading.best(each.sentence.shifted(len(head) - each.candidate.chunk.span.start - part.start))
            changed = replace(each, near=each.margin if again is None else again.score - reading.null)
            yield replace(changed, score=changed.weighed(self._weights))


def _by_score(evidence: Iterable[Evidence]) -> list[Evidence]:
    return sorted(evidence, key=lambda each: -each.score)


def _once(marked: Iterable[_Marked]) -> list[_Marked]:
    """Each sentence as it was marked best: two chunks that were widened may hold the same one."""
    best: dict[tuple[str, Span], _Marked] = {}
    for each in marked:
        chunk = each.candidate.chunk
        best.setdefault((chunk.document.id, each.sentence.shifted(chunk.span.start)), each)
    return list(best.values())


def _neighbourhood(evidence: Evidence) -> Span:
    """The sentence with the one before and the one after it, in offsets of its chunk's text."""
    chunk = evidence.candidate.chunk
    places = sentences(chunk.text)
    at = places.index(evidence.sentence.shifted(-chunk.span.start))
    return Span(places[max(0, at - 1)].start, places[min(len(places) - 1, at + 1)].end)


class _Marked(NamedTuple):
    """A sentence and a span of a chunk, in offsets of the chunk's text."""

    candidate: Candidate
    sentence: Span
    span: Span
    margin: float
    reading: Reading
