"""Chromium, as the tests of the page and of the report start it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

import pytest

from evals.renditions import chromium_place

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Playwright

FLAGS = [
    "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
]  # fmt: skip


@contextmanager
def started_playwright() -> Iterator[tuple[Playwright, str]]:
    """With the place of Chromium; skips the test where there is none. An open Playwright is a running event loop,
    beside which no other test of the process can have one: end it with a module or a folder.
    """
    playwright = pytest.importorskip("playwright.sync_api", reason="playwright is not installed: make test installs it")
    place = chromium_place()
    if place is None:
        pytest.skip("there is no Chromium: install the package chromium")
    with playwright.sync_playwright() as started:
        yield started, place


@contextmanager
def started_chromium() -> Iterator[Browser]:
    """In a Playwright of its own."""
    with started_playwright() as (playwright, place):
        browser = playwright.chromium.launch(executable_path=place, args=FLAGS)
        yield browser
        browser.close()
