"""The suite of quotes: a seeded small part of it, its own arithmetic, and verifiers with planted faults."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import replace
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

from assistant import boundaries
from assistant.folding import Folded
from evals import quotes
from evals.__main__ import main
from evals.edges import is_edge
from evals.mutations import MUTATIONS, PRESENTATIONS
from evals.nouns import Sample, Score, Source, SuiteReport
from evals.quotes import QuoteSuite, judge, quote_suite, station_log
from evals.quoting import ANOTHER, STITCHED, Quoted, honest, mutants, quotes_of, real
from evals.renditions import BY_BROWSER, WAYS, no_browser
from evals.suites import Choice, article, office
from tests.evals.askers import FakeBench, Scripted, refused
from vectorstore.nouns import Span

TEXT = "The fee is not due before 14 May. It rose by 5% to 1,200 m², and nobody paid it. The fee is due now."
OTHER = "A mill stood here in 1802. All but two of its wheels were lost in the flood of June, it is said."
BY_FILE = [way for way in WAYS if way not in BY_BROWSER]
SMALL = (Source("a/fee.txt", "fee", TEXT), Source("a/mill.txt", "mill", OTHER))


@pytest.fixture(scope="module")
def sources() -> tuple[Source, ...]:
    return (*article(Choice())[0].sources, *office(Choice())[0].sources, station_log())


@pytest.fixture(scope="module")
def cut(sources: tuple[Source, ...]) -> QuoteSuite:
    drawn = mutants(quotes_of(sources), sources, 1500).quotes
    return QuoteSuite("cut", tuple(quote for quote in drawn if quote.kind.startswith("cut")), sources)


@pytest.fixture(scope="module")
def travelled(sources: tuple[Source, ...]) -> QuoteSuite:
    return quote_suite("quotes", sources, 10, ways=BY_FILE)


@pytest.fixture(scope="module")
def browsed() -> QuoteSuite:
    if why := no_browser():
        pytest.skip(why)
    return quote_suite("quotes", (station_log(),), 10, ways=BY_BROWSER)


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
    assert kinds <= report.slices.keys()


def test_no_quote_is_accepted_that_is_cut_where_it_may_not_be(cut: QuoteSuite) -> None:
    assert [result.fault for result in cut.measured(jobs=1).results] == []


@pytest.mark.parametrize("rule", ["_inside_run", "_beside_joiner", "_after_sign", "_before_unit"])
def test_each_rule_on_where_a_text_may_be_cut_is_missed_when_it_is_off(
    cut: QuoteSuite, rule: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(boundaries, rule, lambda sides: False)
    assert _score(cut.measured(jobs=1), "false accepts").value > 0


@pytest.mark.parametrize(
    "text",
    [
        "it is -|5 now", "it is −|14", "cost $|20 million", "+|27 cm", "rose by 5|%", "−14| °C", "at 5|°",
        "$20| million", "1,200| m²", "a well|-known man", "a well-|known man", "in 1939–|1945", "at 6|:30", "1,|200",
        "0|.5", "and/|or", "O’|Brien", "un|likely", "m|²",
    ],
)  # fmt: skip
def test_no_edge_is_where_something_belongs_together(text: str) -> None:
    assert not is_edge(text.replace("|", ""), text.index("|"))


@pytest.mark.parametrize(
    "text", ["|A", "end|", "in 1802|.", "The keeper|’s log", "a man| - and", "see it|.Then", "14| May", "the| $20"]
)
def test_an_edge_is_where_words_part(text: str) -> None:
    assert is_edge(text.replace("|", ""), text.index("|"))


@pytest.mark.slow
def test_what_went_by_other_ways_is_found_again(travelled: QuoteSuite) -> None:
    report = travelled.measured(jobs=1)

    assert [result.fault for result in report.results] == []
    numbers = {way: _n(report.slices[f"real: {way}"]) for way in BY_FILE}
    assert all(number > 250 for way, number in numbers.items() if way != "PDF"), numbers
    assert numbers["PDF"] > 40, "the lines of a PDF are mended where it is taken in: few of its sentences differ"


@pytest.mark.slow
def test_real_quotes_differ_from_what_they_are_put_to(travelled: QuoteSuite) -> None:
    texts = {source.uri: source.text for source in travelled.sources}
    quoted = [quote for quote in travelled.cases if quote.kind in BY_FILE]

    assert [quote for quote in quoted if quote.words in texts[quote.uri]] == []
    told = next(note for note in travelled.notes if "do not differ" in note)
    assert re.fullmatch(r"(\d,)?\d+ real quotes \(DOCX \d+, HTML \d+, PDF \d+, copied from a PDF \d+\) do not .*", told)


@pytest.mark.slow
def test_files_are_set_as_such_files_are(travelled: QuoteSuite) -> None:
    texts = {way: _text(travelled, f"documents/almaty-lawsuit.txt as {way}") for way in BY_FILE}

    assert all("“syst" in text and "’s" in text and '"' not in text for text in texts.values())
    assert all("Presi\u00addent" in texts[way] for way in ("DOCX", "HTML"))
    assert "Presi-\ndent" in texts["copied from a PDF"]
    assert "President" in texts["PDF"]


def test_what_comes_as_it_was_is_left_out_and_counted_and_so_is_half_a_word() -> None:
    said = {"a/fee.txt": TEXT.replace("not due", "not\ndue"), "a/mill.txt": OTHER}
    wrapped = Source("a/rows.txt", "rows", "Station: A | Phosp-\nhate (mg/l): 1 | Temper-\nature: 12 in June")
    drawn = real((*SMALL, wrapped), {**said, wrapped.uri: wrapped.text.replace("-\n", "")}, "HTML")

    assert {quote.words for quote in drawn.quotes if "fee" in quote.uri} == {
        "The fee is not due before 14 May.", "The fee is not\ndue before 14 May."
    }  # fmt: skip
    assert [quote.words for quote in drawn.quotes if "rows" in quote.uri] == [
        "Station: A | Phosphate (mg/l): 1 | Temperature: 12 in June"
    ]
    assert drawn.left_out == {"HTML": 8}, "two sentences of the fee and two of the mill, there and back"


@pytest.mark.slow
def test_what_went_by_a_browser_is_found_again(browsed: QuoteSuite) -> None:
    report = browsed.measured(jobs=1)

    assert [result.fault for result in report.results] == []
    numbers = {kind: _n(scores) for kind, scores in report.slices.items() if kind.startswith("real")}
    assert numbers.keys() == {f"real: {BY_BROWSER[0]}", f"real: {BY_BROWSER[2]}"}
    assert min(numbers.values()) >= 16
    assert f"({BY_BROWSER[1]} 24, " in browsed.notes[-1], "none of these differs: the print is read as it was written"
    shown, printed, copied = (_text(browsed, f"evals/station-log.txt as {way}") for way in BY_BROWSER)
    assert "\u00ad" in shown
    assert "−14\u00a0°C" in shown
    assert "“Nobody’s boat" in shown
    assert "thermometer on the roof read −14 °C" in printed, "as it was read again from narrow columns"
    assert "thermometer on the roof read −14 °C" not in copied
    assert "thermometer on the roof read −14 °C" in " ".join(copied.split())


@pytest.mark.slow
def test_a_finder_that_stumbles_over_soft_hyphens_is_caught_by_the_browser(
    browsed: QuoteSuite, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(quotes, "Folded", _Literal)
    rejects = browsed.measured(jobs=1).slices[f"real: {BY_BROWSER[0]}"]
    assert rejects[0].value > 0.1


@pytest.mark.slow
def test_the_suite_has_its_full_size(sources: tuple[Source, ...]) -> None:
    suite = quote_suite("quotes", sources, ways=BY_FILE)
    sorts = Counter("real" if q.kind in WAYS else "honest" if q.honest else "mutated" for q in suite.cases)

    assert (sorts["mutated"], sorts["honest"]) == (20_000, 20_000)
    assert sorts["real"] >= 1_000
    assert suite.notes[0] == f"The whole suite: 20,000 mutated, 20,000 honest, {sorts['real']:,} real quotes."
    assert not any("not 20,000" in note for note in suite.notes)


def test_a_mutant_that_stands_elsewhere_is_none() -> None:
    denied = Quoted("a/fee.txt", "The fee is not due", honest=True, span=Span(0, 18), cited=Span(0, 33))
    drawn = mutants([*quotes_of(SMALL), denied], SMALL, 400)
    assert "The fee is due" not in {quote.words for quote in drawn.quotes if quote.kind == "negation dropped"}
    assert drawn.left_out["negation dropped"] > 0
    assert all(quote.words not in TEXT + OTHER for quote in drawn.quotes if quote.kind == STITCHED)


def test_draws_are_the_same_each_time_and_never_twice() -> None:
    quoted = quotes_of(SMALL)
    first, second = (honest(quoted, 300).quotes for _ in range(2))
    assert first == second
    assert len({(quote.uri, quote.words) for quote in first}) == len(first)


def test_a_small_corpus_says_what_it_could_not_give() -> None:
    suite = quote_suite("small", SMALL, 100_000, ways=("HTML", "copied from a PDF"))
    told = [note for note in suite.notes if note.startswith("The corpus gives")]
    assert [note.partition(" quotes")[0].rpartition(" ")[2] for note in told] == ["mutated", "honest", "real"]
    assert told[2] == "The corpus gives 6 real quotes, not 1,000."


def test_a_sample_says_of_how_many(report: SuiteReport) -> None:
    assert report.sample == Sample(1500, 1600, 7)
    assert report.notes[0] == "The whole suite: 800 mutated, 800 honest quotes."


@pytest.mark.slow
def test_a_false_accept_is_an_exit_status_and_a_failure_of_junit(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    corpus = tmp_path / "corpus"
    corpus.mkdir()
    for source in SMALL:
        (corpus / Path(source.uri).name).write_text(source.text, "utf-8")
    command = ["quotes", "--corpus", str(corpus), "--out", str(tmp_path / "out")]

    assert main(command, FakeBench(Scripted((), refused))) == 0
    monkeypatch.setattr(quotes, "Folded", _AnyCase)
    assert main(command, FakeBench(Scripted((), refused))) == 1
    assert "not met: false accepts of quotes of" in capsys.readouterr().out
    thresholds = ET.parse(tmp_path / "out" / "junit.xml").getroot().find("testsuite[@name='thresholds']")
    assert thresholds is not None
    failed = {test.get("name") for test in thresholds if test.find("failure") is not None}
    assert failed == {"false accepts: at most 0"}


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


class _Literal(Folded):
    """Takes the document's soft hyphens for letters."""

    def __init__(self, text: str) -> None:
        super().__init__(text.replace("\u00ad", "x"))


@pytest.mark.parametrize(("finder", "name"), [(_AnyCase, "false accepts"), (_Deaf, "false rejects")])
def test_a_finder_with_a_fault_is_caught(finder: type[Folded], name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(quotes, "Folded", finder)
    assert _score(quote_suite("small", SMALL, 150, ways=()).measured(jobs=1), name).value > 0


def test_a_quote_of_nothing_known_is_refused() -> None:
    (verdict,) = judge(SMALL[0], [Quoted("a/fee.txt", "words of nobody", honest=True)])
    assert not verdict.accepted


def _text(suite: QuoteSuite, uri: str) -> str:
    return next(source.text for source in suite.sources if source.uri == uri)


def _n(scores: tuple[Score, ...]) -> int:
    return scores[0].n


def _score(report: SuiteReport, name: str) -> Score:
    return next(score for score in report.scores if score.name == name)
