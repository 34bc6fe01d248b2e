"""The text of a PDF of 500 pages in the browser: opened at once, scrolled through its windows, searched."""

from __future__ import annotations

from itertools import pairwise
from time import monotonic
from typing import TYPE_CHECKING

import pytest

from tests.assistant.page.steps import PATIENCE, highlighted
from tests.vectorstore.builders import addition, vectors_of
from vectorstore.config import StoreConfig
from vectorstore.minilm import DIMENSION, MiniLM
from vectorstore.nouns import PageStart
from vectorstore.opening import writing

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from playwright.sync_api import Page

    from tests.assistant.page.conftest import Server

pytestmark = pytest.mark.slow
PAGES, CHUNKS_ON_A_PAGE, CHARACTERS = 500, 3, 700
URI = "archive/almanac.pdf"
OPENED_WITHIN = 5.0
"""Five times the second that it may take."""
MOST_TURNS = 400
HUNG = 5.0
"""Seconds without a drawn frame while it is scrolled: five times the second that a person would notice as a halt."""
_WATCH_FRAMES = """() => {
  window.longest = 0;
  let last = performance.now();
  const tick = (now) => {
    window.longest = Math.max(window.longest, now - last);
    last = now;
    requestAnimationFrame(tick);
  };
  requestAnimationFrame(tick);
}"""


@pytest.fixture
def almanac(server: Server) -> Iterator[list[str]]:
    """The chunks of a document of the library, as another process adds and removes it."""
    parts = [
        f"{(f'Entry {n} of the almanac: ' + 'calm sea, ' * 70)[: CHARACTERS - 2]}\n\n"
        for n in range(PAGES * CHUNKS_ON_A_PAGE)
    ]
    pages = [PageStart(n + 1, n * CHUNKS_ON_A_PAGE * CHARACTERS) for n in range(PAGES)]
    place = StoreConfig(path=server.library), MiniLM.name, DIMENSION
    with writing(*place) as store:
        store.add_all([addition(URI, parts, pages)._replace(vectors=vectors_of(parts, DIMENSION))])
    yield parts
    with writing(*place) as store:
        store.remove(URI)


def test_a_long_document_opens_at_once_scrolls_and_is_searched(almanac: list[str], page: Page) -> None:
    began = monotonic()
    page.click(".qp-document:has-text('500 pages') .qp-row")
    page.wait_for_selector(".qp-block")
    assert monotonic() - began < OPENED_WITHIN
    page.evaluate(_WATCH_FRAMES)
    page.hover(".qp-text")
    assert reached_by_scrolling(page, 40, 1500, lambda first, end: first > 0 and end > 40)
    assert page.evaluate("window.longest") < 1000 * HUNG
    assert reached_by_scrolling(page, 10, -1500, lambda first, _: first == 0)
    page.fill("#qp-find", "entry 1499 OF")
    page.keyboard.press("Enter")
    page.wait_for_selector(".qp-find output:has-text('1 of 1')", timeout=PATIENCE)
    assert highlighted(page) == "Entry 1499 of"
    assert "page 500" in page.inner_text(".qp-text")
    assert page.locator(".qp-text").evaluate("sheet => sheet.textContent.includes('Entry 1499')")


def reached_by_scrolling(page: Page, least: int, by: int, there: Callable[[int, int], bool]) -> bool:
    """Whether so many turns of the wheel or more get there, by what is drawn: one stretch, and never much."""
    for turn in range(1, MOST_TURNS + 1):
        page.mouse.wheel(0, by)
        page.wait_for_timeout(30)
        blocks = page.locator(".qp-block").evaluate_all(
            "blocks => blocks.map(block => [Number(block.dataset.first), Number(block.dataset.end)])"
        )
        assert all(before[1] == after[0] for before, after in pairwise(blocks))
        assert len(blocks) <= 6
        if turn >= least and there(blocks[0][0], blocks[-1][1]):
            return True
    return False
