"""The assistant's port: what drafts an answer from evidence."""

from __future__ import annotations

from collections.abc import Sequence
from threading import Event
from typing import Protocol

from assistant.errors import Cancelled
from assistant.nouns import Draft, Turn
from vectorstore.nouns import Hit


class CancelToken:
    """Asks a running answer to stop; safe from any thread."""

    def __init__(self) -> None:
        self._event = Event()

    def cancel(self) -> None:
        self._event.set()

    @property
    def cancelled(self) -> bool:
        return self._event.is_set()

    def check(self) -> None:
        """Raises Cancelled once ``cancel`` was called."""
        if self._event.is_set():
            raise Cancelled("the question was cancelled")


class Engine(Protocol):
    """Question, history and hits to a draft. It may only point at evidence; code cuts the quotes."""

    @property
    def name(self) -> str: ...

    def draft(self, question: str, history: Sequence[Turn], hits: Sequence[Hit], cancel: CancelToken) -> Draft:
        """Raises EngineError when the engine fails, Cancelled when asked to stop."""
