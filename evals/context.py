"""Whether what turns a quote round is shown with it: ``python -m evals.context``, on cases that people wrote.

Half of our own cases have harmless neighbours; a stranger's wording is reported apart. Beside them, quotes of real
documents: the sentences that answer the development questions of three sets. What is shown with one of those is
printed, for a person to judge.
"""

from __future__ import annotations

import argparse
import random
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import sqrt
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from assistant.caveats import Found, caveats
from evals.clapnq import clapnq
from evals.errors import CaseError, DataMissing
from evals.onestop import onestopqa
from evals.own import documents_beside
from evals.squad import squad2
from evals.suite import Choice
from ingest.loaders import load
from vectorstore.command import command
from vectorstore.nouns import Span

CASES = Path(__file__).parent / "context.yaml"
REAL = 500
_SEED = 7
_Z = 1.96


@dataclass(frozen=True, slots=True)
class Case:
    """A quote in its document; ``turned`` is where what turns it round stands, None for harmless neighbours."""

    document: str
    text: str
    quote: Span
    turned: Span | None
    kind: str
    held_out: bool
    stranger: bool

    @property
    def found(self) -> list[Found]:
        return caveats(self.text, self.quote)

    @property
    def is_right(self) -> bool:
        """Caught: what turns it lies in what is shown; or, with harmless neighbours, nothing is shown."""
        turned = self.turned
        return not self.found if turned is None else any(each.span.contains(turned) for each in self.found)


@dataclass(frozen=True, slots=True)
class Share:
    """How many of a group of cases; ``low`` and ``high`` bound 95 %."""

    part: int
    whole: int
    low: float
    high: float

    def __str__(self) -> str:
        return f"{self.part:3} of {self.whole:3}, {self.part / self.whole:6.1%} ({self.low:.1%} to {self.high:.1%})"


@command("evals.context")
def main(argv: Sequence[str] | None = None) -> int:
    """Prints what was caught, missed and shown in vain; and what is shown with real quotes, where the data is."""
    parser = argparse.ArgumentParser(prog="python -m evals.context", description=main.__doc__)
    parser.add_argument(
        "--failures", action="store_true", help="print each tuned case that fails, never a held-out one"
    )
    options = parser.parse_args(argv)
    try:
        cases = context_cases()
        print(*_figures(cases), sep="\n")
        if options.failures:
            print(*map(_told, (case for case in cases if not (case.held_out or case.is_right))), sep="\n")
        print(*_real(), sep="\n")
    except DataMissing as missing:
        print(missing)
    return 0


def context_cases(path: Path = CASES) -> list[Case]:
    """The cases of a file, whose form the head of context.yaml explains. Raises CaseError, DataMissing."""
    return [case for document in _read(path).documents for case in _cases(path, document)]


def caught(cases: Sequence[Case]) -> Share:
    """Of the cases that are turned round, those in which that is shown."""
    return share([case.is_right for case in cases if case.turned is not None])


def false_alarms(cases: Sequence[Case]) -> Share:
    """Of the cases with harmless neighbours, those in which something is shown."""
    return share([not case.is_right for case in cases if case.turned is None])


def share(found: Sequence[bool]) -> Share:
    """With the interval of Wilson (1927), which is right for shares near none and all; ``found`` must not be empty."""
    n, part = len(found), sum(found) / len(found)
    middle = (part + _Z * _Z / (2 * n)) / (1 + _Z * _Z / n)
    half = _Z / (1 + _Z * _Z / n) * sqrt(part * (1 - part) / n + _Z * _Z / (4 * n * n))
    return Share(sum(found), n, max(0.0, middle - half), min(1.0, middle + half))


def real_quotes() -> list[tuple[str, Span]]:
    """Up to REAL documents with the sentence of an answer, of the development parts. Raises DataMissing, CaseError."""
    choice = Choice(split="dev", modes=("reading",))
    chosen: list[tuple[str, Span]] = []
    for suites in (squad2, clapnq, onestopqa):
        for suite in suites(choice):
            texts = {source.uri: source.text for source in suite.sources}
            places = {place for case in suite.cases for group in case.evidence for place in group[:1]}
            quotes = sorted({(texts[place.uri], place.sentence) for place in places})
            random.Random(_SEED).shuffle(quotes)  # noqa: S311  a sample, not a secret
            chosen += quotes
    return chosen[:REAL]


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)


class _Case(_Part):
    quote: str = Field(min_length=1)
    turned: str | None = None
    kind: str


class _Document(_Part):
    name: str
    text: str | None = None
    file: str | None = None
    held_out: bool = False
    stranger: bool = False
    cases: list[_Case] = Field(min_length=1)


class _File(_Part):
    documents: list[_Document] = Field(min_length=1)


def _read(path: Path) -> _File:
    import yaml  # noqa: PLC0415  slow to load

    try:
        content: Any = yaml.safe_load(path.read_text(encoding="utf-8"))
        return _File.model_validate(content)
    except (OSError, UnicodeDecodeError, yaml.YAMLError, ValidationError) as error:
        raise CaseError(f"{path} cannot be read as cases: {error}") from error


def _cases(path: Path, document: _Document) -> Iterator[Case]:
    text = _text(document)
    for case in document.cases:
        where = f"{path.name}: {document.name}"
        quote = _place(where, text, case.quote)
        turned = None if case.turned is None else _place(where, text, case.turned)
        yield Case(document.name, text, quote, turned, case.kind, document.held_out, document.stranger)


def _text(document: _Document) -> str:
    if document.text is not None:
        return document.text
    name = Path(document.file or "")
    place = CASES.parent / "documents" if name.parts[0] == "evals" else documents_beside(name.parts[0])
    return load(name.name, (place / name.name).read_bytes()).text


def _place(where: str, text: str, words: str) -> Span:
    if text.count(words) != 1:
        raise CaseError(
            f"{where}: the words {words!r} stand {text.count(words)} times in it; they must stand there once"
        )
    return Span(text.index(words), text.index(words) + len(words))


def _figures(cases: Sequence[Case]) -> Iterator[str]:
    for whose, stranger in {"our own": False, "a stranger's": True}.items():
        for part, held_out in {"tuned": False, "held out": True}.items():
            group = [case for case in cases if (case.stranger, case.held_out) == (stranger, held_out)]
            hit = caught(group)
            yield f"{whose}, {part}"
            yield f"    caught       {hit}"
            yield f"    missed       {hit.whole - hit.part:3} of {hit.whole:3}"
            yield f"    false alarms {false_alarms(group)}"


def _told(case: Case) -> str:
    shown = [each.span.of(case.text) for each in case.found]
    wanted = None if case.turned is None else case.turned.of(case.text)
    return f"{case.document}: {case.quote.of(case.text)!r}: wanted {wanted!r}, shown {shown}"


def _real() -> Iterator[str]:
    quotes = real_quotes()
    shown = [(text, span, found) for text, span in quotes if (found := caveats(text, span))]
    yield f"real quotes: something is shown with {share([bool(caveats(*quote)) for quote in quotes])}"
    for text, span, found in shown:
        yield f"  {_line(span.of(text))}"
        yield from (f"      {each.where}: {_line(each.span.of(text))}" for each in found)


def _line(words: str) -> str:
    return " ".join(words.split())


if __name__ == "__main__":
    sys.exit(main())
