"""An answer for programs: JSON that can be re-checked against the files, and W3C Web Annotations."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import PurePosixPath
from typing import Any
from urllib.parse import quote
from uuid import NAMESPACE_URL, uuid5

from assistant.nouns import Answer, Citation, Statement
from vectorstore.nouns import DocumentRecord, Span

FORMAT = "quoteproof-answer/1"
"""The version of the JSON; it goes up when a field changes its meaning or goes."""
_CONTEXT = "http://www.w3.org/ns/anno.jsonld"
_UNSHOWN = re.compile("[\x7f-\x9f\u061c\u202a-\u202e\u2066-\u2069\ud800-\udfff]")


def answer_json(answer: Answer) -> str:
    """The answer with all that ``quoteproof-verify`` needs. Offsets are code points of the canonical text."""
    return _dumped(answer_fields(answer))


def annotation_page(answer: Answer) -> str:
    """A W3C AnnotationPage with an annotation for each citation of each statement, by position and by quote.

    The position counts in the canonical text of the file that is the target's source. https://www.w3.org/TR/annotation-model/
    """
    items = [_annotation(statement, citation) for statement in answer.statements for citation in statement.citations]
    identity = _urn("page", *(item["id"] for item in items))
    return _dumped({"@context": _CONTEXT, "id": identity, "type": "AnnotationPage", "startIndex": 0, "items": items})


def answer_fields(answer: Answer) -> dict[str, Any]:
    """The JSON's fields as plain values."""
    return {
        "format": FORMAT,
        "question": answer.question,
        "understood": answer.understood,
        "outcome": answer.outcome.value,
        "text": answer.text,
        "statements": [_statement(statement) for statement in answer.statements],
        "dropped": [asdict(each) for each in answer.dropped],
        "contradictions": [[_citation(side) for side in each.sides] for each in answer.contradictions],
        "nearest": [_citation(citation) for citation in answer.nearest],
        "engine": answer.engine,
        "fault": answer.fault,
        "models": list(answer.models),
        "index": answer.index,
        "confidence": answer.confidence,
        "remarks": list(answer.remarks),
        "usage": None if answer.usage is None else asdict(answer.usage),
        "seconds": dict(answer.seconds),
        "documents": [_document(record) for record in _records(answer)],
    }


def _statement(statement: Statement) -> dict[str, Any]:
    short = None if statement.short is None else {"text": statement.short_text, **_span(statement.short)}
    citations = [_citation(citation) for citation in statement.citations]
    return {"text": statement.text, "asked": statement.asked, "short": short, "citations": citations}


def _citation(citation: Citation) -> dict[str, Any]:
    page = citation.page
    return {
        "document": citation.document.id,
        "title": citation.document.title,
        "uri": citation.document.uri,
        "page": None if page is None else {"number": page.number, "label": page.label},
        **_span(citation.span),
        "quote": citation.text,
        "prefix": citation.prefix,
        "suffix": citation.suffix,
        "emphasis": None if citation.emphasis is None else _span(citation.emphasis),
        "caveats": [{"where": each.where.value, **_span(each.span), "quote": each.text} for each in citation.caveats],
    }


def _span(span: Span) -> dict[str, int]:
    return {"start": span.start, "end": span.end}


def _document(record: DocumentRecord) -> dict[str, str]:
    names = ("id", "uri", "title", "root", "file_sha256", "text_sha256", "loader", "chunker")
    return {name: getattr(record, name) for name in names}


def _records(answer: Answer) -> Iterator[DocumentRecord]:
    sides = [side for each in answer.contradictions for side in each.sides]
    citations = [*(c for each in answer.statements for c in each.citations), *sides, *answer.nearest]
    yield from {citation.document.id: citation.document for citation in citations}.values()


def _annotation(statement: Statement, citation: Citation) -> dict[str, Any]:
    record, span = citation.document, citation.span
    asked = [] if statement.asked is None else [statement.asked]
    return {
        "id": _urn(record.id, f"{span.start}-{span.end}", statement.text, *asked),
        "type": "Annotation",
        "motivation": "highlighting",
        "body": [
            _body(statement.text, "describing"),
            *(_body(part, "questioning") for part in asked),
            *(_body(each.said, "commenting") for each in citation.caveats),
        ],
        "target": {
            "source": "file://" + quote(str(PurePosixPath(record.root, *record.uri.split("/")[1:]))),
            "selector": [
                {"type": "TextPositionSelector", **_span(span)},
                {
                    "type": "TextQuoteSelector",
                    "exact": citation.text,
                    "prefix": citation.prefix,
                    "suffix": citation.suffix,
                },
            ],
        },
    }


def _body(value: str, purpose: str) -> dict[str, str]:
    return {"type": "TextualBody", "value": value, "format": "text/plain", "purpose": purpose}


def _urn(*parts: str) -> str:
    """The same parts give the same name."""
    return uuid5(NAMESPACE_URL, json.dumps(parts)).urn


def _dumped(value: dict[str, Any]) -> str:
    """Readable JSON in which characters that steer a terminal stand as escapes: nothing is lost."""
    shown = json.dumps(value, ensure_ascii=False, indent=2, allow_nan=False)
    return _UNSHOWN.sub(lambda match: f"\\u{ord(match.group()):04x}", shown)
