"""A real chat client against the scripted server, over a small library in memory and a reader that prefers nothing."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from assistant.build import Assistant
from assistant.chat.config import ChatConfig
from assistant.chat.engine import Chat
from assistant.chat.models import Tools, load_chat
from assistant.config import AssistantConfig
from assistant.evidence import Ranker
from assistant.extractive import Extractive
from assistant.gate import SecondGate
from assistant.reader import model
from assistant.reader.model import Reader
from tests.assistant.library import library
from tests.assistant.scripted_server import KEY, Asked, ScriptedServer, draft, scripted_server
from tests.assistant.test_extractive import calibration
from tests.fakes import FakeEmbedder, FlatSession

DOCUMENTS = {
    "acts/lease.txt": [
        "The lease of the mill at Nether Combe began on 3 June 1987. The rent is $6 million for each year. ",
        "The tenant shall not keep horses in the mill. Marta Quill signed the lease for the owner. ",
    ],
    "acts/sale.txt": [
        "The mill was sold to the baker Tobin Reed in 1994. All machines were sold with it. ",
        "Five of the twelve workers stayed. The price was paid in flour, because money was short. ",
    ],
    "letters/may.txt": [
        "The engineer wrote that the wheel turns again. It may be repaired in Port Vell next spring. ",
        "Only the northern dam was damaged. The flood came from the river Issen. ",
    ],
}
Ask = Callable[..., Assistant]
ASKED = "Who bought the mill?"
SOLD = "The mill was sold to the baker Tobin Reed in 1994."


def telling(asked: Asked) -> dict[str, object]:
    """The truth."""
    return draft((SOLD, [n for n, sentence in asked.sentences.items() if "Tobin" in sentence]))


@pytest.fixture(scope="session")
def server() -> Iterator[ScriptedServer]:
    with scripted_server() as running:
        yield running


@pytest.fixture(scope="session")
def flat_reader() -> Reader:
    return flat()


def flat() -> Reader:
    tokenizer = (Path(model.__file__).parent / model.TOKENIZER).read_text("utf-8")
    return Reader("flat", 320, FlatSession(), ["input_ids"], tokenizer)


@pytest.fixture(scope="session")
def made(server: ScriptedServer, flat_reader: Reader) -> Iterator[Ask]:
    with making(server.url, flat_reader) as make:
        yield make


@pytest.fixture(scope="session")
def read(server: ScriptedServer) -> Iterator[Ask]:
    """As ``made``, with the reader that ships."""
    with making(server.url, Reader.load()) as make:
        yield make


@contextmanager
def making(url: str, reader: Reader) -> Iterator[Ask]:
    """Makes assistants with a chat engine, over these documents and with these settings of [chat]."""
    opened: list[Assistant] = []

    def make(documents: dict[str, list[str]] | None = None, **settings: object) -> Assistant:
        given = {"base_url": url, "api_key": KEY, "timeout": 20, "retries": 1, **settings}
        config = AssistantConfig(engine="openai:scripted", chat=ChatConfig.model_validate(given), passages=6)
        opened.append(
            Assistant(
                config, library(DOCUMENTS if documents is None else documents), FakeEmbedder(), engine(config, reader)
            )
        )
        return opened[-1]

    yield make
    for each in opened:
        each.close()


def engine(config: AssistantConfig, reader: Reader) -> Chat:
    return load_chat(config.engine, *tools(config.chat, reader))


def tools(config: ChatConfig, reader: Reader) -> Tools:
    fitted = calibration()
    extractive = Extractive(Ranker(reader, FakeEmbedder(), fitted.ranking), fitted)
    return Tools(config, extractive, SecondGate(reader, FakeEmbedder(dimension=8192), fitted.quotes))
