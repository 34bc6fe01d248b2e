"""What one result is worth, measure by measure. A measure that does not apply to a case is left out."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from math import inf

from assistant.nouns import EXTRACTIVE, Answer, Citation, Outcome
from evals.nouns import EvalCase, Found, Read, Reading, Result
from evals.squad_scorer import exact_match, f1, names, token_f1
from evals.wrong import says_wrong
from vectorstore.nouns import Span

DEPTHS = (1, 3, 5)
RIGHT_FROM = 0.5
"""A short answer is right from this F1 on."""


def measures(result: Result, texts: Mapping[str, str]) -> dict[str, float]:
    """The measures of a result by name; ``texts`` are the documents by uri, as they were before they were stored.

    A fault counts as a wrong outcome, where an outcome is wanted, and is left out of all else.
    """
    case, answer = result.case, result.answer
    if answer is None:
        return {"seconds": result.seconds} | ({"outcome": 0.0} if case.rewrite is None else {})
    if case.rewrite is not None:
        return {
            "seconds": result.seconds,
            **_of_rewrite(case.rewrite, case.question, answer),
            **dict(_of_usage(answer)),
        }
    parts = [_of_outcome(case, answer), _of_quotes(answer, texts), _of_words(case, answer), _of_short(case, answer)]
    if case.evidence and (case.answerable or result.answered):
        parts.append(_of_evidence(case, answer))
    parts += [_of_sentences(case, answer), _of_usage(answer), _of_draft(answer)]
    if result.reading is not None:
        parts += [_of_retrieval(case, result.reading), _of_reader(case, answer, result.reading)]
    return {"seconds": result.seconds} | {name: float(value) for part in parts for name, value in part}


Measures = Iterator[tuple[str, float]]


def citations(answer: Answer) -> list[Citation]:
    return [citation for statement in answer.statements for citation in statement.citations]


def short_answers(answer: Answer) -> list[str]:
    """Each once: one may answer two parts of a question."""
    return list(dict.fromkeys(text for each in answer.statements if (text := each.short_text) is not None))


def stands(citation: Citation, texts: Mapping[str, str]) -> bool:
    """Whether a quote, and what is quoted with it, is the document's own words at its place."""
    text = texts.get(citation.document.uri)
    said = [(citation.span, citation.text), *((each.span, each.text) for each in citation.caveats)]
    return text is not None and all(span.of(text) == words for span, words in said)


def _of_outcome(case: EvalCase, answer: Answer) -> Measures:
    yield "outcome", _outcome_is_right(case, answer)
    yield "answered", bool(answer.statements)
    yield "dropped", len(answer.dropped)
    yield "shown as quotes", sum(each.quoted for each in answer.dropped)
    if answer.statements:
        yield "statements", len(answer.statements)
    if answer.confidence is not None:
        yield "confidence", answer.confidence
    for stage, seconds in answer.seconds.items():
        yield f"seconds {stage}", seconds


def _outcome_is_right(case: EvalCase, answer: Answer) -> bool:
    """An answer of which nothing is proved refuses too: it says so and shows the nearest passages.

    Where a refusal is right too, as for a false premise, an answer must quote evidence and say nothing wrong.
    """
    if answer.outcome is not Outcome.ANSWERED:
        return answer.outcome in case.wanted or Outcome.NOT_IN_DOCUMENTS in case.wanted
    words_decide = case.answerable is None and bool(case.evidence)
    return answer.outcome in case.wanted and (not words_decide or (_hit(case, answer) and not says_wrong(case, answer)))


def _of_quotes(answer: Answer, texts: Mapping[str, str]) -> Measures:
    quotes = [*citations(answer), *answer.nearest]
    if quotes:
        yield "quotes", len(quotes)
        yield "valid quotes", sum(stands(quote, texts) for quote in quotes)


def _of_words(case: EvalCase, answer: Answer) -> Measures:
    """The short answer, else the text, by SQuAD's arithmetic."""
    if not case.compares_short:
        return
    said = "\n".join(short_answers(answer)) or answer.text if answer.statements else ""
    yield "exact match", exact_match(said, case.short)
    yield "f1", f1(said, case.short)


def _of_rewrite(gold: str, asked: str, answer: Answer) -> dict[str, float]:
    return {"rewrite f1": token_f1(answer.understood, gold), "asked f1": token_f1(asked, gold)}


def _of_sentences(case: EvalCase, answer: Answer) -> Measures:
    """Where answers are sentences or many: against what people wrote, and by what is named. A refusal says nothing."""
    said = answer.text if answer.statements else ""
    if case.references:
        yield "reference f1", f1(said, case.references)
    if case.every:
        named = [names(said, each) for each in case.every]
        others = any(names(said, each) for each in case.wrong)
        yield "answers named", sum(named) / len(named)
        yield "all named and none wrong", all(named) and not others
        if case.wrong:
            yield "wrong named", others
    elif case.wrong or case.wrong_patterns or case.contradicting:
        yield "nothing wrong said", not says_wrong(case, answer)
    if case.passages and answer.statements:
        yield "passage cited", any(citation.document.uri in case.passages for citation in citations(answer))


def _of_usage(answer: Answer) -> Measures:
    if answer.usage is not None and answer.usage.prompt:
        yield "tokens read", answer.usage.prompt
        yield "tokens written", answer.usage.completion


def _of_draft(answer: Answer) -> Measures:
    """Where a chat model was asked for a draft: of one that sends none, quotes found without it are the answer."""
    if answer.fault is not None or (answer.usage is not None and answer.engine != EXTRACTIVE):
        yield "own draft", answer.fault is None


def _of_short(case: EvalCase, answer: Answer) -> Measures:
    shown = short_answers(answer)
    yield "short shown", bool(shown)
    if case.no_short:
        yield "short withheld", not shown
    if shown and (case.compares_short or case.short or case.no_short):
        worth = f1(" ".join(shown), case.short) if case.short else 0.0
        yield "short right", worth >= RIGHT_FROM


def _of_evidence(case: EvalCase, answer: Answer) -> Measures:
    """Hit and sentence ask for gold words whole; precision and recall count characters of the gold's sentences."""
    cited = citations(answer)
    yield "evidence hit", _hit(case, answer)
    if len(case.evidence) > 1:
        held = [any(place.is_in(c.document.uri, c.span) for place in group for c in cited) for group in case.evidence]
        yield "all evidence", all(held)
    yield "sentence", bool(cited) and case.holds(cited[0].document.uri, cited[0].span)
    covered = _characters((c.document.uri, c.span) for c in cited)
    precision = len(covered & _gold(case)) / len(covered) if covered else 0.0
    recall = _recall(case, covered)
    if covered:
        yield "evidence precision", precision
    yield "evidence recall", recall
    yield "evidence f1", 2 * precision * recall / (precision + recall) if precision + recall else 0.0


def _hit(case: EvalCase, answer: Answer) -> bool:
    """Whether a quote holds gold words; where a premise may be false, what is shown beside one contradicts it too."""
    cited = citations(answer)
    shown = [(each.document.uri, each.span) for each in cited]
    if case.answerable is None:
        shown += [(each.document.uri, caveat.span) for each in cited for caveat in each.caveats]
    return any(case.holds(uri, span) for uri, span in shown)


def _gold(case: EvalCase) -> set[tuple[str, int]]:
    return _characters((place.uri, place.sentence) for group in case.evidence for place in group)


def _recall(case: EvalCase, covered: set[tuple[str, int]]) -> float:
    """The mean over the wanted places of how much of the best alternative is covered."""
    shares = [max(_share(place.uri, place.sentence, covered) for place in group) for group in case.evidence]
    return sum(shares) / len(shares)


def _share(uri: str, span: Span, covered: set[tuple[str, int]]) -> float:
    return len(_characters([(uri, span)]) & covered) / len(span)


def _characters(spans: Iterable[tuple[str, Span]]) -> set[tuple[str, int]]:
    return {(uri, offset) for uri, span in spans for offset in range(span.start, span.end)}


def _of_retrieval(case: EvalCase, reading: Reading) -> Measures:
    """Recall is the share of the wanted places, or passages, that are reached; before the reader, and as it ranks."""
    if not case.answerable:
        return
    for stage, passages in (("retrieved", reading.retrieved), ("ranked", _passages(reading.ranked))):
        ranks = _ranks(case, passages)
        for depth in DEPTHS:
            yield f"{stage} recall@{depth}", sum(rank <= depth for rank in ranks) / len(ranks)
        yield f"{stage} reciprocal rank", 1 / min(ranks)


def _passages(ranked: Sequence[Read]) -> tuple[Found, ...]:
    return tuple(dict.fromkeys(Found(read.uri, read.passage) for read in ranked))


def _ranks(case: EvalCase, passages: Sequence[Found]) -> list[float]:
    """The rank of the first passage that touches each wanted place; infinity where none does."""
    wanted: list[list[tuple[str, Span | None]]] = [[(place.uri, place.span) for place in g] for g in case.evidence]
    wanted += [[(uri, None)] for uri in case.passages]
    return [
        next((rank for rank, passage in enumerate(passages, 1) if _touches(passage, places)), inf) for places in wanted
    ]


def _touches(passage: Found, places: Sequence[tuple[str, Span | None]]) -> bool:
    return any(passage.uri == uri and (span is None or passage.span.overlaps(span)) for uri, span in places)


def _of_reader(case: EvalCase, answer: Answer, reading: Reading) -> Measures:
    """The reader's first choice: without a threshold, and where the answer's outcome decides whether it counts."""
    if not reading.ranked or case.answerable is None:
        return
    first = reading.ranked[0]
    yield "margin", max(read.margin for read in reading.ranked)
    yield "short probability", reading.short_probability
    if case.evidence and case.answerable:
        yield "first sentence", case.holds(first.uri, first.sentence)
    if not case.compares_short:
        return
    decided = first.text if answer.statements else ""
    yield "span exact match", exact_match(first.text, case.short)
    yield "span f1", f1(first.text, case.short)
    yield "decided exact match", exact_match(decided, case.short)
    yield "decided f1", f1(decided, case.short)
