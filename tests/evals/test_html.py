"""The report's page in real Chromium: it asks for nothing, filters, passes axe, and shows hostile text as text."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Literal

import pytest

from assistant.nouns import Answer, Outcome, Statement, Turn
from evals.compare import compare
from evals.evaluate import evaluate_suite
from evals.html import html_page
from evals.nouns import Report, Score, Source
from evals.report import made_now, put
from evals.suites import Suite
from evals.thresholds import Bound, Threshold, verdict
from evals.views import SEVERAL
from tests.browser import started_chromium
from tests.evals.askers import (
    CASES,
    SOURCES,
    FakeBench,
    Reply,
    Scripted,
    always_answers,
    always_refuses,
    anothers_quote,
    cite,
    fails,
    refused,
    right,
)
from tests.evals.reports import report
from vectorstore.nouns import Span

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

pytestmark = pytest.mark.slow

HOSTILE = (
    "</mark></blockquote><script>window.hacked = 1</script>",
    '<img src="https://example.org/x.png" onerror="window.hacked = 1">',
    '"><svg onload=window.hacked=1>',
    "{{7*7}} {% for x in y %} ${7*7}",
    "</script></style>-->]]>&lt;b&gt;",
)
MESS = " ".join(HOSTILE)


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    with started_chromium() as browser:
        yield browser


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two suites, of which one always answers and one always refuses, compared with askers that did otherwise."""
    (farm,), (barn,) = report(always_answers).suites, report(always_refuses, name="barn").suites
    before = replace(report(always_refuses), config={"engine": "older"})
    measured = Report((farm, barn), {"squad2": "the data folder is not here"}, {"engine": "scripted"})
    thresholds = (Threshold("farm", "outcome accuracy", Bound(at_least=0.9)),)
    return _written(tmp_path_factory.mktemp("report"), measured, thresholds, before)


@pytest.fixture
def opened(chromium: Browser) -> Iterator[Callable[[Path], Page]]:
    """Opens a file without a network; whatever the page asks for or complains of fails the test."""
    context = chromium.new_context(viewport={"width": 1440, "height": 900}, offline=True)
    asked: list[str] = []
    faults: list[str] = []
    page = context.new_page()
    page.on("request", lambda request: asked.append(request.url))
    page.on("console", lambda message: faults.append(message.text))
    page.on("pageerror", lambda error: faults.append(str(error)))
    page.on("dialog", lambda dialog: faults.append(dialog.message))

    def open_(place: Path) -> Page:
        page.goto(place.as_uri())
        return page

    yield open_
    context.close()
    assert faults == []
    assert len(asked) == 1


def test_the_verdict_stands_on_top(place: Path, opened: Callable[[Path], Page]) -> None:
    page = opened(place)

    assert page.locator("h1").inner_text() == "1 of 2 thresholds is not met"
    assert page.locator(".checks tbody tr").first.inner_text().split("\t") == [
        "farm", "outcome accuracy", "at least 0.9", "0.600", "not met",
    ]  # fmt: skip
    assert page.locator(".headline").first.inner_text().split("\n")[:3] == ["farm", "outcome accuracy", "60 %"]
    assert "squad2 was skipped: the data folder is not here" in page.locator(".skipped").inner_text()
    assert page.locator(".suite svg[role=img]").count() == 4
    assert page.locator(".confusion").first.inner_text().split() == [
        "wanted", "answered", "answered", "3", "not", "in", "documents", "2",
    ]  # fmt: skip


def test_what_moved_is_told(place: Path, opened: Callable[[Path], Page]) -> None:
    moved = opened(place).locator("#moved")

    assert "engine was older, is scripted" in moved.inner_text()
    assert "wrong outcome: 3 fixed, 2 broken of 5" in moved.inner_text()
    assert "In one of the reports only: barn" in moved.inner_text()
    assert moved.locator(".flips").first.locator("li").all_inner_texts()[0].split("\n") == [
        "painter? painter", "then", "not in documents", "now", "Nobody lived there.",
    ]  # fmt: skip


def test_the_filters_filter_by_keyboard(place: Path, opened: Callable[[Path], Page]) -> None:
    page = opened(place)
    assert _shown(page) == ["painter?", "height?", "built?", "burned?", "owner?"]

    page.locator("#by-suite").focus()
    page.keyboard.press("ArrowDown")
    assert _shown(page) == ["painter?", "height?"]
    assert page.locator("#shown").inner_text() == "2 of 5 failures shown"

    page.locator("#by-outcome").select_option("not_in_documents")
    assert _shown(page) == []
    assert page.locator("#none").is_visible()

    page.locator("#by-suite").select_option("")
    page.locator("#by-reason").select_option("evidence missed")
    assert _shown(page) == ["built?", "burned?", "owner?"]

    page.locator("#fold").press("Enter")
    assert page.locator(".failure details[open]").count() == 0

    page.locator('[data-choose="farm"]').click()
    page.locator("#by-outcome").select_option("")
    page.locator("#by-reason").select_option("")
    assert _shown(page) == ["painter?", "height?"]


def test_a_quote_is_marked_in_its_context(place: Path, opened: Callable[[Path], Page]) -> None:
    painter = opened(place).locator(".failure").first

    assert painter.locator("mark.quote").all_inner_texts() == ["Nobody lived there."]
    assert painter.locator("blockquote").inner_text() == (
        "The mill was built in 1802. It burned down in 1850. Ada Reed owned it. Nobody lived there."
    )


def test_a_quote_that_is_not_there_is_told(tmp_path: Path, opened: Callable[[Path], Page]) -> None:
    page = opened(_written(tmp_path, report(anothers_quote)))

    assert page.locator("h1").inner_text() == "The threshold is not met"
    assert "do not stand at this place" in page.locator(".misquoted").first.inner_text()


@pytest.mark.parametrize(("scheme", "width"), [("light", 1440), ("dark", 390)])
def test_axe_finds_nothing_serious(
    place: Path, opened: Callable[[Path], Page], scheme: Literal["light", "dark"], width: int
) -> None:
    axe = pytest.importorskip("axe_playwright_python.sync_playwright", reason="axe is missing: make test installs it")
    page = opened(place)
    page.set_viewport_size({"width": width, "height": 844})
    page.emulate_media(color_scheme=scheme)

    found = axe.Axe().run(page).response["violations"]

    assert [(v["id"], [n["target"] for n in v["nodes"]]) for v in found if v["impact"] in {"serious", "critical"}] == []
    assert page.evaluate("document.documentElement.scrollWidth") == width


def test_hostile_text_is_shown_as_text(tmp_path: Path, opened: Callable[[Path], Page]) -> None:
    measured, thresholds = _hostile(), (Threshold(MESS, "seconds p50", Bound(at_most=9)),)
    page = opened(_written(tmp_path, measured, thresholds, replace(measured, config={MESS: "other"})))

    assert page.evaluate("window.hacked") is None
    assert page.locator("img, iframe, object, link, blockquote script").count() == 0
    assert page.locator("script").count() == 1
    assert page.locator(".question").first.inner_text() == MESS
    assert page.locator(".failure mark.quote").all_inner_texts() == [MESS, "x" * len(MESS)]
    for shown in (
        ".history",
        ".failure h4 + p b",
        ".statement",
        ".fault",
        ".suite > h2",
        "#moved",
        "#made",
        ".skipped",
    ):
        assert HOSTILE[3] in page.locator(shown).first.inner_text(), shown
    page.locator("#by-suite").select_option(MESS)
    assert page.locator(".failure:visible").count() == 3


def test_failures_of_held_out_cases_are_folded_away(tmp_path: Path, opened: Callable[[Path], Page]) -> None:
    cases = tuple(replace(case, held_out=case.id == "height") for case in CASES)
    page = opened(_written(tmp_path, report(always_answers, cases)))
    folded = page.locator(".held-out > summary")

    assert _shown(page) == ["painter?"]
    assert folded.inner_text() == "Held out, 1 failure: look only when you are done tuning"
    page.locator("#fold").press("Enter")
    page.locator("#fold").press("Enter")
    assert _shown(page) == ["painter?"]
    folded.click()
    assert _shown(page) == ["painter?", "height?"]


def test_the_filters_count_what_is_held_out_apart(tmp_path: Path, opened: Callable[[Path], Page]) -> None:
    """Of a refusal of everything two failures are held out, and of the answer to everything one more."""
    cases = tuple(replace(case, held_out=case.id != "built") for case in CASES)
    (refusals,), (answers,) = report(always_refuses, cases).suites, report(always_answers, cases, "barn").suites
    page = opened(_written(tmp_path, Report((refusals, answers), {}, {})))
    count, box, summary = page.locator("#shown"), page.locator(".held-out"), page.locator(".held-out > summary")
    assert count.inner_text() == "1 of 5 failures shown; 4 more held out, folded below"

    page.locator("#by-suite").select_option("barn")
    assert count.inner_text() == "0 of 5 failures shown; 2 more held out, folded below"
    assert summary.inner_text().startswith("Held out, 2 failures:")
    assert not page.locator("#none").is_visible()

    summary.click()
    assert _shown(page) == ["painter?", "height?"]
    page.wait_for_function("document.getElementById('shown').textContent === '2 of 5 failures shown'")

    page.locator("#by-outcome").select_option("not_in_documents")
    assert not box.is_visible()
    assert page.locator("#none").is_visible()


@pytest.mark.parametrize("width", [1440, 390])
def test_a_table_of_slices_needs_no_more_width_than_a_wide_page_has(
    tmp_path: Path, opened: Callable[[Path], Page], width: int
) -> None:
    """A narrow page scrolls the table, and never itself."""
    (suite,) = report(right).suites
    columns = ("outcome accuracy", "evidence hit", "F1", "quotes valid", SEVERAL)
    scores = tuple(Score(name, 0.5, 1_000, 0.4, 0.6) for name in columns)
    wide = replace(suite, scores=scores, slices={"an instruction in disguise": scores})
    page = opened(_written(tmp_path, Report((wide,), {}, {})))
    page.set_viewport_size({"width": width, "height": 844})
    needs, has = page.locator(".slices").evaluate("t => [t.scrollWidth, t.parentElement.clientWidth]")

    assert page.locator(".slices thead th").all_inner_texts()[1::2] == list(columns)
    assert page.evaluate("document.documentElement.scrollWidth") == width
    assert needs <= has or width == 390


def test_a_rewrite_is_shown_beside_the_one_that_was_wanted(tmp_path: Path, opened: Callable[[Path], Page]) -> None:
    asked = (replace(CASES[3], question="And it?", rewrite="And the mill?"),)
    page = opened(_written(tmp_path, report(lambda each: replace(refused(each), understood="Whither?"), asked)))

    assert page.locator(".failure .badge").inner_text() == "worse put than it was asked"
    assert [line for line in page.locator(".failure .two").inner_text().split("\n") if line] == [
        "Wanted", "Understood as: And the mill?", "Got", "Understood as: Whither?",
    ]  # fmt: skip


def test_a_report_of_nothing_is_a_page(tmp_path: Path, opened: Callable[[Path], Page]) -> None:
    page = opened(_written(tmp_path, Report((), {"squad2": "no data"}, {})))

    assert page.locator("h1").inner_text() == "Measured; no threshold applies"
    assert "every case came out as it should" in page.locator("#failures").inner_text()


def _shown(page: Page) -> list[str]:
    return page.locator(".failure:visible .question").all_inner_texts()


def _written(
    folder: Path, measured: Report, thresholds: tuple[Threshold, ...] = (), before: Report | None = None
) -> Path:
    comparison = None if before is None else compare(before, measured)
    return put(folder / "report.html", html_page(measured, made_now(), verdict(measured, thresholds), comparison))


def _hostile() -> Report:
    """A suite whose every text is an attack: names, questions, documents, answers, quotes, faults and settings."""
    source = Source(MESS, MESS, f"{MESS} {MESS}")
    asked = tuple(
        replace(case, id=f"{case.id}{MESS}", question=MESS, kind=MESS, history=(Turn(MESS, f"{MESS} {case.id}"),))
        for case in CASES[2:]
    )
    asked = (replace(asked[0], short=(MESS,)), *asked[1:])
    replies: dict[str, Reply] = {
        asked[0].id: fails,
        asked[1].id: lambda case: _says(case.question, source, MESS),
        asked[2].id: lambda case: _says(f"{MESS}!", source, "x" * len(MESS)),
    }
    suite = Suite(MESS, asked, (source, *SOURCES))
    asker = FakeBench(Scripted(asked, lambda case: replies[case.id](case)))
    return Report((evaluate_suite(suite, asker),), {MESS: MESS}, {MESS: MESS})


def _says(text: str, source: Source, words: str) -> Answer:
    citation = cite(source, Span(0, len(words)), None if words == MESS else words)
    return Answer(text, MESS, Outcome.ANSWERED, (Statement(text, (citation,)),), engine=MESS, seconds={MESS: 1.0})
