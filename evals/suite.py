"""What a suite is: cases, and the documents that they are asked of."""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence, Sized
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Protocol, Self, TypeVar, runtime_checkable

from evals.nouns import EvalCase, Sample, Source, SuiteReport

_SEED = 7
_Case = TypeVar("_Case")


def drawn(cases: Sequence[_Case], limit: int | None) -> tuple[tuple[_Case, ...], Sample | None]:
    """At most ``limit`` cases, drawn by a fixed seed and kept in order; with no sample where these are all."""
    if limit is None or limit >= len(cases):
        return tuple(cases), None
    chosen = sorted(random.Random(_SEED).sample(range(len(cases)), limit))  # noqa: S311  no secret hangs on it
    return tuple(cases[i] for i in chosen), Sample(limit, len(cases), _SEED)


@dataclass(frozen=True, slots=True)
class Suite:
    """Cases, and the documents that make the library they are asked of.

    ``notes`` are sentences for a person: what was left out of a set, and why.
    """

    name: str
    cases: tuple[EvalCase, ...]
    sources: tuple[Source, ...]
    notes: tuple[str, ...] = ()
    sample: Sample | None = None

    @property
    def texts(self) -> dict[str, str]:
        return {source.uri: source.text for source in self.sources}

    def sampled(self, limit: int | None) -> Suite:
        """The suite with at most ``limit`` of its cases, always the same."""
        cases, sample = drawn(self.cases, limit)
        return self if sample is None else replace(self, cases=cases, sample=sample)


@dataclass(frozen=True, slots=True)
class Choice:
    """Which part and which mode of a set is wanted; suites without parts or modes pass it over.

    ``corpus`` is the folder whose documents are quoted by the suite ``quotes``; ``held_out`` is whether cases that are
    held out are asked too.
    """

    split: str = "dev"
    modes: tuple[str, ...] = ("reading", "library")
    corpus: Path | None = None
    held_out: bool = True


@runtime_checkable
class SelfMeasured(Protocol):
    """A suite that measures a part of the product without asking anybody."""

    @property
    def name(self) -> str: ...

    @property
    def cases(self) -> Sized: ...

    def sampled(self, limit: int | None) -> Self: ...

    def measured(self, jobs: int, advance: Callable[[], None]) -> SuiteReport:
        """``jobs`` are processes; ``advance`` is called after each case."""


Loader = Callable[[Choice], Sequence[Suite | SelfMeasured]]
"""Raises DataMissing where the data of its suites is not at hand, and CaseError."""
