"""The page's own routes over a library in memory: long documents, originals and what no page of ours sends."""

from __future__ import annotations

from dataclasses import dataclass, replace
from hashlib import sha256
from time import monotonic
from typing import TYPE_CHECKING, cast

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from assistant.page.config import PageConfig
from assistant.page.routes import add_routes
from assistant.page.uploads import Uploads
from tests.assistant.page.answers import store_of
from vectorstore.errors import DocumentGone

if TYPE_CHECKING:
    from pathlib import Path

    from assistant.page.service import Service
    from vectorstore.memory import MemoryStore
    from vectorstore.nouns import DocumentRecord

WINDOW_SECONDS = 5.0
"""Five times the second that it may take."""


@dataclass
class Shelf:
    """Of the service only what the source pane asks for."""

    store: MemoryStore
    record: DocumentRecord

    def document(self, identity: str) -> DocumentRecord:
        if identity != self.record.id:
            raise DocumentGone("This version of the document is not in the library any more.")
        return self.record


def client(shelf: Shelf, place: Path) -> TestClient:
    app = FastAPI()
    add_routes(app, PageConfig(), cast("Service", shelf), Uploads(place))
    return TestClient(app)


def shelf_of(*parts: str) -> Shelf:
    store = store_of(*parts)
    return Shelf(store, store.documents()[0])


def test_a_document_of_500_pages_opens_and_is_searched_in_under_a_second(tmp_path: Path) -> None:
    parts = [f"Entry {n} tells of the weather. ".ljust(800, "x") for n in range(1900)]
    shelf = shelf_of(*parts)
    page, source = client(shelf, tmp_path), f"/quoteproof/source/{shelf.record.id}"
    page.get(source)
    for path in (
        f"?start={1800 * 800}&end={1800 * 800 + 10}",
        "/window?first=900&stop=912",
        "/find?words=entry+1899+tells",
    ):
        began = monotonic()
        assert page.get(source + path).status_code == 200
        assert monotonic() - began < WINDOW_SECONDS


def test_an_original_says_in_json_what_became_of_it_before_it_is_opened(tmp_path: Path) -> None:
    shelf = shelf_of("The lease.\n")
    content = b"The lease."
    shelf.record = replace(shelf.record, root=str(tmp_path), file_sha256=sha256(content).hexdigest())
    page, source = client(shelf, tmp_path / "state"), f"/quoteproof/source/{shelf.record.id}/original"
    assert "is gone" in page.get(f"{source}/state").json()["lost"]
    (tmp_path / "one.txt").write_bytes(content)
    assert page.get(f"{source}/state").json() == {"lost": ""}
    served = page.get(source)
    assert served.content == content
    assert served.headers["content-disposition"] == "attachment; filename*=UTF-8''one.txt"
    (tmp_path / "one.txt").write_bytes(b"Other words.")
    assert "has changed" in page.get(f"{source}/state").json()["lost"]


def test_a_header_holds_any_file_name(tmp_path: Path) -> None:
    shelf = shelf_of("The lease.\n")
    name = 'a\r\nX: y"; \u202e\u00e9.txt'
    (tmp_path / name).write_bytes(b"words")
    hostile = replace(shelf.record, uri=f"papers/{name}", root=str(tmp_path), file_sha256=sha256(b"words").hexdigest())
    shelf.record = hostile
    served = client(shelf, tmp_path / "state").get(f"/quoteproof/source/{hostile.id}/original")
    disposition = served.headers["content-disposition"].removeprefix("attachment; filename*=UTF-8''")
    assert set(disposition) <= set("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789%._-~")
    assert "x" not in served.headers


@pytest.mark.parametrize(
    "path",
    [
        "?start=-1&end=5",
        "?start=0&end=99999",
        "?start=x",
        "?others=5-2",
        "?others=1",
        "/window?first=0&stop=9",
        "/find?words=",
    ],
)
def test_what_no_page_sends_is_refused(tmp_path: Path, path: str) -> None:
    shelf = shelf_of("The lease.\n")
    assert client(shelf, tmp_path).get(f"/quoteproof/source/{shelf.record.id}{path}").status_code in {400, 422}


def test_a_document_that_was_removed_while_its_pane_is_open_says_so(tmp_path: Path) -> None:
    page = client(shelf_of("The lease.\n"), tmp_path)
    for path in ("", "/window?first=0&stop=1", "/find?words=lease", "/original", "/original/state"):
        answer = page.get(f"/quoteproof/source/{'0' * 64}{path}")
        assert (answer.status_code, "not in the library any more" in answer.json()["error"]) == (404, True)


def test_a_refused_upload_is_listed_with_its_reason(tmp_path: Path) -> None:
    page = client(shelf_of("The lease.\n"), tmp_path)
    refused = page.post("/quoteproof/documents?name=tool.exe", content=b"MZ")
    assert refused.json()["outcome"] == "failed"
    assert "not read" in refused.json()["reason"]
    assert list(Uploads(tmp_path).problems()) == ["tool.exe"]
