"""Each kind of file on the real page: its quote is highlighted code point for code point, in long documents too."""

from __future__ import annotations

from time import monotonic
from typing import TYPE_CHECKING

import docx
import pytest
from reportlab.lib.pagesizes import A4
from reportlab.pdfgen.canvas import Canvas

from tests.assistant.page.steps import PATIENCE, add, ask, opened, remove
from vectorstore.config import StoreConfig
from vectorstore.minilm import DIMENSION, MiniLM
from vectorstore.nouns import Span
from vectorstore.opening import open_library

if TYPE_CHECKING:
    from pathlib import Path

    from playwright.sync_api import Page, Request, Route

    from tests.assistant.page.conftest import Server

pytestmark = pytest.mark.slow


def written(folder: Path) -> dict[str, tuple[Path, str, str]]:
    """A question and words of its answer for each kind of file."""
    filler = [f"🌊 Entry {n} of the logbook says that the sea was calm, the lamp trimmed.\n\n" for n in range(700)]
    last = "The captain of the Merrow was Idris “Salt” Quill, 🦀 born\nin Pellworth."
    (folder / "logbook.txt").write_text("".join(filler) + last, "utf-8")
    page = Canvas(str(folder / "charter.pdf"), pagesize=A4)
    page.drawString(72, 760, "This charter has a first page with general rules of the society.")
    page.showPage()
    page.drawString(72, 760, "The treasurer of the Fernhollow society is elected every seven years.")
    page.save()
    word = docx.Document()
    word.add_paragraph("The ferry to Brackmoor leaves at half past six in the morning.")
    word.save(str(folder / "ferry.docx"))
    words = "The bakery of Osterby is closed on every Tuesday of the year."
    markup = f"<html><body><article><p>{words}</p></article></body></html>"
    (folder / "bakery.html").write_text(markup, "utf-8")
    return {
        "logbook.txt": (
            folder / "logbook.txt",
            "Who was the captain of the Merrow?",
            "Idris “Salt” Quill, 🦀 born\nin",
        ),
        "charter.pdf": (
            folder / "charter.pdf",
            "How often is the treasurer of Fernhollow elected?",
            "every seven years",
        ),
        "ferry.docx": (folder / "ferry.docx", "When does the ferry to Brackmoor leave?", "half past six"),
        "bakery.html": (folder / "bakery.html", "When is the bakery of Osterby closed?", "Tuesday"),
    }


def test_each_kind_is_asked_and_its_quote_opens_exactly(page: Page, server: Server, tmp_path: Path) -> None:
    files = written(tmp_path)
    add(page, [file for file, _, _ in files.values()])
    for name, (_, question, words) in files.items():
        ask(page, question)
        card = page.locator("#qp-talk .qp-turn").last.locator(".qp-card").first
        place = card.locator(".qp-place").first
        began = monotonic()
        place.click()
        quote = opened(page, place)
        assert monotonic() - began < 5
        assert words in quote, name
        assert quote == card.locator("blockquote").evaluate("quote => quote.textContent")
        start, end = place.get_attribute("data-start"), place.get_attribute("data-end")
        assert quote == stored(server, str(place.get_attribute("data-open")), int(start or 0), int(end or 0))
        assert page.locator(".qp-block").count() <= 6
    assert "page 2" in page.inner_text("#qp-talk")
    for name in files:
        remove(page, name)


def test_a_stop_that_overtakes_its_question_stops_it_and_not_the_next(page: Page) -> None:
    question = "Who is Viktor Khrapunov?"
    held: list[Route] = []
    page.route(
        "**/queue/join*", lambda route: held.append(route) if sends(route.request, question) else route.continue_()
    )
    page.fill("#qp-question", question)
    page.keyboard.press("Enter")
    with page.expect_response(lambda response: sends(response.request, '{"number":1}')):
        page.click(".qp-stop")
    assert len(held) == 1
    held.pop().continue_()
    page.unroute_all(behavior="wait")
    page.wait_for_selector("#qp-live:has-text('Stopped, as you asked')")
    page.wait_for_selector(".qp-send:visible")
    assert page.locator("#qp-talk .qp-turn").count() == 0
    page.wait_for_function("asked => document.querySelector('#qp-question').value === asked", arg=question)
    page.keyboard.press("Enter")
    page.wait_for_selector("#qp-talk .qp-turn", timeout=PATIENCE)
    assert page.input_value("#qp-question") == ""


def sends(request: Request, words: str) -> bool:
    return words in (request.post_data or "")


def stored(server: Server, document: str, start: int, end: int) -> str:
    """The characters that the library holds there, read by this process and counted in code points."""
    with open_library(StoreConfig(path=server.library), MiniLM.name, DIMENSION) as store:
        (record,) = (each for each in store.documents() if each.id == document)
        return store.text(record, Span(0, record.characters)).text[start:end]
