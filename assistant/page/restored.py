"""Answers that come back from a browser: outside data, so each citation is verified again before it is drawn."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, FiniteFloat, ValidationError

from assistant import verify
from assistant.errors import SavedAnswerError
from assistant.nouns import Answer, Claim, Draft, Dropped, Outcome, Quote, Usage
from assistant.quotations import only_quoting
from assistant.saved import SavedAnswer, SavedCitation, SavedSpan, SavedStatement
from vectorstore.nouns import DocumentRecord, Span
from vectorstore.ports import Store

_MOST = 200
"""More than an engine says; a browser's storage holds fewer."""
_Text = Annotated[str, Field(max_length=20_000)]


class _Emphasised(SavedCitation):
    emphasis: SavedSpan | None = None


class _Dropped(BaseModel):
    model_config = ConfigDict(frozen=True, strict=True)

    text: _Text
    reason: _Text
    rule: _Text | None = None
    quoted: bool = False


class _Statement(SavedStatement):
    citations: tuple[_Emphasised, ...] = Field(min_length=1, max_length=_MOST)


class _Stored(SavedAnswer):
    """What of a stored answer is drawn again; what is left out here is not believed."""

    question: _Text
    understood: _Text
    statements: tuple[_Statement, ...] = Field(max_length=_MOST)
    nearest: tuple[_Emphasised, ...] = Field(max_length=_MOST)
    dropped: tuple[_Dropped, ...] = Field((), max_length=_MOST)
    outcome: Outcome = Outcome.ANSWERED
    engine: _Text
    models: tuple[_Text, ...] = ()
    index: _Text = ""
    confidence: float | None = Field(default=None, ge=0, le=1)
    remarks: tuple[_Text, ...] = ()
    seconds: dict[_Text, FiniteFloat] = Field(default_factory=dict)
    contradictions: tuple[tuple[_Emphasised, ...], ...] = Field((), max_length=_MOST)
    fault: _Text | None = None
    usage: Usage | None = None


def restored(fields: object, store: Store, records: Mapping[str, DocumentRecord]) -> Answer:
    """The answer with those citations that the library proves now; the others are dropped with the reason.

    ``records`` are the store's documents by id. Raises SavedAnswerError where the fields are not those of an answer.
    """
    try:
        stored = _Stored.model_validate_json(json.dumps(fields))
    except (ValidationError, ValueError, TypeError, RecursionError) as error:
        raise SavedAnswerError("A stored answer cannot be read; it was left out of the conversation.") from error
    known: list[_Statement] = []
    lost: list[_Statement] = []
    for each in stored.statements:
        (known if all(_holds(c, records, store) for c in each.citations) else lost).append(each)
    draft = Draft(
        claims=tuple(_claim(each, records) for each in known),
        nearest=tuple(_quote(c, records) for c in stored.nearest if _holds(c, records, store)),
        models=stored.models,
        confidence=stored.confidence,
        remarks=stored.remarks,
        fault=stored.fault,
        contradictions=tuple(
            Claim(tuple(_quote(c, records) for c in sides if _holds(c, records, store)))
            for sides in stored.contradictions
        ),
        understood=stored.understood,
        usage=stored.usage,
        asks_nothing=stored.outcome is Outcome.NOTHING_ASKED,
    )
    answer = verify.verify(
        draft,
        question=stored.question,
        understood=stored.understood,
        engine=stored.engine,
        index=stored.index,
        seconds=stored.seconds,
        store=store,
    )
    before = tuple(Dropped(each.text, each.reason, each.rule, each.quoted) for each in stored.dropped)
    gone = tuple(Dropped(each.text, _reason(each, stored, records)) for each in lost)
    outcome = Outcome.UNSUPPORTED if _lost_its_proof(stored, answer) else answer.outcome
    return replace(answer, dropped=(*before, *answer.dropped, *gone), outcome=outcome)


def _lost_its_proof(stored: _Stored, answer: Answer) -> bool:
    """Whether something was said and nothing of it is proved, which is not that the documents do not say."""
    return not answer.statements and (bool(stored.statements) or stored.outcome is Outcome.UNSUPPORTED)


def _holds(citation: SavedCitation, records: Mapping[str, DocumentRecord], store: Store) -> bool:
    record = records.get(citation.document)
    if record is None or citation.end > record.characters:
        return False
    return store.text(record, citation.span).text == citation.quote


def _claim(statement: _Statement, records: Mapping[str, DocumentRecord]) -> Claim:
    """A statement that only quotes is said again from its quotes; another one keeps its words."""
    only = statement.text == only_quoting(citation.quote for citation in statement.citations)
    short = None if statement.short is None else statement.short.span
    quotes = tuple(_quote(c, records) for c in statement.citations)
    return Claim(quotes, None if only else statement.text, short, statement.asked)


def _quote(citation: _Emphasised, records: Mapping[str, DocumentRecord]) -> Quote:
    emphasis: Span | None = None if citation.emphasis is None else citation.emphasis.span
    return Quote(records[citation.document], citation.span, emphasis)


def _reason(statement: _Statement, stored: _Stored, records: Mapping[str, DocumentRecord]) -> str:
    gone = [stored.document(c).title for c in statement.citations if c.document not in records]
    if gone:
        return f"the document “{gone[0]}” was removed from the library, or changed, since this was answered"
    return "its quote does not stand there"
