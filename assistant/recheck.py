"""``quoteproof-verify``: the quotes of saved answers against the files as they are now, without a model or an index."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from hashlib import sha256
from pathlib import Path

from assistant.altered import altered
from assistant.errors import SavedAnswerError
from assistant.folding import Folded, find
from assistant.quotations import only_quoting, quotations
from assistant.rechecked import Rechecked, Report, Status, as_json, as_text
from assistant.saved import SavedAnswer, SavedCitation, SavedDocument, SavedStatement, parse
from ingest import loaders
from ingest.errors import UnreadableFile
from vectorstore.command import command
from vectorstore.nouns import Span

ALL_OK, NOT_ALL_OK = 0, 1


@command("quoteproof-verify")
def main(argv: Sequence[str] | None = None) -> int:
    """Exit status 0: every quote stands where it stood; 1: otherwise; 2: a fault."""
    options = _parser().parse_args(argv)
    answers = parse(_content(options.file), options.file)
    if options.root is not None and not options.root.is_dir():
        raise SavedAnswerError(f"--root {options.root} is not a folder: name the one that holds the documents.")
    reports = recheck(answers, options.root)
    print({"text": as_text, "json": as_json}[options.format](reports))
    return ALL_OK if all(report.is_ok for report in reports) else NOT_ALL_OK


def recheck(answers: Sequence[SavedAnswer], root: Path | None = None) -> list[Report]:
    """Each answer's citations against the files. ``root`` is where their root, or its folder, lies now."""
    files = _Files(root)
    return [
        Report(
            answer.question,
            tuple(_judged(citation, answer.document(citation), files) for citation in answer.citations),
            tuple(fault for statement in answer.statements for fault in _faults(statement)),
            (*altered(answer), *_retitled(answer, files)),
        )
        for answer in answers
    ]


@dataclass(frozen=True)
class _File:
    """A file as it is now."""

    sha256: str
    text: str
    title: str
    loader: str

    @cached_property
    def folded(self) -> Folded:
        return Folded(self.text)


@dataclass(frozen=True, slots=True)
class _Missing:
    """Why a file cannot be compared."""

    status: Status
    reason: str


class _Files:
    """The files of documents, each read once."""

    def __init__(self, root: Path | None) -> None:
        self._root = root
        self._read: dict[Path, _File | _Missing] = {}

    def of(self, document: SavedDocument) -> _File | _Missing:
        path = self._path(document)
        if path not in self._read:
            self._read[path] = _read(path)
        return self._read[path]

    def _path(self, document: SavedDocument) -> Path:
        if self._root is None:
            return Path(document.root, *document.below_root)
        moved = self._root.joinpath(*document.below_root)
        inside = self._root.joinpath(*document.uri.split("/"))
        return inside if inside.is_file() and not moved.is_file() else moved


def _read(path: Path) -> _File | _Missing:
    try:
        data = path.read_bytes()
        loaded = loaders.load(path.name, data)
    except OSError as error:
        return _Missing(Status.GONE, f"{path}: {error.strerror or error}")
    except UnreadableFile as error:
        return _Missing(Status.CHANGED, f"the file cannot be read any more: {error}")
    return _File(sha256(data).hexdigest(), loaded.text, loaded.title, loaded.loader)


def _judged(citation: SavedCitation, document: SavedDocument, files: _Files) -> Rechecked:
    file = files.of(document)
    if isinstance(file, _Missing):
        return Rechecked(citation, document, file.status, file.reason)
    if file.text[citation.start : citation.end] == citation.quote:
        return Rechecked(citation, document, Status.OK, places=(citation.span,))
    found = sorted(file.folded.find(citation.quote), key=lambda place: abs(place.start - citation.start))
    status, detail = _status(document, file, found)
    return Rechecked(citation, document, status, detail, tuple(found))


def _status(document: SavedDocument, file: _File, found: list[Span]) -> tuple[Status, str]:
    stands = (
        f"the words now stand at {found[0].start}-{found[0].end}" if found else "the words do not stand in the file"
    )
    if file.sha256 == document.file_sha256 and file.loader != document.loader:
        return Status.RELOADED_DIFFERENTLY, f"loaded by {document.loader} then and by {file.loader} now; {stands}"
    if file.sha256 == document.file_sha256:
        stands += "; the file is the same as then, so it is the saved answer that was changed"
    return (Status.MOVED if found else Status.CHANGED), stands


def _retitled(answer: SavedAnswer, files: _Files) -> Iterator[str]:
    """Titles that the files never had: each is the same file as then, and read as then."""
    for document in answer.documents:
        file = files.of(document)
        if isinstance(file, _Missing) or (file.sha256, file.loader) != (document.file_sha256, document.loader):
            continue
        if file.title != document.title:
            yield f"the title “{document.title}” is not that of {document.uri}, “{file.title}”"


def _faults(statement: SavedStatement) -> Iterator[str]:
    quotes = [citation.quote for citation in statement.citations]
    for words in quotations(statement.text) if statement.text != only_quoting(quotes) else ():
        if not any(find(words, quote) for quote in quotes):
            yield f"“{words}” in: {statement.text}"
    short = statement.short
    if short is not None and not any(_holds(citation, short.span, short.text) for citation in statement.citations):
        yield f"the short answer “{short.text}” of: {statement.text}"


def _holds(citation: SavedCitation, span: Span, words: str) -> bool:
    return citation.span.contains(span) and span.shifted(-citation.start).of(citation.quote) == words


def _content(name: str) -> bytes:
    try:
        return sys.stdin.buffer.read() if name == "-" else Path(name).read_bytes()
    except OSError as error:
        raise SavedAnswerError(f"{name} cannot be read: {error.strerror or error}. Name a saved answer.") from error


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="quoteproof-verify",
        description="Check the quotes of a saved answer against the files as they are now.",
        epilog="Exit status: 0 all ok, 1 otherwise, 2 a fault. Save an answer with quoteproof-ask QUESTION --json.",
    )
    parser.add_argument("file", help="a saved answer, or a list of them, as JSON; - reads the standard input")
    parser.add_argument("--root", type=Path, metavar="DIR", help="where the documents lie now, after they moved")
    parser.add_argument("--format", choices=("text", "json"), default="text")
    return parser


if __name__ == "__main__":
    sys.exit(main())
