"""A report as JSON, in a schema with a version."""

from __future__ import annotations

import json
import os
import platform
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import UTC, datetime
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

from assistant.nouns import Citation
from evals.measures import citations, short_answers, stands
from evals.nouns import Place, Report, Result, SuiteReport

SCHEMA = "quoteproof-eval/1"
_LIBRARIES = (
    "quoteproof", "chromadb", "langchain", "numpy", "onnxruntime", "scikit-learn", "scipy", "sentence-transformers",
    "sentencex", "torch",
)  # fmt: skip


def write_report(report: Report, folder: Path) -> Path:
    """Writes ``report.json`` into the folder, which is made where there is none, and returns its place."""
    folder.mkdir(parents=True, exist_ok=True)
    place = folder / "report.json"
    place.write_text(json.dumps(to_json(report), ensure_ascii=False, indent=1), encoding="utf-8")
    return place


def to_json(report: Report) -> dict[str, Any]:
    """The report in the schema ``quoteproof-eval/1``: what was run, on what, its scores, and every case's result."""
    return {
        "schema": SCHEMA,
        "made": datetime.now(UTC).isoformat(timespec="seconds"),
        "config": dict(report.config),
        "versions": {"python": platform.python_version(), **_versions(_LIBRARIES)},
        "machine": {"system": platform.platform(), "cores": os.cpu_count()},
        "skipped": dict(report.skipped),
        "suites": [_suite(suite) for suite in report.suites],
    }


def _versions(names: Sequence[str]) -> dict[str, str | None]:
    def installed(name: str) -> str | None:
        try:
            return version(name)
        except PackageNotFoundError:
            return None

    return {name: installed(name) for name in names}


def _suite(suite: SuiteReport) -> dict[str, Any]:
    answers = [result.answer for result in suite.results if result.answer is not None]
    return {
        "name": suite.name,
        "documents": len(suite.texts),
        "index": suite.index,
        "engines": sorted({answer.engine for answer in answers}),
        "models": sorted({model for answer in answers for model in answer.models}),
        "seconds": round(suite.seconds, 3),
        "scores": [asdict(score) for score in suite.scores],
        "slices": {name: [asdict(score) for score in scores] for name, scores in suite.slices.items()},
        "curves": dict(suite.curves),
        "results": [_result(result, suite.texts) for result in suite.results],
    }


def _result(result: Result, texts: Mapping[str, str]) -> dict[str, Any]:
    case = result.case
    return {
        "id": case.id,
        "kind": case.kind,
        "held_out": case.held_out,
        "question": case.question,
        "history": [asdict(turn) for turn in case.history],
        "documents": case.documents,
        "wanted": {
            "outcome": case.wanted,
            "short": case.short,
            "no_short": case.no_short,
            "evidence": [[_place(place, texts) for place in group] for group in case.evidence],
        },
        "got": _got(result, texts),
        "values": dict(result.values),
    }


def _place(place: Place, texts: Mapping[str, str]) -> dict[str, Any]:
    words = place.span.of(texts[place.uri])
    return {"uri": place.uri, "start": place.span.start, "end": place.span.end, "text": words}


def _got(result: Result, texts: Mapping[str, str]) -> dict[str, Any]:
    answer = result.answer
    if answer is None:
        return {"fault": result.fault}
    return {
        "outcome": answer.outcome,
        "understood": answer.understood,
        "text": answer.text if answer.statements else None,
        "short": short_answers(answer),
        "citations": [_citation(citation, texts) for citation in citations(answer)],
        "nearest": [_citation(citation, texts) for citation in answer.nearest],
        "dropped": [asdict(dropped) for dropped in answer.dropped],
        "confidence": answer.confidence,
        "remarks": answer.remarks,
    }


def _citation(citation: Citation, texts: Mapping[str, str]) -> dict[str, Any]:
    span = citation.span
    return {
        "uri": citation.document.uri,
        "start": span.start,
        "end": span.end,
        "quote": citation.text,
        "valid": stands(citation, texts),
    }
