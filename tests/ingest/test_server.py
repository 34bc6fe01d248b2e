"""The commands and the page over a library on a Chroma server, which starts again meanwhile."""

from __future__ import annotations

from pathlib import Path

import gradio as gr
import pytest

from assistant.__main__ import main as ask
from assistant.page.config import PageConfig
from assistant.page.library_view import library
from assistant.page.server import Page
from assistant.page.service import Service
from assistant.page.uploads import Uploads
from ingest.__main__ import main as ingest
from tests.conftest import DOCUMENTS
from tests.servers import Chroma
from vectorstore.config import read_section
from vectorstore.errors import StoreUnavailable

QUESTION = "Where was the case lodged?"
SECRET = "sesame-7411"


@pytest.fixture
def server(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Chroma:
    server = Chroma(tmp_path)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
    monkeypatch.setenv("QUOTEPROOF_STORE__PATH", str(tmp_path / "none"))
    monkeypatch.setenv("QUOTEPROOF_STORE__URL", server.url)
    monkeypatch.setenv("QUOTEPROOF_STORE__TOKEN", SECRET)
    return server


@pytest.mark.slow
def test_the_commands_and_the_page_work_with_a_server(
    server: Chroma, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    try:
        assert ingest(["--list"]) == 2
        assert "there is no library" in capsys.readouterr().err
        assert ingest([str(DOCUMENTS)]) == 0
        assert ingest([str(DOCUMENTS), "--list"]) == 0
        shown = capsys.readouterr().out
        assert server.url in shown
        assert ingest(["--check"]) == 0
        assert ingest(["--repair"]) == 0
        assert ingest(["--export", str(tmp_path / "library.zip")]) == 0
        assert ingest(["--import", str(tmp_path / "library.zip"), "--store", str(tmp_path / "folder")]) == 0
        assert ask([QUESTION]) == ask([QUESTION, "--store", str(tmp_path / "folder")])
        the_page_goes_on(server)
        assert ingest(["--list"]) == 2
        told = capsys.readouterr()
        assert "cannot be reached" in told.err
        assert SECRET not in shown + told.out + told.err
    finally:
        server.stop()


def the_page_goes_on(server: Chroma) -> None:
    """While its server starts again; at the end it is down."""
    config = read_section("page", PageConfig)
    service = Service(config)
    try:
        answer = service.assistant(service.standard).answer
        outcome = answer(QUESTION).outcome
        server.stop()
        with pytest.raises(StoreUnavailable, match="cannot be reached"):
            answer(QUESTION)
        page = Page(config, service, Uploads(config.state))
        assert "cannot be reached" in str(page.load(None, gr.Request(headers={})))
        server.start()
        assert answer(QUESTION).outcome is outcome
        shown = library(service.documents(), {}, None, config.place, may_edit=True)
        assert server.url in shown
        assert SECRET not in shown + repr(config)
        server.stop()
    finally:
        service.close()
