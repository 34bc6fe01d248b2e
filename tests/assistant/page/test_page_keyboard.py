"""The page by keyboard alone: everything is reached by Tab, is seen to be reached, and does its work."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.assistant.page.steps import PATIENCE, add, ask, highlighted, remove

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from playwright.sync_api import Locator, Page

pytestmark = pytest.mark.slow
FILED = "When was the suit filed?"
_MOST = 200
_DISMISS = ".qp-problems [data-do=dismiss]"
_CONTROLS = "button, a[href], input, select, textarea, summary, [data-do], [data-open], [data-ask]"
_REACHED = f"""() => {{
    const now = document.activeElement, shows = each => {{
        const {{ outlineStyle, outlineWidth, boxShadow }} = getComputedStyle(each);
        return (outlineStyle !== "none" && parseFloat(outlineWidth) > 0) || boxShadow !== "none";
    }};
    window.unreached ??= new Set([...document.querySelectorAll("{_CONTROLS}")]
        .filter(each => each.checkVisibility({{ visibilityProperty: true }}) && !each.disabled));
    window.unseen ??= [];
    const seen = now === document.body || shows(now) || shows(now.parentElement);
    if (!seen) window.unseen.push(now.outerHTML.slice(0, 200));
    window.unreached.delete(now);
    return window.unreached.size;
}}"""


def test_tab_reaches_all_that_can_be_chosen_and_shows_it(page: Page, tmp_path: Path) -> None:
    broken = tmp_path / "torn.pdf"
    broken.write_bytes(b"%PDF-1.7 nothing")
    page.set_input_files(".qp-files", [broken])
    page.wait_for_selector(".qp-problems:has-text('torn.pdf')", timeout=PATIENCE)
    ask(page, "How do whales sleep?")
    ask(page, FILED)
    page.click(".qp-settings summary")
    page.locator("#qp-talk .qp-chip").first.click()
    highlighted(page)
    for _ in range(_MOST):
        page.keyboard.press("Tab")
        if not page.evaluate(_REACHED):
            break
    assert page.evaluate("[...window.unreached].map(each => each.outerHTML.slice(0, 200))") == []
    assert page.evaluate("window.unseen") == []
    for left in reversed(range(page.locator(_DISMISS).count())):
        press(page, _DISMISS)
        page.wait_for_function(f"document.querySelectorAll('{_DISMISS}').length === {left}")


def test_quotes_are_read_and_answers_kept_by_key(page: Page) -> None:
    to(page, "#qp-question")
    page.keyboard.type(FILED)
    page.keyboard.press("Enter")
    page.wait_for_selector("#qp-talk .qp-chip", timeout=PATIENCE)
    press(page, "#qp-talk .qp-chip")
    assert "May 14" in highlighted(page)
    to(page, "#qp-find")
    page.keyboard.type("Kazakhstan")
    page.keyboard.press("Enter")
    page.wait_for_function("document.querySelector('.qp-find output').textContent.trim()")
    press(page, "#qp-source [data-do=close]")
    page.wait_for_selector("#qp-source", state="hidden")
    assert page.evaluate("document.activeElement.className") == "qp-chip"
    press(page, "[data-do=seconds]")
    page.wait_for_selector(".qp-timed .qp-time", state="visible")
    press(page, "[data-do=copy]")
    page.wait_for_selector(".qp-toast.qp-shown")
    press(page, "[data-do=dislike]")
    page.wait_for_selector(".qp-dialog[open]")
    page.keyboard.press("Escape")
    page.wait_for_selector(".qp-dialog", state="hidden")
    assert page.evaluate("document.activeElement.dataset.do") == "dislike"
    press(page, "[data-do=quiet]", "Space")
    page.wait_for_selector("#qp-talk blockquote", state="hidden")
    to(page, "[data-do=markdown]")
    with page.expect_download():
        page.keyboard.press("Enter")
    page.evaluate("document.querySelector('.qp-files').addEventListener('click', () => { window.chosen = true; })")
    press(page, "[data-do=add]")
    page.wait_for_function("window.chosen")


def test_conversations_and_settings_are_changed_by_key_without_losing_the_place(page: Page) -> None:
    ask(page, FILED)
    press(page, "[data-do=rename]")
    page.keyboard.press("Control+A")
    page.keyboard.type("The filing")
    press(page, ".qp-dialog button[value=yes]")
    page.wait_for_selector(".qp-conversations :text('The filing')")
    press(page, "[data-do=new]")
    page.wait_for_selector(".qp-welcome")
    press(page, "[data-do=switch]:has-text('The filing')")
    page.wait_for_selector("#qp-talk .qp-chip")
    focused(page, "[data-do=switch]:has-text('The filing')").wait_for()
    press(page, ".qp-settings summary")
    to(page, "[data-setting=passages]")
    page.keyboard.press("ArrowDown")
    page.wait_for_selector(".qp-toast:has-text('Set, from the next question on.')", timeout=PATIENCE)
    focused(page, "[data-setting=passages]").wait_for()
    page.keyboard.press("ArrowUp")
    press(page, "[data-do=delete][aria-label*='The filing']")
    press(page, ".qp-dialog button[value=yes]")
    page.wait_for_selector(".qp-conversations :text('The filing')", state="detached")
    focused(page, "#qp-threads *").wait_for()


def test_a_choice_of_documents_outlives_a_reload_before_the_first_question(
    page: Page, reload: Callable[[], None], tmp_path: Path
) -> None:
    file = tmp_path / "bees.txt"
    file.write_text("The bees of Ostrum winter in the cellar of the school.\n", "utf-8")
    add(page, [file])
    box = "[data-uri='uploads/bees.txt']:not(button)"
    stored = page.evaluate("localStorage.quoteproof")
    press(page, box, "Space")
    scope = page.inner_text(".qp-scope")
    assert " of " in scope
    page.wait_for_selector(f"{box}:not([checked])")
    page.wait_for_function("before => (localStorage.quoteproof ?? null) !== before", arg=stored)
    focused(page, box).wait_for()
    reload()
    assert not page.is_checked(box)
    assert page.inner_text(".qp-scope") == scope
    page.check(box)
    remove(page, file.name)


def to(page: Page, selector: str) -> None:
    """Press Tab until the focus is on one of these."""
    for _ in range(_MOST):
        if focused(page, selector).count():
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"Tab does not lead to {selector}")


def press(page: Page, selector: str, key: str = "Enter") -> None:
    to(page, selector)
    page.keyboard.press(key)


def focused(page: Page, selector: str) -> Locator:
    """The one of these that has the focus, to be waited for where parts are drawn in several steps."""
    return page.locator(selector).and_(page.locator(":focus"))
