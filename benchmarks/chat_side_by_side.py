"""Our chat engine beside the usual chain of LangChain: the same model, questions and passages, in one run.

    python -m benchmarks.chat_side_by_side --out runs/chat article office --limit 20

The extractive engine answers too, without a model, since one of the two is what the page asks unless told otherwise.

A run that was killed goes on where it was, by the lines in ``--out``. ``--judge N`` also writes N statements of each
way, mixed and without their origin, to ``judge.json``, and whose they are to ``origin.json``.
"""

from __future__ import annotations

import argparse
import json
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from pathlib import Path

from langchain.chat_models import init_chat_model
from langchain_core.language_models import BaseChatModel

from assistant.build import Assistant
from assistant.chat.config import ChatConfig
from assistant.chat.models import Tools, chat_engine, local_settings
from assistant.confidence import Calibration
from assistant.config import AssistantConfig
from assistant.errors import EngineError
from assistant.evidence import Ranker
from assistant.extractive import Extractive
from assistant.gate import SecondGate
from assistant.local.client import local_model
from assistant.local.config import LocalConfig
from assistant.local.server import LocalServer
from assistant.nouns import Answer, Outcome
from assistant.ports import CancelToken
from assistant.reader.model import Reader
from benchmarks.chat_figures import figures, table, to_judge
from benchmarks.chat_rows import Row, Rows
from benchmarks.usual_chain import ask_chain, is_refusal
from evals.library import library
from evals.nouns import EvalCase
from evals.suite import Choice, Suite
from evals.suites import SUITES
from ingest.config import IngestConfig
from vectorstore.command import command
from vectorstore.config import read_section
from vectorstore.embedder import load_embedder
from vectorstore.sentences import sentences

OURS, CHAIN, QUOTES = "quoteproof", "usual chain", "quoteproof, extractive"


@command("benchmarks.chat_side_by_side")
def main(argv: Sequence[str] | None = None) -> int:
    options = _parser().parse_args(argv)
    config = read_section("assistant", AssistantConfig)
    with chat_model(options.model, config.local, config.chat) as model:
        for name in options.suites:
            for suite in SUITES[name](Choice(options.split, ("library",))):
                if isinstance(suite, Suite):
                    compare(suite.sampled(options.limit), model, options.model, config, options.out, options.judge)
    return 0


def compare(suite: Suite, model: BaseChatModel, name: str, config: AssistantConfig, out: Path, judge: int = 0) -> None:
    """Asks what is not in ``out`` yet, and prints and writes the table. ``name`` is ``local`` or ``provider:model``."""
    cases = {case.id: case for case in suite.cases if not case.history}
    place = out / suite.name.replace(", ", "-").replace(" ", "-")
    rows = Rows(place / "rows.jsonl")
    writing, quoting = _assistants(suite, model, name, config)
    ways: dict[str, Callable[[EvalCase], Row]] = {
        CHAIN: partial(_by_chain, writing, model),
        OURS: partial(_by_us, OURS, writing),
        QUOTES: partial(_by_us, QUOTES, quoting),
    }
    for case in cases.values():
        for way, ask in ways.items():
            if not rows.has(case.id, way):
                rows.add(ask(case))
                print(f"{case.id}, {way}: {rows.rows[-1].seconds:.1f} s", file=sys.stderr)
    ours = [row for row in rows.rows if row.case in cases]
    shown = table({way: figures([row for row in ours if row.way == way], cases, suite.texts) for way in ways})
    (place / "table.md").write_text(f"{shown}\n", encoding="utf-8")
    print(f"{suite.name}, {name}\n\n{shown}")
    if judge:
        sheet, origin = to_judge([row for row in ours if row.way != QUOTES], cases, judge)
        (place / "judge.json").write_text(json.dumps(sheet, indent=1, ensure_ascii=False), encoding="utf-8")
        (place / "origin.json").write_text(json.dumps(origin, indent=1), encoding="utf-8")


@contextmanager
def chat_model(name: str, local: LocalConfig, chat: ChatConfig) -> Iterator[BaseChatModel]:
    """The model that both ways ask. Raises EngineError."""
    if name == "local":
        with LocalServer.start(local) as server:
            yield local_model(server, chat.max_tokens, chat.timeout)
    elif ":" in name:
        yield init_chat_model(name, temperature=0, max_tokens=chat.max_tokens, timeout=chat.timeout)
    else:
        raise EngineError(f"there is no model {name!r}: write local or provider:model")


def _assistants(suite: Suite, model: BaseChatModel, name: str, config: AssistantConfig) -> tuple[Assistant, Assistant]:
    """The one that writes and the one that quotes, over one library."""
    embedder, reader, calibration = load_embedder(config.store), Reader.load(), Calibration.load()
    extractive = Extractive(
        Ranker(reader, embedder, calibration.ranking), calibration, config.refuse_below, config.short_from
    )
    provider = "openai" if name == "local" else name.partition(":")[0]
    spoken = local_settings(config.local, config.chat) if name == "local" else config.chat
    engine = chat_engine(
        model, name, provider, Tools(spoken, extractive, SecondGate(reader, embedder, calibration.quotes))
    )
    store = library(suite.sources, embedder, IngestConfig().chunk_characters)
    return Assistant(config, store, embedder, engine), Assistant(config, store, embedder, extractive)


def _by_chain(assistant: Assistant, model: BaseChatModel, case: EvalCase) -> Row:
    begun = time.perf_counter()
    passages = _passages(assistant, case)
    said = ask_chain(model, case.question, passages)
    spent = time.perf_counter() - begun
    each = [span.of(said.text).strip() for span in sentences(said.text)]
    stated = tuple(sentence for sentence in each if sentence and not is_refusal(sentence))
    refused = is_refusal(said.text) and not stated
    return Row(
        case.id, CHAIN, said.text, stated, refused, spent, said.usage.prompt, said.usage.completion, tuple(passages)
    )


def _by_us(way: str, assistant: Assistant, case: EvalCase) -> Row:
    begun = time.perf_counter()
    try:
        answer: Answer | None = assistant.answer(case.question, documents=case.documents)
        fault = None if answer is None else answer.fault
    except EngineError as error:
        answer, fault = None, str(error)
    spent = time.perf_counter() - begun
    stated = tuple(statement.text for statement in answer.statements) if answer else ()
    used = answer.usage if answer else None
    return Row(
        case.id,
        way,
        answer.text if answer else "",
        stated,
        answer is not None and answer.outcome is not Outcome.ANSWERED,
        spent,
        used.prompt if used else 0,
        used.completion if used else 0,
        tuple(_passages(assistant, case)),
        fault,
    )


def _passages(assistant: Assistant, case: EvalCase) -> list[str]:
    found = assistant.pipeline.retriever.retrieve(case.question, case.documents, CancelToken())
    return [candidate.chunk.text for candidate in found]


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.chat_side_by_side", description=__doc__)
    parser.add_argument("suites", nargs="*", default=["article"], choices=[name for name in SUITES if name != "quotes"])
    parser.add_argument("--model", default="local", help="local (the default) or provider:model")
    parser.add_argument("--split", choices=("dev", "report"), default="dev", help="which half of a set's questions")
    parser.add_argument("--limit", type=int, help="ask a fixed sample of so many questions of each suite")
    parser.add_argument("--out", type=Path, default=Path("runs/chat"), metavar="DIR", help="where the lines are kept")
    parser.add_argument("--judge", type=int, default=0, metavar="N", help="write N statements of each way to judge")
    return parser


if __name__ == "__main__":
    sys.exit(main())
