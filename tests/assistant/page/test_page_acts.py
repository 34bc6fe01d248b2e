"""What a person does on the real page besides asking: files, ticks, quotes, verdicts, conversations, settings."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING
from urllib.request import urlopen

import pytest
from reportlab.lib.pagesizes import A4
from reportlab.pdfgen.canvas import Canvas

from tests.assistant.page.steps import PATIENCE, ask, highlighted, opened, remove

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from playwright.sync_api import Page

    from tests.assistant.page.conftest import Server

pytestmark = pytest.mark.slow
FILED = "When was the suit filed?"
WHALES = "How do whales sleep?"
FERRY = "The ferry to Brackmoor leaves at half past six in the morning.\n"


def test_files_are_dropped_ticked_by_folder_and_opened_as_they_are(
    page: Page, server: Server, reload: Callable[[], None], tmp_path: Path
) -> None:
    uploads = server.state / "uploads"
    drop(page, [charter(tmp_path), written(tmp_path / "ferry.txt", FERRY), written(tmp_path / "tool.exe", "MZ")])
    for name in ("charter.pdf", "ferry.txt"):
        page.wait_for_selector(f"[data-do=remove][data-uri='uploads/{name}']", timeout=PATIENCE)
    page.wait_for_selector(".qp-problems:has-text('tool.exe')")
    page.click(".qp-problems [data-do=dismiss]")

    page.uncheck("[data-folder=documents]")
    count = page.locator("#qp-library input[data-uri]").count()
    assert f"Asks {count - 1} of {count} documents." in page.inner_text("#qp-composer")
    ask(page, "How often is the treasurer of Fernhollow elected?")
    assert f"asked: {count - 1} chosen" in page.inner_text("#qp-talk .qp-badges")
    page.uncheck("[data-uri='uploads/ferry.txt']")
    assert page.locator("[data-folder=uploads]").evaluate("box => box.indeterminate")
    page.check("[data-uri='uploads/ferry.txt']")
    reload()
    page.wait_for_selector("#qp-talk .qp-chip")
    assert [page.is_checked(f"[data-folder={folder}]") for folder in ("documents", "uploads")] == [False, True]

    page.locator("#qp-talk .qp-chip").first.click()
    assert "every seven years" in highlighted(page)
    link = str(page.locator(".qp-original").get_attribute("href"))
    assert link.endswith("/original#page=2")
    assert headers(page.url + link) == ("application/pdf", "inline; filename*=UTF-8''charter.pdf", "nosniff")
    (uploads / "charter.pdf").write_bytes(b"%PDF-1.7 other")
    page.click(".qp-original")
    page.wait_for_selector(".qp-toast:has-text('has changed since it was taken in')")
    (uploads / "charter.pdf").unlink()
    page.click(".qp-original")
    page.wait_for_selector(".qp-toast:has-text('is gone from')")
    page.click(".qp-document:has-text('ferry.txt') .qp-row")
    page.wait_for_selector(".qp-panetitle:has-text('ferry.txt')")
    link = str(page.locator(".qp-original").get_attribute("href"))
    assert headers(page.url + link) == (
        "application/octet-stream", "attachment; filename*=UTF-8''ferry.txt", "nosniff"
    )  # fmt: skip
    with page.expect_download() as saved:
        page.click(".qp-original")
    assert saved.value.path().read_text("utf-8") == FERRY
    for name in ("charter.pdf", "ferry.txt"):
        remove(page, name)


def test_quotes_in_turn_verdicts_copies_and_conversations(page: Page, server: Server) -> None:
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    ask(page, WHALES)
    quotes = page.locator("#qp-talk blockquote").evaluate_all("quotes => quotes.map(quote => quote.textContent)")
    sources = page.locator("#qp-talk .qp-place").evaluate_all("places => places.map(place => place.dataset.open)")
    assert len(set(sources)) < len(sources)
    page.locator("#qp-talk .qp-place").first.click()
    turns: list[tuple[Callable[[], None], int]] = [
        (lambda: None, 0),
        (lambda: page.click("[data-do=next]"), 1),
        (lambda: page.keyboard.press("j"), 2),
        (lambda: page.keyboard.press("n"), 0),
        (lambda: page.keyboard.press("k"), 2),
        (lambda: page.click("[data-do=previous]"), 1),
    ]
    for turn, at in turns:
        turn()
        page.wait_for_selector(f".qp-count:has-text('quote {at + 1} of {len(quotes)}')")
        assert opened(page, page.locator("#qp-talk .qp-place").nth(at)) == quotes[at]
        assert (page.locator("mark.qp-other").count() > 0) == (sources.count(sources[at]) > 1)

    page.click("[data-do=new]")
    page.wait_for_selector("#qp-talk .qp-welcome")
    ask(page, FILED)
    quote = str(page.locator("#qp-talk blockquote").first.text_content())
    page.click("[data-do=copy]")
    page.wait_for_selector(".qp-toast:has-text('Copied')")
    copied = page.evaluate("navigator.clipboard.readText()").replace("\\", "")
    assert copied.startswith(f"**{FILED}**")
    assert f"> [1] “{' '.join(quote.split())}”" in copied
    assert "almaty-lawsuit" in copied
    judge(page, "dislike", "the year is missing")
    told = json.loads((server.state / "feedback.jsonl").read_text("utf-8").splitlines()[-1])
    assert (told["verdict"], told["note"], told["history"]) == ("down", "the year is missing", [])
    assert told["answer"]["statements"][0]["citations"][0]["quote"] == quote
    judge(page, "like", "")
    assert json.loads((server.state / "feedback.jsonl").read_text("utf-8").splitlines()[-1])["verdict"] == "up"

    page.click("[data-do=rename]")
    assert page.input_value(".qp-dialog textarea") == FILED
    page.fill(".qp-dialog textarea", "The suit")
    page.click(".qp-dialog button[value=yes]")
    page.wait_for_selector(".qp-conversations [aria-current]:has-text('The suit')")
    page.click(f".qp-conversations button:has-text('{WHALES}')")
    page.wait_for_selector("#qp-talk .qp-refusal")
    page.click(f"[aria-label='Delete the conversation {WHALES}']")
    page.click(".qp-dialog button[value=yes]")
    page.wait_for_selector("#qp-talk .qp-answer")
    page.wait_for_function("document.querySelectorAll('.qp-conversations li').length === 1")
    assert page.inner_text(".qp-conversations li").startswith("The suit")


def test_each_setting_is_explained_marked_heeded_and_kept(page: Page, reload: Callable[[], None]) -> None:
    page.click(".qp-settings summary")
    for name in ("engine", "refuse_below", "passages"):
        choice = page.locator(f".qp-choice:has([data-setting={name}])")
        assert choice.locator("option:has-text('(default)')").count() == 1
        assert len(choice.locator("small").inner_text()) > 20
    page.select_option("[data-setting=refuse_below]", "very readily")
    page.wait_for_selector(".qp-toast:has-text('from the next question on')")
    page.wait_for_selector("#qp-settings option[value='very readily'][selected]", state="attached")
    ask(page, FILED)
    assert "Not in the documents" in page.inner_text("#qp-talk")
    reload()
    page.wait_for_selector("#qp-settings option[value='very readily'][selected]", state="attached")
    page.click("[data-do=new]")
    page.wait_for_selector("#qp-talk .qp-welcome")
    ask(page, FILED)
    assert "Not in the documents" in page.inner_text("#qp-talk")
    page.click(".qp-settings summary")
    page.select_option("[data-setting=refuse_below]", "rarely")
    page.wait_for_selector("#qp-settings option[value='rarely'][selected]", state="attached")
    ask(page, FILED)
    assert "May 14" in page.locator("#qp-talk .qp-turn").last.inner_text()


def drop(page: Page, files: list[Path]) -> None:
    carried = page.evaluate_handle("() => new DataTransfer()")
    for file in files:
        carried.evaluate(
            "(carried, [name, bytes]) => carried.items.add(new File([Uint8Array.from(bytes)], name))",
            [file.name, list(file.read_bytes())],
        )
    page.dispatch_event("#qp-chat", "drop", {"dataTransfer": carried})


def charter(folder: Path) -> Path:
    page = Canvas(str(folder / "charter.pdf"), pagesize=A4)
    page.drawString(72, 760, "This charter has a first page with general rules of the society.")
    page.showPage()
    page.drawString(72, 760, "The treasurer of the Fernhollow society is elected every seven years.")
    page.save()
    return folder / "charter.pdf"


def written(file: Path, words: str) -> Path:
    file.write_text(words, "utf-8")
    return file


def headers(url: str) -> tuple[str, str, str]:
    with urlopen(url.partition("#")[0]) as answer:
        told = answer.headers
        return told["Content-Type"], told["Content-Disposition"], told["X-Content-Type-Options"]


def judge(page: Page, how: str, note: str) -> None:
    page.click(f"[data-do={how}]")
    page.fill(".qp-dialog textarea", note)
    page.click(".qp-dialog button[value=yes]")
    page.wait_for_selector(".qp-toast:has-text('your verdict is kept')")
    page.evaluate("document.querySelector('.qp-toast').textContent = ''")
