"""A Ray cluster of two nodes and a real Chroma server take a folder in; a worker is killed in the middle."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from ingest.cluster import cluster
from ingest.config import IngestConfig
from ingest.library import take_in
from ingest.outcome import Event, FileResult, Outcome
from tests.servers import Chroma
from vectorstore.config import StoreConfig
from vectorstore.embedder import load_embedder
from vectorstore.errors import ConfigError, StoreUnavailable
from vectorstore.memory import MemoryStore
from vectorstore.opening import writing
from vectorstore.whole import problems

FILES = 8


@pytest.fixture
def raylets(monkeypatch: pytest.MonkeyPatch) -> Iterator[tuple[str, list[int]]]:
    """The address of a cluster of two nodes, and the processes that start their workers."""
    monkeypatch.setenv("RAY_USAGE_STATS_ENABLED", "0")
    utilities = pytest.importorskip("ray.cluster_utils", reason="Ray is not installed: pip install 'quoteproof[ray]'")
    nodes = utilities.Cluster(initialize_head=True, head_node_args={"num_cpus": 1, "include_dashboard": False})
    try:
        nodes.add_node(num_cpus=1)
        yield nodes.address, [node.all_processes["raylet"][0].process.pid for node in nodes.list_all_nodes()]
    finally:
        nodes.shutdown()


def folder_of(place: Path) -> Path:
    """Files so large that each is a worker's task of its own; one is broken."""
    folder = place / "docs"
    folder.mkdir()
    for number in range(FILES):
        line = f"Field {number} gave {number + 3} tonnes.\n\n"
        (folder / f"{number}.txt").write_text(line + "<!-- -->" * 3, encoding="utf-8")
    (folder / "broken.pdf").write_bytes(b"%PDF-1.7 nothing")
    return folder


def kill_a_worker(raylets: list[int]) -> int:
    """Kills those that are at work below the nodes; gives how many."""
    killed = 0
    for raylet in raylets:
        for children in Path(f"/proc/{raylet}/task").glob("*/children"):
            for child in map(int, children.read_text().split()):
                with suppress(OSError):
                    if Path(f"/proc/{child}/cmdline").read_bytes().startswith(b"ray::take_in_some"):
                        os.kill(child, signal.SIGKILL)
                        killed += 1
    return killed


@pytest.mark.slow
def test_a_cluster_takes_a_folder_in_whole_though_workers_are_killed(
    raylets: tuple[str, list[int]], chroma: Chroma, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("ingest.cluster._GROUP_FILES", 1)
    address, processes = raylets
    config = IngestConfig(store=chroma.database())
    embedder = load_embedder(config.store)
    folder = folder_of(tmp_path)
    killed: list[int] = []

    def kill_once(event: Event) -> None:
        if isinstance(event, FileResult) and event.outcome is Outcome.ADDED and not sum(killed):
            killed.append(kill_a_worker(processes))

    with writing(config.store, embedder.name, embedder.dimension) as store:
        with cluster(address, config) as spread:
            summary = take_in([folder], store, embedder, config, kill_once, spread=spread)
            again = take_in([folder], store, embedder, config, spread=spread)
        assert sum(killed) > 0
        assert summary.count(Outcome.ADDED) == again.count(Outcome.UNCHANGED) == FILES
        assert [result.uri for result in summary.failed] == ["docs/broken.pdf"]
        assert list(problems(store)) == []
        alone = MemoryStore(embedder.name)
        take_in([folder], alone, embedder, config)
        assert store.fingerprint == alone.fingerprint


def test_a_cluster_needs_a_server(tmp_path: Path) -> None:
    with (
        pytest.raises(ConfigError, match=r"--ray needs a library on a Chroma server"),
        cluster("auto", IngestConfig(store=StoreConfig(path=tmp_path))),
    ):
        pass


@pytest.mark.slow
def test_a_cluster_that_is_not_there_is_told() -> None:
    pytest.importorskip("ray", reason="Ray is not installed: pip install 'quoteproof[ray]'")
    config = IngestConfig(store=StoreConfig(url="http://127.0.0.1:1"))
    with pytest.raises(StoreUnavailable, match=r"Ray cluster 'auto' cannot be reached"), cluster("auto", config):
        pass
