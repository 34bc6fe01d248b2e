"""A library of a wanted size: at most 20,000 chunks of real text of the data folder, and beyond them jittered copies.

The real documents are made of consecutive passages of one file, about 8,000 characters together. A copy of one has the
same sentences with other names and numbers, so that a word that is rare stays rare, and vectors moved at random by
about the angle between neighbours in the real text.
"""

from __future__ import annotations

import gzip
import json
import random
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from hashlib import sha256
from itertools import count, islice
from pathlib import Path
from tempfile import gettempdir
from typing import Any

import numpy as np

from benchmarks.articles import article_files
from evals.data import data_file, data_folder
from evals.errors import DataMissing
from evals.library import additions
from evals.nouns import Source
from evals.squad import paragraphs
from ingest.canonical import canonical
from ingest.config import IngestConfig
from vectorstore.nouns import Document, Vectors, document_id
from vectorstore.passages import chunks_of
from vectorstore.ports import Addition, Embedder

REAL_CHUNKS = 20_000
CACHE = Path(gettempdir()) / "quoteproof-benchmark-vectors"
"""Encoding the real text takes minutes; its vectors are kept here and may be deleted at any time."""

_PASSAGE = 200
"""Strings of fewer characters are questions and names."""
_DOCUMENT = 8_000
_TOGETHER = 100
_QUESTIONS = "eval/squad2/dev-public.json"
_MOVED = 0.5
"""The length of the step that moves a copied vector of unit length: its cosine to the original is about 0.89."""
_NAME = re.compile(r"\b[A-Z]\w+|\d+")
_VOWELS, _DIGITS = "aeiou", "0123456789"


def corpus(embedder: Embedder, chunks: int, real: int = REAL_CHUNKS) -> Iterator[Addition]:
    """Documents with ``chunks`` chunks together, or a few more, the same ones each time; ``real`` of them are real.

    Raises DataMissing.
    """
    originals: list[Addition] = []
    held = 0
    for addition in _real(embedder):
        if held >= min(chunks, real):
            break
        held += len(addition.chunks)
        originals.append(addition)
        yield addition
    for number in count(1):
        for addition in originals:
            if held >= chunks:
                return
            held += len(addition.chunks)
            yield jittered(addition, number)


def question_texts(count: int) -> list[str]:
    """Questions that the real text answers or nearly answers: those of the SQuAD 2.0 articles. Raises DataMissing."""
    given = [
        question["question"].strip()
        for part in paragraphs(data_file(_QUESTIONS), "squad2")
        for question in part.questions
    ]
    return random.Random(0).sample(given, min(count, len(given)))  # noqa: S311 - the same ones each time


def questions(embedder: Embedder, count: int) -> Vectors:
    """Their vectors, shape ``(count, dimension)``."""
    return embedder.embed(question_texts(count))


def jittered(addition: Addition, number: int) -> Addition:
    """The copy of a document with this number: as long, its names, numbers and vectors changed."""
    text = renamed(addition.document.text, number)
    old = addition.document.record
    uri = f"copy-{number}/{old.uri}"
    digest = sha256(text.encode()).hexdigest()
    record = replace(
        old,
        id=document_id(uri, text, old.loader, old.chunker),
        uri=uri,
        text_sha256=digest,
        file_sha256=digest,
        bytes=len(text.encode()),
    )
    document = Document(record, text)
    return Addition(document, chunks_of(document), moved(addition.vectors, seed=int(record.id[:12], 16)))


def renamed(text: str, number: int) -> str:
    """The text with the vowels of capitalised words and all digits moved on in their order; its length stays."""
    before = _VOWELS + _DIGITS
    after = _rotated(_VOWELS, number) + _rotated(_DIGITS, number)
    table = str.maketrans(before, after)
    return _NAME.sub(lambda found: found[0].translate(table), text)


def moved(vectors: Vectors, seed: int, by: float = _MOVED) -> Vectors:
    """Vectors of unit length near the given ones, by normal noise; ``by`` is the length of the step."""
    noise = np.random.default_rng(seed).standard_normal(vectors.shape, dtype=np.float32)
    near: Vectors = vectors + noise * np.float32(by / np.sqrt(vectors.shape[1]))
    near /= np.linalg.norm(near, axis=1, keepdims=True)
    return near


def _rotated(alphabet: str, number: int) -> str:
    by = number % len(alphabet)
    return alphabet[by:] + alphabet[:by]


def _real(embedder: Embedder) -> Iterator[Addition]:
    sources = [*_articles(), *(source for file in _files() for source in _joined(file))]
    random.Random(0).shuffle(sources)  # noqa: S311 - the same order each time
    characters = IngestConfig().chunk_characters
    given = iter(sources)
    while some := list(islice(given, _TOGETHER)):
        yield from additions(some, embedder, characters, CACHE)


def _articles() -> Iterator[Source]:
    for file in article_files():
        yield _source(f"articles/{file.name}", file.read_text("utf-8-sig"))


def _files() -> list[Path]:
    """Those with passages; sorted, so that the corpus is the same each time. Raises DataMissing."""
    folder = data_folder()
    found = [path for path in sorted(folder.rglob("*.json*")) if path.is_file()]
    if not found:
        raise DataMissing(f"{folder} holds no JSON files with passages; docs/evals.md says where they come from")
    return found


def _joined(file: Path) -> Iterator[Source]:
    """Documents of consecutive passages."""
    some: list[str] = []
    numbers = count()
    name = file.relative_to(data_folder()).as_posix()
    for passage in _passages(file):
        some.append(passage)
        if sum(map(len, some)) >= _DOCUMENT:
            yield _source(f"{name}/{next(numbers):04}.txt", "\n\n".join(some))
            some = []
    if some:
        yield _source(f"{name}/{next(numbers):04}.txt", "\n\n".join(some))


def _source(uri: str, text: str) -> Source:
    return Source(uri, uri, canonical(text))


def _passages(file: Path) -> list[str]:
    content = file.read_bytes()
    raw = (gzip.decompress(content) if file.suffix == ".gz" else content).decode()
    return list(dict.fromkeys(text for value in _values(raw) for text in _strings(value) if len(text) >= _PASSAGE))


def _values(raw: str) -> Sequence[Any]:
    """The value of a JSON file, or those of the lines of one with a value in each line."""
    try:
        return [json.loads(raw)]
    except json.JSONDecodeError:
        return [json.loads(line) for line in raw.splitlines() if line.strip()]


def _strings(value: Any) -> Iterable[str]:  # noqa: ANN401 - any JSON
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for each in value.values():
            yield from _strings(each)
    elif isinstance(value, list):
        for each in value:
            yield from _strings(each)
