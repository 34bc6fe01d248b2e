"""Runs the page where any look-up or connection off this machine is refused, and written to the standard error."""

from __future__ import annotations

import ipaddress
import sys
from typing import Any

_LOCAL = {"localhost", "", None, b"localhost"}


def refuse(event: str, arguments: tuple[Any, ...]) -> None:
    if event in {"socket.getaddrinfo", "socket.gethostbyname"}:
        host = arguments[0]
    elif event in {"socket.connect", "socket.sendto"} and isinstance(arguments[1], tuple):
        host = arguments[1][0]
    else:
        return
    if not _is_local(host):
        print(f"OFF LOOPBACK: {event} {host!r}", file=sys.stderr, flush=True)
        raise ConnectionRefusedError(f"{event} {host!r}")


def _is_local(host: Any) -> bool:
    if host in _LOCAL:
        return True
    try:
        return ipaddress.ip_address(host.decode() if isinstance(host, bytes) else host).is_loopback
    except ValueError:
        return False


if __name__ == "__main__":
    sys.addaudithook(refuse)
    from assistant.page.__main__ import main

    sys.exit(main(sys.argv[1:]))
