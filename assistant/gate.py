"""The second gate: whether a statement's quotes support its words. By rules and the reader; measured, never certain."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from math import inf

from assistant.confidence import Logistic
from assistant.folding import find
from assistant.gate_facts import not_carried
from assistant.gate_modes import without_reply
from assistant.gate_reports import reports
from assistant.gate_rules import (
    NO_EVIDENCE,
    RULES,
    contradicts,
    find_name,
    in_own_name,
    lent_names,
    unproved_names,
    unproved_words,
)
from assistant.intents import wants_short
from assistant.nouns import Citation, Dropped, Quote, Statement
from assistant.ports import Judged
from assistant.quotations import only_quoting
from assistant.reader.model import Reader
from assistant.reader.reading import heading
from assistant.verify import cite
from vectorstore.nouns import Span
from vectorstore.ports import Embedder, Store
from vectorstore.sentences import sentences

NAMES, NUMBERS, WORDS, HEARSAY, READER = "names", "numbers", "words", "hearsay", "reader"
_COUNTS = frozenset({"two", "three", "four", "five", "six"})
_AROUND = 700
"""Characters on either side of a quote in which its neighbouring sentences are looked for."""
_BEFORE, _AFTER = 2, 1
"""Neighbouring sentences in which a name may stand."""
_TITLE = 400
"""Characters at a document's beginning in which its title may stand."""
_NEAR = 0.5
"""From this cosine on, a word of a quote is near enough to stand for a word of the statement."""
_SURELY_NOT = 0.25
"""Below this probability the reader says that the quotes do not answer a question for a short answer."""
_ANSWERS = 0.3
"""From this probability on, bare quotes answer in the place of words that fell."""


class SecondGate:
    """Judges statements by rules with names; safe from many threads."""

    def __init__(self, reader: Reader, embedder: Embedder, answers: Logistic) -> None:
        """``answers`` is the probability that quotes answer, over the reader's margin, as fitted with that reader."""
        self._reader = reader
        self._embedder = embedder
        self._answers = answers

    def judge(self, question: str, statement: Statement, store: Store) -> Judged:
        """The statement with what proves its names; or its bare quotes, if they answer, or nothing."""
        named = _with_names(statement, store)
        titles = dict.fromkeys(citation.document.title for citation in statement.citations)
        read = self._read(question, tuple(titles))
        failed = next(self._failures(read, named.text, [citation.text for citation in named.citations]), None)
        if failed is None:
            return Judged(named, None)
        rule, reason = failed
        quotes = [citation.text for citation in statement.citations]
        bare = _leaves(rule, quotes, read)
        quoted = replace(statement, text=only_quoting(quotes)) if bare else None
        return Judged(quoted, Dropped(statement.text, f"{rule}: {reason}", rule, quoted=bare))

    def leaves_quotes(self, question: str, rule: str, quotes: Sequence[str], titles: Sequence[str] = ()) -> bool:
        """Whether the quotes of a statement that fails a rule stand in its place: they answer the question."""
        return _leaves(rule, quotes, self._read(question, titles))

    def failures(
        self, question: str, statement: str, quotes: Sequence[str], titles: Sequence[str] = ()
    ) -> Iterator[tuple[str, str]]:
        """All rules that it fails, and why; each is asked only when it is reached. ``titles`` are of the documents."""
        return self._failures(self._read(question, titles), statement, quotes)

    def _read(self, question: str, titles: Sequence[str]) -> _Read:
        return _Read(self._reader, self._answers, question, titles)

    def _failures(self, read: _Read, said: str, quotes: Sequence[str]) -> Iterator[tuple[str, str]]:
        statement, held = without_reply(said), [without_reply(quote) for quote in quotes]
        names = unproved_names(statement, held)
        if names:
            yield NAMES, f"{', '.join(names)}: no such name in the quotes or beside them"
        for name, rule in RULES.items():
            reason = rule(statement, held)
            if reason is not None and not (name == NUMBERS and self._only_counts(read, statement, held)):
                yield name, reason
        words = self._far(unproved_words(statement, held), held)
        if words:
            yield WORDS, f"{', '.join(words)}: nothing like it in the quotes"
        hearsay = self._hearsay(statement, held)
        if hearsay:
            yield HEARSAY, f"{', '.join(hearsay)}: the quotes only report it, after a colon or “that”"
        short = wants_short(read.question) and not contradicts(read.question, statement)
        if short and read.answers(quotes) < _SURELY_NOT:
            yield READER, "the quotes do not answer the question"

    def _only_counts(self, read: _Read, statement: str, quotes: Sequence[str]) -> bool:
        """Whether only counts are missing that the question gives in words ("the two sources"), and it is answered.

        Who counts what the quotes list says nothing else than they do.
        """
        missing = {fact.words.lower() for fact in not_carried(statement, quotes)}
        asked = set(read.question.lower().split())
        return missing <= _COUNTS & asked and read.answers(quotes) >= _ANSWERS

    def _hearsay(self, statement: str, quotes: Sequence[str]) -> list[str]:
        """What of a statement no quote says in its own name, though some quote has it; nothing where it tells so."""
        own = [in_own_name(quote, statement) for quote in quotes]
        if own == [*quotes] or reports(statement):
            return []
        missing = {fact.words for fact in not_carried(statement, quotes)}
        lost = [fact.words for fact in not_carried(statement, own) if fact.words not in missing]
        return [*lost, *self._far(unproved_words(statement, own), own)]

    def _far(self, words: Sequence[str], quotes: Sequence[str]) -> list[str]:
        """Those words that no word of the quotes is near to."""
        if not words:
            return []
        held = list(dict.fromkeys(word for quote in quotes for word in quote.split()))
        vectors = self._embedder.embed([*words, *held])
        nearest = (vectors[: len(words)] @ vectors[len(words) :].T).max(axis=1)
        return [word for word, near in zip(words, nearest.tolist(), strict=True) if near < _NEAR]


def margin(reader: Reader, question: str, titles: Sequence[str], quotes: Sequence[str]) -> float:
    """How much the reader favours a span of the quotes over no answer, in logits.

    The titles stand before the quotes, and no answer is looked for in them.
    """
    head = heading(titles)
    text = head + " ".join(quotes)
    reading = reader.read(question, [text])[0]
    best = reading.best(Span(len(head), len(text)))
    return -inf if best is None else best.score - reading.null


class _Read:
    """What the reader makes of a question, each group of quotes read once and only when it is asked for."""

    def __init__(self, reader: Reader, answers: Logistic, question: str, titles: Sequence[str]) -> None:
        self.question = question
        self._reader = reader
        self._answers = answers
        self._titles = titles
        self._found: dict[str, float] = {}

    def answers(self, quotes: Sequence[str]) -> float:
        """The reader's probability that the quotes answer the question, seen alone but for what they are about."""
        text = " ".join(quotes)
        if text not in self._found:
            favoured = margin(self._reader, self.question, self._titles, quotes)
            self._found[text] = self._answers.probability({"margin": favoured})
        return self._found[text]


def _leaves(rule: str, quotes: Sequence[str], read: _Read) -> bool:
    return rule not in NO_EVIDENCE and read.answers(quotes) >= _ANSWERS


def _with_names(statement: Statement, store: Store) -> Statement:
    """The statement with a citation more for each name that stands beside its quotes, and not in them."""
    names = lent_names(statement.text, [citation.text for citation in statement.citations])
    if not names:
        return statement
    beside = [quote for citation in statement.citations for quote in _beside(citation, store)]
    found = list(dict.fromkeys(quote for name in names if (quote := _holding(name, beside, store)) is not None))
    return replace(statement, citations=(*statement.citations, *(cite(quote, store) for quote in found)))


def _holding(name: str, quotes: Sequence[Quote], store: Store) -> Quote | None:
    return next((each for each in quotes if find_name(name, store.text(each.document, each.span).text)), None)


def _beside(citation: Citation, store: Store) -> Iterator[Quote]:
    """The sentences before and after a quote, nearest first, then the title where it stands in the text."""
    record = citation.document
    around = Span(max(0, citation.span.start - _AROUND), min(record.characters, citation.span.end + _AROUND))
    text = store.text(record, around).text
    places = [place.shifted(around.start) for place in sentences(text)]
    whole = [place for place in places if not _is_cut(place, around, record.characters)]
    before = [place for place in whole if place.end <= citation.span.start][-_BEFORE:]
    after = [place for place in whole if place.start >= citation.span.end][:_AFTER]
    yield from (Quote(record, place) for place in (*reversed(before), *after))
    head = store.text(record, Span(0, min(_TITLE, record.characters))).text
    yield from (Quote(record, place) for place in find(record.title, head)[:1])


def _is_cut(place: Span, around: Span, length: int) -> bool:
    """Whether a sentence may go on outside of the part that was read."""
    return (place.start == around.start and around.start > 0) or (place.end == around.end and around.end < length)
