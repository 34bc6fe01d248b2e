"""Results as JSON and back, without a loss but for what the reader saw: for the journal and for saved reports."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from copy import deepcopy
from typing import Any

from pydantic import TypeAdapter

from evals.nouns import Result

Fields = dict[str, Any]

_RESULT: TypeAdapter[Result] = TypeAdapter(Result)


def result_fields(result: Result, records: dict[str, Any]) -> Fields:
    """A result as plain values. A document's record goes into ``records`` by its id, which stands in its place."""
    fields: Fields = _RESULT.dump_python(result, mode="json", exclude={"reading"})
    for passage in _passages(fields["answer"]):
        record = passage["document"]
        passage["document"] = record["id"]
        records.setdefault(record["id"], record)
    return fields


def result_of(fields: Mapping[str, Any], records: Mapping[str, Any]) -> Result:
    """The result, with ``reading`` None. Raises ValueError, KeyError or TypeError where the fields are not one's."""
    whole = deepcopy(dict(fields))
    for passage in _passages(whole["answer"]):
        passage["document"] = records[passage["document"]]
    return _RESULT.validate_python(whole)


def _passages(value: Any) -> Iterator[Fields]:  # noqa: ANN401 - any JSON
    """The passages of all citations, wherever an answer has them."""
    if isinstance(value, list):
        for each in value:
            yield from _passages(each)
    elif isinstance(value, dict):
        for name, each in value.items():
            if name == "passage":
                yield each
            else:
                yield from _passages(each)
