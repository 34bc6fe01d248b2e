"""The page with names and passwords, served: who may ask, and who may add and remove documents."""

from __future__ import annotations

from collections.abc import Iterator
from threading import Thread
from typing import TYPE_CHECKING
from urllib.error import HTTPError
from urllib.request import Request, urlopen

import pytest
import uvicorn

from assistant.page.__main__ import free_port
from assistant.page.config import NOT_AN_EDITOR
from assistant.page.server import build_app
from tests.assistant.page.client import Client, credentials

if TYPE_CHECKING:
    from playwright.sync_api import Browser

    from assistant.page.config import PageConfig
    from assistant.page.service import Service

pytestmark = pytest.mark.slow
ARTICLE = "documents/almaty-lawsuit.txt"


@pytest.fixture(scope="module")
def address(config: PageConfig, service: Service) -> Iterator[str]:
    with free_port(config.host, 7950) as listening:
        server = uvicorn.Server(uvicorn.Config(build_app(config, service), log_level="error"))
        serving = Thread(target=server.run, args=([listening],))
        serving.start()
        yield f"http://{config.host}:{listening.getsockname()[1]}"
        server.should_exit = True
        serving.join(30)


def password(name: str) -> str:
    return f"the long password of {name}"


def sent(address: str, name: str, file: str, words: bytes) -> str:
    """What the page answers to an upload."""
    url = f"{address}/quoteproof/documents?name={file}"
    try:
        with urlopen(Request(url, words, credentials(name, password(name)))) as answer:
            return str(answer.read().decode())
    except HTTPError as refused:
        return f"{refused.code} {refused.read().decode()}"


def test_without_a_name_nothing_is_shown(address: str) -> None:
    for path in ("/", "/config", "/quoteproof/source/x", "/gradio_api/queue/data"):
        with pytest.raises(HTTPError, match="401"):
            urlopen(f"{address}{path}")


def test_only_an_editor_adds_and_removes(address: str, service: Service) -> None:
    def uris() -> list[str]:
        return [record.uri for record in service.documents()]

    assert sent(address, "ben", "mill.txt", b"The mill is sold.").startswith("403")
    assert "added" in sent(address, "anna", "mill.txt", b"The mill of Tarn is driven by the river Oss.\n")
    assert uris() == [ARTICLE, "uploads/mill.txt"]
    ben, anna = (Client(address, name, password(name)) for name in ("ben", "anna"))
    for uri in (ARTICLE, "uploads/mill.txt"):
        assert NOT_AN_EDITOR in ben.act(do="remove", uri=uri)["outbox"]
    assert len(uris()) == 2
    assert "river Oss" in ben.ask("What drives the mill of Tarn?")
    assert "Removed" in anna.act(do="remove", uri="uploads/mill.txt")["outbox"]
    assert uris() == [ARTICLE]


def test_who_may_not_edit_sees_no_button_for_it(address: str, chromium: Browser) -> None:
    for name, shown in (("ben", 0), ("anna", 1)):
        context = chromium.new_context(http_credentials={"username": name, "password": password(name)})
        page = context.new_page()
        page.goto(address)
        page.wait_for_selector(".qp-document")
        assert page.locator("[data-do=add], [data-do=remove]").count() == 2 * shown
        context.close()
