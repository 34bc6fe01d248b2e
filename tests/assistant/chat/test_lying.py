"""A model that lies: whatever it invents stands in ``dropped`` and nowhere else."""

from __future__ import annotations

import random
from collections.abc import Iterator
from typing import Any

import pytest

from assistant.confidence import Calibration
from assistant.gate import SecondGate
from assistant.markdown import markdown
from assistant.nouns import Answer
from assistant.page import render as page
from assistant.ports import CancelToken, Gate, Writer
from assistant.reader.model import Reader
from assistant.verify import verify
from tests.assistant.chat.conftest import DOCUMENTS, Ask
from tests.assistant.scripted_server import Asked, ScriptedServer, draft
from vectorstore.config import StoreConfig
from vectorstore.embedder import load_embedder

QUESTIONS = ("When did the lease of the mill begin?", "Who bought the mill?", "Why was the price paid in flour?")
TRUE = {
    "The lease of the mill at Nether Combe began on June 3, 1987.": "began on 3 June 1987",
    "Marta Quill signed the lease.": "Marta Quill signed",
    "The mill was sold to Tobin Reed in 1994.": "Tobin Reed",
    "The price was paid in flour because money was short.": "paid in flour",
    "The flood came from the river Issen.": "river Issen",
}
INVENTED = {
    "date": ("17 October 1893", "1893", "the 1850s", "2031-02-17", "the ninth of March"),
    "place": ("Harlow", "Brackwater", "West Ardle", "Lumenport", "Old Stavia"),
    "name": ("Dalia Fenn", "Corvin Hale", "Sir Oswin", "Petronia", "Dr. Yelland"),
    "amount": ("$9,731", "73 per cent", "4.5 million", "nineteen thousand", "€88"),
    "quotation": ("“silver geese”", "‘never again’", '"a crime"', "«sold for nothing»", "“burnt down”"),
    "fact": ("burnt by thieves", "painted green", "flooded with mercury", "haunted", "confiscated"),
}
MARKS = ("1893", "1850s", "2031", "ninth of", "harlow", "brackwater", "ardle", "lumenport", "stavia", "fenn", "corvin",
         "oswin", "petronia", "yelland", "9,731", "73 per", "4.5", "nineteen", "€88", "geese", "never again", "a crime",
         "for nothing", "burnt", "painted", "mercury", "haunted", "confiscated")  # fmt: skip
"""What no document holds and every lie does."""
SIGNED = "Anna Berg signed the lease of the Berlin office in 2019."
WHO, WHEN = "Who signed the lease of the Berlin office?", "When was the lease of the Berlin office signed?"


def lie(chance: random.Random, asked: Asked) -> tuple[str, list[int]]:
    """A true statement with something invented in it, or that alone."""
    text, words = chance.choice(list(TRUE.items()))
    kind = chance.choice(list(INVENTED))
    invention = chance.choice(INVENTED[kind])
    said = chance.choice(
        (
            f"{text[:-1]}, {invention}.",
            f"{invention} {text[0].lower()}{text[1:]}",
            f"{invention}.",
            f"{text} {invention}.",
        )
    )
    shown = list(asked.sentences) or [1]
    ids = [number for number, sentence in asked.sentences.items() if words in sentence]
    ids = chance.choice((ids, ids, shown, [chance.choice(shown)], [*ids, 999], [0, -3, 777], []))
    return said, ids


def drafts(chance: random.Random, asked: Asked, lies: list[str]) -> dict[str, Any]:
    """A draft of a lie, noted in ``lies``, alone or among truths; sometimes what it misses is invented too, and what
    contradicts what."""
    told = [lie(chance, asked)]
    lies.append(told[0][0])
    for text, words in chance.sample(list(TRUE.items()), chance.randint(0, 2)):
        told.append((text, [n for n, sentence in asked.sentences.items() if words in sentence]))
    chance.shuffle(told)
    extra = {"missing": "why Harlow was haunted", "contradictions": [[1, 2, 999]], "nearest": [55, 1]}
    return draft(*told, **(extra if chance.random() < 0.3 else {}))


def shown(answer: Answer) -> Iterator[str]:
    """All that a person sees or takes along, without what is folded as not proved."""
    yield answer.text
    yield answer.understood
    yield markdown(answer)
    yield from (statement.text for statement in answer.statements)
    yield from answer.remarks
    drawn = page.turn(answer, 0, None)
    yield drawn.split('<details class="qp-dropped">')[0]
    yield drawn.split("</details>")[-1]


@pytest.fixture(scope="module")
def shipped() -> Gate:
    """The second gate as people have it."""
    return SecondGate(Reader.load(), load_embedder(StoreConfig()), Calibration.load().quotes)


@pytest.mark.slow
@pytest.mark.parametrize(("gate", "truths"), [("of fakes", 100), ("shipped", 75)])
def test_nothing_invented_is_shown_in_200_drafts(
    made: Ask, server: ScriptedServer, gate: str, truths: int, request: pytest.FixtureRequest
) -> None:
    chance = random.Random(7)
    told: list[str] = []
    server.follows(lambda asked: drafts(chance, asked, told))
    pipeline, kept = made().pipeline, 0
    engine, begun = pipeline.engine, []
    assert isinstance(engine, Writer)
    for question in QUESTIONS:
        found = pipeline.retriever.retrieve(question, None, CancelToken())
        begun.append(engine.begin(question, found, CancelToken()))
    for number in range(200):
        question = QUESTIONS[number % len(QUESTIONS)]
        draft = begun[number % len(QUESTIONS)].write(CancelToken())
        answer = verify(
            draft, question=question, understood=question, engine=engine.name, index="", seconds={},
            store=pipeline.store, gate=engine.gate if gate == "of fakes" else request.getfixturevalue(gate),
        )  # fmt: skip
        kept += sum(statement.text in TRUE for statement in answer.statements)
        for text in shown(answer):
            found_marks = [mark for mark in MARKS if mark in text.lower()]
            assert not found_marks, text
        assert any(told[-1] in dropped.text for dropped in answer.dropped)
        cited = [citation for statement in answer.statements for citation in statement.citations]
        assert all(each.text in "".join(DOCUMENTS[each.document.uri]) for each in cited)
    assert kept > truths, "truths among the lies are kept"


def test_an_invented_word_in_a_rewritten_question_is_not_taken(made: Ask, server: ScriptedServer) -> None:
    server.says("When was the mill in Harlow haunted?", draft(("The mill was sold to Tobin Reed in 1994.", [1])))
    assistant = made()
    first = assistant.answer("Who bought the mill?")
    server.says("When was the mill in Harlow haunted?", draft(missing="when it was haunted"))
    second = assistant.answer("And when did he do it?", history=[first])
    assert "Harlow" not in second.understood
    assert "haunted" not in second.understood


@pytest.mark.parametrize(
    ("question", "one", "other", "told"),
    [
        (
            "List who signed the lease of the Berlin office.",
            SIGNED,
            "Carl Dorn signed the lease of the Berlin office as a witness in May.",
            False,
        ),
        (WHO, SIGNED, "Anna Berg signed the sale of the Berlin office in 2021.", False),
        (WHO, SIGNED, "Carl Dorn signed the lease of the Berlin office in 2019.", True),
        (WHEN, SIGNED, "Anna Berg signed the lease of the Berlin office in 2021.", True),
        (
            "Explain when the lease of the Berlin office was signed.",
            SIGNED,
            "Anna Berg signed the lease of the Berlin office in 2021.",
            True,
        ),
        (
            "Did Anna Berg sign the lease?",
            SIGNED,
            "Anna Berg left without signing the lease of the Berlin office.",
            True,
        ),
    ],
)
@pytest.mark.parametrize("apart", [True, False], ids=["two documents", "one document"])
def test_sentences_that_a_model_calls_contradicting_are_so_only_where_one_thing_differs(
    read: Ask, server: ScriptedServer, apart: bool, question: str, one: str, other: str, told: bool
) -> None:
    server.follows(lambda asked: draft((one, [*asked.sentences][:1]), contradictions=[[*asked.sentences]]))
    documents = {"a.txt": [f"{one} "], "b.txt": [f"{other} "]} if apart else {"a.txt": [f"{one} ", f"{other} "]}
    answer = read(documents).answer(question)

    assert [[side.text for side in each.sides] for each in answer.contradictions] == [[one, other]] * told
    assert ("give different answers" in markdown(answer)) is told


def test_what_one_document_tells_of_two_people_is_no_contradiction_though_a_model_says_so(
    read: Ask, server: ScriptedServer
) -> None:
    """In two documents it is told, model or not: the reader marks two answers, and both are quoted."""
    both = [f"{SIGNED} ", "Carl Dorn signed the lease of the Berlin office as a witness in May. "]
    server.follows(lambda asked: draft((SIGNED, [*asked.sentences][:1]), contradictions=[[*asked.sentences]]))
    assert read({"a.txt": both}).answer(WHO).contradictions == ()
