"""The suite of quotes: a seeded small part of it, its own arithmetic, and verifiers with planted faults."""

from __future__ import annotations

from dataclasses import replace

import pytest

from assistant.folding import Folded
from evals import quotes
from evals.mutations import MUTATIONS, PRESENTATIONS
from evals.nouns import Score, Source, SuiteReport
from evals.quotes import QuoteSuite, judge, quote_suite
from evals.quoting import ANOTHER, STITCHED, Quoted, honest, mutants, quotes_of
from evals.suites import Choice, article, office
from vectorstore.nouns import Span

TEXT = "The fee is not due before 14 May. It rose by 5% to 1,200 m², and nobody paid it. The fee is due now."
OTHER = "A mill stood here in 1802. All but two of its wheels were lost in the flood of June, it is said."
SMALL = (Source("a/fee.txt", "fee", TEXT), Source("a/mill.txt", "mill", OTHER))


@pytest.fixture(scope="module")
def sources() -> tuple[Source, ...]:
    return (*article(Choice())[0].sources, *office(Choice())[0].sources)


@pytest.fixture(scope="module")
def report(sources: tuple[Source, ...]) -> SuiteReport:
    return quote_suite("quotes", sources, 800, ways=()).sampled(1500).measured(jobs=1)


def test_no_mutated_quote_is_accepted_and_no_honest_one_refused(report: SuiteReport) -> None:
    assert [result.fault for result in report.results] == []
    accepts, rejects = report.scores
    assert (accepts.value, rejects.value) == (0, 0)
    assert (accepts.n + rejects.n, accepts.of) == (1500, "quotes")
    assert accepts.high is not None
    assert 0 < accepts.high < 0.01


def test_every_kind_is_there(report: SuiteReport) -> None:
    kinds = {f"mutated: {kind}" for kind in (*MUTATIONS, STITCHED, ANOTHER)} | {
        f"honest: {kind}" for kind in PRESENTATIONS
    }
    assert kinds - report.slices.keys() == {"honest: straight quotes", "mutated: sign dropped"}, (
        "not in these documents"
    )


@pytest.mark.slow
def test_what_went_by_other_ways_is_found_again(sources: tuple[Source, ...]) -> None:
    some = tuple(source for source in sources if "spill" in source.uri)
    suite = quote_suite("quotes", some, 10, ways=("PDF", "DOCX", "HTML"))
    report = suite.measured(jobs=1)
    real = next(score for score in report.scores if score.name == "false rejects, real")
    assert [result.fault for result in report.results] == []
    assert real.n > 200


def test_a_mutant_that_stands_elsewhere_is_none() -> None:
    drawn = mutants(quotes_of(SMALL), SMALL, 400)
    assert "The fee is due" not in {quote.words for quote in drawn.quotes if quote.kind == "negation dropped"}
    assert drawn.left_out["cut at the end"] > 0 or drawn.left_out["negation dropped"] > 0
    assert all(quote.words not in TEXT + OTHER for quote in drawn.quotes if quote.kind == STITCHED)


def test_draws_are_the_same_each_time_and_never_twice() -> None:
    quoted = quotes_of(SMALL)
    first, second = (honest(quoted, 300).quotes for _ in range(2))
    assert first == second
    assert len({(quote.uri, quote.words) for quote in first}) == len(first)


def test_a_small_corpus_says_what_it_could_not_give() -> None:
    suite = quote_suite("small", SMALL, 100_000, ways=())
    assert any("not 100,000" in note for note in suite.notes)


def test_each_wrong_verdict_is_counted_and_told() -> None:
    fee = Quoted("a/fee.txt", "The fee is due now.", honest=False, kind="digit", cited=Span(0, 33), span=Span(0, 33))
    lost = replace(fee, words="The fee is never due.", honest=True, kind="bold")
    fine = replace(fee, words="It rose by 5%", honest=True, span=Span(34, 47), cited=Span(34, 81))
    report = QuoteSuite("three", (fee, lost, fine), SMALL).measured(jobs=1)

    scores = {score.name: (score.value, score.n) for score in report.scores}
    assert scores == {"false accepts": (1.0, 1), "false rejects": (0.5, 2)}
    accepted, refused = (result.fault or "" for result in report.results)
    assert accepted.startswith("accepted, though it is wrong")
    assert "'The fee is due now.'" in accepted
    assert refused.startswith("refused, though it is right")
    assert set(report.slices) == {"mutated: digit", "honest: bold", "honest: digit"}


@pytest.mark.slow
def test_two_processes_say_what_one_says() -> None:
    suite = quote_suite("small", SMALL, 60, ways=())
    one, two = (suite.measured(jobs) for jobs in (1, 2))
    assert (one.scores, one.results) == (two.scores, two.results)


class _AnyCase(Folded):
    """Forgives case."""

    def __init__(self, text: str) -> None:
        super().__init__(text.casefold())

    def find(self, words: str) -> list[Span]:
        return super().find(words.casefold())


class _Deaf(Folded):
    def find(self, words: str) -> list[Span]:
        return []


@pytest.mark.parametrize(("finder", "name"), [(_AnyCase, "false accepts"), (_Deaf, "false rejects")])
def test_a_finder_with_a_fault_is_caught(finder: type[Folded], name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(quotes, "Folded", finder)
    assert _score(quote_suite("small", SMALL, 150, ways=()).measured(jobs=1), name).value > 0


def test_a_quote_of_nothing_known_is_refused() -> None:
    (verdict,) = judge(SMALL[0], [Quoted("a/fee.txt", "words of nobody", honest=True)])
    assert not verdict.accepted


def _score(report: SuiteReport, name: str) -> Score:
    return next(score for score in report.scores if score.name == name)
