"""How every command writes and ends."""

from __future__ import annotations

import os
import sys
import traceback
from collections.abc import Callable
from functools import wraps
from io import TextIOWrapper
from typing import ParamSpec

from vectorstore.errors import QuoteproofError

FAULT, INTERRUPTED = 2, 130
_P = ParamSpec("_P")


def command(name: str) -> Callable[[Callable[_P, int]], Callable[_P, int]]:
    """Makes a function, which returns the exit status, the command ``name``.

    A fault is said on standard error and ends with 2, one that nobody foresaw with its traceback; Ctrl-C ends with 130.
    What the encoding of the output lacks is printed in escaped form, so that no name and no quote ends a command.
    """

    def made(main: Callable[_P, int]) -> Callable[_P, int]:
        @wraps(main)
        def ended(*arguments: _P.args, **options: _P.kwargs) -> int:
            if isinstance(sys.stdout, TextIOWrapper):
                sys.stdout.reconfigure(errors="backslashreplace")
            try:
                return main(*arguments, **options)
            except QuoteproofError as error:
                print(f"{name}: {error}", file=sys.stderr)
            except KeyboardInterrupt:
                return INTERRUPTED
            except BrokenPipeError:
                os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            except Exception:  # noqa: BLE001  whatever it is, status 1 would say that the command did its work
                traceback.print_exc()
                print(f"{name}: a fault of Quoteproof itself. Please report it with the lines above.", file=sys.stderr)
            return FAULT

        return ended

    return made
