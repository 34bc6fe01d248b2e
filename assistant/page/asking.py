"""A question on the page: its stages as they begin, then the proved answer kept in its own conversation."""

from __future__ import annotations

from collections.abc import Iterator

from assistant.errors import Cancelled
from assistant.nouns import Answer, Preview
from assistant.page import render
from assistant.page.service import Service
from assistant.page.session import Session, Turn, documents_named
from vectorstore.errors import QuoteproofError

_STOPPED = "Stopped, as you asked. Nothing was kept of it."
_GOES_ON = " The engine is loaded to the end, for the next question."


class Asking:
    """Runs the questions of sessions; a session's own token stops them."""

    def __init__(self, service: Service) -> None:
        self._service = service

    def ask(self, session: Session, number: object, question: object, documents: object) -> Iterator[str]:
        """What is shown of the running question, as HTML; empty once the answer is in its conversation."""
        asked = question.encode(errors="replace").decode() if isinstance(question, str) else ""
        conversation, settings = session.current, session.settings
        token, quotes = session.token(number), None
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
