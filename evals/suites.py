"""The suites: what is asked, and of which documents."""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from evals.cases import documents_name, load_cases
from evals.data import data_file, split_keys
from evals.errors import DataMissing
from evals.nouns import EvalCase, Source
from evals.squad import paragraphs, squad_cases
from ingest.loaders import kind_of, load

SAMPLE_SEED = 7


@dataclass(frozen=True, slots=True)
class Suite:
    """Cases, and the documents that make the library they are asked of."""

    name: str
    cases: tuple[EvalCase, ...]
    sources: tuple[Source, ...]

    @property
    def texts(self) -> dict[str, str]:
        return {source.uri: source.text for source in self.sources}

    def sampled(self, limit: int | None) -> Suite:
        """The suite with at most ``limit`` cases, drawn by a fixed seed and kept in order."""
        if limit is None or limit >= len(self.cases):
            return self
        chosen = sorted(random.Random(SAMPLE_SEED).sample(range(len(self.cases)), limit))  # noqa: S311
        return replace(self, cases=tuple(self.cases[i] for i in chosen))


@dataclass(frozen=True, slots=True)
class Choice:
    """Which part and which mode of a set is wanted; suites without parts or modes pass it over."""

    split: str = "dev"
    modes: tuple[str, ...] = ("reading", "library")


def article(_: Choice) -> list[Suite]:
    """Our own cases on the article, read as the product reads it.

    Raises DataMissing where the documents are not at hand, UnreadableFile, CaseError.
    """
    path = Path(__file__).with_name("article.yaml")
    root = _documents(documents_name(path))
    sources = tuple(_source(file, root) for file in sorted(root.rglob("*")) if kind_of(file.name))
    cases = load_cases(path, {source.uri: source.text for source in sources})
    return [Suite("article", tuple(cases), sources)]


def squad2(choice: Choice) -> list[Suite]:
    """SQuAD 2.0: each question asked of its own paragraph (reading), and of all paragraphs at hand (library).

    Raises DataMissing, CaseError.
    """
    measured = paragraphs(data_file("eval/squad2/dev-public.json"), "squad2")
    others = paragraphs(data_file("train/squad2/train-part.json"), "squad2")
    wanted = split_keys("squad2", choice.split)
    asked = [paragraph for paragraph in measured if paragraph.article in wanted]
    sources = tuple(Source(p.uri, p.article.replace("_", " "), p.text) for p in (*measured, *others))
    return [
        Suite(f"squad2 {choice.split}, {mode}", tuple(squad_cases(asked, alone=mode == "reading")), sources)
        for mode in choice.modes
    ]


SUITES: Mapping[str, Callable[[Choice], Sequence[Suite]]] = {"article": article, "squad2": squad2}


def _documents(name: str) -> Path:
    places = (Path.cwd() / name, Path(__file__).resolve().parents[1] / name)
    for place in places:
        if place.is_dir():
            return place
    raise DataMissing(f"the folder {name!r} of the cases is not at {places[0]}; run from a checkout of the project")


def _source(file: Path, root: Path) -> Source:
    loaded = load(file.name, file.read_bytes())
    uri = f"{root.name}/{file.relative_to(root).as_posix()}"
    return Source(uri, loaded.title, loaded.text, loaded.kind, loaded.page_starts)
