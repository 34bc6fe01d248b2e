"""``python -m evals article squad2``, installed as ``quoteproof-eval``: asks, scores, and writes a report."""

from __future__ import annotations

import sys
from argparse import ArgumentParser, ArgumentTypeError, Namespace
from collections.abc import Sequence
from contextlib import nullcontext
from pathlib import Path
from typing import TYPE_CHECKING

from rich.console import Console

from evals.bench import Bench
from evals.compare import compare
from evals.digests import code_digest, file_digests
from evals.evaluate import evaluate
from evals.feedback import cases_of_feedback
from evals.journal import journal_in
from evals.junit import junit_xml
from evals.nouns import Report
from evals.progress import Screen
from evals.report import JUNIT, PAGE, REPORT, Made, made_now, put, read_report, write_report
from evals.table import print_checks, print_comparison, print_report
from evals.thresholds import Threshold, load_thresholds, verdict
from evals.wanted import add_suite_arguments, choice_of, loaders_of
from vectorstore.command import FAULT, INTERRUPTED, command
from vectorstore.config import read_section

if TYPE_CHECKING:
    from evals.product import ProductBench

_MET, _NOT_MET = 0, 1


@command("quoteproof-eval")
def main(argv: Sequence[str] | None = None, bench: Bench | None = None) -> int:
    """0 when every threshold is met, 1 when one is not, 2 on a fault, 130 after Ctrl-C.

    Some thresholds always hold, whatever a file says: those of ``evals.thresholds``.
    ``bench`` is what is measured: the product, where none is given.
    """
    options = _parser().parse_args(argv)
    screen = Screen(Console(stderr=True))
    try:
        if options.from_feedback:
            folder = options.folder and options.folder.name
            print(cases_of_feedback(options.from_feedback, folder), end="")
            return _MET
        with nullcontext(bench) if bench else _product() as measured:
            return _run(options, measured, screen)
    except OSError as error:
        print(f"quoteproof-eval: {error}", file=sys.stderr)
        return FAULT
    except KeyboardInterrupt:
        print(f"Stopped; {_kept(screen.asked)}.", file=sys.stderr)
        return INTERRUPTED


def _run(options: Namespace, bench: Bench, screen: Screen) -> int:
    """The journal stays where a threshold names what was not measured: once it is mended, nothing is asked again."""
    thresholds = load_thresholds(options.thresholds) if options.thresholds else ()
    older = read_report(options.compare)[0] if options.compare else None
    settings = bench.config
    config = {"files": file_digests(settings), **settings}
    with journal_in(options.out, {"code": code_digest(), **config}, screen.say) as journal:
        with screen:
            report = evaluate(
                loaders_of(options),
                bench,
                choice_of(options),
                config=config,
                limit=options.limit,
                jobs=options.jobs,
                begin=screen.begin,
                journal=journal,
            )
        made = made_now()
        for beside in (PAGE, JUNIT):  # of the run before, where a threshold ends this one before they are made anew
            (options.out / beside).unlink(missing_ok=True)
        write_report(report, made, options.out)
        return _tell(report, made, older, thresholds, options.out, Console())


def _tell(
    report: Report,
    made: Made,
    older: Report | None,
    thresholds: Sequence[Threshold],
    folder: Path,
    console: Console,
) -> int:
    from evals.html import html_page  # noqa: PLC0415 - what draws its figures is slow to load

    print_report(report, console)
    comparison = None if older is None else compare(older, report)
    if comparison is not None:
        print_comparison(comparison, console)
    checks = verdict(report, thresholds)
    print_checks(checks, console)
    put(folder / JUNIT, junit_xml(report, checks))
    page = put(folder / PAGE, html_page(report, made, checks, comparison))
    console.print(f"report: {page}, {REPORT} and {JUNIT} beside it", highlight=False, soft_wrap=True)
    if (fault := _only_fault(report)) is not None:
        print(f"quoteproof-eval: every question ended in an error, the first in: {fault}", file=sys.stderr)
        return FAULT
    return _MET if all(check.met for check in checks) else _NOT_MET


def _kept(asked: int) -> str:
    if asked == 0:
        return "nothing was asked that could be kept, and the same command begins anew"
    return f"the {asked:,} cases that were asked are kept, and the same command goes on after them"


def _only_fault(report: Report) -> str | None:
    """The first fault, where questions were asked and nothing but faults came of them."""
    asked = [result for suite in report.suites for result in suite.results if "seconds" in result.values]
    return asked[0].fault if asked and all(result.answer is None for result in asked) else None


def _parser() -> ArgumentParser:
    parser = ArgumentParser("quoteproof-eval", description="Measure the assistant on cases whose answers are known.")
    add_suite_arguments(parser)
    parser.add_argument("--limit", type=_positive, metavar="N", help="ask a sample of each suite, always the same")
    parser.add_argument("--jobs", type=_positive, default=1, metavar="N", help="questions asked side by side")
    parser.add_argument("--out", type=Path, default=Path("runs", "eval"), metavar="DIR", help="where the report goes")
    parser.add_argument("--thresholds", type=Path, metavar="FILE", help="what scores must reach, for the exit status")
    parser.add_argument("--compare", type=Path, metavar="OLDER", help="the report.json of a run before")
    return parser


def _product() -> ProductBench:
    from assistant.config import AssistantConfig  # noqa: PLC0415 - the product is large, and --help is quick
    from evals.product import ProductBench  # noqa: PLC0415  the same
    from ingest.config import IngestConfig  # noqa: PLC0415  the same

    return ProductBench(read_section("assistant", AssistantConfig), read_section("ingest", IngestConfig))


def _positive(value: str) -> int:
    if not value.isdecimal() or int(value) < 1:
        raise ArgumentTypeError(f"{value!r} is not a whole number from 1 on")
    return int(value)


if __name__ == "__main__":
    sys.exit(main())
