"""Where the measuring and training data lies: the one place that knows the data folder."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path
from typing import TypeVar

from pydantic import BaseModel, ConfigDict, TypeAdapter, ValidationError

from evals.errors import CaseError, DataMissing

VARIABLE = "QUOTEPROOF_DATA"

NEWS = "eval/onestop_english/Adv-Txt"
PUBLISHED: Mapping[str, tuple[str, str]] = {
    "eval/squad2/dev-public.json": ("https://github.com/chrischute/squad", "articles of data/dev-v2.0.json"),
    "train/squad2/train-part.json": ("https://github.com/chrischute/squad", "other articles of data/dev-v2.0.json"),
    "eval/onestopqa/onestop_qa-public.json": (
        "https://github.com/berzak/onestop-qa", "onestop_qa.json of annotations/onestop_qa.zip"
    ),
    NEWS: ("https://github.com/nishkalavallabhi/OneStopEnglishCorpus", "Texts-SeparatedByReadingLevel/Adv-Txt"),
    "eval/clapnq/answerable-public.jsonl": (
        "https://github.com/primeqa/clapnq", "annotated_data/dev/clapnq_dev_answerable.jsonl"
    ),
    "eval/clapnq/unanswerable-public.jsonl": (
        "https://github.com/primeqa/clapnq", "annotated_data/dev/clapnq_dev_unanswerable.jsonl"
    ),
    "eval/quotesum/public.jsonl": ("https://github.com/google-research-datasets/QuoteSum", "v1/dev.jsonl"),
    "eval/ramdocs/public.jsonl": ("https://github.com/HanNight/RAMDocs", "RAMDocs_test.jsonl"),
    "eval/canard/dev-public.jsonl": (
        "https://github.com/aagohary/canard", "data/release/dev.json with each of its objects on a line"
    ),
    "eval/mtrag/human.json": (
        "https://github.com/IBM/mt-rag-benchmark",
        "mtrag-human/evaluations/reference_subset_with_human_evaluations.json",
    ),
}  # fmt: skip
"""Where the files of the suites are published, and what they are there; docs/evals.md has the licences."""

_SPLITS = "eval/splits.json"


class Form(BaseModel):
    """What is read of an object of a set. What else it holds is passed over."""

    model_config = ConfigDict(frozen=True)


_Form = TypeVar("_Form", bound=Form)
_Made = TypeVar("_Made")


def data_folder() -> Path:
    """The folder named by ``QUOTEPROOF_DATA``, else ``../shared/data`` beside the checkout.

    Raises DataMissing where there is none.
    """
    folder = _folder()
    if not folder.is_dir():
        raise DataMissing(
            f"there is no data folder {folder}: it does not come with the project; docs/evals.md tells what it holds "
            f"and where that is published, and {VARIABLE} names another folder"
        )
    return folder


def data_file(relative: str) -> Path:
    """A file of the data folder. Raises DataMissing where it is not there, with where it is published."""
    path = _folder() / relative
    if not path.is_file():
        raise _missing(relative)
    return path


def data_texts(relative: str) -> list[Path]:
    """The text files of a folder in the data folder, by name. Raises DataMissing where there are none."""
    found = sorted((_folder() / relative).glob("*.txt"))
    if not found:
        raise _missing(relative)
    return found


def data_object(relative: str, form: type[_Form]) -> _Form:
    """The content of a JSON file in the data folder. Raises DataMissing, CaseError."""
    return _read(relative, data_file(relative).read_bytes(), TypeAdapter(form))


def data_lines(relative: str, form: type[_Form]) -> list[_Form]:
    """The objects of a file of JSON lines in the data folder. Raises DataMissing, CaseError."""
    adapter = TypeAdapter(form)
    lines = enumerate(data_file(relative).read_bytes().splitlines(), 1)
    return [_read(relative, line, adapter, f", line {number}") for number, line in lines if line.strip()]


def split_keys(dataset: str, part: str) -> frozenset[str]:
    """The keys of a set that belong to a part, ``dev`` or ``report``. Raises DataMissing, CaseError."""
    splits = _read(_SPLITS, data_file(_SPLITS).read_bytes(), TypeAdapter(dict[str, _Parts]))
    keys = splits.get(dataset, _Parts()).model_dump().get(part)
    if keys is None:
        raise CaseError(
            f"{data_file(_SPLITS)} has no part {part!r} of {dataset!r}; its parts are dev and report: write it as "
            "docs/evals.md shows"
        )
    return frozenset(keys)


class _Parts(Form):
    dev: tuple[str, ...] | None = None
    report: tuple[str, ...] | None = None


def _read(relative: str, content: bytes, form: TypeAdapter[_Made], line: str = "") -> _Made:
    try:
        return form.validate_json(content)
    except ValidationError as error:
        problem = error.errors(include_url=False)[0]
        at = ".".join(map(str, problem["loc"]))
        told = ": ".join(part for part in (f"{_folder() / relative}{line}", at, problem["msg"]) if part)
        raise CaseError(f"{told}. Put a file of the right form there: {_source(relative)}") from error


def _folder() -> Path:
    """The data folder, or where it would be."""
    if named := os.environ.get(VARIABLE):
        return Path(named)
    checkout = Path(__file__).resolve().parents[1]
    places = [place.parent / "shared" / "data" for place in (checkout, Path.cwd())]
    return next((place for place in places if place.is_dir()), places[0])


def _missing(relative: str) -> DataMissing:
    return DataMissing(
        f"{relative} is not in the data folder {_folder()}: {_source(relative)}. "
        f"Put it there, or name another folder in {VARIABLE}"
    )


def _source(relative: str) -> str:
    address, there = PUBLISHED.get(relative, ("", ""))
    return f"at {address} it is {there}" if address else "docs/evals.md tells what it holds"
