"""What a run has found so far, as JSON lines beside its report: a run that was killed goes on where it was.

The first line says what is measured. Each line after it holds one result, and the records of the documents that it is
the first to cite. The file goes once the report is written.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from threading import Lock
from typing import IO, Any, Protocol

from filelock import FileLock, Timeout

from evals.codec import Fields, result_fields, result_of
from evals.errors import ReportError
from evals.nouns import EvalCase, Result

JOURNAL = "results.jsonl"
_FORMAT = "quoteproof-eval-journal/1"

Say = Callable[[str], None]


class Journal(Protocol):
    """Keeps results while a run goes on. Safe from any thread."""

    def known(self, suite: str, index: str, cases: Sequence[EvalCase]) -> dict[str, Result]:
        """Results by case id that an earlier run left for cases as they are now, over the library as it is now."""

    def write(self, suite: str, index: str, result: Result) -> None: ...


class Unkept:
    """Keeps nothing."""

    def known(self, suite: str, index: str, cases: Sequence[EvalCase]) -> dict[str, Result]:  # noqa: ARG002  its port's argument
        return {}

    def write(self, suite: str, index: str, result: Result) -> None: ...


UNKEPT = Unkept()


class KeptJournal:
    """A journal in a file. Open one with ``journal_in``."""

    def __init__(self, file: IO[bytes], entries: Sequence[Fields], records: dict[str, Any], say: Say) -> None:
        self._file = file
        self._entries = entries
        self._records = records
        self._say = say
        self._lock = Lock()

    def known(self, suite: str, index: str, cases: Sequence[EvalCase]) -> dict[str, Result]:
        ours = [entry for entry in self._entries if entry["suite"] == suite]
        found = [self._result(entry) for entry in ours if entry["index"] == index]
        now = {case.id: case for case in cases}
        kept = {result.case.id: result for result in found if now.get(result.case.id) == result.case}
        if ours:
            lost = len(ours) - len(kept)
            changed = f"; {lost} of other cases or another library are left out" if lost else ""
            self._say(f"{suite}: going on after {len(kept)} of {len(cases)} cases that were asked before{changed}")
        return kept

    def write(self, suite: str, index: str, result: Result) -> None:
        with self._lock:
            records: dict[str, Any] = {}
            fields = result_fields(result, records)
            new = {name: record for name, record in records.items() if name not in self._records}
            self._records.update(new)
            self._append({"suite": suite, "index": index, "records": new, "result": fields})

    def _result(self, entry: Fields) -> Result:
        try:
            return result_of(entry["result"], self._records)
        except (KeyError, TypeError, ValueError) as error:
            raise _damaged(Path(self._file.name), error) from error

    def _append(self, entry: Fields) -> None:
        self._file.write(json.dumps(entry).encode() + b"\n")
        self._file.flush()


@contextmanager
def journal_in(folder: Path, measured: Mapping[str, Any], say: Say) -> Iterator[KeptJournal]:
    """The journal of a folder, which is made where there is none; gone after a block that ends well.

    ``measured`` is what the results hang on beside cases and library: a journal of anything else is begun anew, and
    ``say`` is told what changed. Raises ReportError where another run writes there.
    """
    folder.mkdir(parents=True, exist_ok=True)
    path, lock = folder / JOURNAL, FileLock(folder / f".{JOURNAL}.lock")
    try:
        lock.acquire(timeout=0)
    except Timeout as error:
        raise ReportError(f"another run writes into {folder}; wait for it, or choose another folder: --out") from error
    try:
        with _opened(path, json.loads(json.dumps(measured)), say) as journal:
            yield journal
            path.unlink()
    finally:
        lock.release()


@contextmanager
def _opened(path: Path, measured: Fields, say: Say) -> Iterator[KeptJournal]:
    head = {"format": _FORMAT, "measured": measured}
    lines = _whole_lines(path)
    same = bool(lines) and lines[0] == head
    if lines and not same:
        changed = ", ".join(_changes(lines[0].get("measured"), measured)) or "its format"
        say(f"the run that was cut off in {path.parent} measured something else ({changed}): starting anew")
    entries = lines[1:] if same else []
    records = {name: record for entry in entries for name, record in entry["records"].items()}
    with path.open("r+b" if same else "wb") as file:
        file.seek(_end_of_lines(path) if same else 0)
        file.truncate()
        if not same:
            file.write(json.dumps(head).encode() + b"\n")
            file.flush()
        yield KeptJournal(file, entries, records, say)


def _whole_lines(path: Path) -> list[Fields]:
    """The lines of the file; what a kill left of the last one is none. Raises ReportError."""
    try:
        content = path.read_bytes()
    except FileNotFoundError:
        return []
    try:
        return [json.loads(line) for line in content.split(b"\n")[:-1]]
    except ValueError as error:
        raise _damaged(path, error) from error


def _damaged(path: Path, error: Exception) -> ReportError:
    return ReportError(f"{path} is damaged ({type(error).__name__}: {error}); delete it to start the run anew")


def _end_of_lines(path: Path) -> int:
    return path.read_bytes().rfind(b"\n") + 1


def _changes(old: Any, new: Any, at: str = "") -> Iterator[str]:  # noqa: ANN401 - any JSON
    """The names of the values that differ, as in ``assistant.passages``."""
    if isinstance(old, dict) and isinstance(new, dict):
        for name in [*new, *(name for name in old if name not in new)]:
            yield from _changes(old.get(name), new.get(name), f"{at}.{name}" if at else name)
    elif old != new:
        yield at or "all of it"
