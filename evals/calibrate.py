"""``python -m evals.calibrate``: fits the ranking and the probabilities on *dev* questions and writes them down.

The questions are those of SQuAD 2.0, asked of their own paragraph and of the library of all paragraphs, and
questions about other news articles, which that library does not answer.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from rich.progress import track

from assistant.confidence import CALIBRATION
from assistant.config import AssistantConfig
from assistant.evidence import Evidence, Ranker
from assistant.features import features
from assistant.gate import margin
from assistant.ports import CancelToken
from assistant.reader.chosen import load_reader
from assistant.reader.model import Reader
from assistant.retrieve import HybridRetriever
from evals.data import split_keys
from evals.fitting import (
    Fitted,
    Listed,
    gold_first,
    logistic,
    ranking_weights,
    threshold_for_refusals,
    threshold_for_risk,
)
from evals.gate import statements
from evals.library import RememberingEmbedder, library
from evals.measures import RIGHT_FROM
from evals.nouns import EvalCase
from evals.onestop import articles
from evals.plots import calibration_plot
from evals.squad_scorer import f1
from evals.suites import Choice, squad2
from ingest.config import IngestConfig
from vectorstore.command import command
from vectorstore.config import read_section
from vectorstore.embedder import load_embedder
from vectorstore.ports import Embedder, Store

_SCORES = ("margin", "near", "cosine", "lexical", "retrieval")
_RISK = 0.2
"""How many of the short answers that are shown may be wrong."""
_REFUSED = 0.02
"""How many of the answerable questions may be refused: a quote that misses is seen at once, one withheld never is."""
_OFF_TOPIC = 120
_QUOTES = 150


@dataclass(frozen=True, slots=True)
class Asked:
    """A question and its ranked evidence; ``case`` is None for a question on another topic."""

    question: str
    group: str
    evidence: tuple[Evidence, ...]
    case: EvalCase | None = None

    @property
    def answerable(self) -> bool:
        return self.case is not None and bool(self.case.answerable)

    @property
    def right(self) -> bool:
        """Whether the span of the first evidence is a right short answer."""
        return (
            self.answerable and self.case is not None and f1(self.evidence[0].span_text, self.case.short) >= RIGHT_FROM
        )

    def listed(self) -> Listed:
        scores = [[e.scores[name] for name in _SCORES] for e in self.evidence]
        gold = [self.case is not None and self.case.holds(e.document.uri, e.sentence) for e in self.evidence]
        return Listed(np.array(scores), np.array(gold))

    def reranked(self, weights: Mapping[str, float]) -> Asked:
        scored = [replace(e, score=e.weighed(weights)) for e in self.evidence]
        return replace(self, evidence=tuple(sorted(scored, key=lambda e: -e.score)))


@command("evals.calibrate")
def main(argv: Sequence[str] | None = None) -> int:
    """Exit status 0: written; 2: a fault."""
    parser = argparse.ArgumentParser(prog="python -m evals.calibrate", description=__doc__)
    parser.add_argument("--reader", help="what assistant.reader may name in the configuration, which is taken else")
    parser.add_argument("--out", type=Path, default=CALIBRATION)
    parser.add_argument("--plot", type=Path, default=Path("docs/calibration.png"))
    options = parser.parse_args(argv)
    config = read_section("assistant", AssistantConfig)
    embedder = RememberingEmbedder(load_embedder(config.store))
    reader = load_reader(options.reader or config.reader)
    asked = [each for each in _ask_all(embedder, reader) if each.evidence]
    weights = _weights([listed for each in asked if (listed := each.listed()).gold.any()])
    asked = [each.reranked(weights) for each in asked]
    answerable, short = _fit(asked)
    told = np.array([each.answerable for each in asked]), np.array([each.right for each in asked])
    written = {
        "reader": reader.name,
        "embedder": embedder.name,
        "questions": len(asked),
        "ranking": weights,
        "answerable": answerable.parameters,
        "short": short.parameters,
        "quotes": _quotes(reader).parameters,
        "refuse_below": threshold_for_refusals(answerable.held_out, told[0], _REFUSED),
        "short_from": threshold_for_risk(short.held_out, told[1], _RISK),
    }
    options.out.write_text(json.dumps(written, indent=2) + "\n", encoding="utf-8")
    calibration_plot(options.plot, {"answerable": (answerable.held_out, told[0]), "short": (short.held_out, told[1])})
    print(f"Written from {len(asked)} questions: {options.out} and {options.plot}")
    return 0


def _weights(lists: Sequence[Listed]) -> dict[str, float]:
    """Fitted on these questions; what each score ranks first alone is printed beside."""
    weights = ranking_weights(_SCORES, lists)
    alone = {name: [float(name == each) for each in _SCORES] for name in _SCORES}
    for name, given in {**alone, "all together": list(weights.values())}.items():
        print(f"{name}: gold first {gold_first(lists, given):.3f} of {len(lists)}")
    return weights


def _fit(asked: Sequence[Asked]) -> tuple[Fitted, Fitted]:
    measured = [features(each.question, each.evidence) for each in asked]
    names = list(measured[0])
    rows = np.array([[row[name] for name in names] for row in measured])
    groups = [each.group for each in asked]
    return (
        logistic(names, rows, np.array([each.answerable for each in asked]), groups),
        logistic(names, rows, np.array([each.right for each in asked]), groups),
    )


def _quotes(reader: Reader) -> Fitted:
    """Whether quotes alone answer, by the reader's margin: sentences with an answer and with one that looks like it."""
    items = [item for key in ("answers", "plausible_answers") for item in statements(key)[:_QUOTES]]
    margins = np.array([[margin(reader, item.question, [item.title], item.quotes)] for item in items])
    return logistic(["margin"], margins, np.array([item.true for item in items]), [item.quotes[0] for item in items])


def _ask_all(embedder: Embedder, reader: Reader) -> Iterator[Asked]:
    suites = squad2(Choice("dev"))
    store = library(suites[0].sources, embedder, IngestConfig().chunk_characters)
    asker = _Asker(store, embedder, reader)
    paragraph = {case.id: case.documents[0] for suite in suites for case in suite.cases if case.documents}
    for suite in suites:
        for case in track(suite.cases, description=suite.name):
            yield Asked(case.question, paragraph[case.id], asker.ask(case.question, case.documents), case)
    for question in track(_off_topic(), description="off topic"):
        yield Asked(question, question, asker.ask(question, None))


class _Asker:
    def __init__(self, store: Store, embedder: Embedder, reader: Reader) -> None:
        config = AssistantConfig()
        self._ids = {record.uri: record.id for record in store.documents()}
        self._retriever = HybridRetriever(store, embedder, config.candidates, config.passages)
        self._ranker = Ranker(reader, embedder, dict.fromkeys(_SCORES, 0.5))

    def ask(self, question: str, documents: Sequence[str] | None) -> tuple[Evidence, ...]:
        within = None if documents is None else [self._ids[uri] for uri in documents]
        candidates = self._retriever.retrieve(question, within, CancelToken())
        return tuple(self._ranker.rank(question, candidates, CancelToken()))


def _off_topic() -> list[str]:
    """Questions about the news articles of another set, evenly drawn from its *dev* part."""
    wanted = split_keys("onestopqa", "dev")
    asked = [
        question.question
        for article in articles()
        if article.title in wanted
        for paragraph in article.paragraphs
        for question in paragraph.qas
    ]
    unique = list(dict.fromkeys(asked))
    return unique[:: max(1, len(unique) // _OFF_TOPIC)][:_OFF_TOPIC]


if __name__ == "__main__":
    sys.exit(main())
