"""What a person does besides asking, and the side panel, over the real service and its real library."""

from __future__ import annotations

import json
from html import unescape
from pathlib import Path

import pytest

from assistant.config import AssistantConfig
from assistant.errors import QuestionError
from assistant.page import library_view, view
from assistant.page.actions import Actions
from assistant.page.asking import Asking
from assistant.page.config import PageConfig
from assistant.page.feedback import Feedback
from assistant.page.service import Service
from assistant.page.session import Session
from assistant.page.uploads import Uploads
from ingest.outcome import Event
from tests.assistant.page.hostile import HOSTILE
from vectorstore.config import StoreConfig
from vectorstore.errors import DocumentGone, QuoteproofError

pytestmark = pytest.mark.slow
ARTICLE = "documents/almaty-lawsuit.txt"
FILED = "When was the suit filed?"


@pytest.fixture
def uploads(config: PageConfig) -> Uploads:
    return Uploads(config.state)


@pytest.fixture
def actions(config: PageConfig, service: Service, uploads: Uploads) -> Actions:
    return Actions(config, service, uploads, Feedback(config.state))


@pytest.fixture
def session(service: Service) -> Session:
    return Session(service.standard)


def test_a_question_streams_its_stages_and_ends_in_its_conversation(service: Service, session: Session) -> None:
    shown = list(Asking(service).ask(session, 1, FILED, None))
    assert ["searching" in shown[0], shown[-1]] == [True, ""]
    assert "May 14" not in "".join(shown)
    assert "May 14" in view.conversation(session.current, "")


def test_a_question_with_half_a_sign_can_be_sent_and_stored(service: Service, session: Session) -> None:
    list(Asking(service).ask(session, 1, f"{FILED} \ud83d", None))
    assert json.dumps(session.news(), ensure_ascii=False).encode()


@pytest.mark.parametrize("question", ["", "???", None, 3, HOSTILE * 20])
def test_a_question_that_is_none_is_answered_with_what_to_do(
    service: Service, session: Session, question: object
) -> None:
    *_, last = Asking(service).ask(session, 1, question, None)
    assert "qp-fault" in last
    assert session.current.turns == []


def test_a_stopped_question_ends_and_leaves_nothing(service: Service, session: Session) -> None:
    asking = Asking(service)
    running = asking.ask(session, 1, FILED, None)
    next(running)
    session.token(0).cancel()
    session.token(1).cancel()
    assert "Stopped" in list(running)[-1]
    assert session.current.turns == []


def test_answers_are_copied_exported_and_judged(
    actions: Actions, service: Service, session: Session, config: PageConfig
) -> None:
    list(Asking(service).ask(session, 1, FILED, None))
    copied = actions.act(session, {"do": "copy", "turn": 0}, None)
    assert copied is not None
    assert "May 14" in copied.words
    for do, name in (("markdown", "conversation.md"), ("json", "conversation.json")):
        saved = actions.act(session, {"do": do}, None)
        assert saved is not None
        assert (saved.do, saved.name) == ("save", name)
    actions.act(session, {"do": "verdict", "turn": 0, "verdict": "up", "note": HOSTILE}, None)
    line = json.loads((config.state / "feedback.jsonl").read_text("utf-8").splitlines()[-1])
    assert (line["note"], line["answer"]["question"]) == (HOSTILE.strip(), FILED)


@pytest.mark.parametrize(
    "sent",
    [
        {},
        {"do": "explode"},
        {"do": ["copy"]},
        {"do": "copy"},
        {"do": "copy", "turn": 10**9},
        {"do": "switch", "id": {}},
        {"do": "rename", "name": 3},
        {"do": "settings", "engine": "oracle"},
        {"do": "settings", "engine": ["extractive"]},
        {"do": "settings", "refuse_below": {}},
        {"do": "remove", "uri": ARTICLE},
    ],
)
def test_what_a_browser_should_not_send_is_refused(actions: Actions, session: Session, sent: dict[str, object]) -> None:
    with pytest.raises(QuestionError):
        actions.act(session, sent, "ben")


def test_settings_and_the_choice_of_documents_stay_with_the_session(
    actions: Actions, service: Service, session: Session
) -> None:
    actions.act(session, {"do": "settings", "refuse_below": "very readily", "documents": None}, None)
    assert session.settings.refuse_below == 0.9
    list(Asking(service).ask(session, 1, "Who is Madina married to?", None))
    assert '<option value="very readily" selected>' in view.settings(session, "")


def test_a_document_is_added_and_removed_by_an_editor(
    actions: Actions, service: Service, session: Session, uploads: Uploads
) -> None:
    incoming = uploads.begin("mill.txt", 1000)
    incoming.write(b"The mill of Tarn is driven by the river Oss.\n")
    events: list[Event] = []
    service.take_in([incoming.finish()], events.append)
    assert events
    assert "uploads/mill.txt" in [record.uri for record in service.documents()]
    actions.act(session, {"do": "remove", "uri": "uploads/mill.txt"}, "anna")
    assert "uploads/mill.txt" not in [record.uri for record in service.documents()]
    assert not (uploads.folder / "mill.txt").exists()
    with pytest.raises(DocumentGone):
        actions.act(session, {"do": "remove", "uri": HOSTILE}, "anna")


def test_the_panel_lists_documents_reasons_and_the_place(service: Service, config: PageConfig) -> None:
    panel = library_view.library(service.documents(), {HOSTILE: "it is broken"}, None, config.library, may_edit=True)
    assert HOSTILE.split()[0] in unescape(panel)
    assert "<script" not in panel
    assert str(config.library) in unescape(panel)
    assert 'data-do="remove"' in panel
    assert "data-do" not in library_view.library(service.documents(), {}, None, config.library, may_edit=False)


def test_an_empty_library_is_made_and_says_what_to_do(tmp_path: Path) -> None:
    config = PageConfig(assistant=AssistantConfig(store=StoreConfig(path=tmp_path / "new")))
    service = Service(config)
    try:
        assert not service.documents()
        panel = library_view.library([], {}, None, config.library, may_edit=True)
        assert "The library is empty. Add a document first" in panel
        *_, last = Asking(service).ask(Session(service.standard), "key", FILED, None)
        assert isinstance(last, str)
    except QuoteproofError as error:
        pytest.fail(str(error))
    finally:
        service.close()
