"""Quotes in their context: a rule that gets worse fails here, and so does one that does nothing."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Any

import pytest
import yaml

from assistant import caveat_rules
from assistant.caveats import caveats
from evals import context
from evals.context import Case, caught, context_cases, false_alarms, share
from evals.errors import CaseError


@pytest.fixture(scope="module")
def cases() -> list[Case]:
    return context_cases()


def _of(cases: list[Case], *, held_out: bool, stranger: bool) -> list[Case]:
    return [case for case in cases if case.held_out is held_out and case.stranger is stranger]


def test_there_are_enough_cases_half_of_them_harmless_and_a_third_held_out(cases: list[Case]) -> None:
    assert len(cases) >= 150
    assert 0.4 < sum(case.turned is None for case in cases) / len(cases) < 0.6
    assert sum(case.held_out for case in cases) / len(cases) > 0.32


@pytest.mark.parametrize("stranger", [False, True])
@pytest.mark.parametrize(("held_out", "least", "most"), [(False, 0.97, 0.02), (True, 0.74, 0.05)])
def test_the_thresholds_hold(cases: list[Case], held_out: bool, least: float, most: float, stranger: bool) -> None:
    group = _of(cases, held_out=held_out, stranger=stranger)
    assert caught(group).part >= least * caught(group).whole
    assert false_alarms(group).part <= most * false_alarms(group).whole


def test_without_rules_the_thresholds_fall(cases: list[Case], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(caveat_rules, "_BESIDE", ())
    assert caught(cases).part < 0.4 * caught(cases).whole


def test_a_rule_that_always_fires_is_seen(cases: list[Case], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(caveat_rules, "_BESIDE", (lambda _said: True,))
    assert false_alarms(cases).part > 0.5 * false_alarms(cases).whole


def test_each_rule_catches_what_no_other_does(cases: list[Case], monkeypatch: pytest.MonkeyPatch) -> None:
    rules = caveat_rules._BESIDE
    turned = [case for case in cases if case.turned is not None]
    whole = caught(turned).part
    for rule in rules:
        monkeypatch.setattr(caveat_rules, "_BESIDE", tuple(each for each in rules if each is not rule))
        assert caught(turned).part < whole, rule.__name__


def test_which_of_a_strangers_cases_are_held_out_is_not_chosen() -> None:
    content = yaml.safe_load(context.CASES.read_text(encoding="utf-8"))
    strangers = [document for document in content["documents"] if document.get("stranger")]
    assert len(strangers) == 161
    for document in strangers:
        drawn = int(hashlib.sha256(_neighbour(document).encode()).hexdigest(), 16) % 3 == 2
        assert document.get("held_out", False) is drawn, document["name"]


def _neighbour(document: dict[str, Any]) -> str:
    """What stands between the quote and the last sentence; the whole text, where the case is of another kind."""
    case = document["cases"][0]
    if "after a" not in case["kind"]:
        return str(document["text"])
    after = document["text"].partition(case["quote"])[2].strip()
    return str(case.get("turned") or after[: after.rindex(". ") + 1])


def test_words_that_do_not_stand_once_are_told(tmp_path: Path) -> None:
    file = tmp_path / "cases.yaml"
    file.write_text(
        "documents: [{name: one, text: A fee. A fee., cases: [{quote: A fee., kind: plain}]}]", encoding="utf-8"
    )
    with pytest.raises(CaseError, match=r"'A fee\.' stand 2 times"):
        context_cases(file)
    file.write_text("documents: []", encoding="utf-8")
    with pytest.raises(CaseError, match="cannot be read as cases"):
        context_cases(file)


def test_an_interval_never_says_that_all_is_sure() -> None:
    assert share([True] * 50).high == 1
    assert 0.9 < share([True] * 50).low < 0.95
    assert share([False] * 50).low == 0


def test_the_command_prints_figures_and_goes_on_without_data(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("QUOTEPROOF_DATA", str(tmp_path / "none"))
    assert context.main(["--failures"]) == 0
    shown = capsys.readouterr().out
    assert shown.count("false alarms") == 4
    assert shown.count("a stranger's") == 2
    assert "is not in the data folder" in shown


@pytest.mark.data
def test_little_is_shown_with_real_quotes() -> None:
    quotes = context.real_quotes()
    assert len(quotes) == context.REAL
    assert sum(bool(caveats(text, span)) for text, span in quotes) <= 0.02 * context.REAL
