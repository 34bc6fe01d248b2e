"""Which suites a command line asks for: by name, from a file of SQuAD's form, or a user's own cases."""

from __future__ import annotations

from argparse import ArgumentParser, ArgumentTypeError, Namespace
from functools import partial
from pathlib import Path

from evals.errors import CaseError
from evals.own import own_cases
from evals.squad import squad_file
from evals.suite import Choice, Loader, Suite
from evals.suites import SUITES

_MODES = {"reading": ("reading",), "library": ("library",), "both": ("reading", "library")}


def add_suite_arguments(parser: ArgumentParser) -> None:
    parser.add_argument("suites", nargs="*", metavar="SUITE", type=_suite, help=f"{', '.join(SUITES)}; else article")
    parser.add_argument("--squad", type=Path, action="append", default=[], metavar="FILE", help="JSON of SQuAD's form")
    parser.add_argument("--cases", type=Path, metavar="FILE", help="your own cases, as YAML")
    parser.add_argument("--from-feedback", type=Path, metavar="FILE", help="print the page's votes as cases, and end")
    parser.add_argument("--folder", type=Path, metavar="DIR", help="the documents of your cases, or of votes")
    parser.add_argument("--corpus", type=Path, metavar="DIR", help="the documents that the suite quotes is made from")
    parser.add_argument(
        "--split", choices=("dev", "report"), default="dev", help="dev to choose by, report for figures"
    )
    parser.add_argument(
        "--without-held-out",
        action="store_true",
        help="leave out the cases that are to choose nothing, to choose by the rest",
    )
    parser.add_argument("--mode", choices=tuple(_MODES), default="both", help="with the paragraph given, or over all")


def choice_of(options: Namespace) -> Choice:
    return Choice(options.split, _MODES[options.mode], options.corpus, held_out=not options.without_held_out)


def loaders_of(options: Namespace) -> dict[str, Loader]:
    """The loaders by name, in order; the article's where nothing is asked for. Raises CaseError."""
    if options.folder and not options.cases:
        raise CaseError(f"--folder {options.folder} needs the cases that are asked of it: --cases FILE")
    if options.corpus and "quotes" not in options.suites:
        raise CaseError(
            f"--corpus {options.corpus} is quoted by the suite quotes alone: name it, as in quotes --corpus DIR"
        )
    wanted: dict[str, Loader] = {name: SUITES[name] for name in options.suites}
    wanted |= {str(file): partial(squad_file, file) for file in options.squad}
    if options.cases:
        wanted[str(options.cases)] = partial(_own, options.cases, options.folder)
    return wanted or {"article": SUITES["article"]}


def _own(cases: Path, folder: Path | None, choice: Choice) -> list[Suite]:
    return own_cases(cases, folder, choice)


def _suite(name: str) -> str:
    if name not in SUITES:
        raise ArgumentTypeError(f"there is no suite {name!r}; there are {', '.join(SUITES)}")
    return name
