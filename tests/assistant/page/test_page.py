"""The real page in Chromium, over the real library of the article and documents that the tests add."""

from __future__ import annotations

import json
from concurrent.futures import ThreadPoolExecutor
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING, Literal

import pytest

from assistant.recheck import main as verify
from ingest.__main__ import main as ingest
from tests.assistant.page.client import Client
from tests.assistant.page.hostile import HOSTILE
from tests.assistant.page.steps import PATIENCE, ask, highlighted, opened, remove

if TYPE_CHECKING:
    from collections.abc import Callable

    from playwright.sync_api import Browser, Page

    from tests.assistant.page.conftest import Server

pytestmark = pytest.mark.slow
WIFE = "Who is Madina married to?"
FILED = "When was the suit filed?"
NOTICED = 3_000
"""Milliseconds in which a page should notice that there is no server."""
_FOCUSED = "document.activeElement.className"
_QUOTE_IN_VIEW = """(() => {
  const quote = document.querySelector("mark.qp-quote").getBoundingClientRect();
  const sheet = document.querySelector(".qp-text").getBoundingClientRect();
  return quote.top >= sheet.top && quote.top < Math.min(sheet.bottom, innerHeight);
})()"""
ARTICLE = Path(__file__).parents[3] / "documents" / "almaty-lawsuit.txt"


def test_both_questions_open_the_exact_sentence(page: Page) -> None:
    article = ARTICLE.read_text("utf-8")
    for question, words in ((WIFE, "related by marriage"), (FILED, "on May 14")):
        ask(page, question)
        last = page.locator("#qp-talk .qp-turn").last
        last.locator(".qp-chip").first.click()
        quote = opened(page, last.locator(".qp-chip").first)
        assert words in quote
        assert quote in article
        assert quote == last.locator("blockquote").first.text_content()
    assert page.locator("#qp-talk .qp-turn").first.locator(".qp-short, blockquote b").count() == 0


def test_a_refusal_shows_the_nearest_passage_that_opens(page: Page) -> None:
    ask(page, "How do whales sleep?")
    assert "Not in the documents" in page.inner_text("#qp-talk .qp-refusal")
    page.locator("#qp-talk .qp-place").first.click()
    assert highlighted(page) in ARTICLE.read_text("utf-8")


def test_a_conversation_follows_up_survives_a_reload_and_its_export_verifies(
    page: Page, reload: Callable[[], None], tmp_path: Path
) -> None:
    ask(page, "Who is Viktor Khrapunov?")
    ask(page, "Where did he move to?")
    assert "Understood as: Where did Viktor Khrapunov move to?" in page.inner_text("#qp-talk")
    shown = page.inner_text("#qp-talk")
    reload()
    page.wait_for_selector("#qp-talk .qp-turn")
    assert page.inner_text("#qp-talk") == shown
    with page.expect_download() as saved:
        page.click("[data-do=json]")
    file = tmp_path / "export.json"
    saved.value.save_as(file)
    assert len(json.loads(file.read_text("utf-8"))) == 2
    assert verify([str(file)]) == 0


def test_a_tab_that_another_one_overtook_keeps_its_conversations(page: Page) -> None:
    ask(page, FILED)
    other = page.context.new_page()
    other.goto(page.url)
    other.wait_for_selector("#qp-talk .qp-turn")
    other.click("[data-do=new]")
    other.wait_for_selector(".qp-welcome")
    ask(other, WIFE)
    page.wait_for_selector(".qp-toast:has-text('Another tab')")
    with page.expect_navigation():
        page.evaluate("dispatchEvent(new Event('focus'))")
    page.wait_for_function("document.querySelectorAll('.qp-conversations li').length === 2")


def test_a_storage_that_takes_no_more_is_said(page: Page, faults: list[str]) -> None:
    page.evaluate(
        """() => { for (let n = 2 ** 23; n >= 1; n /= 2) for (;;) {
          try { localStorage.setItem("other", (localStorage.getItem("other") ?? "") + "x".repeat(n)); } catch { break; }
        } }"""
    )
    ask(page, FILED)
    page.wait_for_selector(".qp-toast:has-text('storage is full')")
    faults[:] = [fault for fault in faults if "Error writing to localStorage" not in fault]


def test_an_original_that_is_gone_is_said_in_the_page(page: Page) -> None:
    ask(page, FILED)
    page.locator("#qp-talk .qp-chip").first.click()
    page.wait_for_selector("mark.qp-quote")
    assert "Nothing leaves this machine." in page.inner_text("#qp-composer")
    page.route("**/original/state", lambda route: route.fulfill(json={"lost": "The file is gone."}))
    page.click(".qp-original")
    page.wait_for_selector(".qp-toast:has-text('The file is gone.')")
    assert len(page.context.pages) == 1


def test_files_are_added_asked_and_removed_and_a_broken_one_says_why(
    page: Page, reload: Callable[[], None], tmp_path: Path
) -> None:
    good, broken = tmp_path / "orchard rules.txt", tmp_path / "broken.pdf"
    good.write_text("The orchard “Halden” is watered at 🐝 dawn by the under-gardener.\nIts gate is green.\n", "utf-8")
    broken.write_bytes(b"%PDF-1.7 nothing")
    page.set_input_files(".qp-files", [good, broken])
    page.wait_for_selector(".qp-document:has-text('orchard rules')", timeout=PATIENCE)
    page.wait_for_selector(".qp-problems:has-text('broken.pdf')", timeout=PATIENCE)
    reload()
    page.wait_for_selector(".qp-problems:has-text('broken.pdf')")
    ask(page, "Who waters the orchard Halden?")
    page.locator("#qp-talk .qp-chip").first.click()
    quote = highlighted(page)
    assert "🐝 dawn" in quote
    assert quote in good.read_text("utf-8")
    page.click("[data-do=remove][data-uri='uploads/orchard rules.txt']")
    page.click(".qp-dialog button[value=yes]")
    page.wait_for_function("!document.querySelector('#qp-library').textContent.includes('orchard rules')")
    ask(page, "Who waters the orchard Halden?")
    assert "Not in the documents" in page.locator("#qp-talk .qp-turn").last.inner_text()


def test_hostile_words_stay_words(page: Page, reload: Callable[[], None], tmp_path: Path) -> None:
    file = tmp_path / "${alert(7)} {{7*7}} `x`.txt"
    file.write_text(f"The password of the vault is written here. {HOSTILE}\n\nAnother line of the vault.\n", "utf-8")
    titled = tmp_path / "titled.html"
    words = "<p>The hinges of the vault are oiled by the locksmith each spring.</p>"
    titled.write_text(f"<html><head><title>{escape(HOSTILE)}</title></head><body>{words}</body></html>", "utf-8")
    page.set_input_files(".qp-files", [file, titled])
    page.wait_for_selector("[data-do=remove][data-uri^='uploads/${alert(7)}']", timeout=PATIENCE)
    page.wait_for_selector("[data-do=remove][data-uri='uploads/titled.html']", timeout=PATIENCE)
    ask(page, "Who oils the hinges of the vault?")
    page.locator("#qp-talk .qp-card blockquote").first.click()
    page.wait_for_selector("mark.qp-quote")
    for place in ("#qp-library", "#qp-talk", ".qp-panetitle"):
        assert "<script>alert(1)</script> <img src=x onerror=alert(2)>" in page.inner_text(place)
    ask(page, f"What is written of the vault? {HOSTILE}")
    page.locator("#qp-talk .qp-turn").last.locator(".qp-place").first.click()
    page.wait_for_selector("mark.qp-quote")
    assert (
        page.locator("#qp-talk script, #qp-talk img, #qp-source script, #qp-source img, #qp-library img").count() == 0
    )
    assert "<script>alert(1)</script>" in page.inner_text("#qp-talk")
    reload()
    page.wait_for_selector("#qp-talk .qp-turn")
    assert page.locator("#qp-talk script, #qp-talk img").count() == 0
    remove(page, titled.name)
    remove(page, file.name.replace("*", "_"))
    assert "${alert" not in page.inner_text("#qp-library")


def test_the_quiet_view_hides_cards_until_asked(page: Page) -> None:
    page.click("[data-do=quiet]")
    ask(page, FILED)
    page.wait_for_selector("#qp-talk blockquote", state="hidden")
    page.click("#qp-talk details.qp-cards > summary")
    page.wait_for_selector("#qp-talk blockquote", state="visible")


def test_a_phone_by_keyboard_alone(page: Page) -> None:
    page.set_viewport_size({"width": 390, "height": 844})
    page.emulate_media(color_scheme="dark")
    page.focus("#qp-question")
    page.keyboard.type(FILED)
    page.keyboard.press("Enter")
    page.wait_for_selector("#qp-talk .qp-chip", timeout=PATIENCE)
    while page.evaluate(_FOCUSED) != "qp-chip":
        page.keyboard.press("Shift+Tab")
    page.keyboard.press("Enter")
    assert "May 14" in highlighted(page)
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    page.keyboard.press("Escape")
    page.wait_for_selector("#qp-source", state="hidden")
    assert page.evaluate(_FOCUSED) == "qp-chip"


def test_a_quote_stays_in_view_when_a_phone_is_turned(page: Page) -> None:
    page.set_viewport_size({"width": 390, "height": 844})
    ask(page, "Where is Bolat Nazarbayev's divorce settlement?")
    page.locator("#qp-talk .qp-chip").first.click()
    assert "New York" in highlighted(page)
    for width, height in ((844, 390), (390, 844)):
        page.set_viewport_size({"width": width, "height": height})
        page.wait_for_function(_QUOTE_IN_VIEW)


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1440, 390])
def test_axe_finds_nothing_serious(page: Page, scheme: Literal["light", "dark"], width: int) -> None:
    axe = pytest.importorskip("axe_playwright_python.sync_playwright", reason="axe is missing: make test installs it")
    page.set_viewport_size({"width": width, "height": 844})
    page.emulate_media(color_scheme=scheme)
    ask(page, "How do whales sleep?")
    ask(page, FILED)
    page.locator("#qp-talk .qp-chip").first.click()
    page.wait_for_selector("mark.qp-quote")
    found = axe.Axe().run(page).response["violations"]
    page.keyboard.press("Escape")
    if width < 720:
        page.click("[data-do=menu]")
    page.click(".qp-settings summary")
    found += axe.Axe().run(page).response["violations"]
    serious = [
        (violation["id"], [node["target"] for node in violation["nodes"]])
        for violation in found
        if violation["impact"] in {"serious", "critical"}
    ]
    assert serious == []


def test_the_starters_were_proved(page: Page) -> None:
    page.wait_for_selector(".qp-starter", timeout=PATIENCE)
    assert page.locator(".qp-starter").all_inner_texts()[:2] == [WIFE, FILED]


def test_sixteen_people_ask_at_once_while_documents_are_taken_in(page: Page, server: Server, tmp_path: Path) -> None:
    """One document comes in by the page and another by the command, in a process that is not the server's."""
    mill, keeper = tmp_path / "mill.txt", tmp_path / "lighthouse" / "keeper.txt"
    mill.write_text("The mill of Tarn is driven by the river Oss.\n", "utf-8")
    keeper.parent.mkdir()
    keeper.write_text("The lighthouse of Oddmund is kept by Sigrun Vale.\n", "utf-8")
    questions = [(WIFE, "related by marriage"), (FILED, "May 14"), ("How do whales sleep?", "Not in the documents")] * 6

    def answered(asked: tuple[str, str]) -> bool:
        shown = Client(server.address).ask(asked[0])
        return asked[1] in shown and sum(words in shown for _, words in questions[:3]) == 1

    with ThreadPoolExecutor(16) as people:
        answers = people.map(answered, questions[:16])
        page.set_input_files(".qp-files", [mill])
        assert ingest([str(keeper.parent), "--store", str(server.library)]) == 0
        assert all(answers)
    page.wait_for_selector("[data-do=remove][data-uri='uploads/mill.txt']", timeout=PATIENCE)
    assert "Sigrun Vale" in Client(server.address).ask("Who keeps the lighthouse of Oddmund?")
    ask(page, "What drives the mill of Tarn?")
    assert "river Oss" in page.inner_text("#qp-talk")
    remove(page, "mill.txt")


def test_open_pages_go_on_when_the_server_is_started_anew(
    page: Page, chromium: Browser, server: Server, faults: list[str]
) -> None:
    """One page asks while the server is away, and another one, which noticed nothing, when it is back.

    Gradio loads a page again too: it is made to be the first one here, and for the other page never to know.
    """
    ask(page, FILED)
    shown = page.inner_text("#qp-talk")
    other = chromium.new_page()
    other.goto(server.address)
    other.wait_for_selector(".qp-starter")
    other.route("**/app_id", lambda route: route.abort())
    server.stop()
    page.fill("#qp-question", WIFE)
    page.keyboard.press("Enter")
    page.wait_for_selector(".qp-toast:has-text('The server cannot be reached')", timeout=5 * NOTICED)
    page.fill("#qp-question", "half a thought")
    loaded: list[object] = []
    page.on("framenavigated", lambda frame: loaded.append(frame.url))
    page.route("**/quoteproof/server", lambda route: route.continue_() if loaded else route.abort())
    server.start_again()
    for each, turns in ((page, 2), (other, 1)):
        if each is other:
            other.fill("#qp-question", WIFE)
            other.keyboard.press("Enter")
        each.wait_for_function(f"document.querySelectorAll('#qp-talk .qp-turn').length === {turns}", timeout=PATIENCE)
        assert "related by marriage" in each.locator("#qp-talk .qp-turn").last.inner_text()
    assert page.inner_text("#qp-talk").startswith(shown)
    assert page.input_value("#qp-question") == "half a thought"
    page.locator("#qp-talk .qp-chip").first.click()
    assert highlighted(page) in ARTICLE.read_text("utf-8")
    other.close()
    page.reload()
    page.wait_for_function("document.querySelector('#qp-question')?.value === 'half a thought'", timeout=PATIENCE)
    assert page.locator("#qp-talk .qp-turn").count() == 2
    faults.clear()  # the browser's own words for a server that was away
