"""The parts of a suite that are scored apart: kinds of question and of document, engines, what was held out."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from evals.nouns import Result, Score
from evals.scores import scores
from vectorstore.nouns import Kind

Parts = dict[str, list[Result]]
_NOWHERE = "in no document"


def slices(results: Sequence[Result], kinds: Mapping[str, Kind]) -> dict[str, tuple[Score, ...]]:
    """The scores of each part by its name; ``kinds`` are those of the documents by uri.

    Kinds of document and engines are told apart where there is more than one. A case counts for the kinds of the
    documents that hold what is wanted, else of those that it was asked of; what no document answers is a part of its
    own.
    """
    parts = {
        **_parts(results, [{result.case.kind} for result in results]),
        **_by_document(results, kinds),
        **_several(_parts(results, [_engine(result) for result in results])),
    }
    if any(result.case.held_out for result in results):
        parts["held out"] = [result for result in results if result.case.held_out]
        parts["not held out"] = [result for result in results if not result.case.held_out]
    return {name: scores(part) for name, part in parts.items()}


def _parts(results: Sequence[Result], names: Iterable[Iterable[str]]) -> Parts:
    parts: Parts = {}
    for result, its in zip(results, names, strict=True):
        for name in its:
            parts.setdefault(name, []).append(result)
    return parts


def _several(parts: Parts) -> Parts:
    return parts if len(parts) > 1 else {}


def _by_document(results: Sequence[Result], kinds: Mapping[str, Kind]) -> Parts:
    named = [_documents(result, kinds) for result in results]
    several = len(set().union(*named)) > 1
    return _parts(results, [names or {_NOWHERE} for names in named]) if several else {}


def _documents(result: Result, kinds: Mapping[str, Kind]) -> set[str]:
    case = result.case
    uris = [place.uri for group in case.evidence for place in group] or case.passages or (case.documents or ())
    return {f"in {kinds[uri]} documents" for uri in uris if uri in kinds}


def _engine(result: Result) -> set[str]:
    return {f"engine {result.answer.engine}"} if result.answer and result.answer.engine else set()
