"""The report as one HTML file that asks nothing of a network: the verdict, scores, figures, and every failure."""

from __future__ import annotations

import json
from base64 import b64encode
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from importlib.resources import files
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from evals.compare import Comparison
from evals.failures import outcome_of
from evals.figures import latency, risk_coverage
from evals.nouns import Report, Score, SuiteReport
from evals.report import Made, engines, models
from evals.shown import shown, told
from evals.thresholds import Check
from evals.views import (
    Confusion,
    Failure,
    SliceTable,
    confusion,
    failures,
    headlines,
    in_force,
    slice_table,
    stages,
)

_FOLDED_FROM = 30
"""From this many failures on, each is shown folded."""


@dataclass(frozen=True, slots=True)
class SuiteView:
    """A suite with all that its section shows; ``figures`` are SVG by their captions."""

    report: SuiteReport
    anchor: str
    told: str
    engines: tuple[str, ...]
    models: tuple[str, ...]
    headlines: tuple[Score, ...]
    slices: SliceTable
    confusion: Confusion | None
    figures: Mapping[str, Markup]
    failures: tuple[Failure, ...]


def html_page(report: Report, made: Made, checks: Sequence[Check], comparison: Comparison | None) -> str:
    """The whole page. All text is escaped; the only markup that is let in is ours: the script, the style, the SVG."""
    suites = [_view(number, suite) for number, suite in enumerate(report.suites, 1)]
    failed = [failure for suite in suites for failure in suite.failures]
    script, style = (Markup((files("evals") / "templates" / name).read_text("utf-8")) for name in _OURS)  # noqa: S704  made here
    return (
        _environment()
        .get_template("report.html")
        .render(
            report=report,
            made=made,
            checks=checks,
            unmet=[check for check in checks if not check.met],
            suites=suites,
            failures=failed,
            folded=len(failed) >= _FOLDED_FROM,
            outcomes=sorted({failure.outcome for failure in failed}),
            reasons=sorted({reason for failure in failed for reason in failure.reasons}),
            comparison=comparison,
            outcome_of=outcome_of,
            settings=dict(_flat(report.config)),
            script=script,
            style=style,
            script_hash=b64encode(sha256(script.encode()).digest()).decode(),
        )
    )


_OURS = ("report.js", "report.css")


def _environment() -> Environment:
    environment = Environment(
        loader=PackageLoader("evals"), autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    environment.filters |= {"percent": _percent, "plain": shown, "said": _said}
    return environment


def _view(number: int, suite: SuiteReport) -> SuiteView:
    return SuiteView(
        report=suite,
        anchor=f"suite-{number}",
        told=told(suite),
        engines=tuple(engines(suite)),
        models=tuple(models(suite)),
        headlines=headlines(suite),
        slices=slice_table(suite),
        confusion=confusion(suite.results),
        figures={caption: Markup(svg) for caption, svg in _figures(f"suite-{number}", suite).items()},  # noqa: S704  made here
        failures=tuple(failures(suite)),
    )


def _figures(key: str, suite: SuiteReport) -> dict[str, str]:
    figures: dict[str, str] = {}
    if suite.curves:
        figures["Risk and coverage"] = risk_coverage(key, suite.curves, in_force(suite))
    if timed := stages(suite):
        figures["Seconds a question"] = latency(key, timed)
    return figures


def _flat(value: Any, at: str = "") -> list[tuple[str, str]]:  # noqa: ANN401 - any JSON
    """The settings by their dotted names, as they would stand in a file."""
    if isinstance(value, Mapping) and value:
        return [pair for name, each in value.items() for pair in _flat(each, f"{at}.{name}" if at else name)]
    return [(at, json.dumps(value, ensure_ascii=False, default=str))]


def _percent(value: float) -> str:
    """A share for a person; never rounded to all or to none, which are claims of their own."""
    if 0 < value < 0.0005:
        return f"{100 * value:.1g} %"
    shown = f"{100 * value:.1f}"
    return "99.9 %" if shown == "100.0" and value < 1 else f"{shown.removesuffix('.0')} %"


def _said(outcome: str) -> str:
    """An outcome in words."""
    return str(outcome).replace("_", " ")
