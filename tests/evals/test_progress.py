"""What a long run shows, as a bar or, without a terminal, as a line: how far it is, and the time left."""

from __future__ import annotations

from dataclasses import dataclass
from io import StringIO

from rich.console import Console

from evals.progress import Pace, Screen
from evals.suite import Suite
from tests.evals.askers import CASES

SUITE = Suite("farm", CASES, ())


@dataclass
class Clock:
    now: float = 100.0

    def __call__(self) -> float:
        return self.now


def _shown(done: int, known: int, *, terminal: bool) -> str:
    """All that is shown of so many of five cases, at ten seconds each."""
    out, clock = StringIO(), Clock()
    screen = Screen(Console(file=out, force_terminal=terminal, width=120), clock)
    with screen:
        advance = screen.begin(SUITE, known)
        for _ in range(done):
            clock.now += 10
            advance()
    assert screen.asked == done
    return out.getvalue()


def test_without_a_terminal_a_line_tells_the_suite_and_the_time_left() -> None:
    assert _shown(2, 0, terminal=False) == ""
    assert _shown(3, 0, terminal=False) == "farm: 3 of 5 cases asked, about 20 seconds left\n"


def test_a_terminal_shows_a_bar_with_the_time_left_and_no_line() -> None:
    last = [line for line in _shown(3, 1, terminal=True).splitlines() if "farm" in line][-1]

    assert "4/5" in last
    assert "0:00:30" in last, "so long it took"
    assert "0:00:10" in last, "so long is left"
    assert "about" not in _shown(4, 0, terminal=True)


def test_the_time_left_goes_by_the_pace_so_far() -> None:
    """Ten of 1,000 cases in 40 seconds: 990 are left, at 4 seconds each."""
    pace = Pace(1000, begun=100.0)
    lines = [pace.step(100.0 + 4 * done) for done in range(1, 11)]

    assert [line for line in lines if line] == ["8 of 1,000 cases asked, about 66 minutes left"]
    assert pace.step(161.9) is None
    assert pace.step(162.0) == "12 of 1,000 cases asked, about 85 minutes left"


def test_nothing_is_left_at_the_end() -> None:
    assert Pace(1, begun=0.0).step(31.0) == "1 of 1 cases asked, about 0 seconds left"
