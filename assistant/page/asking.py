"""A question on the page: its stages as they begin, then the proved answer kept in its own conversation."""

from __future__ import annotations

from collections.abc import Iterator
from threading import Lock

from assistant.errors import Cancelled
from assistant.nouns import Answer, Preview
from assistant.page import render
from assistant.page.service import Service
from assistant.page.session import Session, Turn, documents_named
from assistant.ports import CancelToken
from vectorstore.errors import QuoteproofError

_STOPPED = "Stopped, as you asked. Nothing was kept of it."
_GOES_ON = " The engine is loaded to the end, for the next question."


class Asking:
    """Runs questions and stops them by the key of their browser's session."""

    def __init__(self, service: Service) -> None:
        self._service = service
        self._running: dict[str, CancelToken] = {}
        self._lock = Lock()

    def stop(self, key: str) -> None:
        """Asks the running answer of a session to stop; none is fine."""
        with self._lock:
            token = self._running.get(key)
        if token is not None:
            token.cancel()

    def ask(self, session: Session, key: str, question: object, documents: object) -> Iterator[str]:
        """What is shown of the running question, as HTML; empty once the answer is in its conversation."""
        asked = question.encode(errors="replace").decode() if isinstance(question, str) else ""
        conversation, settings = session.current, session.settings
        token, quotes = CancelToken(), None
        with self._lock:
            self._running[key] = token
        try:
            chosen = documents_named(documents, (record.uri for record in self._service.documents()))
            conversation.documents = chosen
            for far in self._service.loading(settings):
                token.check()
                yield render.waiting(asked, far)
            assistant = self._service.assistant(settings)
            for event in assistant.stream(asked, history=conversation.history, documents=chosen, cancel=token):
                if isinstance(event, Answer):
                    conversation.turns.append(Turn(event, chosen))
                elif isinstance(event, Preview):
                    quotes = event.answer
                else:
                    yield render.running(asked, event.value, quotes, len(conversation.turns))
            yield ""
        except Cancelled:
            yield render.fault(asked, _STOPPED if self._service.has_loaded(settings) else _STOPPED + _GOES_ON)
        except QuoteproofError as error:
            yield render.fault(asked, str(error))
        finally:
            with self._lock:
                if self._running.get(key) is token:
                    del self._running[key]
