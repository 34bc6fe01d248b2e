"""What the page shows, without a browser: excerpts, the confusion of outcomes, and numbers that claim no more."""

from __future__ import annotations

import json
from dataclasses import replace
from io import StringIO
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rich.console import Console

from assistant.nouns import Answer, Caveat, Contradiction, Outcome, Where
from evals.excerpts import pieces, wanted
from evals.figures import latency, risk_coverage
from evals.html import html_page
from evals.nouns import EvalCase, Report, Sample, Score
from evals.report import made_now, write_report
from evals.shown import told
from evals.slices import slices
from evals.table import print_report
from evals.views import Cell, confusion, failures, headlines
from tests.evals.askers import (
    BARN,
    CASES,
    MILL,
    PREMISE,
    SOURCES,
    TEXTS,
    Reply,
    always_answers,
    answered,
    cite,
    fails,
    proves_nothing,
    right,
    says_the_premise,
)
from tests.evals.reports import report
from vectorstore.nouns import Kind, Passage, Span

SPANS = st.tuples(st.integers(0, 60), st.integers(1, 30)).map(lambda pair: Span(pair[0], pair[0] + pair[1]))


@settings(deadline=None)
@given(st.text(min_size=91, max_size=91), SPANS, st.lists(st.tuples(st.sampled_from("abc"), SPANS), max_size=5))
def test_pieces_tile_the_window_and_bear_the_marks_over_them(
    text: str, window: Span, layers: list[tuple[str, Span]]
) -> None:
    found = list(pieces(text, window, layers))
    offset = window.start

    assert "".join(piece.text for piece in found) == window.of(text)
    for piece in found:
        span = Span(offset, offset + len(piece.text))
        assert piece.marks.split() == sorted({name for name, other in layers if other.overlaps(span)})
        offset = span.end


def test_a_short_document_is_shown_whole() -> None:
    excerpt = wanted(CASES[1].evidence[0][0], TEXTS)

    assert "".join(piece.text for piece in excerpt.pieces) == MILL
    assert [piece.text for piece in excerpt.pieces if piece.marks == "gold"] == ["1850"]
    assert not excerpt.cut_before
    assert not excerpt.cut_after


def test_a_long_document_is_cut_between_words() -> None:
    place, text = CASES[1].evidence[0][0], f"{'before ' * 40}{MILL}{' after' * 40}"
    moved = replace(place, span=place.span.shifted(280), sentence=place.sentence.shifted(280))
    excerpt = wanted(moved, {place.uri: text})
    shown = "".join(piece.text for piece in excerpt.pieces)

    assert excerpt.cut_before
    assert excerpt.cut_after
    assert set(shown.replace(MILL, "").split()) == {"before", "after"}


def test_the_confusion_counts_every_case() -> None:
    (suite,) = report(always_answers).suites
    table = confusion(suite.results)

    assert table is not None
    assert table.got == ("answered",)
    assert [(name, [cell.count for cell in cells]) for name, cells in table.rows] == [
        ("answered", [3]),
        ("not_in_documents", [2]),
    ]


@pytest.mark.parametrize(
    ("reply", "wanted", "cell"),
    [
        (always_answers, "answered", Cell(3, 0, named=True)),
        (always_answers, "not_in_documents", Cell(2, 2, named=False)),
        (proves_nothing, "not_in_documents", Cell(2, 0, named=False)),
        (says_the_premise, "answered or not_in_documents", Cell(1, 1, named=True)),
    ],
)
def test_the_confusion_tells_right_from_wrong_as_the_outcome_accuracy_does(
    reply: Reply, wanted: str, cell: Cell
) -> None:
    """A false premise that is believed is answered and wrong; an answer of which nothing is proved refuses."""
    (suite,) = report(reply, (*CASES, PREMISE)).suites
    table = confusion(suite.results)
    accuracy = next(score for score in suite.scores if score.name == "outcome accuracy")

    assert table is not None
    assert cell in dict(table.rows)[wanted]
    assert sum(cell.count - cell.wrong for _, cells in table.rows for cell in cells) == accuracy.value * accuracy.n


@pytest.mark.parametrize(
    ("cell", "shown"),
    [
        (Cell(2, 0, named=True), '<td class="number right" style="--share: 1.000">2</td>'),
        (Cell(2, 1, named=True), '<td class="number mixed" style="--share: 1.000">2 (1 wrong)</td>'),
        (Cell(2, 2, named=True), '<td class="number wrong" style="--share: 1.000">2 (2 wrong)</td>'),
        (Cell(2, 2, named=False), '<td class="number wrong" style="--share: 1.000">2</td>'),
        (Cell(2, 0, named=False), '<td class="number right" style="--share: 1.000">2 (right)</td>'),
    ],
)
def test_a_cell_says_what_its_names_do_not(cell: Cell, shown: str) -> None:
    """Two cases that want and get what the cell says, and of which so many are wrong."""
    (suite,) = report(always_answers).suites
    wanted = (Outcome.ANSWERED,) if cell.named else (Outcome.NOT_IN_DOCUMENTS,)
    results = tuple(
        replace(each, case=replace(CASES[0] if cell.named else CASES[3], wanted=wanted), values={"outcome": outcome})
        for each, outcome in zip(suite.results, (float(cell.wrong < 2), float(cell.wrong < 1)), strict=False)
    )
    page = html_page(Report((replace(suite, results=results),), {}, {}), made_now(), (), None)

    assert shown in page


def test_a_suite_that_keeps_its_failures_alone_counts_no_cases() -> None:
    (suite,) = report(fails).suites
    counted = replace(suite, scores=(Score("false rejects", 0.0002, 20_000, 0.0001, 0.0004, "quotes"),))
    page = html_page(Report((counted,), {}, {}), made_now(), (), None)

    assert told(suite) == "5 cases over 2 documents in 0 s; 5 cases ended in a fault"
    assert told(counted) == "20,000 quotes over 2 documents in 0 s"
    assert confusion(counted.results) is None
    assert "0.02 %" in page
    assert len(failures(counted)) == 5


def test_a_failure_shows_why_quotes_stood_in_what_does_not_agree_and_how_a_quote_goes_on() -> None:
    def reply(asked: EvalCase) -> Answer:
        first, second = cite(SOURCES[0], Span(0, 27)), cite(SOURCES[1], Span(0, 28))
        after = Span(28, 51)
        caveat = Caveat(Passage(first.document, after, after.of(MILL)), after, Where.AFTER)
        given = answered(asked, replace(first, caveats=(caveat,)))
        return replace(given, contradictions=(Contradiction((first, second)),), fault="<b>m sent no usable answer")

    page = html_page(report(reply, CASES[3:4]), made_now(), (), None)

    assert '<p class="fault">&lt;b&gt;m sent no usable answer</p>' in page
    assert "goes on: “It burned down in 1850.”" in page
    sides = f'<b dir="auto">{MILL[:27]}</b> – <b dir="auto">{BARN[:28]}</b>'
    assert f"The documents give different answers: {sides}" in " ".join(page.split())


def test_a_sample_is_called_one_wherever_the_suite_is_headed(tmp_path: Path) -> None:
    (suite,) = report(right).suites
    some = replace(suite, sample=Sample(60, 1253, 7))
    quotes = replace(some, scores=(Score("false accepts", 0, 60, of="quotes"),))
    shown = StringIO()
    print_report(Report((some,), {}, {}), Console(file=shown, width=200))
    written = write_report(Report((some,), {}, {}), made_now(), tmp_path)

    heading = "60 of 1,253 cases, drawn by seed 7 over 2 documents"
    assert heading in shown.getvalue()
    assert heading in html_page(Report((some,), {}, {}), made_now(), (), None)
    assert json.loads(written.read_text())["suites"][0]["sample"] == {"drawn": 60, "of": 1253, "seed": 7}
    assert told(quotes).startswith("60 of 1,253 quotes, drawn by seed 7")


def test_intervals_are_called_what_they_are() -> None:
    (suite,) = report(right).suites
    quotes = replace(suite, scores=(Score("false accepts", 0, 60, 0, 0.06, "quotes"),))
    asked, counted = (html_page(Report((each,), {}, {}), made_now(), (), None) for each in (suite, quotes))

    assert "95 % intervals, of a bootstrap" in asked
    assert "95 % intervals, exact binomial ones" in counted
    assert "bootstrap" not in counted


def test_headlines_are_the_known_scores_or_the_first() -> None:
    (suite,) = report(right).suites
    other = replace(suite, scores=tuple(Score(name, 1, 1) for name in ("seconds p50", "a", "b", "c", "d")))

    assert [score.name for score in headlines(suite)] == ["outcome accuracy", "evidence hit", "F1", "quotes valid"]
    assert [score.name for score in headlines(other)] == ["a", "b", "c"]


def test_kinds_of_documents_and_engines_are_slices_where_there_are_several() -> None:
    (suite,) = report(right).suites
    answers = [
        replace(r, answer=r.answer and replace(r.answer, engine=f"e{i % 2}")) for i, r in enumerate(suite.results)
    ]
    one = slices(suite.results, {source.uri: source.kind for source in SOURCES})
    elsewhere = replace(answers[3], case=replace(answers[3].case, documents=("farm/barn.txt",)))
    several = slices([*answers[:3], elsewhere, answers[4]], {"farm/mill.txt": Kind.PDF, "farm/barn.txt": Kind.TEXT})

    assert one.keys() == {"answerable", "unanswerable"}
    assert several.keys() == {
        "answerable",
        "unanswerable",
        "in pdf documents",
        "in text documents",
        "in no document",
        "engine e0",
        "engine e1",
    }
    assert _n(several, "in pdf documents") == 3
    assert (_n(several, "in no document"), _n(several, "in text documents")) == (1, 1)
    assert _n(several, "engine e1") == 2


@pytest.mark.parametrize(
    "svg",
    [
        risk_coverage("a", {"answers": [(0.1, 0), (1, 0.4)]}, (0.7, 0.1)),
        risk_coverage("b", {"answers": [(1, 0.4)], "short": [(1, 0.2)]}, None),
        latency("a", [("all", 0.2, 0.9), ("$x$ <b>", 0.1, 0.2)]),
    ],
)
def test_a_figure_is_named_and_takes_its_colours_from_the_page(svg: str) -> None:
    root = ET.fromstring(svg)

    assert root.get("role") == "img"
    assert root.get("aria-label")
    assert "currentColor" in svg
    assert "var(--series-1)" in svg
    assert "http" not in svg.replace("http://www.w3.org/", "")
    assert not root.findall(".//{http://www.w3.org/2000/svg}style")


def test_figures_of_one_page_share_no_name() -> None:
    one, other = (risk_coverage(key, {"answers": [(0.1, 0), (1, 0.4)]}, (0.7, 0.1)) for key in ("suite-1", "suite-2"))

    def names(svg: str) -> set[str]:
        return {name for part in ET.fromstring(svg).iter() if (name := part.get("id"))}

    assert names(one)
    assert not names(one) & names(other)


def _n(found: dict[str, tuple[Score, ...]], name: str) -> int:
    return next(score.n for score in found[name] if score.name == "outcome accuracy")
