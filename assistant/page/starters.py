"""Questions to begin with: only such as the documents were just proved to answer."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice, zip_longest
from threading import Lock

from assistant.build import Assistant
from assistant.mentions import Sort, names, sort_of
from assistant.nouns import Answer, Outcome
from assistant.page.questions import questions
from vectorstore.errors import QuoteproofError
from vectorstore.nouns import DocumentRecord, Span
from vectorstore.ports import Store
from vectorstore.sentences import sentences

MOST = 4
_TRIED = 12
_READ_CHARACTERS = 3000
_ARTICLE = "documents/almaty-lawsuit.txt"
_OF_THE_ARTICLE = (
    "Who is Madina married to?",
    "When was the suit filed?",
)
_MORE_OF_THE_ARTICLE = ("In which court was the case lodged?", "Who is Viktor Khrapunov?")
_PEOPLE = (Sort.MAN, Sort.WOMAN, Sort.PERSON)


class Starters:
    """Proves the starters of each state of the library once; safe from many threads."""

    def __init__(self) -> None:
        self._proved: tuple[str, tuple[str, ...]] = ("", ())
        self._lock = Lock()

    def of(self, assistant: Assistant) -> tuple[str, ...]:
        """At most MOST questions; takes about a second each when the library has changed."""
        with self._lock, assistant.store.snapshot() as now:
            if self._proved[0] != now.fingerprint:
                self._proved = (now.fingerprint, tuple(_proved(assistant, now)))
            return self._proved[1]


@dataclass(frozen=True, slots=True)
class _Candidate:
    """A question, and where its answer should stand: a sentence, or anywhere."""

    question: str
    document: str = ""
    sentence: Span | None = None

    def is_met_by(self, answer: Answer) -> bool:
        """Whether the documents answer, and with the very sentence that the question was formed from."""
        if answer.outcome is not Outcome.ANSWERED or self.sentence is None:
            return answer.outcome is Outcome.ANSWERED
        cited = [citation for statement in answer.statements for citation in statement.citations]
        return any(c.document.id == self.document and c.span.overlaps(self.sentence) for c in cited)


def _proved(assistant: Assistant, store: Store) -> Iterator[str]:
    found = 0
    for candidate in islice(_candidates(store.documents(), store), _TRIED):
        try:
            answer = assistant.answer(candidate.question)
        except QuoteproofError:
            return
        if candidate.is_met_by(answer):
            yield candidate.question
            found += 1
        if found == MOST:
            return


def _candidates(records: Sequence[DocumentRecord], store: Store) -> Iterator[_Candidate]:
    """Known questions of the article that comes with Quoteproof, then in turn what the newest documents tell."""
    has_article = any(record.uri == _ARTICLE for record in records)
    if has_article:
        yield from map(_Candidate, _OF_THE_ARTICLE)
    others = [record for record in records if record.characters and record.uri != _ARTICLE]
    newest = sorted(others, key=lambda record: record.taken_in, reverse=True)
    texts = [(each, store.text(each, Span(0, min(each.characters, _READ_CHARACTERS))).text) for each in newest[:MOST]]
    for way in (_of_sentences, _of_names):
        layers = zip_longest(*(list(way(record, text)) for record, text in texts))
        yield from dict.fromkeys(each for layer in layers for each in layer if each is not None)
    if has_article:
        yield from map(_Candidate, _MORE_OF_THE_ARTICLE)


def _of_sentences(record: DocumentRecord, text: str) -> Iterator[_Candidate]:
    """Of each sentence the most telling question."""
    for sentence in sentences(text):
        best = next(questions(sentence.of(text)), None)
        if best is not None:
            yield _Candidate(best, record.id, sentence)


def _of_names(_record: DocumentRecord, text: str) -> Iterator[_Candidate]:
    for name in list(dict.fromkeys(names(text)))[:3]:
        yield _Candidate(f"{'Who' if sort_of(name) in _PEOPLE else 'What'} is {name}?")
