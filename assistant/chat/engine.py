"""The engine for chat models: it shows numbered sentences, and makes a draft of what the model says of them."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

from langchain_core.messages import AIMessage, BaseMessage, HumanMessage, SystemMessage

from assistant.chat.caller import Caller
from assistant.chat.config import ChatConfig
from assistant.chat.drafting import drafted
from assistant.chat.reply import BadReply, Reply, read_reply
from assistant.chat.rewriting import Untrusted, leans, trusted
from assistant.chat.sent import Sent
from assistant.chat.shown import Sheet, sheet
from assistant.chat.wording import AGAIN, REWRITE, RULES, asked, conversation
from assistant.evidence import Evidence
from assistant.extractive import Extractive
from assistant.intents import language, wants_short
from assistant.nouns import Candidate, Draft, Turn, Usage
from assistant.ports import CancelToken, Gate, Understood
from vectorstore.closing import Closing

_TRIES = 2
_ECHO = 2000
_FOREIGN = (
    "The question is not in English (it looks like {}): the search and the checks know English only and may miss what "
    "the documents say; ask it in English too."
)


class Parts(NamedTuple):
    """What a chat engine is made of.

    ``extractive`` ranks the sentences, quotes at once, and answers where the model has no usable answer. ``gate``
    judges what the model states. ``writer`` is what answers call the model. ``held`` is what serves it, if that is
    ours to close.
    """

    caller: Caller
    extractive: Extractive
    gate: Gate
    config: ChatConfig
    writer: str
    held: Closing | None = None


class Chat(Closing):
    """A chat model that never writes a quote. Safe from many threads; close it when it is not needed any more."""

    def __init__(self, parts: Parts) -> None:
        self._parts = parts
        self.name = parts.caller.name
        self.writer = parts.writer
        self.gate = parts.gate
        self._caller, self._config = parts.caller, parts.config
        self._extractive = parts.extractive
        self._held = parts.held

    def over(self, extractive: Extractive) -> Chat:
        """The same model beside other dials of what is quoted; closing it leaves the model to this one."""
        return Chat(self._parts._replace(extractive=extractive, held=None))

    def close(self) -> None:
        if self._held is not None:
            self._held.close()

    def understand(self, question: str, history: Sequence[Turn], cancel: CancelToken) -> Understood:
        """The question as the model makes it self-contained, if it leans on the history and only its words are used.

        Where the model fails at that, why is said in a remark.
        """
        if not leans(question):
            return Understood(None)
        messages = [SystemMessage(REWRITE), HumanMessage(conversation(question, history))]
        sent = self._caller.ask(messages, self._ends(), cancel)
        try:
            return Understood(self._rewritten(sent, question, history), sent.usage)
        except Untrusted as doubt:
            remark = f"{self.name} sent no usable rewrite of the question ({doubt}): it was understood by rule."
            return Understood(None, sent.usage, (remark,))

    def begin(self, question: str, candidates: Sequence[Candidate], cancel: CancelToken) -> Writing:
        """Ranks the sentences. Raises Cancelled."""
        evidence = self._extractive.ranker.rank(question, candidates, cancel)
        shown = sheet(candidates, evidence, self._config.prompt_tokens * (1 if wants_short(question) else 2))
        return Writing(self, question, shown, evidence, self._extractive.quoting(question, evidence))

    def draft(
        self,
        question: str,
        history: Sequence[Turn],  # noqa: ARG002  what it holds is in the question already
        candidates: Sequence[Candidate],
        cancel: CancelToken,
    ) -> Draft:
        """Raises EngineError where the model cannot be asked, Cancelled when asked to stop."""
        return self.begin(question, candidates, cancel).write(cancel)

    def replied(self, question: str, shown: Sheet, cancel: CancelToken) -> Replied:
        """The model's draft. One that is no draft, if not for its length, is asked for once more.

        Raises EngineError, Cancelled.
        """
        messages: list[BaseMessage] = [SystemMessage(RULES), HumanMessage(asked(shown, question))]
        ends, usage, fault = self._ends(), Usage(0, 0, 0), ""
        for _ in range(_TRIES):
            sent = self._caller.draft(messages, ends, cancel)
            usage += sent.usage
            if sent.fault:
                return Replied(None, usage, sent.fault)
            try:
                return Replied(read_reply(sent.content), usage, "")
            except BadReply as bad:
                fault = str(bad)
            if sent.is_cut:
                return Replied(None, usage, self._cut_off())
            messages += [AIMessage(sent.content[:_ECHO]), HumanMessage(AGAIN.format(fault=fault))]
        return Replied(None, usage, fault)

    def _rewritten(self, sent: Sent, question: str, history: Sequence[Turn]) -> str:
        """Raises Untrusted."""
        if sent.fault or sent.is_cut:
            raise Untrusted(sent.fault or self._cut_off())
        return trusted(sent.content, question, history)

    def _cut_off(self) -> str:
        return f"it was cut off at {self._config.max_tokens} tokens: raise [chat] max_tokens"

    def _ends(self) -> float:
        return time.monotonic() + self._config.timeout


class ChatElsewhere(Chat):
    """The same where question and sentences leave the machine: it tells to whom."""

    def __init__(self, parts: Parts, receiver: str) -> None:
        """``receiver`` is a host, or several in words."""
        super().__init__(parts)
        self.receiver = receiver

    def over(self, extractive: Extractive) -> ChatElsewhere:
        return ChatElsewhere(self._parts._replace(extractive=extractive, held=None), self.receiver)


@dataclass(frozen=True, slots=True)
class Replied:
    """What the model made of a question, and its cost; ``reply`` is None where it was no draft, and ``fault`` why."""

    reply: Reply | None
    usage: Usage
    fault: str


@dataclass(frozen=True, slots=True)
class Writing:
    """A draft on its way: what can be quoted is there, what the model says comes with ``write``."""

    engine: Chat
    question: str
    shown: Sheet
    evidence: Sequence[Evidence]
    quotes: Draft

    def write(self, cancel: CancelToken) -> Draft:
        """Raises EngineError where the model cannot be asked, Cancelled when asked to stop."""
        if not self.shown.shown:
            return replace(self.quotes, engine=Extractive.name)
        replied = self.engine.replied(self.question, self.shown, cancel)
        if replied.reply is None:
            fault = f"{self.engine.name} sent no usable answer ({replied.fault}): these are quotes found without it."
            return replace(self.quotes, engine=Extractive.name, fault=fault, usage=replied.usage)
        draft = drafted(replied.reply, self.question, self.shown, self.evidence, self.quotes)
        code = language(self.question)
        return replace(
            draft,
            remarks=draft.remarks if code is None else (_FOREIGN.format(code), *draft.remarks),
            nearest=draft.nearest or self.quotes.nearest,
            models=(self.engine.writer, *self.quotes.models),
            confidence=self.quotes.confidence,
            usage=replied.usage,
        )
