"""What measures the second gate: true statements, each made false in one way, on a small invented set."""

from __future__ import annotations

import json
import random
import re
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from evals import gate
from evals.gate import Item, declared, items
from evals.gate_changes import LEADS, changes, limited

PLACES = (("Velden", "Marta Quill"), ("Ostmark", "Tobin Reed"), ("Selby", "Dalia Fenn"))
CHANGED = {
    *("number", "name", "denied", "affirmed", "invented place", "invented fact", "another word", "all"),
    *("bound or order turned", "month, weekday or number word", "neighbour's name", "opposite", "sibling word"),
}
ATTRIBUTED, LIMITED = "attribution taken away", "limit left out"
ROW = re.compile(r"(true|false), (.+?) +n +(\d+)  falls +([\d.]+)%, +(\d+) to their quotes   by (.+)")
RULE = re.compile(r"rule (\w+) +false +(\d+), alone +(\d+)   true +(\d+), alone +(\d+)")


@pytest.fixture(autouse=True)
def data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    files = {
        "squad2/dev-public.json": {"data": [article(*each) for each in PLACES]},
        "onestopqa/onestop_qa-public.json": {"data": [news(town) for town, _ in PLACES]},
        "splits.json": {"squad2": {"dev": ["Velden_mill", "Selby_mill"]}, "onestopqa": {"dev": ["Velden", "Selby"]}},
    }
    for name, content in files.items():
        place = tmp_path / "eval" / name
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_text(json.dumps(content), encoding="utf-8")
    monkeypatch.setenv("QUOTEPROOF_DATA", str(tmp_path))


def article(town: str, builder: str) -> dict[str, Any]:
    text = (
        f"The mill stands by the river Issen. In {town} {builder} built it in 1801. "
        "The mill was not sold before May. The dam is older."
    )
    asked = (
        (f"Who built the mill of {town} in 1801?", builder, "answers"),
        ("Which building was not sold before May?", "The mill was", "answers"),
        (f"Who sold the mill of {town} in 1801?", builder, "plausible_answers"),
        ("Why was it built?", "The dam", "answers"),
    )
    told = [
        {
            "question": question,
            "answers": [],
            key: [{"text": words.removesuffix(" was"), "answer_start": text.index(words)}],
        }
        for question, words, key in asked
    ]
    return {"title": f"{town}_mill", "paragraphs": [{"context": text, "qas": told}]}


def news(town: str) -> dict[str, Any]:
    full = f"The flour of {town} was sold widely. The bakers who lived in Quern bought it. It rained."
    simple = f"The flour of {town} was sold to bakers in Quern. It rained."
    levels = {
        level: {"context": text, "a_spans": []} for level, text in (("Adv", full), ("Int", simple), ("Ele", simple))
    }
    return {"title": town, "paragraphs": [{**levels, "qas": []}]}


def test_true_statements_are_what_the_set_says_with_the_sentences_that_prove_them() -> None:
    found = [item for item in items() if item.true]
    assert {(item.kind, item.statement): item.quotes for item in found} == {
        **{
            ("answers", f"{builder} built the mill of {town} in 1801."): (f"In {town} {builder} built it in 1801.",)
            for town, builder in PLACES
            if town != "Ostmark"
        },
        ("answers", "The mill was not sold before May."): ("The mill was not sold before May.",),
        **{
            ("simpler words", f"The flour of {town} was sold to bakers in Quern."): (
                f"The flour of {town} was sold widely.",
                "The bakers who lived in Quern bought it.",
            )
            for town, _ in PLACES
            if town != "Ostmark"
        },
    }
    assert all(
        item.beside == ("The mill stands by the river Issen.", "The mill was not sold before May.")
        for item in found
        if item.statement.startswith(("Marta", "Dalia"))
    )


def test_each_false_one_is_a_true_one_with_one_thing_changed_in_its_words_or_its_quotes() -> None:
    found = items()
    true = {(item.title, item.question): item for item in found if item.true}
    false = [item for item in found if not item.true and item.kind != "plausible answers"]
    assert {item.kind for item in false} == {*CHANGED, ATTRIBUTED, LIMITED}
    for item in false:
        origin = true[item.title, item.question]
        assert (item.statement == origin.statement) is (item.kind in (ATTRIBUTED, LIMITED))
        assert (item.quotes == origin.quotes) is (item.kind not in (ATTRIBUTED, LIMITED))
        assert item.beside == origin.beside
    led = [item for item in false if item.kind == ATTRIBUTED]
    assert Counter(map(origin_of, led)) == Counter((item.title, item.question, item.quotes) for item in true.values())


def test_of_each_kind_only_so_many_are_drawn_and_the_same_ones_each_time() -> None:
    drawn = items(each=1)
    kinds = Counter(item.kind for item in drawn)
    assert kinds["answers"] == kinds["plausible answers"] == kinds["simpler words"] == 1
    assert drawn == items(each=1)


@pytest.mark.parametrize(
    ("kind", "said", "changed"),
    [
        ("number", "It cost 124 pounds.", "It cost 125 pounds."),
        ("number", "It cost 129 pounds.", "It cost 120 pounds."),
        ("name", "In May Quill sold Quill Mill.", "In May Reed sold Reed Mill."),
        ("denied", "The mill was old.", "The mill was not old."),
        ("affirmed", "He did not pay.", "He did pay."),
        ("affirmed", "He didn't pay.", "He did pay."),
        ("invented place", "It ran.", "It ran in Harlow."),
        ("invented fact", "It ran", "It ran and was later burnt by a neighbour."),
        ("invented fact", "It ran.", "It ran and was later burnt by a neighbour."),
        ("another word", "It was opened.", "It was moved."),
        ("all", "Some workers left.", "All workers left."),
        ("bound or order turned", "He left after the war.", "He left before the war."),
        ("opposite", "The lease ends in May.", "The lease begins in May."),
        ("opposite", "The lease begins in May.", "The lease ends in May."),
        ("month, weekday or number word", "It opened in May.", "It opened in June."),
        ("sibling word", "The tenant paid.", "The landlord paid."),
    ],
)
def test_a_change_is_made_once_and_changes_nothing_else(kind: str, said: str, changed: str) -> None:
    made = dict(changes(said, random.Random(7), ["Quill", "Reed"], ["opened", "opener", "moved"]))
    assert made[kind] == changed


def test_only_what_the_statement_tells_too_was_almost_done() -> None:
    said = "The mill was sold and burnt."
    assert limited("The mill was sold.", said) == "The mill was almost sold."
    assert limited("The mill was painted and is old.", said) == "The mill was painted and is old."


@pytest.mark.parametrize(
    ("question", "said"),
    [
        ("Who built the mill?", "Tobin Reed built the mill."),
        ("Who was the builder of the mill?", "The builder of the mill was Tobin Reed."),
        ("Which mill was it?", "Tobin Reed was it."),
        ("Did he build the mill?", None),
        ("What did he build?", None),
        ("Which mill did he build?", None),
        ("What mill did he build?", None),
        ("When was it built?", None),
    ],
)
def test_an_answer_is_put_into_its_question(question: str, said: str | None) -> None:
    assert declared(question, "Tobin Reed") == said


@pytest.mark.slow
def test_the_table_counts_each_statement_once_and_its_rules_add_up(capsys: pytest.CaptureFixture[str]) -> None:
    assert gate.main() == 0
    shown = capsys.readouterr().out
    rows = ROW.findall(shown)
    counted = Counter((str(item.true).lower(), item.kind) for item in items())
    assert {(true, kind): int(size) for true, kind, size, *_ in rows} == counted
    by: Counter[tuple[str, str]] = Counter()
    fallen: Counter[str] = Counter()
    for true, _, size, share, left, rules in rows:
        fell = round(float(share) * int(size) / 100)
        broken = {rule: int(count) for rule, count in re.findall(r"(\w+) (\d+)", rules)}
        assert max(broken.values(), default=0) <= fell <= sum(broken.values())
        assert int(left) <= fell <= int(size)
        fallen[true] += fell
        for rule, count in broken.items():
            by[rule, true] += count
    told = RULE.findall(shown)
    assert {(rule, side): int(count) for rule, f, _, t, _ in told for side, count in (("false", f), ("true", t))} == {
        (rule, side): by[rule, side] for rule, _ in by for side in ("false", "true")
    }
    assert all(int(alone) <= int(count) for _, f, f1, t, t1 in told for count, alone in ((f, f1), (t, t1)))
    assert sum(int(alone) for _, _, alone, _, _ in told) <= fallen["false"]
    assert next(share for _, kind, _, share, *_ in rows if kind == "invented place") == "100.0"


def origin_of(item: Item) -> tuple[str, str, tuple[str, ...]]:
    """Its title, its question, and its quotes without what was put before them."""
    (lead,) = {lead for lead in LEADS if all(quote.startswith(lead) for quote in item.quotes)}
    return item.title, item.question, tuple(quote.removeprefix(lead) for quote in item.quotes)
