"""The report's figures as SVG that stands inside a page and takes its colours from the page, light or dark."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from io import BytesIO
from textwrap import shorten

import matplotlib as mpl
from lxml import etree
from matplotlib.axes import Axes
from matplotlib.figure import Figure

Points = Sequence[tuple[float, float]]
Draw = Callable[[Axes], None]

_SIZE = (4.4, 2.9)
_LABEL = 24
"""Characters of a stage's name that leave room for its line."""
_INK, _FAINT = "#010101", "#020202"
_SERIES = ("#030303", "#040404")
_FORCE = "#050505"
_COLOURS = {
    _INK: "currentColor",
    _FAINT: "var(--line)",
    _SERIES[0]: "var(--series-1)",
    _SERIES[1]: "var(--series-2)",
    _FORCE: "var(--force)",
}
"""Stand-ins that nothing else is drawn in, and what the page calls them."""
_SVG = "{http://www.w3.org/2000/svg}"


def risk_coverage(key: str, curves: Mapping[str, Points], in_force: tuple[float, float] | None) -> str:
    """Risk by coverage, and the point at which the product answers now. ``key`` tells the page's figures apart."""

    def draw(axes: Axes) -> None:
        for colour, (name, points) in zip(_SERIES, curves.items(), strict=False):
            axes.plot(*zip(*points, strict=True), color=colour, label=name)
        if in_force is not None:
            axes.plot(*in_force, marker="o", markersize=7, color=_FORCE, linestyle="none", label="in force")
        axes.set(xlabel="coverage: share answered", ylabel="risk: wrong among those", xlim=(0, 1.02), ylim=(-0.02, 1))
        axes.grid(color=_FAINT, linewidth=0.6)
        axes.legend(frameon=False, labelcolor=_INK)

    names = " and ".join(curves)
    point = "" if in_force is None else f"; in force: coverage {in_force[0]:.2f}, risk {in_force[1]:.2f}"
    return _svg(f"{key} risk", f"Risk by coverage of {names}{point}", draw)


def latency(key: str, stages: Sequence[tuple[str, float, float]]) -> str:
    """For each stage a dot at its median and a line to its 95th percentile, in seconds."""

    def draw(axes: Axes) -> None:
        for row, (_, median, most) in enumerate(stages):
            axes.plot([median, most], [row, row], color=_SERIES[0], linewidth=2.5, solid_capstyle="round")
            axes.plot([median], [row], marker="o", markersize=6, color=_SERIES[0])
        axes.set(xlabel="seconds: median to 95th percentile", ylim=(len(stages) - 0.5, -0.5))
        axes.set_xlim(left=0)
        axes.set_yticks(range(len(stages)), [shorten(name, _LABEL) for name, *_ in stages])
        axes.grid(color=_FAINT, linewidth=0.6, axis="x")

    told = ", ".join(f"{name} {median:.2f} and {most:.2f}" for name, median, most in stages)
    return _svg(f"{key} latency", f"Seconds, median and 95th percentile: {told}", draw)


def _svg(key: str, label: str, draw: Draw) -> str:
    with mpl.rc_context({"svg.fonttype": "none", "svg.hashsalt": key, "text.parse_math": False, "font.size": 9}):
        figure = Figure(figsize=_SIZE, layout="constrained")
        axes = figure.subplots()
        draw(axes)
        _in_ink(axes)
        written = BytesIO()
        figure.savefig(written, format="svg", transparent=True)
    return _coloured(_inline(written.getvalue(), label))


def _in_ink(axes: Axes) -> None:
    axes.tick_params(colors=_INK, length=0)
    for part in (axes.xaxis.label, axes.yaxis.label):
        part.set_color(_INK)
    axes.spines[["top", "right"]].set_visible(False)
    for spine in axes.spines.values():
        spine.set_color(_FAINT)


def _inline(svg: bytes, label: str) -> str:
    """Without what a page has already, or what would reach beyond the figure: its prolog, style sheet and names."""
    root = etree.fromstring(svg)
    etree.strip_elements(root, f"{_SVG}metadata", f"{_SVG}style", with_tail=False)
    for group in root.iterfind(f".//{_SVG}g[@id]"):
        del group.attrib["id"]
    for size in ("width", "height"):
        del root.attrib[size]
    root.set("role", "img")
    root.set("aria-label", label)
    return etree.tostring(root, encoding="unicode")


def _coloured(svg: str) -> str:
    for stand_in, name in _COLOURS.items():
        svg = svg.replace(stand_in, name)
    return svg
