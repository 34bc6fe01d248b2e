"""Prints seconds from pressing Enter to the first verified quote on the screen, beside the bare answer function's.

The browser's own clock tells them: Playwright looks for an element every half second at worst.
"""

from __future__ import annotations

import os
import tempfile
from pathlib import Path
from statistics import median
from time import perf_counter

from playwright.sync_api import Page, sync_playwright

from assistant.build import Assistant
from assistant.config import AssistantConfig
from evals.renditions import chromium_place
from ingest.__main__ import main as ingest
from tests.assistant.page.conftest import Server
from tests.browser import FLAGS
from vectorstore.config import StoreConfig

QUESTIONS = ("When was the suit filed?", "Who is Madina married to?", "In which court was the case lodged?")
ROUNDS = 5
_CLOCK = """() => { window.shown = new Promise((done) => {
  let began = 0;
  addEventListener("keydown", () => { began = performance.now(); }, { capture: true, once: true });
  new MutationObserver((_, watching) => {
    if (!document.querySelector("#qp-talk blockquote")) return;
    watching.disconnect();
    requestAnimationFrame(() => setTimeout(() => done((performance.now() - began) / 1000)));
  }).observe(document.body, { childList: true, subtree: true });
}); }"""
"""Begins with the key, and ends when the frame that holds the quote was drawn."""


def main() -> None:
    with tempfile.TemporaryDirectory() as made:
        library = Path(made) / "library"
        ingest([str(Path(__file__).parents[3] / "documents"), "--store", str(library)])
        server = Server(library, Path(made) / "log")
        try:
            _compare(server)
        finally:
            server.stop()


def _compare(server: Server) -> None:
    config = AssistantConfig(store=StoreConfig(path=server.library))
    with Assistant.from_config(config) as assistant, sync_playwright() as started:
        browser = started.chromium.launch(executable_path=chromium_place(), args=FLAGS)
        page = browser.new_page()
        page.goto(server.address)
        page.wait_for_selector(".qp-starter", timeout=120_000)
        bare, seen = [], []
        for question in QUESTIONS * ROUNDS:
            began = perf_counter()
            assistant.answer(question)
            bare.append(perf_counter() - began)
            seen.append(_on_screen(page, question))
            print(f"bare {bare[-1]:.2f} s   page {seen[-1]:.2f} s   {question}")
        more = median(b - a for a, b in zip(bare, seen, strict=True))
        print(f"median: bare {median(bare):.2f} s, page {median(seen):.2f} s, more {more:.2f} s (at most 0.30)")
        print(f"load of the last minute: {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores")
        browser.close()


def _on_screen(page: Page, question: str) -> float:
    page.click("[data-do=new]")
    page.wait_for_selector("#qp-talk .qp-welcome")
    page.fill("#qp-question", question)
    page.evaluate(_CLOCK)
    page.keyboard.press("Enter")
    took = float(page.evaluate("window.shown"))
    page.wait_for_selector(".qp-send:visible")
    return took


if __name__ == "__main__":
    main()
