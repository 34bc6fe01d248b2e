"""What a person does in the browser, as the tests say it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from playwright.sync_api import Locator, Page

PATIENCE = 120_000


def ask(page: Page, question: str) -> None:
    before = page.locator("#qp-talk .qp-turn").count()
    page.fill("#qp-question", question)
    page.keyboard.press("Enter")
    page.wait_for_function(f"document.querySelectorAll('#qp-talk .qp-turn').length > {before}", timeout=PATIENCE)
    page.wait_for_selector(".qp-send:visible")


def opened(page: Page, button: Locator) -> str:
    """The highlighted quote, once the source pane shows the one that this button names."""
    named = f"{button.get_attribute('data-open')}:{button.get_attribute('data-start')}"
    page.wait_for_function("named => document.querySelector('.qp-pane').dataset.ready === named", arg=named)
    return highlighted(page)


def highlighted(page: Page) -> str:
    """The marked characters of the source pane, as they are in the page."""
    page.wait_for_selector("mark.qp-quote")
    return "".join(page.locator("mark.qp-quote").evaluate_all("marks => marks.map(mark => mark.textContent)"))


def add(page: Page, files: Sequence[Path]) -> None:
    page.set_input_files(".qp-files", files)
    for file in files:
        page.wait_for_selector(f"[data-do=remove][data-uri='uploads/{file.name}']", timeout=PATIENCE)


def remove(page: Page, name: str) -> None:
    page.click(f"[data-do=remove][data-uri='uploads/{name}']")
    page.click(".qp-dialog button[value=yes]")
    page.wait_for_selector(f"[data-do=remove][data-uri='uploads/{name}']", state="detached", timeout=PATIENCE)
