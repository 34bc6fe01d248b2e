"""Takes folders of documents into a library, and only what is new or has changed."""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterable, Iterator, Mapping
from concurrent.futures import Executor, Future, ThreadPoolExecutor
from contextlib import closing
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from time import monotonic

from ingest.ahead import ahead
from ingest.chunker import chunker_version
from ingest.config import IngestConfig
from ingest.errors import UnreadableFile
from ingest.estimate import expected_characters, expected_seconds
from ingest.loaders import KINDS, kind_of, loader_version
from ingest.outcome import FileResult, Outcome, Plan, Progress, Report, Summary, say_nothing
from ingest.prepare import Prepared, addition, fresh_texts, prepare, with_chunks
from ingest.reading import read_bytes
from ingest.scan import FoundFile, Scan, root_name, scan
from ingest.side_by_side import read_files
from ingest.vanished import vanished
from ingest.worker import Given, Spread
from vectorstore.errors import StoreMismatch
from vectorstore.nouns import Document, DocumentRecord, Vectors
from vectorstore.ports import Embedder, Store

_BATCHES_AT_ONCE = 8
"""Batches that are sorted by length together, and whose documents are then made visible."""


def take_in(
    paths: Iterable[str | Path],
    store: Store,
    embedder: Embedder,
    config: IngestConfig,
    report: Report = say_nothing,
    prune: bool = False,
    spread: Spread | None = None,
) -> Summary:
    """Take the files below the paths into the library: new and changed ones are read, the others cost a hash.

    A file that cannot be read is a result with its reason and stops no other; the version of it that the library
    has stays. Documents whose files are gone are removed only with ``prune``, and only below paths that could be
    read whole. ``spread`` lets processes of a cluster do the work, which write the store themselves. Raises
    StoreMismatch where the library was made with another embedder, StoreUnavailable where it
    fails; what was finished stays then too, as it does when ``report`` raises or the run is interrupted.
    """
    if store.embedder_name != embedder.name:
        raise StoreMismatch(
            f"the library was made with the embedder {store.embedder_name}, not {embedder.name}; "
            "choose that one, or take the documents into a new library"
        )
    return _Run(store, embedder, config, report).of(paths, prune, spread)


@dataclass(slots=True)
class _Run:
    """One run: what the library holds as it goes, what became of each file, how far it is in characters, and the group
    that is written while the next one is embedded."""

    store: Store
    embedder: Embedder
    config: IngestConfig
    report: Report
    records: dict[str, DocumentRecord] = field(default_factory=dict)
    by_content: dict[str, DocumentRecord] = field(default_factory=dict)
    results: list[FileResult] = field(default_factory=list)
    done: int = 0
    total: int = 0
    write: tuple[list[Prepared], Future[None]] | None = None

    def of(self, paths: Iterable[str | Path], prune: bool, spread: Spread | None) -> Summary:
        began = monotonic()
        for record in self.store.documents():
            self._remember(record)
        found = scan(paths, {Path(record.root): root_name(record.uri) for record in self.records.values()})
        for place, reason in found.problems.items():
            self._tell(FileResult(place, Outcome.FAILED, reason))
        new = [file for file in found.files.values() if self._is_new(file)]
        self._plan(new)
        if spread is not None:
            self._spread(spread, new)
        else:
            with closing(self._groups(new)) as groups, ThreadPoolExecutor(1, "writing") as writer:
                for group in groups:
                    self._keep(group, writer)
                self._settle()
        stay, remarks = self._sweep(found, prune)
        return Summary(
            tuple(self.results), dict(found.passed_over), stay, (*remarks, *_empty(found)), monotonic() - began
        )

    def _remember(self, record: DocumentRecord) -> None:
        old = self.records.get(record.uri)
        if old is not None and self.by_content.get(old.file_sha256) is old:
            del self.by_content[old.file_sha256]
        self.records[record.uri] = record
        self.by_content.setdefault(record.file_sha256, record)

    def _tell(self, result: FileResult) -> None:
        self.results.append(result)
        self.report(result)

    def _is_new(self, file: FoundFile) -> bool:
        """Whether a file must be read: it is not there yet, or its content, place, loader or chunker is another."""
        record = self.records.get(file.uri)
        if record is None or not self._made_alike(file, record):
            return True
        try:
            content = read_bytes(file.path, self.config.max_file_bytes)
        except UnreadableFile as error:
            self._fail(file, error)
            return False
        if content.sha256 != record.file_sha256:
            return True
        self._tell(FileResult(file.uri, Outcome.UNCHANGED, chunks=len(record.chunk_ends), notes=record.notes))
        return False

    def _made_alike(self, file: FoundFile, record: DocumentRecord) -> bool:
        kind = kind_of(file.path.name)
        chunker = chunker_version(self.config.chunk_characters)
        return (
            kind is not None
            and (record.loader, record.chunker) == (loader_version(kind), chunker)
            and (record.bytes, record.root) == (file.bytes, str(file.root))
        )

    def _fail(self, file: FoundFile, error: UnreadableFile) -> None:
        record = self.records.get(file.uri)
        kept = f"; the version of {record.taken_in[:10]} stays in the library" if record else ""
        self._tell(FileResult(file.uri, Outcome.FAILED, f"{error}{kept}"))

    def _plan(self, files: list[FoundFile]) -> None:
        self.total = sum(map(expected_characters, files))
        seconds = expected_seconds(self.total, self.config, self.embedder)
        self.report(Plan(len(files), sum(r.outcome is Outcome.UNCHANGED for r in self.results), self.total, seconds))

    def _groups(self, files: list[FoundFile]) -> Generator[list[Prepared], None, None]:
        """Documents whose chunks fill some batches together."""
        group: list[Prepared] = []
        for one in self._prepared(files):
            group.append(one)
            if sum(len(one.chunks) for one in group) >= self._at_once:
                yield group
                group = []
        if group:
            yield group

    @property
    def _at_once(self) -> int:
        return _BATCHES_AT_ONCE * self.config.store.embed_batch

    def _prepared(self, files: list[FoundFile]) -> Iterator[Prepared]:
        for document in ahead(self._cut(files), self._at_once * self.config.chunk_characters):
            yield with_chunks(document, self._known_vectors(document.record))

    def _cut(self, files: list[FoundFile]) -> Iterator[tuple[int, Callable[[], Document]]]:
        """The characters of each document, and how it is made."""
        for file, read in read_files(files, self.config.workers, self.config.max_file_bytes):
            self.total -= expected_characters(file)
            if isinstance(read, UnreadableFile):
                self._fail(file, read)
                continue
            self.total += len(read.loaded.text)
            self.report(Progress(self.done, self.total, file.uri))
            yield len(read.loaded.text), partial(prepare, file, read, self.embedder, self.config.chunk_characters)

    def _known_vectors(self, record: DocumentRecord) -> Mapping[str, Vectors]:
        """The vectors of the version before, or of the same content under another name."""
        source = self.records.get(record.uri) or self.by_content.get(record.file_sha256)
        if source is None:
            return {}
        self._settle()
        return self.store.vectors(source)

    def _keep(self, group: list[Prepared], writer: Executor) -> None:
        """Embed what is new, each text once, and begin to make the documents visible together."""
        fresh = self._embedded(fresh_texts(group))
        self.done += sum(one.record.characters for one in group)
        self._settle()
        self.write = group, writer.submit(self.store.add_all, [addition(one, fresh) for one in group])

    def _settle(self) -> None:
        """Wait until the write that was begun has ended, and tell what is kept."""
        if self.write is None:
            return
        (group, ended), self.write = self.write, None
        ended.result()
        for one in group:
            self._kept(one.record)

    def _kept(self, record: DocumentRecord) -> None:
        outcome = Outcome.UPDATED if record.uri in self.records else Outcome.ADDED
        self._remember(record)
        self._tell(FileResult(record.uri, outcome, chunks=len(record.chunk_ends), notes=record.notes))

    def _spread(self, spread: Spread, files: list[FoundFile]) -> None:
        """Let others read, embed and write."""
        with closing(spread(self._given(files))) as results:
            for file, result in results:
                self.total -= expected_characters(file)
                if isinstance(result, UnreadableFile):
                    self._fail(file, result)
                    continue
                self.total += result.characters
                self.done += result.characters
                self._kept(result)
                self.report(Progress(self.done, max(self.total, self.done), file.uri))

    def _given(self, files: list[FoundFile]) -> Iterator[Given]:
        for file in files:
            try:
                content = read_bytes(file.path, self.config.max_file_bytes)
            except UnreadableFile as error:
                self._fail(file, error)
                continue
            source = self.records.get(file.uri) or self.by_content.get(content.sha256)
            yield Given(file, content, source)

    def _embedded(self, texts: list[str]) -> dict[str, Vectors]:
        vectors: dict[str, Vectors] = {}
        characters = self.done
        for start in range(0, len(texts), self._at_once):
            some = texts[start : start + self._at_once]
            vectors.update(zip(some, self.embedder.embed(some), strict=True))
            characters += sum(map(len, some))
            self.report(Progress(characters, max(self.total, characters), "embedding"))
        return vectors

    def _sweep(self, found: Scan, prune: bool) -> tuple[tuple[str, ...], tuple[str, ...]]:
        gone = vanished(self.records, found, prune)
        for uri in gone.remove:
            self.store.remove(uri)
            self._tell(FileResult(uri, Outcome.REMOVED, "its file is gone"))
        return gone.stay, gone.remarks


def _empty(found: Scan) -> Iterator[str]:
    kinds = ", ".join(KINDS)
    return (
        f"{scope.uri}: there is no file to read; what is read is {kinds}"
        for scope in found.scopes
        if found.empty(scope) and found.whole(scope)
    )
