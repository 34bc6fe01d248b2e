"""Quotes of a corpus, right and nearly right, drawn by a seed: what the verifier is put to.

A quote is a sentence or a run of its words. Mutated ones differ in a word, a number, a sign; honest ones in their
presentation only.
"""

from __future__ import annotations

import random
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from evals.edges import is_edge
from evals.mutations import MUTATIONS, PRESENTATIONS, Change
from evals.nouns import Source
from vectorstore.nouns import Span
from vectorstore.sentences import sentences

ANOTHER = "another document"
STITCHED = "two places stitched into one"
SEVERAL = "several at once"
_SEED = 20_250
_WINDOWS = 12
"""Runs of words that are drawn from each sentence."""
_FEWEST, _MOST = 4, 30
"""Words of a run."""
_A_QUOTE = 3
"""Changes of one kind that are taken from one quote."""


@dataclass(frozen=True, slots=True)
class Quoted:
    """Words that are said to stand in a document, at a span inside the sentence that is cited for them.

    ``kind`` is the change that was made to them, empty where there is none. ``cited`` is None where the words came
    another way and their place is not known.
    """

    uri: str
    words: str
    honest: bool
    kind: str = ""
    span: Span | None = None
    cited: Span | None = None


@dataclass(frozen=True, slots=True)
class Drawn:
    """Quotes, and how many of each kind were left out: wrong ones that stand elsewhere in the document after all, and
    real ones that do not differ from it."""

    quotes: tuple[Quoted, ...]
    left_out: Mapping[str, int]


def quotes_of(sources: Iterable[Source]) -> list[Quoted]:
    """Every sentence of four words or more, and runs of words out of each.

    No run ends in a number, since the next word may be its unit.
    """
    chosen = random.Random(_SEED)  # noqa: S311  a fixed choice, nothing secret
    return [
        quote for source in sources for sentence in sentences(source.text) for quote in _cut(source, sentence, chosen)
    ]


def mutants(quotes: Sequence[Quoted], sources: Iterable[Source], wanted: int) -> Drawn:
    """Quotes that are nearly right, evenly over the kinds, ``wanted`` of them or as many as the corpus gives."""
    texts = {source.uri: _Plain(source.text) for source in sources}
    streams = {kind: _changed(quotes, kind, change) for kind, change in MUTATIONS.items()}
    streams[STITCHED] = _stitched(quotes)
    if len(texts) > 1:
        streams[ANOTHER] = _misattributed(quotes)
    left_out: Counter[str] = Counter()

    def standing_nowhere(stream: Iterator[Quoted]) -> Iterator[Quoted]:
        for quote in stream:
            if texts[quote.uri].holds(quote.words):
                left_out[quote.kind] += 1
            else:
                yield quote

    drawn = _evenly([standing_nowhere(stream) for stream in streams.values()], wanted)
    return Drawn(tuple(drawn), dict(left_out))


def honest(quotes: Sequence[Quoted], wanted: int) -> Drawn:
    """Quotes that are right in another presentation, evenly over the kinds."""
    streams = [_changed(quotes, kind, change) for kind, change in PRESENTATIONS.items()]
    return Drawn(tuple(_evenly([*streams, _changed_twice(quotes)], wanted)), {})


def real(sources: Iterable[Source], others: Mapping[str, str], way: str) -> Drawn:
    """Words of each text as they stand in the same text that came another way, and the other way round.

    Those that do not differ from what they are put to say nothing and are left out. ``others`` are the other texts by
    the uri of the document; their own uri is given by ``other_uri``.
    """
    quotes: list[Quoted] = []
    same = 0
    for source in sources:
        other = Source(other_uri(source.uri, way), source.title, others[source.uri])
        for said, read in ((source, other), (other, source)):
            for sentence in sentences(said.text):
                words = sentence.of(said.text)
                if len(words.split()) < _FEWEST or not _is_whole(said.text, sentence):
                    continue
                if words in read.text:
                    same += 1
                else:
                    quotes.append(Quoted(read.uri, words, honest=True, kind=way))
    return Drawn(tuple(quotes), {way: same})


def _is_whole(text: str, span: Span) -> bool:
    """A narrow table's rows, taken for sentences, may begin or end inside a word."""
    return is_edge(text, span.start) and is_edge(text, span.end)


def other_uri(uri: str, way: str) -> str:
    return f"{uri} as {way}"


def _cut(source: Source, sentence: Span, chosen: random.Random) -> Iterator[Quoted]:
    words = [Span(*match.span()).shifted(sentence.start) for match in re.finditer(r"\S+", sentence.of(source.text))]
    if len(words) < _FEWEST:
        return
    spans = {sentence}
    for _ in range(_WINDOWS):
        length = chosen.randint(_FEWEST, _MOST)
        first = chosen.randint(0, max(0, len(words) - length))
        last = min(first + length, len(words)) - 1
        if last + 1 == len(words) or not source.text[words[last].end - 1].isdigit():
            spans.add(Span(words[first].start, words[last].end))
    for span in sorted(spans):
        yield Quoted(source.uri, span.of(source.text), honest=True, span=span, cited=sentence)


def _evenly(streams: Sequence[Iterator[Quoted]], wanted: int) -> Iterator[Quoted]:
    """One quote of each stream in turn, none twice."""
    seen: set[tuple[str, str]] = set()
    waiting = list(streams)
    while waiting:
        for stream in list(waiting):
            quote = next((quote for quote in stream if (quote.uri, quote.words) not in seen), None)
            if quote is None:
                waiting.remove(stream)
                continue
            seen.add((quote.uri, quote.words))
            yield quote
            if len(seen) == wanted:
                return


def _changed(quotes: Sequence[Quoted], kind: str, change: Change) -> Iterator[Quoted]:
    chosen = random.Random(f"{_SEED} {kind}")  # noqa: S311  no secret hangs on it
    for quote in chosen.sample(quotes, len(quotes)):
        others = [words for words in dict.fromkeys(change(quote.words)) if words != quote.words]
        for words in chosen.sample(others, min(_A_QUOTE, len(others))):
            yield replace(quote, words=words, kind=kind, honest=kind in PRESENTATIONS)


def _changed_twice(quotes: Sequence[Quoted]) -> Iterator[Quoted]:
    """Two presentations, one on the other; markup goes around words last."""
    chosen = random.Random(f"{_SEED} {SEVERAL}")  # noqa: S311  no secret hangs on it
    kinds = list(PRESENTATIONS)
    for quote in chosen.sample(quotes, len(quotes)):
        first, second = sorted(chosen.sample(kinds, 2), key=kinds.index)
        for once in list(PRESENTATIONS[first](quote.words))[:1]:
            for twice in list(PRESENTATIONS[second](once))[:1]:
                if quote.words != once != twice:
                    yield replace(quote, words=twice, kind=SEVERAL)


def _stitched(quotes: Sequence[Quoted]) -> Iterator[Quoted]:
    """Words of two places of a document as if they were one, with and without an ellipsis between them."""
    chosen = random.Random(f"{_SEED} {STITCHED}")  # noqa: S311  no secret hangs on it
    by_document: dict[str, list[Quoted]] = {}
    for quote in quotes:
        by_document.setdefault(quote.uri, []).append(quote)
    for quote in chosen.sample(quotes, len(quotes)):
        other = chosen.choice(by_document[quote.uri])
        if quote.cited and other.cited and not other.cited.overlaps(quote.cited):
            joint = chosen.choice((" ", " … ", " ... ", ", "))
            yield replace(quote, words=f"{quote.words}{joint}{other.words}", kind=STITCHED, honest=False)


def _misattributed(quotes: Sequence[Quoted]) -> Iterator[Quoted]:
    """The right words, cited to a place of another document."""
    chosen = random.Random(f"{_SEED} {ANOTHER}")  # noqa: S311  no secret hangs on it
    for quote in chosen.sample(quotes, len(quotes)):
        other = chosen.choice(quotes)
        if other.uri != quote.uri:
            yield replace(other, words=quote.words, kind=ANOTHER, honest=False)


class _Plain:
    """A text in which words are looked for letter by letter, whatever the white space: no part of the verifier."""

    def __init__(self, text: str) -> None:
        self._text = " ".join(text.split())

    def holds(self, words: str) -> bool:
        sought = " ".join(words.split())
        at = self._text.find(sought)
        while at >= 0:
            if is_edge(self._text, at) and is_edge(self._text, at + len(sought)):
                return True
            at = self._text.find(sought, at + 1)
        return False
