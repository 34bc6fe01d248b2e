"""An answer as HTML: statements with citation chips, a card for each quote, refusals, what was not proved."""

from __future__ import annotations

from collections.abc import Sequence

from assistant.loading import HowFar
from assistant.notes import disagreeing, notes
from assistant.nouns import Answer, Citation, Dropped, Outcome, Statement
from assistant.page.markup import attributes, button, line, text
from assistant.page.settings import ENGINES
from assistant.sources import Source, by_part, cited, is_reworded, markers, page_label, plain, said, sources

_SURE = ((0.75, "sure", "high"), (0.4, "fairly sure", "middle"), (0.0, "not sure", "low"))
"""From which probability on which word stands: of four such answers three are right, of five two, or fewer."""
_READY = "Getting the local model ready"


def turn(answer: Answer, number: int, documents: Sequence[str] | None, dropped_note: str = "") -> str:
    """A question and its answer as an article; ``number`` counts from 0 in the conversation."""
    kind = "answer" if answer.outcome in (Outcome.ANSWERED, Outcome.NOTHING_ASKED) else "refusal"
    body = _answered(answer, number) if answer.statements else _refused(answer, number)
    return (
        f'<article class="qp-turn"{attributes(id=f"qp-turn-{number}", aria_label=f"Question {number + 1}")}>'
        f"{question(answer.question)}{_understood(answer)}"
        f'<div class="qp-{kind}">{_badges(answer, documents)}{body}'
        f"{_remarks(answer)}{note(dropped_note)}{_dropped(answer)}{_foot(answer, number)}</div></article>"
    )


def question(words: str) -> str:
    return f'<h2 class="qp-question" dir="auto">{line(words)}</h2>'


def running(asked: str, stage: str, quotes: Answer | None = None, number: int = 0) -> str:
    """A question whose answer is on its way: the stages, proved quotes where there are some, and nothing else."""
    names = ("searching", "reading", "writing", "checking")
    reached = names.index(stage) if stage in names else 0
    shown = [name for name in names if name != "writing" or stage == "writing"]
    steps = "".join(f"<li{attributes(class_=_step(names.index(name), reached))}>{name}</li>" for name in shown)
    stages = f'<ol class="qp-stages" aria-label="What is being done">{steps}</ol>'
    return _on_its_way(asked, stages + _preview(quotes, number))


def waiting(asked: str, far: HowFar | None) -> str:
    """A question whose engine is being loaded."""
    return _on_its_way(asked, loading(far))


def loading(far: HowFar | None) -> str:
    """How far an engine is that is being loaded; only the model that comes along counts bytes."""
    if far is None:
        return '<p class="qp-loading">The engine is being loaded …</p>'
    work = far.work[:1].lower() + far.work[1:]
    told = f"{_READY}: {work}, {far.done / 1e6:,.0f} of {far.total / 1e6:,.0f} MB{_left(far.left)}"
    bar = f"<progress{attributes(value=far.done, max=far.total, aria_label=_READY)}></progress>"
    return f'<div class="qp-loading"><p>{line(told)}</p>{bar}</div>'


def fault(asked: str, message: str) -> str:
    """What went wrong with a question, and what to do."""
    return f'<article class="qp-turn">{question(asked)}<p class="qp-fault" role="alert">{line(message)}</p></article>'


def note(message: str) -> str:
    return f'<p class="qp-note">{line(message)}</p>' if message else ""


def _on_its_way(asked: str, inner: str) -> str:
    return f'<article class="qp-turn qp-running" aria-busy="true">{question(asked)}{inner}</article>'


def _left(seconds: float | None) -> str:
    if seconds is None:
        return ""
    minutes = round(seconds / 60)
    words = ("less than a minute", "about a minute")[minutes] if minutes < 2 else f"about {minutes} minutes"
    return f", {words} left"


def _preview(quotes: Answer | None, number: int) -> str:
    if quotes is None:
        return ""
    cards = "".join(_card(source, number) for source in cited(quotes))
    return f'<div class="qp-answer"><h3 class="qp-nearest">Quotes that may answer</h3>{cards}</div>'


def _step(place: int, reached: int) -> str:
    return "now" if place == reached else "done" if place < reached else "ahead"


def _understood(answer: Answer) -> str:
    if not is_reworded(answer):
        return ""
    return f'<p class="qp-understood">Understood as: {line(answer.understood)}</p>'


def _badges(answer: Answer, documents: Sequence[str] | None) -> str:
    checked = " · quotes checked" if answer.statements else ""
    models = f"Which engine answered, by {', '.join(answer.models) or 'no model'}"
    badges = [f'<span class="qp-badge"{attributes(title=models)}>{line(_engine(answer))}{checked}</span>']
    if answer.confidence is not None and answer.statements:
        badges.append(_sure(answer.confidence))
    if documents is not None:
        named = ", ".join(documents) or "no document"
        badges.append(f'<span class="qp-badge"{attributes(title=plain(named))}>asked: {_count(documents)}</span>')
    return f'<div class="qp-badges">{"".join(badges)}</div>'


def _engine(answer: Answer) -> str:
    """Its name on the page; of the model that comes along, the model's own."""
    if answer.engine == "local" and answer.models:
        return f"{answer.models[0]}, offline"
    return ENGINES.get(answer.engine, answer.engine)


def _count(documents: Sequence[str]) -> str:
    return line(documents[0].split("/")[-1]) if len(documents) == 1 else f"{len(documents)} chosen"


def _sure(confidence: float) -> str:
    words, level = next((words, level) for least, words, level in _SURE if confidence >= least)
    meaning = (
        f"A calibrated probability of {confidence:.0%} that the documents answer the question: of 100 answers with "
        f"this figure, about {round(100 * confidence)} should. That the quotes stand in the documents is certain."
    )
    return (
        f'<span class="qp-badge qp-sure"{attributes(data_level=level, title=meaning, tabindex=0)}>'
        f'<i aria-hidden="true"></i>{words}<span class="qp-hidden">: {text(meaning)}</span></span>'
    )


def _answered(answer: Answer, number: int) -> str:
    among = cited(answer)
    parts = "".join(_part(asked, statements, among, number) for asked, statements in by_part(answer))
    cards = "".join(_card(source, number) for source in among)
    count = "1 quote and where it stands" if len(among) == 1 else f"{len(among)} quotes and where they stand"
    return f'{parts}<details class="qp-cards" open><summary>{count}</summary>{cards}</details>'


def _part(asked: str | None, statements: Sequence[Statement], among: Sequence[Source], number: int) -> str:
    """What answers a part of the question, below that part; a question that was one is not said again."""
    head = "" if asked is None else f'<h3 class="qp-part" dir="auto">{line(asked)}</h3>'
    items = "".join(_statement(each, among, number) for each in statements)
    return f'{head}<ul class="qp-statements">{items}</ul>'


def _statement(statement: Statement, among: Sequence[Source], number: int) -> str:
    by_number = {source.number: source for source in among}
    chips = "".join(_chip(by_number[mark], number) for mark in markers(statement.citations, among))
    short = f'<strong class="qp-short" dir="auto">{line(statement.short_text)}</strong>' if statement.short_text else ""
    return f'<li>{short}<span class="qp-said" dir="auto">{text(said(statement))}</span> {chips}</li>'


def _chip(source: Source, number: int) -> str:
    first = source.citations[0]
    label = f"Quote {source.number}, {plain(first.document.title)}: open in the source"
    return button(str(source.number), "qp-chip", aria_label=label, **_opens(first, number))


def _card(source: Source, number: int) -> str:
    first = source.citations[0]
    places = "".join(_place(citation, number) for citation in source.citations)
    caveats = "".join(f'<p class="qp-places qp-disagree" dir="auto">{line(each)}</p>' for each in source.caveats)
    return (
        f'<div class="qp-card"><span class="qp-number" aria-hidden="true">{source.number}</span>'
        f'<blockquote dir="auto">{_quote(first)}</blockquote>{caveats}<div class="qp-places">{places}</div></div>'
    )


def _quote(citation: Citation) -> str:
    """The quote's exact characters, the emphasised ones marked."""
    whole, inside = citation.text, citation.emphasis
    if inside is None:
        return text(whole)
    local = inside.shifted(-citation.span.start)
    return f"{text(whole[: local.start])}<b>{text(local.of(whole))}</b>{text(whole[local.end :])}"


def _place(citation: Citation, number: int) -> str:
    named = ", ".join(part for part in (plain(citation.document.title), page_label(citation.page)) if part)
    return button(line(named), "qp-place", title=plain(citation.document.uri), **_opens(citation, number))


def _opens(citation: Citation, number: int) -> dict[str, str | int | None]:
    """What the page's script needs to open the source; the server checks it again."""
    span = citation.span
    return {"data_open": citation.document.id, "data_start": span.start, "data_end": span.end, "data_turn": number}


def _refused(answer: Answer, number: int) -> str:
    if answer.outcome is Outcome.NOTHING_ASKED:
        return f'<p class="qp-why">{line(answer.text)}</p>'
    title = "Not in the documents" if answer.outcome is Outcome.NOT_IN_DOCUMENTS else "Nothing could be proved"
    why = f"No sentence answers “{answer.understood}”" if answer.outcome is Outcome.NOT_IN_DOCUMENTS else answer.text
    head = f'<p class="qp-refused">{title}</p><p class="qp-why">{line(why)}</p>'
    if not answer.nearest:
        return head
    cards = "".join(_card(source, number) for source in sources(answer.nearest))
    return f'{head}<h3 class="qp-nearest">The nearest passages</h3><div class="qp-cards">{cards}</div>'


def _remarks(answer: Answer) -> str:
    return _disagreeing(answer) + "".join(map(note, notes(answer)))


def _disagreeing(answer: Answer) -> str:
    return "".join(f'<p class="qp-disagree">{line(each)}</p>' for each in disagreeing(answer))


def _dropped(answer: Answer) -> str:
    if not answer.dropped:
        return ""
    items = "".join(f"<li>{line(each.text)} <em>{line(_why(each))}</em></li>" for each in answer.dropped)
    return f'<details class="qp-dropped"><summary>Not proved: {len(answer.dropped)}</summary><ul>{items}</ul></details>'


def _why(dropped: Dropped) -> str:
    return f"{dropped.reason}; its quote stands in its place" if dropped.quoted else dropped.reason


def _foot(answer: Answer, number: int) -> str:
    buttons = (("copy", "Copy"), ("like", "Helpful"), ("dislike", "Not helpful"), ("seconds", "Time"))
    drawn = "".join(button(name, "qp-quiet", data_do=do, data_turn=number) for do, name in buttons)
    stages = ", ".join(f"{name} {seconds:.2f} s" for name, seconds in answer.seconds.items())
    return f'<div class="qp-foot">{drawn}<span class="qp-time">{line(stages)}</span></div>'
