"""Which chunks may hold a word. Chroma reads every text of the library for a word; this index lies beside its files.

Chunks are noted by blocks of a few that follow each other. A block that is named may lack the word, and is read to
tell; one that is not named lacks it.
"""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Collection, Iterable, Iterator, Sequence
from pathlib import Path
from threading import RLock
from typing import NamedTuple

from vectorstore.ports import Addition

WORDS_FILE = "words.sqlite3"
_BLOCK = 16
"""Chunks: fewer make a larger index, more a longer reading."""
_LONGEST = 32
"""Characters of a word that are noted."""
_FIRST_PAGE, _LAST_PAGE = 4, 256
_WORD = re.compile(r"\w+")
_AN_I = str.maketrans({"İ": "i", "ı": "i"})
"""In any case these are an i to regular expressions, and not to ``casefold``."""
_TABLES = """
create table if not exists block (
    number integer primary key autoincrement, document text not null, first integer not null, last integer not null
);
create index if not exists block_document on block (document);
create table if not exists posting (word text, block integer, primary key (word, block)) without rowid;
create table if not exists dead (block integer primary key);
"""


class Block(NamedTuple):
    """Chunks of a document by their numbers, ``last`` not among them."""

    document: str
    first: int
    last: int


def words_of(text: str) -> set[str]:
    """What is noted of a text. Where a whole word stands in a text, in any case, what is noted of the word is too."""
    return {word[:_LONGEST] for word in _WORD.findall(text.translate(_AN_I).casefold())}


class WordIndex:
    """The index of a library's folder. Safe from many threads of one process; raises sqlite3.Error."""

    def __init__(self, folder: Path, *, create: bool) -> None:
        """One that is not there, and may not be made, is empty."""
        self._lock = RLock()
        place = folder / WORDS_FILE
        there = create or place.is_file()
        where = f"{place.as_uri()}?mode={'rwc' if create else 'ro'}" if there else ":memory:"
        self._tables = sqlite3.connect(where, uri=there, check_same_thread=False)
        if create or not there:
            self._tables.executescript(f"pragma synchronous = off; {_TABLES}")
        self._documents = {name for (name,) in self._tables.execute("select distinct document from block")}

    def close(self) -> None:
        with self._lock:
            self._tables.close()

    @property
    def documents(self) -> Collection[str]:
        """The ids of the documents whose words are noted."""
        return self._documents

    def add(self, additions: Sequence[Addition]) -> None:
        with self._lock, self._tables:
            for addition in additions:
                if addition.document.record.id not in self._documents:
                    self._note(addition)
        self._documents |= {addition.document.record.id for addition in additions}

    def remove(self, documents: Iterable[str]) -> None:
        """Their words stay, with nothing that leads from them, until there is more of such than of others."""
        names = [(name,) for name in documents]
        with self._lock, self._tables:
            self._tables.executemany("insert into dead select number from block where document = ?", names)
            self._tables.executemany("delete from block where document = ?", names)
            dead, living = self._tables.execute(
                "select (select count(*) from dead), (select count(*) from block)"
            ).fetchone()
            if dead > living:
                self._tables.execute("delete from posting where block in (select block from dead)")
                self._tables.execute("delete from dead")
        self._documents -= {name for (name,) in names}

    def holding(self, word: str) -> Iterator[list[Block]] | None:
        """The blocks that may hold a word, in pages that grow; None for signs alone, which are not noted."""
        first, *others = sorted(words_of(word), key=len, reverse=True) or [""]
        if not first:
            return None
        too = " and exists (select 1 from posting where word = ? and block = p.block)" * len(others)
        query = f"select document, first, last from posting p join block on number = p.block where word = ?{too}"  # noqa: S608  only its own marks
        return self._pages(query, [first, *others])

    def _pages(self, query: str, values: Sequence[str]) -> Iterator[list[Block]]:
        with self._lock:
            rows = self._tables.execute(query, values)
        size = _FIRST_PAGE
        while True:
            with self._lock:
                page = [Block(*row) for row in rows.fetchmany(size)]
            if not page:
                return
            yield page
            size = min(4 * size, _LAST_PAGE)

    def _note(self, addition: Addition) -> None:
        count = len(addition.chunks)
        for first in range(0, count, _BLOCK):
            last = min(first + _BLOCK, count)
            row = (addition.document.record.id, first, last)
            made = self._tables.execute("insert into block (document, first, last) values (?, ?, ?)", row)
            words = set().union(*(words_of(chunk.text) for chunk in addition.chunks[first:last]))
            self._tables.executemany("insert into posting values (?, ?)", ((w, made.lastrowid) for w in sorted(words)))
