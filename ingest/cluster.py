"""Takes files in by the machines of a Ray cluster, all into one library on a server.

Ray runs each group of files again where its worker or its machine died. That is safe, since a worker's write of a
document is whole or not visible, and once more is as once.
"""

from __future__ import annotations

import logging
from collections.abc import Generator, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from ingest.config import IngestConfig
from ingest.errors import UnreadableFile
from ingest.worker import Given, Spread, Taken, take_in_some
from vectorstore.errors import ConfigError, QuoteproofError, StoreUnavailable

if TYPE_CHECKING:
    from ray import ObjectRef

_GROUP_BYTES, _GROUP_FILES = 256 * 1024, 32
"""What is given to a worker at once: enough for some batches of the embedder."""
_RETRIES = 3


@contextmanager
def cluster(address: str, config: IngestConfig) -> Iterator[Spread]:
    """The workers of a Ray cluster, ``auto`` for the one that runs on this machine.

    Raises ConfigError where Ray or a server is lacking, StoreUnavailable where the cluster cannot be reached.
    """
    if config.store.url is None:
        raise ConfigError("--ray needs a library on a Chroma server, which many may write: set url under [store]")
    try:
        import ray  # noqa: PLC0415 - an extra, and slow to import
    except ImportError as error:
        raise ConfigError(
            "--ray needs Ray; install it here and on the cluster: pip install 'quoteproof[ray]'"
        ) from error
    try:
        ray.init(address=address, log_to_driver=False, logging_level=logging.ERROR)
    except (ConnectionError, ValueError, RuntimeError) as error:
        raise StoreUnavailable(
            f"the Ray cluster {address!r} cannot be reached ({error}); start it (ray start --head), or mend --ray"
        ) from error
    try:
        yield _Workers(config).take_in
    finally:
        ray.shutdown()


class _Workers:
    def __init__(self, config: IngestConfig) -> None:
        import ray  # noqa: PLC0415 - the same

        self._ray: Any = ray
        self._config = config
        self._at_once = 2 * int(self._ray.cluster_resources().get("CPU", 1))
        self._task = self._ray.remote(take_in_some)

    def take_in(self, given: Iterator[Given]) -> Generator[Taken, None, None]:
        running: dict[ObjectRef[Any], list[Given]] = {}
        for group in _groups(given):
            running[self._begin(group, _RETRIES)] = group
            if len(running) >= self._at_once:
                yield from self._next(running)
        while running:
            yield from self._next(running)

    def _begin(self, group: list[Given], retries: int) -> ObjectRef[Any]:
        task = self._task.options(
            num_cpus=1, max_retries=retries, retry_exceptions=[StoreUnavailable], scheduling_strategy="SPREAD"
        )
        begun: ObjectRef[Any] = task.remote(self._config, group)
        return begun

    def _next(self, running: dict[ObjectRef[Any], list[Given]]) -> Iterator[Taken]:
        done = self._ray.wait(list(running))[0][0]
        group = running.pop(done)
        try:
            yield from self._result(done)
        except self._crashes:
            for one in group:
                yield from self._apart(one)

    def _apart(self, one: Given) -> list[Taken]:
        """The file that kills its worker again and again is found so."""
        try:
            return self._result(self._begin([one], 1))
        except self._crashes:
            return [Taken(one.file, UnreadableFile("the program that reads it crashed; the file may be broken"))]

    def _result(self, done: ObjectRef[Any]) -> list[Taken]:
        try:
            taken: list[Taken] = self._ray.get(done)
        except self._ray.exceptions.RayTaskError as error:
            raise error.cause if isinstance(error.cause, QuoteproofError) else error from None
        return taken

    @property
    def _crashes(self) -> tuple[type[Exception], ...]:
        errors = self._ray.exceptions
        return errors.WorkerCrashedError, errors.OutOfMemoryError, errors.NodeDiedError


def _groups(given: Iterator[Given]) -> Iterator[list[Given]]:
    group: list[Given] = []
    for one in given:
        group.append(one)
        if len(group) == _GROUP_FILES or sum(each.file.bytes for each in group) >= _GROUP_BYTES:
            yield group
            group = []
    if group:
        yield group
