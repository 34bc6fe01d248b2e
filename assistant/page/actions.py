"""What a person does on the page besides asking: each action checks what the browser sent, and says what it did."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass

from assistant.errors import QuestionError
from assistant.markdown import markdown
from assistant.page.config import NOT_AN_EDITOR, PageConfig
from assistant.page.feedback import Feedback
from assistant.page.service import Service
from assistant.page.session import Session, documents_named
from assistant.page.uploads import Uploads


@dataclass(frozen=True, slots=True)
class Outcome:
    """What the page's script does then: ``do`` is ``say``, ``copy`` or ``save``, with the words for it."""

    do: str
    words: str
    name: str = ""

    @property
    def as_json(self) -> str:
        return json.dumps({"do": self.do, "words": self.words, "name": self.name})


class Actions:
    """The actions by their names; ``user`` is who asks, None where there are no names."""

    def __init__(self, config: PageConfig, service: Service, uploads: Uploads, feedback: Feedback) -> None:
        self._config = config
        self._service = service
        self._uploads = uploads
        self._feedback = feedback
        self._known: Mapping[str, Callable[[Session, Mapping[str, object], str | None], Outcome | None]] = {
            "new": lambda session, _sent, _user: session.start(),
            "switch": lambda session, sent, _user: session.switch(sent.get("id")),
            "rename": lambda session, sent, _user: session.rename(sent.get("name")),
            "delete": lambda session, sent, _user: session.delete(sent.get("id")),
            "copy": self._copy,
            "markdown": self._markdown,
            "json": self._json,
            "verdict": self._verdict,
            "settings": self._settings,
            "remove": self._remove,
            "dismiss": self._dismiss,
            "refresh": lambda _session, _sent, _user: None,
        }

    def act(self, session: Session, sent: Mapping[str, object], user: str | None) -> Outcome | None:
        """Raises QuoteproofError, with a sentence for the person, for what cannot be done."""
        known = self._known.get(str(sent.get("do")))
        if known is None:
            raise QuestionError(f"The page knows no action {str(sent.get('do'))[:40]!r}: reload it.")
        if "documents" in sent:
            self._keep_choice(session, sent["documents"])
        return known(session, sent, user)

    def _keep_choice(self, session: Session, documents: object) -> None:
        """The ticks stay with the conversation; a choice of none is refused when it is asked with."""
        with suppress(QuestionError):
            uris = (record.uri for record in self._service.documents())
            session.current.documents = documents_named(documents, uris)

    def _copy(self, session: Session, sent: Mapping[str, object], _user: str | None) -> Outcome:
        return Outcome("copy", markdown(session.turn(sent.get("turn")).answer))

    def _markdown(self, session: Session, _sent: Mapping[str, object], _user: str | None) -> Outcome:
        return Outcome("save", session.current.as_markdown(), "conversation.md")

    def _json(self, session: Session, _sent: Mapping[str, object], _user: str | None) -> Outcome:
        return Outcome("save", session.current.as_json(), "conversation.json")

    def _verdict(self, session: Session, sent: Mapping[str, object], _user: str | None) -> Outcome:
        turn = session.turn(sent.get("turn"))
        before = session.current.turns[: session.current.turns.index(turn)]
        history = [each.answer for each in before]
        self._feedback.add(turn.answer, history, sent.get("verdict"), sent.get("note", ""))
        return Outcome("say", "Thank you: your verdict is kept on this machine.")

    def _settings(self, session: Session, sent: Mapping[str, object], _user: str | None) -> Outcome:
        session.settings = session.settings.changed(sent, self._service.standard)
        if self._service.has_loaded(session.settings):
            return Outcome("say", "Set, from the next question on.")
        return Outcome("say", "Set. The engine is being loaded; a question waits for it.")

    def _remove(self, _session: Session, sent: Mapping[str, object], user: str | None) -> Outcome:
        self._check_may_edit(user)
        uri = sent.get("uri")
        if not isinstance(uri, str):
            raise QuestionError("Name the document to remove.")
        self._service.remove(uri)
        self._uploads.discard(uri)
        return Outcome("say", f"Removed {uri}.")

    def _dismiss(self, _session: Session, sent: Mapping[str, object], user: str | None) -> Outcome | None:
        self._check_may_edit(user)
        self._uploads.set_problem(str(sent.get("name")), None)
        return None

    def _check_may_edit(self, user: str | None) -> None:
        if not self._config.may_edit(user):
            raise QuestionError(NOT_AN_EDITOR)
