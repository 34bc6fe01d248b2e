"""What a browser's person has asked: conversations, kept in the browser's own storage and read back from it."""

from __future__ import annotations

import json
import secrets
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from hashlib import sha256
from threading import Lock

from assistant.errors import QuestionError, SavedAnswerError
from assistant.export import answer_fields
from assistant.markdown import escaped, markdown
from assistant.nouns import Answer
from assistant.page.restored import restored
from assistant.page.settings import Settings, read_choices
from assistant.ports import CancelToken
from assistant.sources import plain
from vectorstore.nouns import DocumentRecord
from vectorstore.ports import Store

FORMAT = "quoteproof-conversations/1"
STORAGE_CHARACTERS = 3_500_000
"""A browser gives a page about five million characters, and the encryption takes a third more than the text."""
_NAME_CHARACTERS = 80
_FULL = "The browser's storage is full: this conversation is not kept after a reload. Export it, or delete another one."


@dataclass(slots=True)
class Turn:
    """A proved answer and the documents that were asked: uris, or None for all."""

    answer: Answer
    documents: tuple[str, ...] | None = None


@dataclass(slots=True)
class Conversation:
    """Turns under a name; without one of its own it is called by its first question."""

    id: str = field(default_factory=lambda: secrets.token_hex(8))
    name: str = ""
    turns: list[Turn] = field(default_factory=list)
    documents: tuple[str, ...] | None = None
    notes: list[str] = field(default_factory=list)

    @property
    def title(self) -> str:
        return plain(self.name or (self.turns[0].answer.question if self.turns else "New conversation"))

    @property
    def is_begun(self) -> bool:
        """Whether there is something of it to keep."""
        return bool(self.turns or self.name or self.documents is not None)

    @property
    def history(self) -> list[Answer]:
        return [turn.answer for turn in self.turns]

    def as_markdown(self) -> str:
        """All answers, without what was not proved."""
        return "\n\n".join([f"# {escaped(self.title)}", *("---\n\n" + markdown(a) for a in self.history)]) + "\n"

    def as_json(self) -> str:
        """A list of answers that ``quoteproof-verify`` checks."""
        return json.dumps([answer_fields(answer) for answer in self.history], ensure_ascii=True, indent=2)


@dataclass(slots=True)
class Session:
    """One browser's conversations, newest first; the current one is the first that ``current`` names."""

    standard: Settings
    settings: Settings = field(init=False)
    conversations: list[Conversation] = field(default_factory=lambda: [Conversation()])
    current_id: str = ""
    full: bool = False
    _told: str = ""
    _asked: tuple[int, CancelToken] = field(default_factory=lambda: (0, CancelToken()))
    _lock: Lock = field(default_factory=Lock, repr=False)

    def __post_init__(self) -> None:
        self.settings = self.standard

    def token(self, number: object) -> CancelToken:
        """What stops the question that the page calls by this number, whether that or its end is heard of first.

        The page counts its questions from 1. One that is not the newest gets a token that nothing else holds.
        """
        called = number if isinstance(number, int) else 0
        with self._lock:
            if called > self._asked[0]:
                self._asked = (called, CancelToken())
            newest, token = self._asked
        return token if called == newest > 0 else CancelToken()

    @property
    def current(self) -> Conversation:
        return next((each for each in self.conversations if each.id == self.current_id), self.conversations[0])

    def start(self) -> None:
        """A new conversation; an empty one is used again."""
        empty = next((each for each in self.conversations if not each.turns), None)
        if empty is None:
            empty = Conversation()
            self.conversations.insert(0, empty)
        self.current_id = empty.id

    def switch(self, identity: object) -> None:
        self.current_id = self._named(identity).id

    def rename(self, name: object) -> None:
        if not isinstance(name, str):
            raise QuestionError("A conversation's name is text.")
        self.current.name = plain(name)[:_NAME_CHARACTERS]

    def delete(self, identity: object) -> None:
        self.conversations.remove(self._named(identity))
        if not self.conversations:
            self.conversations.append(Conversation())

    def turn(self, number: object) -> Turn:
        """The turn of the current conversation; raises QuestionError where there is none."""
        turns = self.current.turns
        if isinstance(number, bool) or not isinstance(number, int) or not 0 <= number < len(turns):
            raise QuestionError("That answer is not there any more.")
        return turns[number]

    def news(self) -> dict[str, object] | None:
        """What the browser is to store, or None where it is as at the last call: other tabs hear of each writing.

        None too where it does not fit, which ``notice`` tells then.
        """
        kept = [_fields(each) for each in self.conversations if each.is_begun]
        chosen = self.settings.choices(self.standard)
        written = json.dumps({"format": FORMAT, "current": self.current.id, "settings": chosen, "conversations": kept})
        self.full = len(written) > STORAGE_CHARACTERS
        before, self._told = self._told, "" if self.full else sha256(written.encode()).hexdigest()
        return None if self._told in {before, ""} else json.loads(written)

    @property
    def notice(self) -> str:
        return _FULL if self.full else ""

    def _named(self, identity: object) -> Conversation:
        for each in self.conversations:
            if each.id == identity:
                return each
        raise QuestionError("That conversation is not there any more.")


def read_back(value: object, standard: Settings, store: Store) -> Session:
    """A session from a browser's storage; what cannot be read is left out, and said in its conversation."""
    session = Session(standard)
    if not isinstance(value, Mapping) or value.get("format") != FORMAT:
        return session
    session.settings = read_choices(value.get("settings"), standard)
    stored = value.get("conversations")
    with store.snapshot() as now:
        records = {record.id: record for record in now.documents()}
        listed = stored if isinstance(stored, list) else []
        found = [_conversation(each, now, records) for each in listed if isinstance(each, Mapping)]
    session.conversations = found or [Conversation()]
    session.current_id = str(value.get("current", ""))
    return session


def documents_named(value: object, known: Iterable[str]) -> tuple[str, ...] | None:
    """The chosen uris or folders as the browser sent them; raises QuestionError for what is not a list of names."""
    if value is None:
        return None
    if not isinstance(value, list) or not all(isinstance(each, str) for each in value):
        raise QuestionError("The choice of documents cannot be read: reload the page.")
    there = set(known)
    chosen = tuple(each for each in dict.fromkeys(value) if each in there)
    if not chosen:
        raise QuestionError("No document is ticked: tick one, or ask all.")
    return None if len(chosen) == len(there) else chosen


def _fields(conversation: Conversation) -> dict[str, object]:
    turns = [{"answer": answer_fields(t.answer), "documents": t.documents} for t in conversation.turns]
    return {"id": conversation.id, "name": conversation.name, "documents": conversation.documents, "turns": turns}


def _conversation(value: Mapping[str, object], store: Store, records: Mapping[str, DocumentRecord]) -> Conversation:
    conversation = Conversation(name=plain(str(value.get("name", "")))[:_NAME_CHARACTERS])
    identity = value.get("id")
    if isinstance(identity, str) and len(identity) == len(conversation.id) and identity.isalnum():
        conversation.id = identity
    conversation.documents = _uris(value.get("documents"))
    turns = value.get("turns")
    for turn in turns if isinstance(turns, list) else []:
        fields = turn if isinstance(turn, Mapping) else {}
        try:
            answer = restored(fields.get("answer"), store, records)
        except SavedAnswerError as error:
            conversation.notes.append(str(error))
            continue
        conversation.turns.append(Turn(answer, _uris(fields.get("documents"))))
    return conversation


def _uris(value: object) -> tuple[str, ...] | None:
    if not isinstance(value, list | tuple) or not all(isinstance(each, str) for each in value):
        return None
    return tuple(value)
