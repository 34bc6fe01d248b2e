"""Suites of cases that people write: the article's, the office documents', and a user's own over their own folder."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from evals.cases import documents_name, load_cases
from evals.errors import CaseError, DataMissing
from evals.nouns import Source
from evals.suite import Choice, Suite
from ingest.errors import UnreadableFile
from ingest.loaders import load
from ingest.scan import scan

_HERE = Path(__file__).parent


def article(choice: Choice) -> list[Suite]:
    """Our own cases on the article, read as the product reads it.

    Raises DataMissing where the article is not at hand, and CaseError.
    """
    cases = _HERE / "article.yaml"
    return [_suite("article", cases, documents_beside(documents_name(cases)), choice)]


def office(choice: Choice) -> list[Suite]:
    """Our own cases on a contract, a manual, minutes, a report with tables and two reports that contradict each other.

    Raises CaseError.
    """
    return [_suite("office", _HERE / "office.yaml", _HERE / "documents", choice)]


def own_cases(cases: Path, folder: Path | None, choice: Choice) -> list[Suite]:
    """A user's cases over their folder, else over the folder that the file of cases names, beside it.

    Raises CaseError.
    """
    place = folder or cases.parent / documents_name(cases)
    with named_by_hand():
        return [_suite(cases.stem, cases, place, choice)]


@contextmanager
def named_by_hand() -> Iterator[None]:
    """What a person named and is not there is a slip, and not a set without its data: raises CaseError for it."""
    try:
        yield
    except DataMissing as missing:
        raise CaseError(str(missing)) from missing


def folder_sources(folder: Path) -> tuple[tuple[Source, ...], tuple[str, ...]]:
    """The documents below a folder as the product would take them in, by name; and a sentence for each left out.

    Raises DataMissing where none can be read.
    """
    found = scan([folder])
    left_out = [_left_out(name, reason) for name, reason in found.problems.items()]
    sources = []
    for uri in sorted(found.files):
        try:
            sources.append(_source(uri, found.files[uri].path))
        except UnreadableFile as error:
            left_out.append(_left_out(uri, error))
    if not sources:
        raise DataMissing(" ".join((f"there is no document to be read in the folder {str(folder)!r}.", *left_out)))
    return tuple(sources), tuple(left_out)


def documents_beside(name: str) -> Path:
    """The project's folder of documents, where this is a checkout or is run from one. Raises DataMissing."""
    places = (_HERE.parent / name, Path.cwd() / name)
    for place in places:
        if place.is_dir():
            return place
    raise DataMissing(f"the folder {name!r} of the cases is not at {places[1]}; run from a checkout of the project")


def _suite(name: str, cases: Path, folder: Path, choice: Choice) -> Suite:
    sources, notes = folder_sources(folder)
    texts = {source.uri: source.text for source in sources}
    try:
        asked = load_cases(cases, texts, sources[0].uri.split("/", maxsplit=1)[0])
    except CaseError as error:
        raise CaseError(" ".join((f"{error}.", *notes))) from error
    suite = Suite(name, tuple(asked), sources, notes)
    return suite if choice.held_out else _without_held_out(suite)


def _without_held_out(suite: Suite) -> Suite:
    asked = tuple(case for case in suite.cases if not case.held_out)
    if not asked:
        raise CaseError(f"all cases of {suite.name} are held out: without them there is nothing to ask")
    left_out = len(suite.cases) - len(asked)
    notes = (f"{left_out} held-out cases were not asked.",) if left_out else ()
    return replace(suite, cases=asked, notes=(*suite.notes, *notes))


def _source(uri: str, file: Path) -> Source:
    try:
        data = file.read_bytes()
    except OSError as error:
        raise UnreadableFile(error.strerror or str(error)) from error
    loaded = load(file.name, data)
    return Source(uri, loaded.title, loaded.text, loaded.kind, loaded.page_starts)


def _left_out(name: str, reason: object) -> str:
    return f"{name!r} was left out: {reason}."
