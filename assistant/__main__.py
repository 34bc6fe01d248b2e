"""``quoteproof-ask``: one question from the shell, or a chat in the terminal."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, TextIO

from assistant.config import AssistantConfig
from assistant.nouns import Answer, Outcome, Preview, Stage
from assistant.render import FORMATS, plain, render
from assistant.sources import said
from vectorstore.command import command
from vectorstore.config import read_section, store_override
from vectorstore.errors import QuoteproofError

if TYPE_CHECKING:
    from assistant.build import Assistant

ANSWERED, NOT_PROVED = 0, 1
_CLEARED = "\r\x1b[2K"
"""The line begun anew."""


@command("quoteproof-ask")
def main(argv: Sequence[str] | None = None) -> int:
    """Exit status 0: answered, or nothing was asked; 1: not in the documents, or nothing provable; 2: a fault."""
    options = _parser().parse_args(argv)
    config = read_section("assistant", AssistantConfig, _overrides(options))
    from assistant.build import Assistant  # noqa: PLC0415  a wrong configuration is told before the models load

    with Assistant.from_config(config) as assistant:
        if options.question is None:
            return _chat(assistant, options)
        answer = _answered(assistant, options.question, (), options)
        print(render(answer, options.format))
        return ANSWERED if answer.outcome in (Outcome.ANSWERED, Outcome.NOTHING_ASKED) else NOT_PROVED


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="quoteproof-ask",
        description="Ask the documents of the library; every answer is proved by quotes. Without a question: a chat.",
        epilog="Exit status: 0 answered, or nothing was asked; 1 not in the documents, or nothing provable; 2 a fault.",
    )
    parser.add_argument("question", nargs="?")
    parser.add_argument("--engine", help="what drafts the answer (default: as configured)")
    parser.add_argument(
        "--store", metavar="PLACE", help="the library's folder, or the URL of a server (default: as configured)"
    )
    parser.add_argument(
        "--documents", action="append", metavar="URI", help="ask only this document or folder; may be repeated"
    )
    parser.add_argument("--format", choices=sorted(FORMATS), default="text")
    parser.add_argument("--json", action="store_const", const="json", dest="format", help="short for --format json")
    return parser


def _overrides(options: argparse.Namespace) -> dict[str, Any]:
    overrides: dict[str, Any] = {}
    if options.engine is not None:
        overrides["engine"] = options.engine
    if options.store is not None:
        overrides |= store_override(options.store)
    return overrides


def _chat(assistant: Assistant, options: argparse.Namespace) -> int:
    documents = assistant.documents()
    print(f"{len(documents)} document{'' if len(documents) == 1 else 's'} in {assistant.config.store.place}:")
    for record in documents[:8]:
        print(f"  {plain(record.title)}  ({plain(record.uri)})")
    print("Ask a question; an empty line or the end of input ends the chat.")
    history: list[Answer] = []
    while question := _ask():
        try:
            history.append(_answered(assistant, question, history, options))
            print(f"\n{render(history[-1], options.format)}\n")
        except QuoteproofError as error:
            print(error)
    return ANSWERED


def _ask() -> str:
    try:
        return input("> ").strip()
    except EOFError:
        print()
        return ""


def _answered(assistant: Assistant, question: str, history: Sequence[Answer], options: argparse.Namespace) -> Answer:
    """The answer as text has its stages, and quotes while a model writes, shown on standard error, if a terminal."""
    documents: Sequence[str] | None = options.documents
    screen = sys.stderr
    if options.format != "text" or not screen.isatty():
        return assistant.answer(question, history=history, documents=documents)
    try:
        for event in assistant.stream(question, history=history, documents=documents):
            if isinstance(event, Answer):
                return event
            _show(event, screen)
    finally:
        print(_CLEARED, end="", file=screen, flush=True)
    raise AssertionError("a stream ends with its answer")


def _show(event: Stage | Preview, screen: TextIO) -> None:
    if isinstance(event, Preview):
        for statement in event.answer.statements:
            print(f"{_CLEARED}  while it writes: {said(statement)}", file=screen)
    else:
        print(f"{_CLEARED}{event}…", end="\r", file=screen, flush=True)


if __name__ == "__main__":
    sys.exit(main())
