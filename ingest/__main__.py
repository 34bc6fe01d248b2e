"""The command ``quoteproof-ingest``: takes folders into the library, lists it, removes from it."""

from __future__ import annotations

import os
import sys
from argparse import ArgumentParser, Namespace
from collections.abc import Mapping, Sequence
from io import TextIOWrapper
from pathlib import Path
from typing import Any

from rich.console import Console

from ingest.config import IngestConfig
from ingest.library import take_in
from ingest.outcome import Outcome, Summary
from ingest.screen import Screen
from ingest.tables import printable, show_documents, show_summary
from vectorstore.config import read_section
from vectorstore.embedder import load_embedder
from vectorstore.errors import ConfigError, DocumentGone, QuoteproofError
from vectorstore.opening import open_library, writing
from vectorstore.ports import Store

_DONE, _SOME_FAILED, _NOTHING_DONE, _INTERRUPTED = 0, 1, 2, 130


def main(argv: list[str] | None = None) -> int:
    """Exit 0 when all went well, 1 when some files failed, 2 when nothing could be done, 130 after Ctrl-C."""
    arguments = _arguments(argv)
    screen = Screen(_console())
    try:
        config = read_section("ingest", IngestConfig, _overrides(arguments))
        return _run(arguments, config, screen)
    except QuoteproofError as error:
        print(f"quoteproof-ingest: {printable(str(error))}", file=sys.stderr)
        return _SOME_FAILED if screen.finished else _NOTHING_DONE
    except KeyboardInterrupt:
        print(f"Stopped. {_what_stands(screen.finished)}", file=sys.stderr)
        return _INTERRUPTED


def _arguments(argv: list[str] | None) -> Namespace:
    parser = ArgumentParser("quoteproof-ingest", description="Takes documents into the library that answers come from.")
    parser.add_argument("paths", nargs="*", type=Path, metavar="PATH", help="a folder or a file to take in")
    parser.add_argument("--store", metavar="DIR", help="the folder of the library")
    parser.add_argument("--prune", action="store_true", help="remove documents whose files are gone")
    parser.add_argument("--list", action="store_true", help="list the documents of the library")
    parser.add_argument(
        "--remove", nargs="+", default=[], metavar="URI", help="remove documents, or all below a folder"
    )
    arguments = parser.parse_args(argv)
    if not (arguments.paths or arguments.list or arguments.remove):
        parser.error("name a folder to take in, or say --list or --remove")
    return arguments


def _overrides(arguments: Namespace) -> Mapping[str, Any]:
    return {"store": {"path": Path(arguments.store)}} if arguments.store else {}


def _console() -> Console:
    """Prints what the terminal's encoding lacks in escaped form, so that no file name ends the run."""
    if isinstance(sys.stdout, TextIOWrapper):
        sys.stdout.reconfigure(errors="backslashreplace")
    return Console(highlight=False)


def _run(arguments: Namespace, config: IngestConfig, screen: Screen) -> int:
    _check_there(arguments.paths)
    with screen.console.status("Loading the embedder"):
        embedder = load_embedder(config.store)
    place = config.store.path.expanduser().absolute()
    code = _DONE
    if arguments.paths or arguments.remove:
        create = bool(arguments.paths)
        with writing(config.store, embedder.name, embedder.dimension, screen.say, create=create) as store:
            _remove(store, arguments.remove, screen)
            if arguments.paths:
                with screen:
                    summary = take_in(arguments.paths, store, embedder, config, screen.tell, arguments.prune)
                code = _exit_code(summary)
        if arguments.paths:
            show_summary(screen.console, summary, str(place))
    if arguments.list:
        with open_library(config.store, embedder.name, embedder.dimension) as library:
            show_documents(screen.console, library.documents(), str(place))
    return code


def _check_there(paths: Sequence[Path]) -> None:
    """A slip in the only path is told before the embedder is loaded and a library made."""
    if paths and not any(os.path.lexists(path.expanduser()) for path in paths):
        raise ConfigError(f"there is no such file or folder: {', '.join(map(str, paths))}")


def _remove(store: Store, names: Sequence[str], screen: Screen) -> None:
    """Each name is a document's uri, or a folder's: all below it."""
    for name in names:
        prefix = f"{name.rstrip('/')}/"
        uris = [record.uri for record in store.documents() if record.uri == name or record.uri.startswith(prefix)]
        if not uris:
            raise DocumentGone(f"the library holds no document {name!r} and none below it; see --list")
        for uri in uris:
            store.remove(uri)
            screen.say(f"{Outcome.REMOVED} {uri}")


def _exit_code(summary: Summary) -> int:
    if len(summary.failed) == len(summary.results):
        return _NOTHING_DONE
    return _SOME_FAILED if summary.failed else _DONE


def _what_stands(finished: int) -> str:
    done = f"{finished:,} documents were finished and stay in the library" if finished else "No document was finished"
    return f"{done}; run it again to go on."


if __name__ == "__main__":
    sys.exit(main())
