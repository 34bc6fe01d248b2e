"""The assistant's ports: what finds evidence, and what drafts an answer from it."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from threading import Event
from typing import NamedTuple, Protocol, runtime_checkable

from assistant.errors import Cancelled
from assistant.nouns import Candidate, Draft, Dropped, Statement, Turn, Usage
from vectorstore.ports import Store


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


@runtime_checkable
class Retriever(Protocol):
    """A self-contained question to the chunks that may answer it."""

    def retrieve(self, question: str, within: Collection[str] | None, cancel: CancelToken) -> list[Candidate]:
        """Best first. ``within`` keeps to the documents with these ids."""

    def over(self, store: Store) -> Retriever:
        """The same retrieval over another store, such as a snapshot for one question."""


@runtime_checkable
class SendsAway(Protocol):
    """What an engine also has that drafts on another machine, so that a person is told before the first question."""

    @property
    def receiver(self) -> str:
        """The host that gets the question, the turns before it and the candidates."""


class Engine(Protocol):
    """Question, history and candidates to a draft. It may only point at evidence; code cuts the quotes."""

    @property
    def name(self) -> str: ...

    def draft(
        self, question: str, history: Sequence[Turn], candidates: Sequence[Candidate], cancel: CancelToken
    ) -> Draft:
        """Raises EngineError when the engine fails, Cancelled when asked to stop."""


class Writing(Protocol):
    """A draft that is on its way."""

    @property
    def quotes(self) -> Draft:
        """What the quotes say by themselves, at once."""

    def write(self, cancel: CancelToken) -> Draft:
        """As ``Engine.draft``."""


class Understood(NamedTuple):
    """A question made self-contained, or None where the engine cannot tell, and what a model was asked for it.

    ``remarks`` are sentences that say why it cannot, where it should.
    """

    question: str | None
    usage: Usage | None = None
    remarks: tuple[str, ...] = ()


@runtime_checkable
class Writer(Protocol):
    """What an engine also has that writes: slower than it quotes, and able to understand a question by itself."""

    @property
    def gate(self) -> Gate:
        """What judges the words that it writes."""

    def understand(self, question: str, history: Sequence[Turn], cancel: CancelToken) -> Understood:
        """The question made self-contained from a history that is not empty. Raises EngineError, Cancelled."""

    def begin(self, question: str, candidates: Sequence[Candidate], cancel: CancelToken) -> Writing:
        """What can be quoted at once, and what writes the rest. Raises Cancelled."""


class Judged(NamedTuple):
    """What the second gate leaves of a statement, and what it takes away."""

    statement: Statement | None
    dropped: Dropped | None


class Gate(Protocol):
    """The second gate: whether the quotes of a statement support its words. Fallible, unlike the first."""

    def judge(self, question: str, statement: Statement, store: Store) -> Judged:
        """The statement, perhaps with a citation more; or its bare quotes, if they answer; or nothing of it."""
