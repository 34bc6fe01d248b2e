"""The only bridge from what was said to what is proved: Quote to Citation, Claim to Statement, Draft to Answer.

A citation's text is cut out of the store here, so it cannot misquote. Whether it supports the statement is judged by
the second gate (``assistant.gate``), if one is given.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace

from assistant.boundaries import cuts_word, whole_words
from assistant.context import in_context
from assistant.errors import QuoteRefused
from assistant.folding import find
from assistant.nouns import (
    CONTEXT,
    Answer,
    Citation,
    Claim,
    Contradiction,
    Draft,
    Dropped,
    Outcome,
    Quote,
    Statement,
)
from assistant.ports import Gate, Judged
from assistant.quotations import only_quoting, quotations
from vectorstore.errors import DocumentGone
from vectorstore.nouns import Span
from vectorstore.ports import Store


def verify(
    draft: Draft,
    *,
    question: str,
    understood: str,
    engine: str,
    index: str,
    seconds: Mapping[str, float],
    store: Store,
    gate: Gate | None = None,
) -> Answer:
    """What of a draft the store proves. ``seconds`` is wall time by stage. Raises StoreError when the store fails.

    ``gate`` judges the statements that have words of their own. Each quote is given what turns it round in its place.
    """
    judged = [_judged(claim, store, gate, claim.asked or understood) for claim in draft.claims]
    kept = [each.statement for each in judged if each.statement is not None]
    against = list(_contradictions(draft.contradictions, store)) if kept else []
    sides = (
        Statement(only_quoting([side.text]), (side,), asked=asked) for asked, each in against for side in each.sides
    )
    statements = _merged([*kept, *_not_cited(sides, kept)])
    nearest = draft.nearest if statements or draft.nearest else [q for claim in draft.claims for q in claim.quotes]
    answer = Answer(
        question=question,
        understood=draft.understood or understood,
        outcome=_outcome(draft, statements),
        statements=statements,
        dropped=(*draft.withdrawn, *draft.refused, *(each.dropped for each in judged if each.dropped is not None)),
        nearest=_cited(nearest, store),
        engine=draft.engine or engine,
        models=draft.models,
        index=index,
        confidence=draft.confidence,
        remarks=draft.remarks,
        seconds=dict(seconds),
        contradictions=tuple(dict.fromkeys(each for _, each in against)),
        fault=draft.fault,
        usage=draft.usage,
    )
    return in_context(answer, store)


def prove(claim: Claim, store: Store) -> Statement | Dropped:
    """A claim with its proof, or why there is none.

    A claim with words of its own rests on all its quotes; one that only quotes keeps the quotes that can be proved.
    """
    citations: list[Citation] = []
    refusals: list[str] = []
    for quote in claim.quotes:
        try:
            citations.append(cite(quote, store))
        except (DocumentGone, QuoteRefused) as refusal:
            refusals.append(str(refusal))
    unique = _unique(citations)
    fault = _fault(claim, unique, refusals)
    if fault is not None:
        return Dropped(claim.text if claim.text is not None else _pointed_at(claim), fault)
    text = only_quoting(c.text for c in unique) if claim.text is None else claim.text.strip()
    return Statement(text, unique, _whole(claim.short, unique), claim.asked)


def cite(quote: Quote, store: Store) -> Citation:
    """The quote's text as the store holds it now, with up to CONTEXT characters on either side.

    Raises DocumentGone when this version of the document is not in the store, and QuoteRefused when the span or its
    emphasis is out of bounds, begins or ends inside a word, or holds no words.
    """
    span, length = quote.span, quote.document.characters
    if span.end > length:
        raise QuoteRefused(f"{_place(quote)} reaches past the end of the document at {length}")
    around = Span(max(0, span.start - CONTEXT), min(length, span.end + CONTEXT))
    passage = store.text(quote.document, around)
    if passage.span != around or passage.document.id != quote.document.id:
        raise QuoteRefused(f"{_place(quote)}: the store gave {passage.span} of {passage.document.uri}")
    local = span.shifted(-around.start)
    if not any(character.isalnum() for character in local.of(passage.text)):
        raise QuoteRefused(f"{_place(quote)} holds no words")
    if cuts_word(passage.text, local.start) or cuts_word(passage.text, local.end):
        raise QuoteRefused(f"{_place(quote)} begins or ends inside a word: {local.of(passage.text)!r}")
    if quote.emphasis is not None and not span.contains(quote.emphasis):
        raise QuoteRefused(f"{_place(quote)} does not hold its emphasis {quote.emphasis.start} to {quote.emphasis.end}")
    return Citation(passage, span, quote.emphasis)


def _judged(claim: Claim, store: Store, gate: Gate | None, question: str) -> Judged:
    proved = prove(claim, store)
    if isinstance(proved, Dropped):
        return Judged(None, proved)
    return Judged(proved, None) if gate is None or claim.text is None else gate.judge(question, proved, store)


def _not_cited(sides: Iterable[Statement], among: Iterable[Statement]) -> list[Statement]:
    """The quotes that no statement cites: both sides of a contradiction are always shown."""
    places = {(citation.document.id, citation.span) for each in among for citation in each.citations}
    return [each for each in sides if (each.citations[0].document.id, each.citations[0].span) not in places]


def _contradictions(claims: Iterable[Claim], store: Store) -> Iterator[tuple[str | None, Contradiction]]:
    """Those of which at least two quotes can be proved, each with the part of the question that it belongs to."""
    for claim in claims:
        sides = _cited(claim.quotes, store)
        if len(sides) > 1:
            yield claim.asked, Contradiction(sides)


def _fault(claim: Claim, citations: tuple[Citation, ...], refusals: list[str]) -> str | None:
    if refusals and (claim.text is not None or not citations):
        return "; ".join(refusals)
    if not citations:
        return "it points at no quote"
    if claim.text is not None and not claim.text.strip():
        return "it says nothing"
    if claim.short is not None and not _holds(citations, claim.short):
        return f"its short answer, {claim.short.start} to {claim.short.end}, does not lie in a quote"
    return next((_not_quoted(words) for words in quotations(claim.text or "") if not _stands(words, citations)), None)


def _holds(citations: tuple[Citation, ...], short: Span) -> bool:
    return any(citation.span.contains(short) for citation in citations)


def _whole(short: Span | None, citations: tuple[Citation, ...]) -> Span | None:
    """The short answer without a cut word: it shows 5% where 5 was pointed at, and stays in its citation."""
    if short is None:
        return None
    passage = next(citation.passage for citation in citations if citation.span.contains(short))
    return whole_words(passage.text, short.shifted(-passage.span.start)).shifted(passage.span.start)


def _stands(words: str, citations: tuple[Citation, ...]) -> bool:
    """Whether the words stand, whole, inside one of the citations."""
    return any(
        citation.span.contains(place.shifted(citation.passage.span.start))
        for citation in citations
        for place in find(words, citation.passage.text)
    )


def _not_quoted(words: str) -> str:
    return f"the words in quotation marks do not stand in its quotes: {words!r}"


def _cited(quotes: Iterable[Quote], store: Store) -> tuple[Citation, ...]:
    """The quotes that can be proved, each once."""
    citations = []
    for quote in quotes:
        try:
            citations.append(cite(quote, store))
        except (DocumentGone, QuoteRefused):
            continue
    return _unique(citations)


def _unique(citations: Iterable[Citation]) -> tuple[Citation, ...]:
    unique: dict[tuple[str, Span], Citation] = {}
    for citation in citations:
        unique.setdefault((citation.document.id, citation.span), citation)
    return tuple(unique.values())


def _merged(statements: Iterable[Statement]) -> tuple[Statement, ...]:
    """Statements of equal text become one with the citations of all: the same quote at two places is shown once.

    What answers two parts of a question stands under each.
    """
    merged: dict[tuple[str | None, str], Statement] = {}
    for statement in statements:
        key = (statement.asked, _plain(statement.text))
        first = merged.get(key, statement)
        both = _unique((*first.citations, *statement.citations))
        merged[key] = replace(first, citations=both, short=first.short or statement.short)
    return tuple(merged.values())


def _outcome(draft: Draft, statements: tuple[Statement, ...]) -> Outcome:
    if statements:
        return Outcome.ANSWERED
    if draft.asks_nothing:
        return Outcome.NOTHING_ASKED
    return Outcome.UNSUPPORTED if draft.claims or draft.refused else Outcome.NOT_IN_DOCUMENTS


def _plain(text: str) -> str:
    return " ".join(text.split())


def _pointed_at(claim: Claim) -> str:
    return "; ".join(_place(quote) for quote in claim.quotes) or "a claim without words and quotes"


def _place(quote: Quote) -> str:
    return (
        f"the quote of {quote.document.title or quote.document.uri}, characters {quote.span.start} to {quote.span.end},"
    )
