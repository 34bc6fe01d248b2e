"""``python -m evals article squad2``, installed as ``quoteproof-eval``: asks, scores, and writes a report."""

from __future__ import annotations

import sys
from argparse import ArgumentParser, ArgumentTypeError, Namespace
from collections.abc import Sequence
from pathlib import Path

from rich.console import Console

from evals.bench import Bench
from evals.evaluate import evaluate
from evals.journal import journal_in
from evals.progress import Screen
from evals.report import code_digest, made_now, write_report
from evals.suites import SUITES, Choice
from evals.table import print_report
from vectorstore.config import read_section
from vectorstore.errors import QuoteproofError

_FAULT, _INTERRUPTED = 2, 130
_MODES = {"reading": ("reading",), "library": ("library",), "both": ("reading", "library")}


def main(argv: Sequence[str] | None = None, bench: Bench | None = None) -> int:
    """0 when the suites were asked or skipped, 1 when a quote was not its document's own words, 2 on a fault.

    ``bench`` is what is measured: the product, where none is given.
    """
    options = _parser().parse_args(argv)
    screen = Screen(Console(stderr=True))
    try:
        return _run(options, bench or _product(), screen)
    except (QuoteproofError, OSError) as error:
        print(f"quoteproof-eval: {error}", file=sys.stderr)
        return _FAULT
    except KeyboardInterrupt:
        kept = f"the {screen.asked:,} cases that were asked are kept, and the same command goes on after them"
        print(f"Stopped; {kept}.", file=sys.stderr)
        return _INTERRUPTED


def _run(options: Namespace, bench: Bench, screen: Screen) -> int:
    measured = {"code": code_digest(), **bench.config}
    with journal_in(options.out, measured, screen.say) as journal:
        with screen:
            report = evaluate(
                options.suites or ["article"],
                bench,
                Choice(options.split, _MODES[options.mode]),
                limit=options.limit,
                jobs=options.jobs,
                begin=screen.begin,
                journal=journal,
            )
        place = write_report(report, made_now(), options.out)
    console = Console()
    print_report(report, console)
    console.print(f"report: {place}", highlight=False, soft_wrap=True)
    quoted = [score.value for suite in report.suites for score in suite.scores if score.name == "quotes valid"]
    return int(any(share < 1 for share in quoted))


def _parser() -> ArgumentParser:
    parser = ArgumentParser("quoteproof-eval", description="Measure the assistant on cases whose answers are known.")
    parser.add_argument("suites", nargs="*", metavar="SUITE", type=_suite, help=f"{', '.join(SUITES)}; else article")
    parser.add_argument(
        "--split", choices=("dev", "report"), default="dev", help="dev to choose by, report for figures"
    )
    parser.add_argument("--mode", choices=tuple(_MODES), default="both", help="with the paragraph given, or over all")
    parser.add_argument("--limit", type=_positive, metavar="N", help="ask a sample of each suite, always the same")
    parser.add_argument("--jobs", type=_positive, default=1, metavar="N", help="questions asked side by side")
    parser.add_argument("--out", type=Path, default=Path("runs", "eval"), metavar="DIR", help="where report.json goes")
    return parser


def _product() -> Bench:
    from assistant.config import AssistantConfig  # noqa: PLC0415 - the product is large, and --help is quick
    from evals.product import ProductBench  # noqa: PLC0415
    from ingest.config import IngestConfig  # noqa: PLC0415

    return ProductBench(read_section("assistant", AssistantConfig), read_section("ingest", IngestConfig))


def _suite(name: str) -> str:
    if name not in SUITES:
        raise ArgumentTypeError(f"there is no suite {name!r}; there are {', '.join(SUITES)}")
    return name


def _positive(value: str) -> int:
    if not value.isdecimal() or int(value) < 1:
        raise ArgumentTypeError(f"{value!r} is not a whole number from 1 on")
    return int(value)


if __name__ == "__main__":
    sys.exit(main())
