"""Where the measuring and training data lies: the one place that knows the data folder."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

from evals.errors import CaseError, DataMissing

VARIABLE = "QUOTEPROOF_DATA"


def data_folder() -> Path:
    """The folder named by ``QUOTEPROOF_DATA``, else ``../shared/data`` beside the checkout.

    Raises DataMissing where there is none.
    """
    named = os.environ.get(VARIABLE)
    checkout = Path(__file__).resolve().parents[1]
    places = [Path(named)] if named else [place.parent / "shared" / "data" for place in (checkout, Path.cwd())]
    for place in places:
        if place.is_dir():
            return place
    raise DataMissing(
        f"the data folder is not at {places[0]}; it does not come with the project: "
        f"put the sets that its README lists there, or name their folder in {VARIABLE}"
    )


def data_file(relative: str) -> Path:
    """A file of the data folder. Raises DataMissing where it is not there."""
    path = data_folder() / relative
    if not path.is_file():
        raise DataMissing(f"{relative} is not in the data folder {data_folder()}; its README says where it comes from")
    return path


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
