"""The command ``quoteproof-ingest``: takes folders into the library, lists it, removes from it."""

from __future__ import annotations

import os
import sys
from argparse import ArgumentParser, Namespace
from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from itertools import chain
from pathlib import Path
from typing import Any, NoReturn

from rich.console import Console

from ingest.cluster import cluster
from ingest.config import IngestConfig
from ingest.library import take_in
from ingest.outcome import Outcome, Summary
from ingest.screen import Screen
from ingest.tables import printable, show_documents, show_summary
from ingest.upkeep import check_library, export_to, import_from, repair_library
from ingest.watch import changes
from vectorstore.command import FAULT, INTERRUPTED, command
from vectorstore.config import read_section, store_override
from vectorstore.embedder import load_embedder
from vectorstore.errors import ConfigError, DocumentGone, QuoteproofError
from vectorstore.opening import open_library, writing
from vectorstore.ports import Embedder, Store

_DONE, _SOME_FAILED, _NOTHING_DONE = 0, 1, FAULT
_LOOK_EVERY_S = 2.0
_PATIENCE_S = 86_400.0
_NICENESS = 10
"""How far the command stands back behind processes that answer; alone it has the processor whole."""


@command("quoteproof-ingest")
def main(argv: list[str] | None = None) -> int:
    """Exit 0 when all went well, 1 when some files failed or there was none to read, 2 when nothing could be done,
    130 after Ctrl-C."""
    arguments = _arguments(argv)
    screen = Screen(Console(highlight=False))
    if argv is None:
        os.nice(_NICENESS)
    try:
        config = read_section("ingest", IngestConfig, _overrides(arguments))
        return _run(arguments, config, screen)
    except QuoteproofError as error:
        print(f"quoteproof-ingest: {printable(str(error))}", file=sys.stderr)
        return _SOME_FAILED if screen.finished else _NOTHING_DONE
    except KeyboardInterrupt:
        print(f"Stopped. {_what_stands(screen.finished)}", file=sys.stderr)
        return INTERRUPTED


def _arguments(argv: list[str] | None) -> Namespace:
    parser = ArgumentParser("quoteproof-ingest", description="Takes documents into the library that answers come from.")
    parser.add_argument("paths", nargs="*", type=Path, metavar="PATH", help="a folder or a file to take in")
    parser.add_argument("--store", metavar="PLACE", help="the library's folder, or the URL of a server")
    parser.add_argument("--prune", action="store_true", help="remove documents whose files are gone")
    parser.add_argument("--list", action="store_true", help="list the documents of the library")
    parser.add_argument(
        "--remove", nargs="+", default=[], metavar="URI", help="remove documents, or all below a folder"
    )
    parser.add_argument("--watch", action="store_true", help="go on taking in what changes, until Ctrl-C")
    spread = parser.add_mutually_exclusive_group()
    spread.add_argument("--workers", type=int, metavar="N", help="read so many files side by side, on this machine")
    spread.add_argument("--ray", metavar="ADDRESS", help="let the machines of a Ray cluster take them in")
    whole = parser.add_mutually_exclusive_group()
    whole.add_argument("--check", action="store_true", help="check that every chunk is there and found")
    whole.add_argument("--repair", action="store_true", help="build the library anew from what is sound in it")
    whole.add_argument("--export", type=Path, metavar="FILE", help="write the library into one file")
    whole.add_argument("--import", type=Path, metavar="FILE", dest="import_", help="take in what --export wrote")
    arguments = parser.parse_args(argv)
    upkeep = arguments.check or arguments.repair or arguments.export or arguments.import_
    if upkeep and (arguments.paths or arguments.remove or arguments.watch):
        parser.error("--check, --repair, --export and --import stand alone or with --list")
    if arguments.watch and not arguments.paths:
        parser.error("--watch needs a folder to follow")
    if not (arguments.paths or arguments.list or arguments.remove or upkeep):
        parser.error("name a folder to take in, or say --list, --remove, --check, --repair, --export or --import")
    return arguments


def _overrides(arguments: Namespace) -> Mapping[str, Any]:
    workers = {} if arguments.workers is None else {"workers": arguments.workers}
    return workers | (store_override(arguments.store) if arguments.store else {})


def _run(arguments: Namespace, config: IngestConfig, screen: Screen) -> int:
    _check_there(arguments.paths)
    with screen.console.status("Loading the embedder"):
        embedder = load_embedder(config.store)
    code = _upkeep(arguments, config, embedder, screen)
    if arguments.remove:
        with writing(config.store, embedder.name, embedder.dimension, screen.say, create=False) as store:
            _remove(store, arguments.remove, screen)
    if arguments.watch:
        return _watch(arguments, config, embedder, screen)
    if arguments.paths:
        code = _take_in(arguments, config, embedder, screen)
    if arguments.list:
        with open_library(config.store, embedder.name, embedder.dimension) as library:
            show_documents(screen.console, library.documents(), config.store.place)
    return code


def _upkeep(arguments: Namespace, config: IngestConfig, embedder: Embedder, screen: Screen) -> int:
    if arguments.check:
        return check_library(config.store, embedder, screen)
    if arguments.repair:
        return repair_library(config.store, embedder, screen)
    if arguments.export:
        return export_to(arguments.export, config.store, embedder, screen)
    if arguments.import_:
        return import_from(arguments.import_, config.store, embedder, screen)
    return _DONE


def _take_in(arguments: Namespace, config: IngestConfig, embedder: Embedder, screen: Screen) -> int:
    with ExitStack() as held:
        spread = held.enter_context(cluster(arguments.ray, config)) if arguments.ray else None
        store = held.enter_context(writing(config.store, embedder.name, embedder.dimension, screen.say))
        held.enter_context(screen)
        summary = take_in(arguments.paths, store, embedder, config, screen.tell, arguments.prune, spread)
    show_summary(screen.console, summary, config.store.place)
    return _exit_code(summary)


def _watch(arguments: Namespace, config: IngestConfig, embedder: Embedder, screen: Screen) -> NoReturn:
    """Takes in what changes until Ctrl-C, and waits for other writers as long as they need."""
    patient = config.model_copy(update={"store": config.store.model_copy(update={"lock_wait": _PATIENCE_S})})
    for _ in changes(arguments.paths, _LOOK_EVERY_S):
        once = Screen(screen.console)
        _take_in(arguments, patient, embedder, once)
        screen.finished += once.finished
        screen.say("Watching; end it with Ctrl-C.")
    raise AssertionError("a watch ends by Ctrl-C")


def _check_there(paths: Sequence[Path]) -> None:
    """A slip in the only path is told before the embedder is loaded and a library made."""
    if paths and not any(os.path.lexists(path.expanduser()) for path in paths):
        raise ConfigError(f"there is no such file or folder: {', '.join(map(str, paths))}")


def _remove(store: Store, names: Sequence[str], screen: Screen) -> None:
    """Each name is a document's uri, or a folder's: all below it. A name that is none of these removes nothing."""
    uris = [record.uri for record in store.documents()]
    meant = {name: [uri for uri in uris if uri == name or uri.startswith(f"{name.rstrip('/')}/")] for name in names}
    if unknown := [name for name in meant if not meant[name]]:
        raise DocumentGone(
            f"the library holds no document {' or '.join(map(repr, unknown))} and none below, so nothing was removed; "
            "see --list"
        )
    for uri in dict.fromkeys(chain.from_iterable(meant.values())):
        store.remove(uri)
        screen.say(f"{Outcome.REMOVED} {uri}")


def _exit_code(summary: Summary) -> int:
    if not summary.failed:
        return _DONE if summary.results else _SOME_FAILED
    return _NOTHING_DONE if len(summary.failed) == len(summary.results) else _SOME_FAILED


def _what_stands(finished: int) -> str:
    done = f"{finished:,} documents were finished and stay in the library" if finished else "No document was finished"
    return f"{done}; run it again to go on."


if __name__ == "__main__":
    sys.exit(main())
