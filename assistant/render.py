"""An answer as text for the terminal, as Markdown, as JSON and as W3C annotations."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from types import MappingProxyType

from assistant.export import annotation_page, answer_json
from assistant.markdown import markdown
from assistant.notes import disagreeing, notes
from assistant.nouns import Answer, Dropped, Statement
from assistant.sources import Source, by_part, cited, is_reworded, markers, place, plain, said, sources

__all__ = ["FORMATS", "annotation_page", "answer_json", "markdown", "plain", "render", "text"]


def render(answer: Answer, name: str) -> str:
    """The answer in the format of that name, one of FORMATS, without a line end."""
    return FORMATS[name](answer)


def text(answer: Answer) -> str:
    """For a terminal: statements with markers, then the quotes with their places; what was not proved stands apart."""
    return "\n".join(_lines(answer))


FORMATS: Mapping[str, Callable[[Answer], str]] = MappingProxyType(
    {"text": text, "markdown": markdown, "json": answer_json, "annotations": annotation_page}
)


def _lines(answer: Answer) -> Iterator[str]:
    if is_reworded(answer):
        yield f"Understood as: {plain(answer.understood)}"
        yield ""
    if answer.statements:
        yield from _answered(answer)
    else:
        yield answer.text
        yield from _nearest(answer)
    for sides in disagreeing(answer):
        yield ""
        yield sides
    for remark in notes(answer):
        yield ""
        yield plain(remark)
    if answer.dropped:
        yield ""
        yield f"Left out of the answer, because it is not proved: {len(answer.dropped)}"
        yield from (
            f"  not proved: {plain(each.text)} ({plain(each.reason)}{_instead(each)})" for each in answer.dropped
        )


def _instead(dropped: Dropped) -> str:
    return "; its quote stands in its place" if dropped.quoted else ""


def _answered(answer: Answer) -> Iterator[str]:
    among = cited(answer)
    for asked, statements in by_part(answer):
        if asked is not None:
            yield f"Asked: {plain(asked)}"
        yield from (line for statement in statements for line in _statement(statement, among))
        yield ""
    words = {plain(statement.text) for statement in answer.statements}
    for source in among:
        yield from _source(source, shown=source.quote in words)


def _statement(statement: Statement, among: Sequence[Source]) -> Iterator[str]:
    if statement.short_text is not None:
        yield plain(statement.short_text)
    numbers = "".join(f"[{number}]" for number in markers(statement.citations, among))
    yield f"{said(statement)} {numbers}"
    yield from (f"    {plain(caveat.said)}" for caveat in statement.caveats)


def _source(source: Source, *, shown: bool) -> Iterator[str]:
    places = [place(citation) for citation in source.citations]
    head, rest = (places[0], places[1:]) if shown else (f"“{source.quote}”", [*source.caveats, *places])
    yield f"[{source.number}] {head}"
    yield from (f"    {line}" for line in rest)


def _nearest(answer: Answer) -> Iterator[str]:
    if answer.nearest:
        yield ""
        yield "The nearest passages:"
        for source in sources(answer.nearest):
            yield from _source(source, shown=False)
