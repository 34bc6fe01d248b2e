"""A stopped answer stops its work: the engine's own steps end, not only what the page shows of them."""

from __future__ import annotations

from copy import copy
from dataclasses import dataclass, field
from threading import Event, Thread
from types import SimpleNamespace
from typing import TYPE_CHECKING, cast

import pytest

from assistant.page.asking import Asking
from assistant.page.session import Session
from assistant.page.settings import Settings
from assistant.pipeline import Pipeline
from assistant.reader.model import Session as Computing
from assistant.retrieve import HybridRetriever
from tests.assistant.page.answers import store_of
from tests.fakes import FakeEmbedder
from vectorstore.cores import Cores

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy as np
    import numpy.typing as npt

    from assistant.build import Assistant
    from assistant.extractive import Extractive
    from assistant.nouns import Candidate, Draft, Turn
    from assistant.page.service import Service
    from assistant.ports import CancelToken, Engine
    from assistant.reader.reading import Logits

QUESTION = "Who keeps the lighthouse?"
NUMBER = 1
PATIENCE = 60
PASSAGES = [
    f"The lighthouse number {n} is kept by the keeper of the week. {'It stands by the sea. ' * 40}" for n in range(60)
]


@dataclass
class Working:
    """An engine that works step by step without an end, and would go on long after it was asked to stop."""

    name: str = "working"
    steps: int = 0
    begun: Event = field(default_factory=Event)
    ended: Event = field(default_factory=Event)

    def draft(
        self, question: str, history: Sequence[Turn], candidates: Sequence[Candidate], cancel: CancelToken
    ) -> Draft:
        try:
            while True:
                cancel.check()
                self.steps += 1
                self.begun.set()
                self.ended.wait(0.001)
        finally:
            self.ended.set()


@dataclass
class Counting:
    """The reader's own session, which tells how often it computed and when it began."""

    real: Computing
    runs: int = 0
    begun: Event = field(default_factory=Event)
    go_on: Event = field(default_factory=Event)

    def run(self, outputs: list[str], feeds: dict[str, npt.NDArray[np.int64]]) -> Sequence[Logits]:
        self.runs += 1
        self.begun.set()
        assert self.go_on.wait(PATIENCE)
        return self.real.run(outputs, feeds)


def asking_of(engine: Engine) -> Asking:
    store, embedder = store_of(*PASSAGES), FakeEmbedder()
    pipeline = Pipeline(store, HybridRetriever(store, embedder, 50, 50), engine, 2000)
    assistant = cast("Assistant", pipeline)
    service = SimpleNamespace(
        documents=store.documents,
        assistant=lambda _settings: assistant,
        has_loaded=lambda _settings: True,
        loading=lambda _settings: iter(()),
    )
    return Asking(cast("Service", service))


def stopped(
    asking: Asking, begun: Event, *, then: Event | None = None, session: Session | None = None, number: int = NUMBER
) -> str:
    """What the page shows last of a question that is stopped once its engine works."""
    session, shown = session or Session(Settings("working", None, 8)), list[str]()
    running = Thread(target=lambda: shown.extend(asking.ask(session, number, QUESTION, None)), daemon=True)
    running.start()
    assert begun.wait(PATIENCE)
    session.token(number).cancel()
    if then is not None:
        then.set()
    running.join(PATIENCE)
    assert not running.is_alive()
    assert session.current.turns == []
    return shown[-1]


def test_the_engine_of_a_stopped_question_works_no_more() -> None:
    engine = Working()
    assert "Stopped" in stopped(asking_of(engine), engine.begun)
    assert engine.ended.is_set()
    done = engine.steps
    Event().wait(0.05)
    assert engine.steps == done


def test_a_stop_that_is_heard_before_its_question_stops_it_and_no_other() -> None:
    engine, session = Working(), Session(Settings("working", None, 8))
    session.token(NUMBER).cancel()
    assert "Stopped" in list(asking_of(engine).ask(session, NUMBER, QUESTION, None))[-1]
    assert engine.steps == 0
    session.token(NUMBER).cancel()
    assert "Stopped" in stopped(asking_of(engine), engine.begun, session=session, number=NUMBER + 1)


def test_a_stop_of_an_earlier_question_or_of_none_leaves_the_newest_alone() -> None:
    session = Session(Settings("working", None, 8))
    newest = session.token(7)
    for number in (6, 0, -1, None, "7", 7.5, [7]):
        session.token(number).cancel()
        assert session.token(number) is not session.token(number)
    assert session.token(7) is newest
    assert not newest.cancelled


@pytest.mark.slow
def test_the_reader_of_a_stopped_question_reads_no_further_batch(article_assistant: Assistant) -> None:
    extractive = cast("Extractive", article_assistant.pipeline.engine)
    counting = Counting(extractive.ranker.reader._session)
    engine = copy(extractive)
    engine.ranker = copy(extractive.ranker)
    engine.ranker.reader = copy(extractive.ranker.reader)
    engine.ranker.reader._session = counting
    engine.ranker.reader._cores = Cores("reader", 1)  # another would begin a batch of its own beside the first
    assert "Stopped" in stopped(asking_of(engine), counting.begun, then=counting.go_on)
    assert counting.runs == 1
    counting.begun.clear()
    assert list(asking_of(engine).ask(Session(Settings("extractive", None, 8)), NUMBER, QUESTION, None))[-1] == ""
    assert counting.runs > 2
