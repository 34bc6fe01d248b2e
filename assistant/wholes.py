"""What a sentence is a part of and misleads without: a question with its answer, a list under its head, a table.

The whole is one stretch of the text, so that it stays one quote. Questions and headings answer nothing by themselves.
"""

from __future__ import annotations

from functools import lru_cache
from itertools import takewhile
from typing import NamedTuple

from assistant.caveat_words import NUMBERING
from assistant.evidence import Evidence
from assistant.intents import AnswerType, Intent, expects, fits, intent, wants_short
from assistant.layout import Layout, is_marked, is_row
from assistant.lexical import stems
from vectorstore.nouns import Chunk, Span

_ANSWER = 3
"""Sentences at most that are quoted below a question."""
_LISTED, _LONGEST = 12, 1200
"""Items and characters at most that are quoted of a list."""
_ONE_THING = frozenset({AnswerType.PERSON, AnswerType.TIME, AnswerType.AMOUNT, AnswerType.PLACE})


class Whole(NamedTuple):
    """What is quoted, in offsets of the document.

    ``single``: one sentence says it, and what the reader marked there may be a short answer. ``cut``: it is of a list
    that may go on before or behind it.
    """

    span: Span
    single: bool = True
    cut: bool = False


def tells(question: str, evidence: Evidence) -> bool:
    """Whether a sentence answers, by itself or by what follows it, as a question and the head of a list may.

    A heading that is no sentence answers only what asks for a name or a thing, and only if it says more than was asked.
    """
    place = _place(question, evidence)
    layout, at = place.layout, place.at
    if layout.asks(at):
        return _is_asked(place, at) and _answer(place, at) is not None
    if layout.leads(at):
        return _followed(layout, at)
    heading = layout.heading(at)
    if heading is None or intent(heading) is Intent.QUESTION:
        return True
    stands_over_all = is_marked(layout.said(at)) or heading == evidence.document.title
    names_it = wants_short(question) and fits(expects(question), heading)
    return not _words(heading) <= _words(question) and (names_it or not stands_over_all)


def whole(question: str, evidence: Evidence) -> Whole:
    """The sentence with what belongs to it: a list comes with the line above it where that ends with a colon."""
    place = _place(question, evidence)
    found = _answering(place) or _listing(place) or Whole(place.layout.sentences[place.at])
    return found._replace(span=found.span.shifted(place.chunk.span.start))


class _Place(NamedTuple):
    """Where a sentence of a chunk stands; ``at`` is its number."""

    question: str
    chunk: Chunk
    layout: Layout
    at: int

    @property
    def block(self) -> int:
        return self.layout.block_of(self.at)


def _place(question: str, evidence: Evidence) -> _Place:
    chunk = evidence.candidate.chunk
    layout = _laid_out(chunk.text)
    return _Place(question, chunk, layout, layout.sentences.index(evidence.sentence.shifted(-chunk.span.start)))


_laid_out = lru_cache(maxsize=64)(Layout)


def _answering(place: _Place) -> Whole | None:
    """A question of the text with its answer, where the sentence is that question, begins the answer, or stands in the
    answer to what was asked."""
    layout, at = place.layout, place.at
    asked = at if layout.asks(at) else _question_above(place)
    if asked is None or not (_is_asked(place, asked) or at == asked + 1):
        return None
    answer = _answer(place, asked)
    if answer is None or answer.span.end < layout.sentences[at].end:
        return None
    return answer._replace(span=Span(layout.start(asked), answer.span.end), single=asked != at)


def _question_above(place: _Place) -> int | None:
    """The question that a sentence stands in the answer to."""
    layout = place.layout
    for number in range(place.at - 1, max(-1, place.at - 1 - _ANSWER), -1):
        if layout.asks(number):
            return number
        if layout.block_of(number) != place.block:
            return None
    return None


def _is_asked(place: _Place, number: int) -> bool:
    """Whether a question of the text asks for all that was asked for; it may ask for less than all cases."""
    asked = _words(place.question)
    return bool(asked) and asked <= _words(place.layout.said(number))


def _answer(place: _Place, asked: int) -> Whole | None:
    """What stands below a question: the first sentences of a paragraph, and a list that begins or follows there."""
    layout, first = place.layout, asked + 1
    if not _followed(layout, asked):
        return None
    block = layout.block_of(first)
    numbers = range(first, min(first + _ANSWER, len(layout.sentences)))
    *_, last = takewhile(lambda number: layout.block_of(number) == block and not layout.asks(number), numbers)
    said = Span(layout.sentences[first].start, layout.sentences[last].end)
    listed = None if layout.block_of(asked) in layout.run(block) else _list_at(place, block + layout.leads(last))
    return listed._replace(span=Span(said.start, listed.span.end)) if listed else Whole(said)


def _followed(layout: Layout, number: int) -> bool:
    """Whether something that may answer stands below a question or the head of a list."""
    below = number + 1
    return below < len(layout.sentences) and not layout.asks(below) and layout.heading(below) is None


def _listing(place: _Place) -> Whole | None:
    """The list or table that a sentence leads, or is a line of, where the question asks for all of it."""
    layout, at = place.layout, place.at
    if layout.leads(at) and _followed(layout, at):
        both = Span(layout.start(at), layout.sentences[at + 1].end)
        return _list_at(place, place.block + 1) or Whole(both)
    return _list_at(place, place.block) if _is_header(place) or _asks_for_all(place) else None


def _list_at(place: _Place, block: int) -> Whole | None:
    """The list around a block, as much as is quoted of it, with its head; None where it has one item or none."""
    layout = place.layout
    run = layout.run(block) if block < len(layout.blocks) else range(0)
    if len(run) < 2:
        return None
    items = _fitting(layout, run)
    items = items if block in items else _fitting(layout, range(block, run.stop))
    head = _head(layout, run) if items.start == run.start else None
    start = layout.blocks[items.start].start if head is None else layout.start(head)
    begun = run.start == 0 and place.chunk.span.start > 0
    goes_on = run.stop == len(layout.blocks) and place.chunk.span.end < place.chunk.document.characters
    span = Span(start, layout.blocks[items.stop - 1].end)
    return Whole(span, single=False, cut=items != run or begun or goes_on)


def _head(layout: Layout, run: range) -> int | None:
    """The sentence that leads a list."""
    before = layout.first_of(run.start) - 1
    return before if before >= 0 and layout.leads(before) else None


def _fitting(layout: Layout, run: range) -> range:
    """The first blocks of a run that are not too many and not too long; at least one."""
    start = layout.blocks[run.start].start
    fits = [block for block in run[:_LISTED] if layout.blocks[block].end - start <= _LONGEST]
    return range(run.start, max(fits, default=run.start) + 1)


def _is_header(place: _Place) -> bool:
    """Whether it is the first row of a table, and tells no value."""
    said = place.layout.said(place.at)
    is_first = place.layout.run(place.block).start == place.block
    return is_first and is_row(said) and not any(map(str.isdigit, said))


def _asks_for_all(place: _Place) -> bool:
    """Whether what stands above a list holds all that its item holds of the question, and more of it."""
    layout, run = place.layout, place.layout.run(place.block)
    if not run or expects(place.question) in _ONE_THING:
        return False
    head, first = _head(layout, run), layout.first_of(run.start)
    above = [*layout.headings(first)[:1], *([] if head is None else [layout.said(head)])]
    if is_row(layout.said(first)) and first != place.at:
        above.append(layout.said(first))
    wanted, item = _words(place.question), layout.blocks[place.block].of(layout.text)
    return _words(item) & wanted < set().union(*map(_words, above)) & wanted


def _words(text: str) -> set[str]:
    """The stems of the words that mean something, without a number that stands before a heading or an item."""
    return set(stems(NUMBERING.sub("", text, count=1)))
