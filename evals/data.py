"""Where the measuring and training data lies: the one place that knows the data folder."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

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


def data_lines(relative: str) -> list[dict[str, Any]]:
    """The objects of a file of JSON lines in the data folder. Raises DataMissing, CaseError."""
    path = data_file(relative)
    try:
        return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]
    except ValueError as error:
        raise CaseError(f"{path} cannot be read as JSON lines: {error}") from error


def split_keys(dataset: str, part: str) -> frozenset[str]:
    """The keys of a set that belong to a part, ``dev`` or ``report``. Raises DataMissing, CaseError."""
    splits = json.loads(data_file("eval/splits.json").read_text(encoding="utf-8"))
    keys = splits.get(dataset, {}).get(part)
    if keys is None:
        raise CaseError(f"eval/splits.json has no part {part!r} of {dataset!r}; its parts are dev and report")
    return frozenset(keys)


def _folder() -> Path:
    """The data folder, or where it would be."""
    if named := os.environ.get(VARIABLE):
        return Path(named)
    checkout = Path(__file__).resolve().parents[1]
    places = [place.parent / "shared" / "data" for place in (checkout, Path.cwd())]
    return next((place for place in places if place.is_dir()), places[0])


def _missing(relative: str) -> DataMissing:
    address, there = PUBLISHED.get(relative, ("", ""))
    source = f"at {address} it is {there}" if address else "docs/evals.md tells what it holds"
    return DataMissing(
        f"{relative} is not in the data folder {_folder()}: {source}. "
        f"Put it there, or name another folder in {VARIABLE}"
    )
