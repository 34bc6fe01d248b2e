"""The conversation in the middle of the page, and what stands there before the first question."""

from __future__ import annotations

from collections.abc import Sequence

from assistant.page import render
from assistant.page.markup import attributes, button, line, text
from assistant.page.session import Conversation, Session
from assistant.page.settings import PASSAGES, dials, engines
from assistant.ports import Engine, SendsAway


def conversation(current: Conversation, welcome: str) -> str:
    """All turns, or the welcome where there is none."""
    notes = "".join(map(render.note, current.notes))
    turns = "".join(render.turn(turn.answer, number, turn.documents) for number, turn in enumerate(current.turns))
    return notes + (turns or welcome)


def welcome(*, is_empty: bool, may_edit: bool, writes: bool) -> str:
    """What stands before the first question, and what to do first where the library is empty; ``writes``: a model."""
    if is_empty and not may_edit:
        return _WAIT
    return (_FIRST if is_empty else _WELCOME).format(_WRITTEN if writes else _QUOTED)


def starters(current: Conversation, questions: Sequence[str]) -> str:
    """Questions that were just proved answerable, as buttons, before the first one is asked."""
    if current.turns or not questions:
        return ""
    buttons = "".join(button(line(question), "qp-starter", data_ask=question) for question in questions)
    return f'<div class="qp-starters" role="group" aria-label="Questions to begin with">{buttons}</div>'


def leaves(engine: Engine) -> str:
    """Which text leaves the machine with this engine, and where to."""
    if not isinstance(engine, SendsAway):
        return "Nothing leaves this machine."
    sent = "the question, the conversation so far and the passages that are read"
    return f"With this engine {sent} go to {engine.receiver}."


def settings(session: Session, told: str) -> str:
    """The choices, each explained in a sentence, with the default marked; ``told`` goes below the question's box."""
    now, standard = session.settings, session.standard
    refused = [
        (name, name, now.refuse_below == value, value == standard.refuse_below)
        for name, value in dials(standard).items()
    ]
    named = [(key, name, now.engine == key, standard.engine == key) for key, name in engines(standard).items()]
    counts = sorted({*PASSAGES, standard.passages})
    passages = [(str(n), str(n), now.passages == n, standard.passages == n) for n in counts]
    return f'<details class="qp-settings"{attributes(data_leaves=told)}><summary>Settings</summary>' + (
        _choice(
            "engine",
            "Engine",
            "What drafts an answer. “Quotes only” writes nothing of its own; a model writes, and is slower.",
            named,
        )
        + _choice("refuse_below", "Refuses", "How readily it says that the documents do not say.", refused)
        + _choice(
            "passages", "Passages", "How many passages are read for a question: more finds more, slower.", passages
        )
    )


def _choice(name: str, title: str, meaning: str, options: Sequence[tuple[str, str, bool, bool]]) -> str:
    listed = "".join(
        f"<option{attributes(value=value)}{' selected' if chosen else ''}>"
        f"{text(label)}{' (default)' if usual else ''}</option>"
        for value, label, chosen, usual in options
    )
    return (
        f'<label class="qp-choice"><b>{title}</b><select{attributes(data_setting=name)}>{listed}</select>'
        f"<small>{text(meaning)}</small></label>"
    )


_QUOTED = "Every answer is a quote from your documents, checked letter by letter."
_WRITTEN = (
    "Every statement of an answer comes with quotes from your documents, and the quotes are checked letter by letter."
)
_WELCOME = (
    '<div class="qp-welcome"><h2>Ask your documents</h2>'
    "<p>{} "
    "Choose a number to see the quote in its place. Where the documents do not say, you are told so.</p></div>"
)
_FIRST = (
    '<div class="qp-welcome"><h2>Add your first document</h2>'
    "<p>Then ask about it. {} "
    "PDF, Word, HTML, Markdown and text are read.</p>"
    f"{button('Add documents', 'qp-button qp-primary', data_do='add')}</div>"
)
_WAIT = (
    '<div class="qp-welcome"><h2>No documents yet</h2>'
    "<p>The library is empty. Ask someone who may add documents to do so, then ask about them here.</p></div>"
)
