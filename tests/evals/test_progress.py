"""The line that a long run says without a terminal: how far it is, and the time left at the pace so far."""

from __future__ import annotations

from evals.progress import Pace


def test_the_time_left_goes_by_the_pace_so_far() -> None:
    """Ten of 1,000 cases in 40 seconds: 990 are left, at 4 seconds each."""
    pace = Pace(1000, begun=100.0)
    lines = [pace.step(100.0 + 4 * done) for done in range(1, 11)]

    assert [line for line in lines if line] == ["8 of 1,000 cases asked, about 66 minutes left"]
    assert pace.step(161.9) is None
    assert pace.step(162.0) == "12 of 1,000 cases asked, about 85 minutes left"


def test_nothing_is_left_at_the_end() -> None:
    assert Pace(1, begun=0.0).step(31.0) == "1 of 1 cases asked, about 0 seconds left"
