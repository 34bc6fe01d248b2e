"""An answer as Markdown. Text of documents is escaped: none of it becomes markup."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from assistant.notes import disagreeing, notes
from assistant.nouns import Answer, Statement
from assistant.sources import Source, by_part, cited, is_reworded, markers, place, plain, sources

_SPECIAL = re.compile(r"[\\`*_{}\[\]()#+\-!|~=$^:@]|(?<=\d)\.|(?<=www)\.", re.IGNORECASE)
_ENTITIES = {ord("&"): "&amp;", ord("<"): "&lt;", ord(">"): "&gt;"}


def markdown(answer: Answer) -> str:
    """The question, the statements with markers, and the quotes with their places; without what was dropped."""
    return "\n\n".join(_blocks(answer))


def escaped(words: str) -> str:
    """One line of text that Markdown shows as it is."""
    return _SPECIAL.sub(r"\\\g<0>", plain(words)).translate(_ENTITIES)


def _blocks(answer: Answer) -> Iterator[str]:
    yield f"**{escaped(answer.question)}**"
    if is_reworded(answer):
        yield f"Understood as: {escaped(answer.understood)}"
    among = cited(answer)
    for asked, statements in by_part(answer):
        if asked is not None:
            yield f"Asked: {escaped(asked)}"
        yield from (_statement(statement, among) for statement in statements)
    if not answer.statements:
        yield escaped(answer.text)
        among = sources(answer.nearest)
        if among:
            yield "The nearest passages:"
    yield from map(_block, among)
    yield from map(escaped, (*disagreeing(answer), *notes(answer)))


def _statement(statement: Statement, among: Sequence[Source]) -> str:
    numbers = "".join(rf"\[{number}\]" for number in markers(statement.citations, among))
    short = "" if statement.short_text is None else f"**{escaped(statement.short_text)}**: "
    caveats = "".join(f"\\\n{escaped(caveat.said)}" for caveat in statement.caveats)
    return f"{short}{escaped(statement.text)} {numbers}{caveats}"


def _block(source: Source) -> str:
    lines = [*source.caveats, *(place(citation) for citation in source.citations)]
    below = "\\\n> ".join(map(escaped, lines))
    return f"> \\[{source.number}\\] “{escaped(source.quote)}”\n>\n> {below}"
