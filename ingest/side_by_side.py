"""Reads files side by side in processes, so that the PDF library, which is not thread-safe, can be used at all
cores and a file that crashes its reader takes nothing else with it."""

from __future__ import annotations

import signal
from collections import deque
from collections.abc import Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from multiprocessing import active_children, get_context
from typing import TypeAlias

from ingest.errors import UnreadableFile
from ingest.reading import ReadFile, read_file
from ingest.scan import FoundFile

Reading: TypeAlias = tuple[FoundFile, ReadFile | UnreadableFile]

_WORTH_PROCESSES = 1_000_000
"""Bytes from which the second that processes take to start is won back."""


def read_files(files: Sequence[FoundFile], workers: int, limit: int) -> Iterator[Reading]:
    """Each file with what was read of it, or why it could not be, in the order of the files.

    At most two files for each worker are held at a time. Where processes cannot be started (a script without
    ``if __name__ == "__main__"``), the files are read one after the other in this one.
    """
    if workers > 1 and len(files) > 1 and sum(file.bytes for file in files) >= _WORTH_PROCESSES:
        yield from _read_in_processes(deque(files), workers, limit)
    else:
        yield from ((file, _read(file, limit)) for file in files)


def _read(file: FoundFile, limit: int) -> ReadFile | UnreadableFile:
    try:
        return read_file(file.path, limit)
    except UnreadableFile as error:
        return error


def _read_in_processes(files: deque[FoundFile], workers: int, limit: int) -> Iterator[Reading]:
    while files:
        with _processes(workers) as pool:
            if not _stands(pool):
                yield from ((file, _read(file, limit)) for file in files)
                return
            yield from _read_ahead(pool, files, 2 * workers, limit)
        if files:
            yield from _read_apart(files, 2 * workers, limit)


def _read_ahead(pool: ProcessPoolExecutor, files: deque[FoundFile], ahead: int, limit: int) -> Iterator[Reading]:
    """Takes files from the left until all are read or a process dies."""
    running: deque[Future[ReadFile | UnreadableFile]] = deque()
    try:
        while files:
            while len(running) < min(ahead, len(files)):
                running.append(pool.submit(_read, files[len(running)], limit))
            result = running.popleft().result()
            yield files.popleft(), result
    except BrokenProcessPool:
        return


def _read_apart(files: deque[FoundFile], count: int, limit: int) -> Iterator[Reading]:
    """The next files, each in a process of its own: the one that kills its process is found so."""
    for _ in range(min(count, len(files))):
        file = files.popleft()
        with _processes(1) as pool:
            try:
                yield file, pool.submit(_read, file, limit).result()
            except BrokenProcessPool:
                yield file, UnreadableFile("the program that reads it crashed; the file may be broken")


def _stands(pool: ProcessPoolExecutor) -> bool:
    try:
        pool.submit(signal.getsignal, signal.SIGINT).result()
    except BrokenProcessPool:
        return False
    return True


@contextmanager
def _processes(workers: int) -> Iterator[ProcessPoolExecutor]:
    """A pool whose processes leave Ctrl-C to this one and are ended with it, in the middle of a file too."""
    others = set(active_children())
    pool = ProcessPoolExecutor(workers, get_context("spawn"), signal.signal, (signal.SIGINT, signal.SIG_IGN))
    try:
        yield pool
    finally:
        for process in set(active_children()) - others:
            process.terminate()
        pool.shutdown(cancel_futures=True)
