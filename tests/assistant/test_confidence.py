"""Probabilities: the arithmetic of the logistic, the file it is read from, and what each feature sees."""

from __future__ import annotations

import json
from math import isclose
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.confidence import CALIBRATION, Calibration, Logistic
from vectorstore.errors import ConfigError

HALF = Logistic(0.0, {"margin": 1.0}, {"margin": 2.0}, {"margin": 4.0})


def test_the_logistic_standardises_and_squashes() -> None:
    assert HALF.probability({"margin": 2.0}) == 0.5
    assert isclose(HALF.probability({"margin": 6.0}), 1 / (1 + 2.718281828459045**-1))


@given(st.floats(-1e9, 1e9), st.floats(-1e9, 1e9))
def test_a_probability_is_one_and_grows_with_what_speaks_for_it(one: float, other: float) -> None:
    low, high = sorted([HALF.probability({"margin": one}), HALF.probability({"margin": other})])
    assert 0 <= low <= high <= 1
    assert (one <= other) == (HALF.probability({"margin": one}) <= HALF.probability({"margin": other})) or low == high


def test_the_shipped_calibration_is_whole() -> None:
    calibration = Calibration.load()
    assert calibration.answerable.weights.keys() == calibration.short.weights.keys()
    assert calibration.answerable.weights["margin"] > 0
    assert calibration.short.weights["margin"] > 0
    assert 0 < calibration.refuse_below < 1
    assert 0 < calibration.short_from <= 1


@pytest.mark.parametrize("damage", ["{", "[]", json.dumps({"reader": "x"})])
def test_a_damaged_file_is_said(damage: str, tmp_path: Path) -> None:
    place = tmp_path / "calibration.json"
    place.write_text(damage)
    with pytest.raises(ConfigError, match=r"calibration\.json"):
        Calibration.load(place)
    with pytest.raises(ConfigError):
        Calibration.load(tmp_path / "none.json")


def test_it_was_fitted_with_the_shipped_reader() -> None:
    from assistant.reader.model import Reader

    assert json.loads(CALIBRATION.read_text("utf-8"))["reader"] == Reader.load().name
