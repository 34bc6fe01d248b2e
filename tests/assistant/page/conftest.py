"""The real page in a process of its own, started once, and Chromium to look at it."""

from __future__ import annotations

import os
import re
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from pydantic import SecretStr

from assistant.config import AssistantConfig
from assistant.page.config import PageConfig
from assistant.page.service import Service
from ingest.config import IngestConfig
from tests.browser import FLAGS, started_playwright
from vectorstore.config import StoreConfig

if TYPE_CHECKING:
    from playwright.sync_api import Browser, BrowserContext, Page, Playwright

_STARTS_IN = 120
_CUT_OFF = ("AbortError", "network error", "Connection errored out", "Unexpected error 404: Not Found")
"""The last: a stream that was about to be opened for a session that the server has just forgotten."""


class Server:
    """A running page: its address, its library and what it wrote."""

    def __init__(self, library: Path, log: Path) -> None:
        self.library = library
        self._log = log
        self.address = self._start("7930")

    @property
    def state(self) -> Path:
        return self.library.with_name("library-page")

    @property
    def log(self) -> str:
        return self._log.read_text("utf-8")

    def start_again(self) -> None:
        """A new process at the same address, after ``stop``."""
        earlier = self.address
        self.address = self._start(earlier.rpartition(":")[2])
        assert self.address == earlier

    def stop(self) -> None:
        self._process.send_signal(signal.SIGTERM)
        self._process.wait(30)

    def _start(self, port: str) -> str:
        command = [sys.executable, "-m", "tests.assistant.page.offline", "--no-browser", "--store", str(self.library)]
        environment = os.environ | {"QUOTEPROOF_PAGE__PORT": port}
        before = len(self.log) if self._log.exists() else 0
        with self._log.open("ab") as output:
            self._process = subprocess.Popen(command, stdout=output, stderr=subprocess.STDOUT, env=environment)
        until = time.monotonic() + _STARTS_IN
        while time.monotonic() < until and self._process.poll() is None:
            if opened := re.search(r"is open at (\S+)", self.log[before:]):
                return opened[1]
            time.sleep(0.2)
        raise AssertionError(f"the page did not open:\n{self.log}")


@pytest.fixture(scope="package")
def server(article_library: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    place = tmp_path_factory.mktemp("page")
    shutil.copytree(article_library, place / "library")
    running = Server(place / "library", place / "log")
    yield running
    running.stop()
    assert "OFF LOOPBACK" not in running.log
    assert "Traceback" not in running.log


@pytest.fixture(scope="package")
def config(article_library: Path, tmp_path_factory: pytest.TempPathFactory) -> PageConfig:
    """A page for two people, of whom one may add and remove documents."""
    place = tmp_path_factory.mktemp("actions") / "library"
    shutil.copytree(article_library, place)
    store = StoreConfig(path=place)
    users = {name: SecretStr(f"the long password of {name}") for name in ("anna", "ben")}
    return PageConfig(
        assistant=AssistantConfig(store=store), ingest=IngestConfig(store=store), users=users, editors=("anna",)
    )


@pytest.fixture(scope="package")
def service(config: PageConfig) -> Iterator[Service]:
    made = Service(config)
    yield made
    made.close()


@pytest.fixture(scope="package")
def playwright() -> Iterator[tuple[Playwright, str]]:
    """With the place of Chromium."""
    with started_playwright() as started:
        yield started


@pytest.fixture(scope="package")
def chromium(playwright: tuple[Playwright, str]) -> Iterator[Browser]:
    """For people beside the one whose page is looked at."""
    started, place = playwright
    browser = started.chromium.launch(executable_path=place, args=FLAGS)
    yield browser
    browser.close()


@pytest.fixture
def faults() -> Iterator[list[str]]:
    """What the browser's console and its list of requests should not hold; empty at the end of a test."""
    found: list[str] = []
    yield found
    assert found == []


@pytest.fixture(scope="package")
def context(playwright: tuple[Playwright, str], tmp_path_factory: pytest.TempPathFactory) -> Iterator[BrowserContext]:
    """Has the page's own scripts at hand, compiled, in a profile on disk: Gradio's many take a third longer anew."""
    started, place = playwright
    opened = started.chromium.launch_persistent_context(
        tmp_path_factory.mktemp("profile"),
        executable_path=place,
        args=FLAGS,
        viewport={"width": 1440, "height": 900},
        accept_downloads=True,
    )
    yield opened
    opened.close()


@pytest.fixture
def page(server: Server, context: BrowserContext, faults: list[str]) -> Iterator[Page]:
    """The page as somebody sees it who never was there."""
    _close_all(context)
    page = context.new_page()
    left = {"origin": server.address.rstrip("/"), "storageTypes": "cookies,local_storage"}
    context.new_cdp_session(page).send("Storage.clearDataForOrigin", left)
    context.clear_permissions()
    page.on("console", lambda message: faults.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: faults.append(str(error)))
    page.on("dialog", lambda dialog: faults.append(f"dialog: {dialog.message}"))
    page.on("request", lambda request: _note_foreign(request.url, server.address, faults))
    page.goto(server.address)
    page.wait_for_selector(".qp-document, .qp-note")
    yield page
    _close_all(context)


@pytest.fixture
def reload(page: Page, faults: list[str]) -> Callable[[], None]:
    """Reloads the page; what Gradio logs of its own streams that the reload cuts off is no fault."""

    def again() -> None:
        before = len(faults)
        page.wait_for_timeout(500)
        page.reload()
        page.wait_for_selector(".qp-document, .qp-note")
        faults[before:] = [fault for fault in faults[before:] if not any(cut in fault for cut in _CUT_OFF)]

    return again


def _close_all(context: BrowserContext) -> None:
    for page in context.pages:
        page.close()


def _note_foreign(url: str, address: str, faults: list[str]) -> None:
    if not url.startswith((address, "data:", "blob:")):
        faults.append(f"request to {url}")
