"""How every command ends: status 1 is a command's own word, so that nothing unforeseen may end with it."""

from __future__ import annotations

import subprocess
import sys

import pytest

from assistant.__main__ import main as ask
from assistant.page.__main__ import main as page
from assistant.recheck import main as recheck
from evals.__main__ import main as evaluate
from evals.calibrate import main as calibrate
from evals.context import main as context
from evals.gate import main as gate
from evals.retrieval import main as retrieval
from ingest.__main__ import main as ingest
from vectorstore.command import FAULT, INTERRUPTED, command
from vectorstore.errors import ConfigError


def ending(fault: BaseException | None) -> int:
    @command("quoteproof-mill")
    def main(grain: str) -> int:
        if fault is not None:
            raise fault
        return len(grain)

    return main("rye")


def test_a_command_ends_with_its_own_status() -> None:
    assert ending(None) == 3


def test_a_fault_is_a_line(capsys: pytest.CaptureFixture[str]) -> None:
    assert ending(ConfigError("No rye: buy some.")) == FAULT
    assert capsys.readouterr() == ("", "quoteproof-mill: No rye: buy some.\n")


def test_what_nobody_foresaw_is_a_fault_with_its_traceback(capsys: pytest.CaptureFixture[str]) -> None:
    assert ending(ZeroDivisionError("stone")) == FAULT
    said = capsys.readouterr().err
    assert "ZeroDivisionError: stone" in said
    assert said.splitlines()[-1].startswith("quoteproof-mill: a fault of Quoteproof itself.")


def test_an_interrupt_has_its_status() -> None:
    assert ending(KeyboardInterrupt()) == INTERRUPTED


def test_a_reader_that_leaves_early_is_told_nothing() -> None:
    """As ``| head`` does. The interpreter's own words at its end would follow a pipe that stays the output."""
    code = (
        "from vectorstore.command import command\n"
        "def many():\n"
        "    for n in range(100_000): print(n)\n"
        "    return 0\n"
        "raise SystemExit(command('quoteproof-mill')(many)())"
    )
    with subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, stderr=subprocess.PIPE) as started:
        assert started.stdout is not None
        assert started.stderr is not None
        started.stdout.readline()
        started.stdout.close()
        assert started.stderr.read() == b""
    assert started.returncode == FAULT


@pytest.mark.parametrize("main", [ask, calibrate, context, evaluate, gate, ingest, page, recheck, retrieval])
def test_every_command_is_one(main: object) -> None:
    assert hasattr(main, "__wrapped__")
