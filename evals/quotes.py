"""The verifier alone: are quotes that are nearly right refused, and right ones accepted whatever their presentation?

A quote is put to both things that the product matches words by: ``assistant.folding`` over the whole document, and
``assistant.verify`` with the words in quotation marks and their sentence as the citation.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, replace
from multiprocessing import get_context
from pathlib import Path

import numpy as np
from scipy.stats import binomtest

from assistant.folding import Folded
from assistant.nouns import Claim, Dropped, Outcome, Quote
from assistant.verify import prove
from evals.library import document_of
from evals.nouns import (
    FALSE_ACCEPTS,
    FALSE_REJECTS,
    REAL_REJECTS,
    EvalCase,
    Place,
    Result,
    Sample,
    Score,
    Source,
    SuiteReport,
)
from evals.own import article, folder_sources, named_by_hand, office
from evals.quoting import Quoted, honest, mutants, other_uri, quotes_of, real
from evals.renditions import BY_BROWSER, WAYS, no_browser, renditions
from evals.suite import Choice, drawn
from ingest.canonical import canonical
from vectorstore.memory import MemoryStore
from vectorstore.passages import chunks_of

WANTED = 20_000
"""Mutated quotes, and honest ones that are made by rule."""
_WANTED_REAL = 1_000
"""Honest ones that went by a file or a browser: the fewest that say something."""
_LOG = "station-log.txt"
"""An invented log with what our other documents lack: signs before numbers, and curly quotes."""
_CHUNK = 700
_BATCH = 250
"""Quotes that are judged between two lines of progress."""
_CHUNKER = "evals quotes"


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether a quote was accepted, and where it was found or why it was refused."""

    accepted: bool
    detail: str


@dataclass(frozen=True, slots=True)
class QuoteSuite:
    """Quotes as cases, and the documents in which they are said to stand. It measures itself: nobody is asked."""

    name: str
    cases: tuple[Quoted, ...]
    sources: tuple[Source, ...]
    notes: tuple[str, ...] = ()
    sample: Sample | None = None

    def sampled(self, limit: int | None) -> QuoteSuite:
        """As ``Suite.sampled``."""
        cases, sample = drawn(self.cases, limit)
        return self if sample is None else replace(self, cases=cases, sample=sample)

    def measured(self, jobs: int, advance: Callable[[], None] = lambda: None) -> SuiteReport:
        """Scores over all quotes; the results are the failures alone. ``jobs`` are processes."""
        begun = time.perf_counter()
        verdicts = list(self._verdicts(jobs, advance))
        wrong = [each for each in verdicts if each[0].honest != each[1].accepted]
        rights = [(quote, quote.honest == verdict.accepted) for quote, verdict in verdicts]
        return SuiteReport(
            name=self.name,
            index="",
            seconds=time.perf_counter() - begun,
            texts={source.uri: source.text for source in self.sources},
            results=tuple(_failure(number, *each) for number, each in enumerate(wrong, 1)),
            scores=tuple(_scores(rights)),
            slices={kind: tuple(_scores(part)) for kind, part in _by_kind(rights).items()},
            curves={},
            notes=self.notes,
            sample=self.sample,
        )

    def _verdicts(self, jobs: int, advance: Callable[[], None]) -> Iterator[tuple[Quoted, Verdict]]:
        parts = [
            (source, batch)
            for source in self.sources
            for batch in _batches([quote for quote in self.cases if quote.uri == source.uri])
        ]
        for (_, quotes), verdicts in zip(parts, _judged(parts, jobs), strict=True):
            for quote, verdict in zip(quotes, verdicts, strict=True):
                advance()
                yield quote, verdict


def quotes(choice: Choice) -> list[QuoteSuite]:
    """Quotes of a user's folder, where one is given, else of the article, the office documents and a log.

    Raises DataMissing and CaseError.
    """
    if choice.corpus is not None:
        with named_by_hand():
            sources, left_out = folder_sources(choice.corpus)
        suite = quote_suite(f"quotes of {choice.corpus.name}", sources)
        return [replace(suite, notes=(*left_out, *suite.notes))]
    return [quote_suite("quotes", (*article(choice)[0].sources, *office(choice)[0].sources, station_log()))]


def station_log() -> Source:
    text = (Path(__file__).parent / _LOG).read_text("utf-8")
    return Source(f"evals/{_LOG}", "station log", canonical(text))


def quote_suite(name: str, sources: tuple[Source, ...], wanted: int = WANTED, ways: Sequence[str] = WAYS) -> QuoteSuite:
    """``wanted`` mutated quotes and as many honest ones of a corpus, and those that came by other ways besides."""
    plain = quotes_of(sources)
    wrong, right = mutants(plain, sources, wanted), honest(plain, wanted)
    texts = {source.uri: source.text for source in sources}
    went = renditions(texts, ways)
    others = [Source(other_uri(uri, way), uri, text) for way, read in went.items() for uri, text in read.items()]
    travelled = [real(sources, read, way) for way, read in went.items()]
    came = [quote for drawn in travelled for quote in drawn.quotes]
    same = {way: count for drawn in travelled for way, count in drawn.left_out.items() if count}
    got = {"mutated": (len(wrong.quotes), wanted), "honest": (len(right.quotes), wanted)}
    if ways:
        got["real"] = (len(came), _WANTED_REAL)
    not_gone = no_browser() if {*BY_BROWSER} & {*ways} else None
    cases = (*wrong.quotes, *right.quotes, *came)
    return QuoteSuite(name, cases, (*sources, *others), tuple(_notes(got, wrong.left_out, same, not_gone)))


def judge(source: Source, quotes: Sequence[Quoted]) -> list[Verdict]:
    """What the product makes of quotes that are said to stand in a document."""
    document = document_of(source, _CHUNKER, [*range(_CHUNK, len(source.text), _CHUNK), len(source.text)])
    chunks = chunks_of(document)
    store = MemoryStore(_CHUNKER)
    store.add(document, chunks, np.eye(1, dtype=np.float32).repeat(len(chunks), axis=0))
    folded = Folded(source.text)

    def judged(quote: Quoted) -> Verdict:
        places = folded.find(quote.words)
        cited = quote.cited or (places[0] if places else None)
        if cited is None:
            return Verdict(accepted=False, detail="its words stand nowhere in the document")
        proof = prove(Claim((Quote(document.record, cited),), f"「{quote.words}」"), store)
        found = [place for place in places if quote.span is None or place.overlaps(quote.span)]
        if quote.honest:
            reason = proof.reason if isinstance(proof, Dropped) else "its words were found elsewhere, or nowhere"
            return Verdict(bool(found) and not isinstance(proof, Dropped), reason)
        stands = places or ([] if isinstance(proof, Dropped) else [cited])
        return Verdict(bool(stands), "; ".join(repr(place.of(source.text)) for place in stands[:3]))

    return [judged(quote) for quote in quotes]


def _batches(quotes: Sequence[Quoted]) -> Iterator[Sequence[Quoted]]:
    yield from (quotes[first : first + _BATCH] for first in range(0, len(quotes), _BATCH))


def _judged(parts: Sequence[tuple[Source, Sequence[Quoted]]], jobs: int) -> Iterator[list[Verdict]]:
    if jobs == 1:
        yield from (judge(*part) for part in parts)
        return
    with ProcessPoolExecutor(jobs, get_context("spawn")) as pool:
        try:
            yield from pool.map(judge, *zip(*parts, strict=True))
        except BaseException:
            pool.shutdown(wait=False, cancel_futures=True)
            raise


def _failure(number: int, quote: Quoted, verdict: Verdict) -> Result:
    places = ((Place(quote.uri, quote.span, quote.cited or quote.span),),) if quote.honest and quote.span else ()
    wanted = Outcome.ANSWERED if quote.honest else Outcome.NOT_IN_DOCUMENTS
    held = (quote.uri,) if quote.honest and not places else ()
    case = EvalCase(f"{_kind(quote)} {number}", quote.words, (wanted,), _kind(quote), evidence=places, passages=held)
    what = "refused, though it is right" if quote.honest else "accepted, though it is wrong"
    return Result(case, None, 0.0, fault=f"{what}, in {quote.uri}: {verdict.detail}", values={"outcome": 0.0})


def _by_kind(rights: Sequence[tuple[Quoted, bool]]) -> Mapping[str, list[tuple[Quoted, bool]]]:
    parts: dict[str, list[tuple[Quoted, bool]]] = {}
    for quote, right in rights:
        parts.setdefault(_kind(quote), []).append((quote, right))
    return dict(sorted(parts.items()))


def _kind(quote: Quoted) -> str:
    if not quote.honest:
        return f"mutated: {quote.kind}"
    return f"{'real' if quote.kind in WAYS else 'honest'}: {quote.kind}"


def _scores(rights: Sequence[tuple[Quoted, bool]]) -> Iterator[Score]:
    parts = {
        FALSE_ACCEPTS: [right for quote, right in rights if not quote.honest],
        FALSE_REJECTS: [right for quote, right in rights if quote.honest],
        REAL_REJECTS: [right for quote, right in rights if quote.honest and quote.kind in WAYS],
    }
    for name, judged in parts.items():
        if judged:
            wrong = judged.count(False)
            bounds = binomtest(wrong, len(judged)).proportion_ci(method="exact")
            yield Score(name, wrong / len(judged), len(judged), float(bounds.low), float(bounds.high), "quotes")


def _notes(
    got: Mapping[str, tuple[int, int]], elsewhere: Mapping[str, int], same: Mapping[str, int], not_gone: str | None
) -> Iterator[str]:
    """``got`` has for each sort of quotes how many there are and how many were wanted."""
    yield f"The whole suite: {', '.join(f'{count:,} {sort}' for sort, (count, _) in got.items())} quotes."
    for sort, (count, wanted) in got.items():
        if count < wanted:
            yield f"The corpus gives {count:,} {sort} quotes, not {wanted:,}."
    if elsewhere:
        yield f"{_counted(elsewhere, 'mutated')} stand elsewhere in their document after all and were left out."
    if same:
        yield f"{_counted(same, 'real')} do not differ from the text that they are put to and were left out."
    if not_gone:
        yield f"{len(BY_BROWSER)} ways, {', '.join(BY_BROWSER)}, were skipped: {not_gone}."


def _counted(left_out: Mapping[str, int], sort: str) -> str:
    kinds = ", ".join(f"{kind} {count:,}" for kind, count in sorted(left_out.items()))
    return f"{sum(left_out.values()):,} {sort} quotes ({kinds})"
