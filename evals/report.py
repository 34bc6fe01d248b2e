"""A report as JSON, in a schema with a version, and back into nouns; docs/evals.md says what the fields mean."""

from __future__ import annotations

import json
import os
import platform
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

from pydantic import TypeAdapter

from assistant.nouns import Citation
from evals.codec import Fields, result_fields, result_of
from evals.digests import code_digest
from evals.errors import ReportError
from evals.measures import citations, stands
from evals.nouns import Report, Result, Sample, Score, SuiteReport

SCHEMA = "quoteproof-eval/3"
"""It goes up when a field changes its meaning or goes."""
REPORT = "report.json"
PAGE = "report.html"
JUNIT = "junit.xml"
_LIBRARIES = (
    "quoteproof", "chromadb", "langchain", "langchain-anthropic", "langchain-ollama", "langchain-openai", "numpy",
    "onnxruntime", "pypdfium2", "PyStemmer", "scikit-learn", "scipy", "sentence-transformers", "sentencex",
    "tokenizers", "torch", "xllamacpp",
)  # fmt: skip
_CPU_OF_LINUX = Path("/proc/cpuinfo")

_SCORES: TypeAdapter[tuple[Score, ...]] = TypeAdapter(tuple[Score, ...])
_SAMPLE: TypeAdapter[Sample | None] = TypeAdapter(Sample | None)
_CURVE: TypeAdapter[tuple[tuple[float, float], ...]] = TypeAdapter(tuple[tuple[float, float], ...])


@dataclass(frozen=True, slots=True)
class Made:
    """When, with what and on what a report was made. ``at`` is ISO 8601 in UTC, ``code`` a digest of our own code."""

    at: str
    code: str
    versions: Mapping[str, str | None]
    machine: Mapping[str, Any]


def made_now() -> Made:
    return Made(
        at=datetime.now(UTC).isoformat(timespec="seconds"),
        code=code_digest(),
        versions={"python": platform.python_version(), **{name: _version(name) for name in _LIBRARIES}},
        machine={
            "system": platform.platform(),
            "processor": platform.machine(),
            "model": _cpu_model(),
            "cores": os.cpu_count(),
        },
    )


def engines(suite: SuiteReport) -> list[str]:
    return sorted({result.answer.engine for result in suite.results if result.answer and result.answer.engine})


def models(suite: SuiteReport) -> list[str]:
    return sorted({model for result in suite.results if result.answer for model in result.answer.models})


def write_report(report: Report, made: Made, folder: Path) -> Path:
    """Writes ``report.json`` into the folder, which is made where there is none, and returns its place."""
    return put(folder / REPORT, json.dumps(to_json(report, made), ensure_ascii=False))


def put(place: Path, text: str) -> Path:
    """Writes a file whole or not at all; lone surrogates become escapes, as JSON has them."""
    place.parent.mkdir(parents=True, exist_ok=True)
    unfinished = place.with_name(f"{place.name}.part")
    unfinished.write_text(text, encoding="utf-8", errors="backslashreplace")
    return unfinished.replace(place)


def to_json(report: Report, made: Made) -> Fields:
    """The report in the schema ``SCHEMA``: what was run, on what, its scores, and every case's result."""
    return {
        "schema": SCHEMA,
        "made": made.at,
        "code": made.code,
        "versions": dict(made.versions),
        "machine": dict(made.machine),
        "config": dict(report.config),
        "skipped": dict(report.skipped),
        "suites": [_suite(suite) for suite in report.suites],
    }


def read_report(path: Path) -> tuple[Report, Made]:
    """The report of a ``report.json``. Its suites have no ``texts``, and its results no ``reading``.

    Raises ReportError where the file is none, or is one of another schema.
    """
    try:
        fields = json.loads(path.read_text(encoding="utf-8"))
        if fields["schema"] != SCHEMA:
            raise ReportError(f"{path} is of the schema {fields['schema']!r}, and {SCHEMA!r} is read: make it anew")
        suites = tuple(_suite_of(suite) for suite in fields["suites"])
        made = Made(fields["made"], fields["code"], fields["versions"], fields["machine"])
        return Report(suites, fields["skipped"], fields["config"]), made
    except (OSError, ValueError, KeyError, TypeError) as error:
        reason = f"{type(error).__name__}: {error}"
        raise ReportError(f"{path} cannot be read as a {REPORT} of quoteproof-eval ({reason})") from error


def _suite(suite: SuiteReport) -> Fields:
    records: dict[str, Any] = {}
    results = [_result(result, suite.texts, records) for result in suite.results]
    return {
        "name": suite.name,
        "sample": asdict(suite.sample) if suite.sample else None,
        "documents": len(suite.texts),
        "index": suite.index,
        "engines": engines(suite),
        "models": models(suite),
        "seconds": suite.seconds,
        "kept": suite.kept,
        "scores": [asdict(score) for score in suite.scores],
        "slices": {name: [asdict(score) for score in scores] for name, scores in suite.slices.items()},
        "curves": dict(suite.curves),
        "notes": suite.notes,
        "records": records,
        "results": results,
    }


def _result(result: Result, texts: Mapping[str, str], records: dict[str, Any]) -> Fields:
    """What is read back, and beside it what a person or a script looks for."""
    answer = result.answer
    return {
        "id": result.case.id,
        "outcome": answer.outcome if answer else "fault",
        "text": answer.text if answer and answer.statements else None,
        "quotes": [_quote(citation, texts) for citation in citations(answer)] if answer else [],
        "gold": [
            [place.span.of(texts[place.uri]) for place in group if place.uri in texts] for group in result.case.evidence
        ],
        **result_fields(result, records),
    }


def _quote(citation: Citation, texts: Mapping[str, str]) -> Fields:
    return {"uri": citation.document.uri, "quote": citation.text, "valid": stands(citation, texts)}


def _suite_of(fields: Mapping[str, Any]) -> SuiteReport:
    return SuiteReport(
        name=fields["name"],
        index=fields["index"],
        seconds=fields["seconds"],
        texts={},
        results=tuple(_results_of(fields["results"], fields["records"])),
        scores=_SCORES.validate_python(fields["scores"]),
        slices={name: _SCORES.validate_python(scores) for name, scores in fields["slices"].items()},
        curves={name: _CURVE.validate_python(points) for name, points in fields["curves"].items()},
        notes=tuple(fields.get("notes", ())),
        sample=_SAMPLE.validate_python(fields.get("sample")),
        kept=fields.get("kept", 0),
    )


def _results_of(results: Sequence[Mapping[str, Any]], records: Mapping[str, Any]) -> list[Result]:
    return [result_of({name: each[name] for name in _READ_BACK}, records) for each in results]


_READ_BACK = ("case", "answer", "seconds", "fault", "values")


def _cpu_model() -> str | None:
    """The processor's name as its maker sells it; None where the system does not tell."""
    if sys.platform == "darwin":
        told = subprocess.run(["/usr/sbin/sysctl", "-n", "machdep.cpu.brand_string"], capture_output=True, check=False)
        return told.stdout.decode().strip() or None
    lines = _CPU_OF_LINUX.read_text("utf-8").splitlines() if _CPU_OF_LINUX.exists() else []
    return next((line.partition(":")[2].strip() for line in lines if line.startswith("model name")), None)


def _version(name: str) -> str | None:
    try:
        return version(name)
    except PackageNotFoundError:
        return None
