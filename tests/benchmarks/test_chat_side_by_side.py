"""The comparison of chat engines: rows that survive a kill, one rule for both ways, and a scripted model for both."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from langchain_core.language_models import BaseChatModel
from langchain_core.messages import AIMessage, BaseMessage
from langchain_core.outputs import ChatGeneration, ChatResult

from assistant.config import AssistantConfig
from assistant.nouns import Outcome
from benchmarks.chat_figures import figures, supported, table, to_judge
from benchmarks.chat_rows import Row, Rows
from benchmarks.chat_side_by_side import CHAIN, OURS, QUOTES, compare
from benchmarks.usual_chain import is_refusal
from evals.cases import Located
from evals.nouns import EvalCase, Source
from evals.suite import Suite
from vectorstore.nouns import Span

TEXT = "The miller sold the mill in 1907. His daughter kept the boat. It rained all week."
URI = "mill.txt"
WHERE = TEXT.index("1907")
SOLD = EvalCase(
    id="sold",
    question="When did the miller sell the mill?",
    wanted=(Outcome.ANSWERED,),
    kind="plain",
    evidence=((Located(URI, TEXT).place(Span(WHERE, WHERE + 4)),),),
    short=("1907", "in 1907"),
)
PRICE = EvalCase("price", "What did the boat cost?", (Outcome.NOT_IN_DOCUMENTS,), "unanswerable")
CASES = {case.id: case for case in (SOLD, PRICE)}
TEXTS = {URI: TEXT}


def row(case: str, *statements: str, way: str = CHAIN) -> Row:
    return Row(case, way, " ".join(statements), statements, not statements, 2.0, 100, 10, (TEXT,))


class Scripted(BaseChatModel):
    """Says that the mill was sold in 1907 whatever it is asked, as the form that is wanted."""

    asked: int = 0

    @property
    def _llm_type(self) -> str:
        return "scripted"

    def _generate(self, messages: list[BaseMessage], *_: Any, **__: Any) -> ChatResult:
        self.asked += 1
        said = "The miller sold the mill in 1907."
        draft = {"answerable": True, "statements": [{"ids": [1], "text": said}]}
        content = json.dumps(draft) if "JSON" in str(messages[0].content) else said
        used = {"input_tokens": 50, "output_tokens": 9, "total_tokens": 59}
        return ChatResult(generations=[ChatGeneration(message=AIMessage(content, usage_metadata=used))])


@pytest.mark.parametrize(
    ("statement", "is_supported"),
    [
        ("The miller sold the mill in 1907.", True),
        ("The mill was sold in 1907.", True),
        ("The miller sold the mill in 1908.", False),
        ("The miller sold the mill in 1907 to Ms Ardent.", False),
        ("The daughter rowed away with treasure.", False),
    ],
)
def test_a_statement_is_carried_by_the_gold_sentences(statement: str, is_supported: bool) -> None:
    assert supported(statement, SOLD, TEXTS) is is_supported
    assert not supported(statement, PRICE, TEXTS)


def test_the_same_rows_have_the_same_figures_whose_ever_they_are() -> None:
    right = [row("sold", "The miller sold the mill in 1907."), row("price")]
    wrong = [row("sold"), row("price", "The boat cost 40 crowns.")]
    good, bad = figures(right, CASES, TEXTS), figures(wrong, CASES, TEXTS)
    assert (good["outcome accuracy"], good["gold answer named"], good["unsupported statements"]) == (1.0, 1.0, 0.0)
    assert (bad["outcome accuracy"], bad["answer F1"], bad["unsupported statements"]) == (0.0, 0.0, 1.0)
    assert (good["refusal precision"], bad["refusal recall"]) == (1.0, 0.0)
    shown = table({"one": good, "other": bad})
    assert "| outcome accuracy | 1.000 | 0.000 |" in shown


@pytest.mark.parametrize(
    ("statements", "accuracy"),
    [
        ((), 1.0),
        (("The miller sold the mill in 1907.",), 1.0),
        (("The daughter rowed away with treasure.",), 0.0),
        (("The miller did keep the mill.",), 0.0),
    ],
)
def test_a_false_premise_is_refused_or_set_right(statements: tuple[str, ...], accuracy: float) -> None:
    both = (Outcome.ANSWERED, Outcome.NOT_IN_DOCUMENTS)
    premise = replace(SOLD, id="premise", question="Why did the miller keep the mill?", wanted=both)
    shown = figures([row("premise", *statements)], {"premise": premise}, TEXTS)
    assert shown["outcome accuracy"] == accuracy


def test_a_fault_is_no_refusal_and_never_right() -> None:
    fault = replace(row("price"), fault="it cannot be reached")
    shown = figures([fault, row("sold", "The miller sold the mill in 1907.")], CASES, TEXTS)
    assert (shown["outcome accuracy"], shown["faults"]) == (0.5, 0.5)
    assert (shown["refusal precision"], shown["refusal recall"]) == (None, 0.0)


@pytest.mark.parametrize(
    ("sentence", "refuses"),
    [
        ("I don't know.", True),
        ("The context does not mention the price of the boat.", True),
        ("There is no information about the price.", True),
        ("The price is not provided in the text.", True),
        ("The boat was not sold.", False),
        ("The miller sold the mill in 1907.", False),
    ],
)
def test_a_refusal_is_known_by_its_words(sentence: str, refuses: bool) -> None:
    assert is_refusal(sentence) is refuses


def test_a_line_that_was_cut_is_asked_anew(tmp_path: Path) -> None:
    rows = Rows(tmp_path / "rows.jsonl")
    rows.add(row("sold", "It was sold."))
    rows.add(row("price"))
    place = tmp_path / "rows.jsonl"
    place.write_bytes(place.read_bytes()[:-20])
    again = Rows(place)
    assert again.rows == rows.rows[:1]
    again.add(row("price"))
    assert Rows(place).rows == rows.rows


def test_who_judges_does_not_see_whose_a_statement_is() -> None:
    rows = [row("sold", "One.", "Two."), row("price", "Three.", way=OURS)]
    sheet, origin = to_judge(rows, CASES, 1)
    assert sorted(origin.values()) == sorted([CHAIN, OURS])
    assert all(each.keys() == {"id", "question", "statement", "passages"} for each in sheet)
    assert {each["id"] for each in sheet} == origin.keys()


@pytest.mark.slow
def test_each_way_is_asked_once_over_two_runs(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    suite = Suite("mill", (SOLD, PRICE), (Source(URI, "The mill", TEXT),))
    model = Scripted()
    compare(suite, model, "scripted:one", AssistantConfig(), tmp_path, judge=5)
    assert "| outcome accuracy |" in capsys.readouterr().out
    asked = model.asked
    assert asked >= 4
    compare(suite, model, "scripted:one", AssistantConfig(), tmp_path)
    assert model.asked == asked
    rows = Rows(tmp_path / "mill" / "rows.jsonl").rows
    assert sorted((each.case, each.way) for each in rows) == sorted(
        (case, way) for case in ("sold", "price") for way in (CHAIN, OURS, QUOTES)
    )
    ours = {each.case: each for each in rows if each.way == OURS}
    assert ours["sold"].statements
    assert ours["price"].refused
    assert {each.prompt + each.completion for each in rows if each.way == QUOTES} == {0}
    assert len(json.loads((tmp_path / "mill" / "judge.json").read_text())) >= 2
    assert set(json.loads((tmp_path / "mill" / "origin.json").read_text()).values()) == {CHAIN, OURS}
