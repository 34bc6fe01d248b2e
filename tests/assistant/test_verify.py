"""A quote is proved by the store or refused, and what is not proved is never in an answer."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import replace

import pytest
from hypothesis import assume, given, settings

from assistant.errors import QuoteRefused
from assistant.nouns import CONTEXT, Claim, Draft, Dropped, Outcome, Quote, Statement
from assistant.verify import cite, prove, verify
from tests.assistant.proofs import SUIT, TEXT, Held, answer_of, held, held_quotes
from vectorstore.errors import DocumentGone
from vectorstore.nouns import PageStart, Span


@pytest.mark.slow
@settings(deadline=None)
@given(held_quotes())
def test_a_citation_is_the_text_at_its_place_with_what_stands_around_it(case: tuple[Held, Quote]) -> None:
    document, quote = case
    assume(any(character.isalnum() for character in quote.span.of(document.text)))
    citation = cite(quote, document.store)
    start, end = quote.span.start, quote.span.end
    assert (citation.document, citation.span) == (document.record, quote.span)
    assert citation.text == document.text[start:end]
    assert citation.prefix == document.text[max(0, start - CONTEXT) : start]
    assert citation.suffix == document.text[end : end + CONTEXT]


@pytest.mark.slow
@settings(deadline=None)
@given(held_quotes())
def test_a_claim_without_words_says_its_quote(case: tuple[Held, Quote]) -> None:
    document, quote = case
    assume(any(character.isalnum() for character in quote.span.of(document.text)))
    statement = prove(Claim((quote,)), document.store)
    assert isinstance(statement, Statement)
    assert statement.text.split() == quote.span.of(document.text).split()


def test_the_place_that_was_read_is_the_place_that_is_cited() -> None:
    document = held()
    first, second = (cite(document.quote(SUIT.strip(), nth=nth), document.store) for nth in (0, 1))
    assert first.text == second.text
    assert first.span != second.span
    assert first.prefix == "The court met twice. "
    assert second.prefix.endswith("It said “no”. ")


def test_the_page_is_that_of_the_first_character() -> None:
    turn = TEXT.index("May")
    document = held(pages=(PageStart(1, 0, "iii"), PageStart(2, turn, "iv")))
    assert cite(document.quote("filed on May 14"), document.store).page == PageStart(1, 0, "iii")
    assert cite(document.quote("May 14"), document.store).page == PageStart(2, turn, "iv")


@pytest.mark.parametrize(
    ("start", "end"),
    [
        (TEXT.index("suit") + 1, TEXT.index("suit") + 4),
        (TEXT.index("suit"), TEXT.index("suit") + 3),
        (TEXT.index("-5%") + 1, TEXT.index("-5%") + 3),
        (TEXT.index("-5%"), TEXT.index("-5%") + 2),
        (TEXT.index("1,200"), TEXT.index("1,200") + 1),
        (TEXT.index("m²"), TEXT.index("m²") + 1),
        (TEXT.index("unlikely") + 2, TEXT.index("unlikely") + 8),
        (TEXT.index(" May"), TEXT.index(" May") + 1),
        (TEXT.index("”."), TEXT.index("”.") + 2),
        (len(TEXT) - 3, len(TEXT) + 1),
        (len(TEXT) + 5, len(TEXT) + 9),
    ],
)
def test_a_quote_of_anything_but_whole_words_is_refused(start: int, end: int) -> None:
    document = held()
    quote = Quote(document.record, Span(start, end))
    with pytest.raises(QuoteRefused, match=r"suit\.txt"):
        cite(quote, document.store)
    assert isinstance(prove(Claim((quote,)), document.store), Dropped)


def test_an_emphasis_outside_of_its_quote_is_refused() -> None:
    document = held()
    quote = document.quote("filed on May 14")
    inside = Span(quote.span.start, quote.span.start + 5)
    assert cite(replace(quote, emphasis=inside), document.store).emphasis == inside
    with pytest.raises(QuoteRefused, match="emphasis"):
        cite(replace(quote, emphasis=inside.shifted(-1)), document.store)


def test_a_document_that_went_between_reading_and_citing_drops_the_claim_with_the_reason() -> None:
    document = held()
    quote = document.quote(SUIT.strip())
    document.store.remove(document.record.uri)
    with pytest.raises(DocumentGone):
        cite(quote, document.store)
    answer = answer_of(Claim((quote,), "It was filed."), store=document.store)
    assert (answer.outcome, answer.statements, answer.nearest) == (Outcome.UNSUPPORTED, (), ())
    assert answer.dropped[0].text == "It was filed."
    assert "suit.txt" in answer.dropped[0].reason


def test_a_new_version_of_a_document_is_another_document() -> None:
    document = held()
    held(TEXT.replace("14", "15"), store=document.store)
    assert isinstance(prove(Claim((document.quote("May 14"),)), document.store), Dropped)


def test_what_only_quotes_keeps_the_quotes_that_can_be_proved_and_what_says_more_needs_all() -> None:
    document = held()
    gone = held("Other words. ", "folder/gone.txt")
    quotes = (gone.quote("Other words."), document.quote("The court met twice."))
    kept = prove(Claim(quotes), document.store)
    assert isinstance(kept, Statement)
    assert kept.text == "The court met twice."
    assert isinstance(prove(Claim(quotes, "The court met."), document.store), Dropped)


def test_quotes_that_stand_apart_are_never_shown_as_one() -> None:
    document = held()
    statement = prove(Claim((document.quote("The court met twice."), document.quote("It said “no”."))), document.store)
    assert isinstance(statement, Statement)
    assert statement.text == "The court met twice. … It said “no”."


@pytest.mark.parametrize(
    "said",
    [
        "It was “filed on May 14”.",
        "It was 'filed on May 14,' they say.",
        'It was "filed  on May\n14."',
        "It «was filed» in „Texas“.",
        "The “suit was” in ‘Texas’ and the parties' lawyers' fees weren't.",
        "It ”was filed” in ’Texas’, ″on May 14″, <<in Texas>>, ,,The suit'' and ´filed´ with `May` 14.",
        "The parties’ lawyers’ fees aren’t for the ’90s, nor the court´s.",
        "It is 24” wide and 6’ 2″ tall, at 30° 15’ 20″ N.",
        "It is list<list<int>> and 1 << 2 and 8 >> 2, of rows as a,,b.",
        "No quotation marks, but it's the court's.",
    ],
)
def test_words_in_quotation_marks_that_stand_in_the_quotes_are_proved(said: str) -> None:
    document = held()
    assert isinstance(prove(Claim((document.quote(SUIT.strip()),), said), document.store), Statement)


@pytest.mark.parametrize(
    "said",
    [
        "It was “filed on May 15”.",
        "It was “not filed on May 14”.",
        "It was “filed on May 14 and not in Ohio”.",
        "It was “filed … in Texas”.",
        "It was “filed on 14 May”.",
        "It was “Filed on May 14”.",
        "It was ‘filed on June 14’.",
        "It was 'filed on June 14'.",
        'It was "filed on June 14".',
        "It was ``filed on June 14''.",
        "It was ''filed on June 14''.",
        "It was «filed on June 14».",
        "It was „filed on June 14“.",
        "It was 「filed on June 14」.",
        "It was “filed on June 14",
        "It was ”filed on June 14”.",
        "It says:”filed on June 14”.",
        "It was ”filed on June 14",
        "It was ’filed on June 14’.",
        "It was ″filed on June 14″.",
        "It was ´filed on June 14´.",
        "It was ´´filed on June 14´´.",
        "It was `filed on June 14`.",
        "It was `filed on June 14'.",
        "It was `filed on the court’s June 14`.",
        "It was <<filed on June 14>>.",
        "It was ,,filed on June 14''.",
        "It was ,,filed on June 14“.",
        "It was “filed on May 1”.",
        "It was “led on May 14”.",
        "It was “The court met twice.”",
        "It “was filed” in “Utah”.",
    ],
)
def test_words_in_quotation_marks_that_do_not_stand_in_the_quotes_drop_the_claim(said: str) -> None:
    document = held()
    answer = answer_of(Claim((document.quote(SUIT.strip()),), said), store=document.store)
    assert answer.outcome is Outcome.UNSUPPORTED
    assert answer.dropped[0].text == said
    assert said not in answer.text
    assert [citation.text for citation in answer.nearest] == [SUIT.strip()]


def test_words_quoted_across_two_citations_are_stitched_and_fall() -> None:
    document = held()
    quotes = (document.quote("The court met twice."), document.quote(SUIT.strip()))
    assert isinstance(prove(Claim(quotes, "“met twice. The suit”"), document.store), Dropped)
    assert isinstance(prove(Claim(quotes, "“met twice.” and “The suit”"), document.store), Statement)


@pytest.mark.parametrize("text", ["", " \n"])
def test_a_claim_that_says_nothing_is_dropped(text: str) -> None:
    document = held()
    assert isinstance(prove(Claim((document.quote("May 14"),), text), document.store), Dropped)


def test_a_claim_without_a_quote_is_dropped() -> None:
    assert prove(Claim((), "Trust me."), held().store) == Dropped("Trust me.", "it points at no quote")


def test_a_short_answer_is_made_of_whole_words() -> None:
    document = held()
    quote = document.quote("The fee was -5% of 1,200 m².")
    for pointed, shown in (("-5%", "-5%"), ("5", "-5%"), ("00 m", "1,200 m²"), ("of 1", "of 1,200 m²"), ("ee", "fee")):
        at = quote.span.start + quote.span.of(TEXT).index(pointed)
        statement = prove(Claim((quote,), short=Span(at, at + len(pointed))), document.store)
        assert isinstance(statement, Statement)
        assert statement.short_text == shown


def test_a_short_answer_outside_of_the_quotes_drops_the_claim() -> None:
    document = held()
    quote = document.quote(SUIT.strip())
    for wrong in (document.quote("met").span, Span(quote.span.end - 2, quote.span.end + 1)):
        assert isinstance(prove(Claim((quote,), short=wrong), document.store), Dropped)


def test_outcomes() -> None:
    document = held()
    good, bad = Claim((document.quote("May 14"),)), Claim((), "No proof.")
    assert answer_of(good, bad, store=document.store).outcome is Outcome.ANSWERED
    assert answer_of(bad, store=document.store).outcome is Outcome.UNSUPPORTED
    assert answer_of(store=document.store).outcome is Outcome.NOT_IN_DOCUMENTS


def test_the_nearest_evidence_is_cited_each_once_and_left_out_where_it_cannot_be_proved() -> None:
    document = held()
    near = document.quote("The court met twice.")
    cut = Quote(document.record, Span(near.span.start, near.span.end - 2))
    answer = answer_of(store=document.store, nearest=(near, cut, near))
    assert [citation.text for citation in answer.nearest] == ["The court met twice."]


def test_the_same_words_at_two_places_are_said_once_with_both_places() -> None:
    document = held()
    other = held(f"Elsewhere.\n{SUIT}", "folder/copy.txt", store=document.store)
    claims = [Claim((each.quote(SUIT.strip()),)) for each in (document, other, document)]
    (statement,) = answer_of(*claims, store=document.store).statements
    assert statement.text == SUIT.strip()
    assert [citation.document.uri for citation in statement.citations] == ["folder/suit.txt", "folder/copy.txt"]


def test_an_answer_keeps_what_was_asked_understood_and_measured() -> None:
    document = held()
    draft = Draft((Claim((document.quote("May 14"),)),), models=("m",), confidence=0.5, remarks=("R.",))
    answer = verify(
        draft, question="q?", understood="Q?", engine="e", index="i", seconds={"reading": 1.0}, store=document.store
    )
    assert (answer.question, answer.understood, answer.engine, answer.models) == ("q?", "Q?", "e", ("m",))
    assert (answer.index, answer.confidence, answer.remarks, answer.seconds) == ("i", 0.5, ("R.",), {"reading": 1.0})


def test_the_verifier_loads_no_heavy_library() -> None:
    heavy = (
        "langchain",
        "langchain_core",
        "chromadb",
        "torch",
        "onnxruntime",
        "sentence_transformers",
        "gradio",
        "ingest",
    )
    code = f"import sys, assistant.verify; print([name for name in {heavy!r} if name in sys.modules])"
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout == "[]\n"
