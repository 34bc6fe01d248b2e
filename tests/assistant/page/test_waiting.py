"""While an engine is loaded, the page tells how far it is, and a person may stop, choose another and go on."""

from __future__ import annotations

from dataclasses import dataclass, field
from html import unescape
from threading import Event, Thread
from types import SimpleNamespace
from typing import TYPE_CHECKING, cast

import gradio as gr
import pytest

from assistant.config import AssistantConfig
from assistant.errors import EngineError
from assistant.extractive import Extractive
from assistant.loading import HowFar, Loads
from assistant.page import render, view
from assistant.page.asking import Asking
from assistant.page.config import PageConfig
from assistant.page.server import Page
from assistant.page.session import Session
from assistant.page.settings import Settings
from assistant.page.uploads import Uploads
from tests.assistant.page.answers import store_of
from vectorstore.closing import Closing
from vectorstore.config import StoreConfig

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from assistant.build import Assistant
    from assistant.local.progress import Progress
    from assistant.nouns import Event as Told
    from assistant.page.service import Service
    from assistant.ports import CancelToken, Engine
    from vectorstore.nouns import DocumentRecord

PATIENCE = 20
NUMBER = 1
QUESTION = "Who keeps the lighthouse?"
BYTES = 'value="430000000" max="1117000000"'
SAID = "Getting the local model ready: fetching small.gguf, 430 of 1,117 MB"
LOADING = PATIENCE * 8
"""More often the page does not tell how far it is."""


class Nothing(Closing):
    def close(self) -> None:
        """Nothing is held."""


@dataclass
class Scripted:
    """A service whose one slow engine, ``local``, is loaded once it may be; ``broken`` times that fails."""

    may_end: Event = field(default_factory=Event)
    broken: int = 0
    asked: int = 0
    standard: Settings = field(default_factory=lambda: Settings("extractive", None, 8))

    def __post_init__(self) -> None:
        self.store = store_of("The lighthouse is kept by the widow Marn.")
        self._loads = Loads[Nothing]()

    def documents(self) -> Sequence[DocumentRecord]:
        return self.store.documents()

    def engine(self, _settings: Settings) -> Engine:
        return cast("Engine", SimpleNamespace(name="scripted"))

    def assistant(self, settings: Settings) -> Assistant:
        assert self.has_loaded(settings)
        return cast("Assistant", SimpleNamespace(stream=self._stream))

    def has_loaded(self, settings: Settings) -> bool:
        return settings.engine == Extractive.name or self._loads.has(settings.engine)

    def loading(self, settings: Settings) -> Iterator[HowFar | None]:
        return iter(()) if self.has_loaded(settings) else self._loads.of("local", self._load).watched()

    def _load(self, progress: Progress) -> Nothing:
        progress("Fetching small.gguf", 430_000_000, 1_117_000_000)
        assert self.may_end.wait(PATIENCE)
        if self.broken:
            self.broken -= 1
            raise EngineError("the hub cannot be reached")
        return Nothing()

    def _stream(self, _question: str, *, cancel: CancelToken, **_others: object) -> Iterator[Told]:
        cancel.check()
        self.asked += 1
        return iter(())


@pytest.fixture
def scripted() -> Scripted:
    return Scripted()


@pytest.fixture
def service(scripted: Scripted) -> Service:
    return cast("Service", scripted)


@pytest.fixture
def page(service: Service, tmp_path: Path) -> Page:
    config = PageConfig(assistant=AssistantConfig(store=StoreConfig(path=tmp_path / "library")))
    return Page(config, service, Uploads(config.state))


def session_with(engine: str) -> Session:
    session = Session(Settings("extractive", None, 8))
    session.settings = Settings(engine, None, 8)
    return session


def told_of_bytes(shown: Iterator[object]) -> str:
    """What is shown first that tells of bytes."""
    return next(words for _, each in zip(range(LOADING), shown, strict=False) if SAID in (words := unescape(str(each))))


def test_a_question_tells_how_far_its_engine_is_and_is_asked_then(scripted: Scripted, service: Service) -> None:
    running = Asking(service).ask(session_with("local"), NUMBER, QUESTION, None)
    shown = told_of_bytes(running)
    assert BYTES in shown
    assert QUESTION in shown
    scripted.may_end.set()
    assert list(running)[-1] == ""
    assert scripted.asked == 1


def test_stop_ends_the_waiting_and_the_engine_is_loaded_on(scripted: Scripted, service: Service) -> None:
    asking, session, shown = Asking(service), session_with("local"), list[str]()
    waits = Event()

    def ask() -> None:
        for each in asking.ask(session, NUMBER, QUESTION, None):
            shown.append(each)
            waits.set()

    running = Thread(target=ask, daemon=True)
    running.start()
    assert waits.wait(PATIENCE)
    session.token(NUMBER).cancel()
    running.join(PATIENCE / 2)
    assert not running.is_alive()
    assert "Stopped, as you asked." in shown[-1]
    assert "The engine is loaded to the end, for the next question." in shown[-1]
    assert scripted.asked == 0
    scripted.may_end.set()
    list(asking.ask(session, NUMBER + 1, QUESTION, None))
    assert scripted.asked == 1


def test_another_engine_answers_meanwhile(scripted: Scripted, service: Service) -> None:
    told_of_bytes(Asking(service).ask(session_with("local"), NUMBER, QUESTION, None))
    assert list(Asking(service).ask(session_with("extractive"), NUMBER, QUESTION, None)) == [""]
    scripted.may_end.set()


def test_a_question_after_a_load_that_failed_tries_anew(scripted: Scripted, service: Service) -> None:
    scripted.broken = 1
    scripted.may_end.set()
    session = session_with("local")
    assert "the hub cannot be reached" in list(Asking(service).ask(session, NUMBER, QUESTION, None))[-1]
    assert list(Asking(service).ask(session, NUMBER, QUESTION, None))[-1] == ""
    assert scripted.asked == 1


def test_a_chosen_engine_is_set_at_once_and_tells_how_far_it_is(scripted: Scripted, page: Page) -> None:
    session = session_with("extractive")
    acting = choose(page, session, "local")
    drawn = str(next(acting))
    assert session.settings.engine == "local"
    assert "The engine is being loaded" in drawn
    assert BYTES in told_of_bytes(acting)
    scripted.may_end.set()
    *_, last = acting
    assert BYTES not in str(last)
    assert "The engine is loaded." in str(last)
    assert "being loaded" not in str(list(choose(page, session, "local")))


def test_where_nothing_is_to_be_loaded_each_part_stays_as_it_is(page: Page) -> None:
    for session in (None, session_with("extractive")):
        (row,) = page.load_engine(session)
        assert all(part == gr.skip() for part in row)


def test_a_person_who_changes_their_mind_waits_for_nothing(scripted: Scripted, page: Page) -> None:
    session = session_with("extractive")
    first = choose(page, session, "local")
    told_of_bytes(first)
    assert "being loaded" not in str(list(choose(page, session, "extractive")))
    *_, last = first
    assert BYTES not in str(last)
    scripted.may_end.set()
    assert session.settings.engine == "extractive"


def test_a_chosen_engine_that_fails_gives_way_and_is_forgotten_by_the_browser(scripted: Scripted, page: Page) -> None:
    scripted.broken = 1
    session = session_with("extractive")
    scripted.may_end.set()
    *_, last = choose(page, session, "local", passages=16)
    assert session.settings == Settings("extractive", None, 16)
    assert "the hub cannot be reached" in str(last)
    stored = [part["settings"] for part in last if isinstance(part, dict) and "settings" in part]
    assert stored == [{"passages": 16}]


@pytest.mark.parametrize("engine", ["local", "openai:scripted"])
@pytest.mark.parametrize("is_empty", [True, False])
def test_the_welcome_calls_answers_quotes_only_where_no_model_writes(engine: str, is_empty: bool) -> None:
    quoting, writing = (
        view.welcome(is_empty=is_empty, may_edit=True, writes=session_with(each).settings.writes)
        for each in ("extractive", engine)
    )
    assert "Every answer is a quote" in quoting
    assert "is a quote" not in writing
    assert "Every statement of an answer comes with quotes" in writing


def test_the_welcome_follows_the_engine_that_is_chosen(scripted: Scripted, page: Page) -> None:
    scripted.may_end.set()
    session = session_with("extractive")
    assert "Every statement of an answer" in str(next(choose(page, session, "local")))
    assert "Every answer is a quote" in str(next(choose(page, session, "extractive")))


@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        (None, "1,117 MB<"),
        (5, "less than a minute left"),
        (65, "about a minute left"),
        (170, "about 3 minutes left"),
    ],
)
def test_the_time_that_is_left_is_told_in_minutes(seconds: float | None, words: str) -> None:
    assert words in render.loading(HowFar("Joining it", 1, 1_117_000_000, seconds))


def test_a_load_without_bytes_is_a_plain_line() -> None:
    assert "The engine is being loaded" in render.loading(None)
    assert "progress" not in render.loading(None)


def choose(page: Page, session: Session, engine: str, **others: object) -> Iterator[list[object]]:
    event = gr.EventData(None, {"do": "settings", "engine": engine, **others})
    return page.act(event, session, cast("gr.Request", SimpleNamespace(headers={})))
