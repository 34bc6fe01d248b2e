"""Questions that suppose what no document says, over the real reader and embedder, and a model that believes them."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest

from assistant.build import Assistant, load_engine
from assistant.chat.config import ChatConfig
from assistant.config import AssistantConfig
from assistant.gate_rules import contradicts
from assistant.nouns import Answer
from tests.assistant.chat.conftest import DOCUMENTS
from tests.assistant.chat.test_lying import shown
from tests.assistant.scripted_server import KEY, ScriptedServer, draft
from tests.vectorstore.builders import addition
from vectorstore.config import StoreConfig
from vectorstore.embedder import load_embedder
from vectorstore.memory import MemoryStore

pytestmark = pytest.mark.slow

SOLD = "The mill was sold to the baker Tobin Reed in 1994."


@pytest.fixture(scope="module")
def assistant(server: ScriptedServer) -> Iterator[Assistant]:
    embedder = load_embedder(StoreConfig())
    store = MemoryStore(embedder.name)
    for uri, parts in DOCUMENTS.items():
        store.add_all([addition(uri, parts)._replace(vectors=embedder.embed(parts))])
    chat = ChatConfig.model_validate({"base_url": server.url, "api_key": KEY, "retries": 0})
    config = AssistantConfig(engine="openai:scripted", chat=chat, passages=6)
    with Assistant(config, store, embedder, load_engine(config, embedder)) as made:
        yield made


@pytest.fixture
def told(assistant: Assistant, server: ScriptedServer) -> Callable[[str, str, str], Answer]:
    """The answer to a question where the model says this of the one sentence that holds these words."""

    def answered(question: str, said: str, words: str) -> Answer:
        server.follows(lambda asked: draft((said, [n for n, s in asked.sentences.items() if words in s])))
        answer = assistant.answer(question)
        assert sum(words in sentence for sentence in server.asked[0].sentences.values()) == 1
        return answer

    return answered


@pytest.mark.parametrize(
    ("question", "lie", "words"),
    [
        ("Why was the mill painted green?", "The mill was painted green because money was short.", "money was short"),
        ("Why was the mill painted green?", "The mill was painted green because the wheel turns again.", "wheel turns"),
        ("When was the mill painted green?", "The mill was painted green in 1994.", "1994"),
        ("Who painted the mill green?", "The baker Tobin Reed painted the mill green.", "Tobin"),
        ("Who burnt the mill?", "The baker Tobin Reed burnt the mill.", "Tobin"),
        ("Why was the rent halved?", "The rent was halved because money was short.", "money was short"),
        ("Who forged the lease for the owner?", "Marta Quill forged the lease for the owner.", "Quill"),
        ("Where did the plague come from?", "The plague came from the river Issen.", "Issen"),
        ("Why was the price halved?", "The price was halved because money was short.", "money was short"),
        ("When was the haunted mill sold?", "The haunted mill was sold in 1994.", "Tobin"),
        ("Who burnt the mill down in 1994?", "Tobin Reed burnt the mill down in 1994.", "Tobin"),
        ("Who inherited the mill in 1994?", "The baker Tobin Reed inherited the mill in 1994.", "Tobin"),
        ("How many of the twelve workers died?", "Five of the twelve workers died.", "Five"),
        ("Which dam exploded?", "Only the northern dam exploded.", "northern"),
        (
            "Why was the price paid in stolen flour?",
            "The price was paid in stolen flour because money was short.",
            "money was short",
        ),
        (
            "When did the illegal lease of the mill begin?",
            "The illegal lease of the mill began on 3 June 1987.",
            "3 June",
        ),
    ],
)
def test_what_a_question_supposes_is_not_stated(
    told: Callable[[str, str, str], Answer], question: str, lie: str, words: str
) -> None:
    answer = told(question, lie, words)
    assert lie not in answer.text
    assert all(lie not in text for text in shown(answer))
    assert [each.text for each in answer.dropped] == [lie]


@pytest.mark.parametrize(
    ("question", "statement", "so"),
    [
        ("Why did twelve workers stay?", "Five workers stayed.", True),
        ("Did the lease begin on 4 June?", "The lease begins on 3 June.", True),
        ("Who bought the mill in 1990?", "The mill has 12 rooms.", False),
        ("What did the mill earn in 2019?", "The mill employs 300 people.", False),
        ("Who owns all the mills?", "The mill has 12 rooms.", False),
        ("What is the last day of the lease?", "The first day of the lease is 3 June.", False),
        ("Why was the southern dam damaged?", "The northern ferry sank.", False),
        ("Who paid $5 for the mill?", "A ferry costs $6.", False),
    ],
)
def test_a_question_is_set_right_by_what_speaks_of_the_same(question: str, statement: str, *, so: bool) -> None:
    assert contradicts(question, statement) is so


@pytest.mark.parametrize(
    ("question", "said", "words"),
    [
        ("Why was the southern dam damaged?", "Only the northern dam was damaged.", "northern"),
        ("Why was the mill sold in 1990?", SOLD, "Tobin"),
        ("Why did the tenant keep horses?", "The tenant shall not keep horses in the mill.", "horses"),
        ("How many horses did the tenant keep?", "The tenant shall not keep horses in the mill.", "horses"),
        ("Why was the price paid in gold?", "The price was paid in flour, because money was short.", "flour"),
        ("Is the rent of the mill $5 million?", "The rent is $6 million for each year.", "6 million"),
        ("When was the southern dam damaged?", "Only the northern dam was damaged.", "north"),
        ("Who bought the mill in 1990?", SOLD, "Tobin"),
        ("When did all workers leave?", "Five of the twelve workers stayed.", "Five"),
    ],
)
def test_what_a_question_supposes_is_set_right_by_the_quote(
    told: Callable[[str, str, str], Answer], question: str, said: str, words: str
) -> None:
    answer = told(question, said, words)
    assert answer.text == said
    assert words in answer.statements[0].citations[0].text
    assert answer.dropped == ()
