"""``quoteproof``: opens the page."""

from __future__ import annotations

import argparse
import logging
import socket
import sys
import webbrowser
from asyncio import CancelledError
from collections.abc import Sequence
from contextlib import suppress
from threading import Timer
from typing import Any

from assistant.page.config import PageConfig, check
from vectorstore.command import command
from vectorstore.config import read_section, store_override
from vectorstore.errors import ConfigError

_PORTS_TRIED = 50
STOPPED = 0


@command("quoteproof")
def main(argv: Sequence[str] | None = None) -> int:
    """Serves the page until Ctrl-C or SIGTERM. Exit status 2: a fault, said."""
    options = _parser().parse_args(argv)
    config = read_section("page", PageConfig, _overrides(options))
    check(config)
    with suppress(KeyboardInterrupt), free_port(config.host, config.port) as listening:
        _serve(config, listening, open_browser=not options.no_browser)
    return STOPPED


def free_port(host: str, first: int) -> socket.socket:
    """A socket that listens on the first free port from ``first`` on, said where it is another one."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    for port in range(first, min(first + _PORTS_TRIED, 65_536)):
        listening = socket.socket(family, socket.SOCK_STREAM)
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listening.bind((host, port))
            listening.listen()
        except OSError as error:
            listening.close()
            refused = error
            continue
        if port != first:
            print(f"Port {first} is in use; the page takes {port}.")
        return listening
    raise ConfigError(f"No port from {first} on is free on {host} ({refused}). Set another one: [page] port.")


def _serve(config: PageConfig, listening: socket.socket, *, open_browser: bool) -> None:
    print("Loading the models ...", flush=True)
    import uvicorn  # noqa: PLC0415  a wrong configuration is told before the libraries load

    from assistant.page.server import build_app  # noqa: PLC0415  the same
    from assistant.page.service import Service  # noqa: PLC0415  the same

    service = Service(config)
    try:
        app = build_app(config, service)
        address = f"http://{config.host}:{listening.getsockname()[1]}"
        print(f"Quoteproof is open at {address} (library: {config.assistant.store.place}). Ctrl-C ends it.", flush=True)
        if open_browser:
            Timer(1.0, webbrowser.open, [address]).start()
        logging.getLogger("uvicorn.error").addFilter(_is_fault)
        settings = uvicorn.Config(app, log_level="warning", timeout_graceful_shutdown=2)
        uvicorn.Server(settings).run(sockets=[listening])
    finally:
        service.close()


def _is_fault(record: logging.LogRecord) -> bool:
    """Whether a line of the server's log tells of more than an open page that was cut off at the end."""
    return not (record.exc_info and isinstance(record.exc_info[1], CancelledError))


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="quoteproof", description="Open the page: chat with your documents.")
    parser.add_argument(
        "--store", metavar="PLACE", help="the library's folder, or the URL of a server (default: as configured)"
    )
    parser.add_argument("--port", type=int, help="the first port that is tried (default: as configured)")
    parser.add_argument("--no-browser", action="store_true", help="do not open a browser window")
    return parser


def _overrides(options: argparse.Namespace) -> dict[str, Any]:
    overrides: dict[str, Any] = {} if options.port is None else {"port": options.port}
    if options.store is not None:
        overrides |= {part: store_override(options.store) for part in ("assistant", "ingest")}
    return overrides


if __name__ == "__main__":
    sys.exit(main())
