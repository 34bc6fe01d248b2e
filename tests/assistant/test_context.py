"""What turns a quote round is a quote of the same document, and the quote itself stays as it was."""

from __future__ import annotations

import json
import time
from dataclasses import replace
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from assistant.caveats import caveats
from assistant.markdown import escaped
from assistant.nouns import Caveat, Claim, Where
from assistant.page.restored import restored
from assistant.recheck import recheck
from assistant.rechecked import Status
from assistant.render import render
from assistant.saved import parse
from ingest.loaders import load
from tests.assistant.proofs import answer_of, held, held_quotes
from tests.strategies import document_texts
from vectorstore.nouns import Span

TURNS = st.sampled_from(
    [
        "However, it is waived for students.", "Unless the fee is paid.", "This was later retracted.", "Former policy",
        "A permit is granted if:", "- the fee is paid", "The claim is false.", "Suppose that it rains.", "## Draft",
    ]
)  # fmt: skip
FEES = "Entry costs 9 euros. However, it is waived for students. The hall was built in 1904.\n"


@st.composite
def turned_texts(draw: st.DrawFn) -> str:
    """Documents in which much is said that turns something round."""
    parts = draw(st.lists(st.one_of(TURNS, document_texts(3)), min_size=2, max_size=8))
    return draw(st.sampled_from(["\n\n", "\n", " "])).join(parts)


@settings(deadline=None, max_examples=60)
@given(turned_texts(), st.data())
def test_what_is_found_lies_in_the_text_beside_the_quote_or_around_it(text: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text) - 1))
    cited = Span(start, data.draw(st.integers(start + 1, len(text))))
    words = cited.of(text).strip()
    assume(words)
    at = text.find(words, cited.start)
    for found in caveats(text, cited):
        assert found.span.end <= len(text)
        assert found.span.of(text).strip() == found.span.of(text) != ""
        if found.where is Where.WITHIN:
            assert found.span.contains(Span(at, at + len(words)))
        elif found.where is Where.AFTER:
            assert found.span.start >= cited.end
        else:
            assert found.span.end <= cited.start


@settings(deadline=None, max_examples=40)
@given(held_quotes())
def test_a_citation_keeps_its_span_and_its_caveats_stand_in_its_document(quoted: Any) -> None:
    document, quote = quoted
    for statement in answer_of(Claim((quote,)), store=document.store).statements:
        for citation in statement.citations:
            assert citation.span == quote.span
            assert all(each.text == each.span.of(document.text) for each in citation.caveats)


@pytest.mark.parametrize(
    "text",
    [
        "x" * 5000,
        "However, " + "it is not " * 800 + ".",
        "children " * 800,
        "in the " * 800,
        "if you " + "a, " * 800,
        "- if\n" * 800,
        "# not\n" * 800,
        "(" * 3000,
        "with a " + "permission of " * 500,
    ],
)
def test_no_text_takes_long(text: str) -> None:
    began = time.perf_counter()
    caveats(f"Entry is free for 9 days. {text}", Span(0, 25))
    caveats(f"{text} Entry is free.", Span(len(text) + 1, len(text) + 15))
    assert time.perf_counter() - began < 5


def test_the_text_the_terminal_and_the_markdown_show_how_it_goes_on() -> None:
    document = held(FEES)
    answer = answer_of(Claim((document.quote("Entry costs 9 euros."),)), store=document.store)
    told = "goes on: “However, it is waived for students.”"
    assert answer.text == f"Entry costs 9 euros. ({told})"
    assert f"    {told}\n" in render(answer, "text")
    assert render(answer, "markdown").count(escaped(told)) == 2
    (item,) = json.loads(render(answer, "annotations"))["items"]
    assert [body["purpose"] for body in item["body"]] == ["describing", "commenting"]
    refusal = answer_of(store=document.store, nearest=(document.quote("Entry costs 9 euros."),))
    assert told in render(refusal, "text")
    assert escaped(told) in render(refusal, "markdown")


def test_what_the_statement_quotes_too_is_not_told_twice() -> None:
    document = held(FEES)
    both = (document.quote("Entry costs 9 euros."), document.quote("However, it is waived for students."))
    (statement,) = answer_of(Claim(both), store=document.store).statements
    assert statement.caveats == ()


def test_a_heading_far_above_is_found_and_a_cut_one_is_not() -> None:
    far = "The yard is swept. " * 150
    (statement,) = _stated(f"Former policy\n\n{far}\n\nEntry costs 9 euros.\n")
    assert [(each.where, each.text) for each in statement.caveats] == [(Where.UNDER, "Former policy")]
    cut = "Former policy of the house\n\n" + "x" * 3985 + "\n\n"
    (statement,) = _stated(f"{cut}Entry costs 9 euros.\n")
    assert statement.caveats == ()


def _stated(text: str) -> Any:
    document = held(text)
    return answer_of(Claim((document.quote("Entry costs 9 euros."),)), store=document.store).statements


@pytest.mark.parametrize(
    "quote", ["- eating", "In the hall:\n- eating\n- smoking"], ids=["an item", "a list with its head"]
)
def test_the_heading_above_a_list_is_told_once_and_without_its_marks(quote: str) -> None:
    head = "In the hall:\n" if quote.startswith("In") else ""
    text = f"The yard is swept.\n\n## Forbidden\n\n{head}- eating\n- smoking\n"
    at = text.index(quote)
    found = caveats(text, Span(at, at + len(quote)))
    assert [(each.where, each.span.of(text)) for each in found] == [(Where.UNDER, "Forbidden")]


@pytest.mark.parametrize(
    ("head", "question", "told"),
    [
        ("## Forbidden", "What is forbidden?", False),
        ("## Forbidden", "What is done?", True),
        ("## Not allowed", "What is allowed?", True),
        ("A permit is granted if:", "Is a permit granted?", True),
    ],
)
def test_a_heading_that_the_question_names_is_no_caveat(head: str, question: str, told: bool) -> None:
    document = held(f"The yard is swept.\n\n{head}\n\n- eating is paid\n- smoking\n")
    answer = answer_of(Claim((document.quote("- eating is paid"),)), store=document.store, question=question)
    assert bool(answer.statements[0].caveats) is told


def test_a_caveat_lies_in_its_passage() -> None:
    document = held(FEES)
    passage = document.store.text(document.record, Span(0, 20))
    with pytest.raises(ValueError, match="does not lie in its passage"):
        Caveat(passage, Span(10, 21), Where.AFTER)


def test_a_forged_caveat_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "papers" / "fees.txt"
    file.parent.mkdir()
    file.write_text(FEES, encoding="utf-8")
    document = held(FEES, "papers/fees.txt")
    saved = json.loads(
        render(answer_of(Claim((document.quote("Entry costs 9 euros."),)), store=document.store), "json")
    )
    loader = load(file.name, file.read_bytes()).loader
    digest = sha256(file.read_bytes()).hexdigest()
    saved["documents"][0].update(root=str(file.parent), loader=loader, file_sha256=digest)
    assert [each.status for each in _rechecked(saved)] == [Status.OK, Status.OK]
    (caveat,) = saved["statements"][0]["citations"][0]["caveats"]
    caveat["quote"] = "However, it is waived for members."
    quote, forged = _rechecked(saved)
    assert (quote.status, forged.status) == (Status.OK, Status.CHANGED)
    assert "it is the saved answer that was changed" in forged.detail


def _rechecked(saved: dict[str, Any]) -> Any:
    (report,) = recheck(parse(json.dumps(saved).encode(), "answer"))
    return report.citations


def test_a_caveat_that_a_browser_forged_or_left_out_is_not_believed() -> None:
    document = held(FEES)
    answer = answer_of(Claim((document.quote("Entry costs 9 euros."),)), store=document.store)
    fields = json.loads(render(answer, "json"))
    for stored in ([{"where": "goes on", "start": 0, "end": 5, "quote": "For all."}], []):
        fields["statements"][0]["citations"][0]["caveats"] = stored
        again = restored(fields, document.store, {document.record.id: document.record})
        assert again.statements == answer.statements
        assert replace(again, seconds={}).text == answer.text
