"""What the tests share: the article's library, taken in once, and the real assistant over it."""

from __future__ import annotations

import os
import signal
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import is_hypothesis_test
from xdist.remote import Producer
from xdist.scheduler import LoadScopeScheduling

from assistant.build import Assistant
from assistant.config import AssistantConfig
from ingest.__main__ import main as ingest
from tests.servers import Chroma
from vectorstore.config import StoreConfig

DOCUMENTS = Path(__file__).parent.parent / "documents"


def pytest_configure() -> None:
    """A shell's background job begins with Ctrl-C ignored, and would hand that on to every command that it starts.
    Torch's threads wait for each other at every step, long where other tests run on the same cores."""
    signal.signal(signal.SIGINT, signal.default_int_handler)
    os.environ.setdefault("OMP_NUM_THREADS", "1")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """A law runs the same lines hundreds of times, and half as long again where they are counted: others count them.
    The local model's tests come first, few and the longest, then folders with many slow ones: others fit in beside."""
    for item in items:
        if is_hypothesis_test(getattr(item, "obj", None)):
            item.add_marker(pytest.mark.no_cover)
    slow = Counter(item.path.parent for item in items if item.get_closest_marker("slow"))
    items.sort(key=lambda item: (item.path.parent.name != "local", -slow[item.path.parent]))


class ByFolder(LoadScopeScheduling):  # type: ignore[misc]  # published without types
    """Tests of one folder run in one process, where they share a browser, a server or a model."""

    def _split_scope(self, nodeid: str) -> str:
        return nodeid.partition("::")[0].rpartition("/")[0]


def pytest_xdist_make_scheduler(config: pytest.Config, log: Producer) -> ByFolder:
    return ByFolder(config, log)


@pytest.fixture(scope="session")
def article_library(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of an embedded library that holds the article."""
    place = tmp_path_factory.mktemp("article") / "library"
    assert ingest([str(DOCUMENTS), "--store", str(place)]) == 0
    return place


@pytest.fixture(scope="session")
def article_assistant(article_library: Path) -> Iterator[Assistant]:
    """The real assistant, all its models loaded, over the article."""
    with Assistant.from_config(AssistantConfig(store=StoreConfig(path=article_library))) as assistant:
        yield assistant


@pytest.fixture(scope="session")
def chroma(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Chroma]:
    """A real Chroma server; ``database`` gives each test one of its own."""
    server = Chroma(tmp_path_factory.mktemp("chroma"))
    yield server
    server.stop()
