"""The extractive engine with the real reader: it points at whole sentences, refuses, and shortens only when sure."""

from __future__ import annotations

from dataclasses import replace

import pytest

from assistant.confidence import Calibration, Logistic
from assistant.evidence import Evidence, Ranker
from assistant.extractive import Extractive
from assistant.features import features
from assistant.nouns import Candidate, Draft
from assistant.ports import CancelToken
from assistant.reader.model import Reader
from tests.assistant.library import library
from tests.fakes import FakeEmbedder
from vectorstore.nouns import Span
from vectorstore.ports import Store
from vectorstore.sentences import sentences

PARTS = [
    "Harbour notes, first part. The ferry Aurelia left Port Vell on 3 June 1911. Its captain was Ines Marlo. ",
    "The crew was paid in salt. The ferry was never insured, because the owners were short of money. ",
    "Three stewards served on board: Tom Reed, Ada Finch and Jo Park. The lamp was made in Ostend. ",
]


def sure(intercept: float) -> Logistic:
    """A probability that does not depend on the evidence."""
    return Logistic(intercept, {}, {}, {})


def calibration(answerable: float = 5.0, short: float = 5.0) -> Calibration:
    ranking = {"margin": 0.3, "near": 0.2, "cosine": 1.0, "lexical": 0.3, "retrieval": 0.3}
    quotes = Calibration.load().quotes
    return Calibration("reader", "fake/1", ranking, sure(answerable), sure(short), quotes, 0.5, 0.5)


@pytest.fixture(scope="module")
def reader() -> Reader:
    return Reader.load()


def candidates(store: Store, words: str) -> list[Candidate]:
    hits = store.search(FakeEmbedder().embed([words])[0], 9)
    return [Candidate(hit.chunk, 0.0, hit.score, 0.0) for hit in hits]


def harbour() -> list[Candidate]:
    return candidates(library({"notes/harbour.txt": PARTS}), "ferry")


def ranked(reader: Reader, question: str) -> list[Evidence]:
    return Ranker(reader, FakeEmbedder(), calibration().ranking).rank(question, harbour(), CancelToken())


def drafted(reader: Reader, question: str, answerable: float = 5.0, short: float = 5.0) -> Draft:
    fitted = calibration(answerable, short)
    engine = Extractive(Ranker(reader, FakeEmbedder(), fitted.ranking), fitted)
    return engine.draft(question, (), harbour(), CancelToken())


@pytest.mark.parametrize(
    ("question", "words"),
    [
        ("Who was the captain of the ferry?", "Ines Marlo"),
        ("When did the ferry leave Port Vell?", "3 June 1911"),
        ("What was the crew paid in?", "salt"),
    ],
)
def test_quote_and_short_answer_stand_where_they_were_read(reader: Reader, question: str, words: str) -> None:
    text = "".join(PARTS)
    claim = drafted(reader, question).claims[0]
    assert claim.quotes[0].span in sentences(text)
    assert claim.short is not None
    assert words in claim.short.of(text)
    assert claim.quotes[0].emphasis == claim.short


def test_the_best_sentences_are_read_again_behind_their_title_and_among_their_neighbours_only(reader: Reader) -> None:
    question = "Who was the captain of the ferry?"
    evidence = ranked(reader, question)
    text = "".join(PARTS)
    assert sum(each.near != each.margin for each in evidence) <= 4
    best = evidence[0]
    chunk = best.candidate.chunk
    places = sentences(chunk.text)
    at = places.index(best.sentence.shifted(-chunk.span.start))
    around = Span(places[max(0, at - 1)].start, places[min(len(places) - 1, at + 1)].end).shifted(chunk.span.start)
    head = f"{best.document.title}. "
    assert len(head) > 2
    again = reader.read(question, [head + around.of(text)])[0]
    span = again.best(best.sentence.shifted(len(head) - around.start))
    assert span is not None
    assert best.near == pytest.approx(span.score - again.null, abs=1e-3)
    assert best.score == pytest.approx(best.weighed(calibration().ranking))


def test_what_a_sentence_leaves_to_its_title_is_read_too(reader: Reader) -> None:
    text = "The yearly rent is 900 crowns. It is paid in two parts."

    def read(uri: str) -> Evidence:
        found = candidates(library({uri: [text]}), "rent")
        ranker = Ranker(reader, FakeEmbedder(), calibration().ranking)
        return ranker.rank("What is the rent of the Comb mill?", found, CancelToken())[0]

    told, untold = read("Lease of the Comb mill.txt"), read("Lease of the Orr ferry.txt")
    assert told.margin == pytest.approx(untold.margin, abs=1e-3)
    assert told.near > untold.near + 1


def test_a_short_answer_needs_its_probability(reader: Reader) -> None:
    claim = drafted(reader, "Who was the captain of the ferry?", short=-5.0).claims[0]
    assert claim.short is None
    assert claim.quotes[0].emphasis is None


def test_no_claim_is_made_below_the_dial_and_the_nearest_are_kept(reader: Reader) -> None:
    draft = drafted(reader, "Who was the captain of the ferry?", answerable=-5.0)
    assert draft.claims == ()
    assert len(draft.nearest) == 3
    assert draft.confidence is not None
    assert draft.confidence < 0.5


def test_a_why_question_gets_sentences_without_a_short_answer(reader: Reader) -> None:
    claims = drafted(reader, "Why was the ferry never insured?").claims
    assert all(claim.short is None for claim in claims)
    assert "short of money" in claims[0].quotes[0].span.of("".join(PARTS))


def test_without_candidates_there_is_nothing_to_say(reader: Reader) -> None:
    fitted = calibration()
    engine = Extractive(Ranker(reader, FakeEmbedder(), fitted.ranking), fitted)
    assert engine.draft("Who?", (), [], CancelToken()) == Draft((), models=(reader.name,))


def test_evidence_is_ranked_and_each_sentence_stands_once(reader: Reader) -> None:
    found = ranked(reader, "Who was the captain?")
    assert [e.score for e in found] == sorted((e.score for e in found), reverse=True)
    assert len({e.sentence for e in found}) == len(found) == len(sentences("".join(PARTS)))
    assert all(e.sentence.contains(e.span) for e in found)


def test_a_sentence_that_two_chunks_hold_stands_once(reader: Reader) -> None:
    once = ranked(reader, "Who was the captain?")
    twice = Ranker(reader, FakeEmbedder(), calibration().ranking).rank(
        "Who was the captain?", [*harbour(), *harbour()], CancelToken()
    )
    assert [e.sentence for e in twice] == [e.sentence for e in once]


@pytest.mark.parametrize(
    ("asked", "changed", "feature"),
    [
        ("When did the ferry leave?", "When did the ferry not leave?", "negation_lost"),
        ("Which ferry left on 3 June 1911?", "Which ferry left on 3 June 1912?", "numbers_lost"),
        ("When did the ferry leave Port Vell?", "When did the ferry leave Port Sol?", "names_lost"),
    ],
)
def test_a_question_turned_round_is_seen(reader: Reader, asked: str, changed: str, feature: str) -> None:
    evidence = [e for e in ranked(reader, asked) if "1911" in e.text]
    assert features(changed, evidence)[feature] == features(asked, evidence)[feature] + 1


def test_a_number_of_the_title_is_not_lost(reader: Reader) -> None:
    evidence = ranked(reader, "Which ferry left on 3 June 1911?")[:1]
    titled = replace(evidence[0].candidate.chunk, document=replace(evidence[0].document, title="Log of the year 1912"))
    of_1912 = [replace(evidence[0], candidate=replace(evidence[0].candidate, chunk=titled))]
    for asked, lost in (("Which ferry left in June 1912?", 0), ("Which ferry left in June 1913?", 1)):
        assert features(asked, of_1912)["numbers_lost"] == lost
        assert features(asked, evidence)["numbers_lost"] == 1


def test_a_lone_sentence_has_no_rival(reader: Reader) -> None:
    evidence = ranked(reader, "Who was the captain?")[:1]
    assert features("Who was the captain?", evidence)["lead"] == 5.0
    assert evidence[0].span.overlaps(Span(0, 10_000))
