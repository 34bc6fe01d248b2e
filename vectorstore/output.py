"""Standard output, as every command writes to it."""

from __future__ import annotations

import sys
from io import TextIOWrapper


def escape_what_is_lacking() -> None:
    """What the encoding of the output lacks is printed in escaped form, so that no name and no quote ends a command."""
    if isinstance(sys.stdout, TextIOWrapper):
        sys.stdout.reconfigure(errors="backslashreplace")
