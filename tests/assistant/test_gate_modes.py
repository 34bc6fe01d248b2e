"""What is planned, tried, demanded, forbidden or put aside is not told as done, as a choice or as allowed."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assistant.confidence import Calibration
from assistant.gate import SecondGate
from assistant.gate_rules import RULES
from tests.assistant.chat.conftest import flat_reader  # noqa: F401  a fixture
from tests.fakes import FakeEmbedder

MEANT = [
    "will sell",
    "is going to sell",
    "tried to sell",
    "wanted to sell",
    "offered to sell",
    "promised to sell",
    "agreed to sell",
    "voted to sell",
    "threatened to sell",
    "was asked to sell",
    "is to sell",
    "is due to sell",
    "plans to sell",
    "seems to have sold",
    "is said to have sold",
]
PROHIBITED = [
    "Boats may not land on the isle.",
    "Boats must not land on the isle.",
    "Boats cannot land on the isle.",
    "Boats are not allowed to land on the isle.",
    "No boats may land on the isle.",
    "It is forbidden for boats to land on the isle.",
    "Boats are prohibited, they cannot land on the isle.",
]
STANDS = [
    ("The council will sell the mill.", "The council will sell the mill."),
    ("The mill will be sold by the council.", "The council will sell the mill."),
    ("The council wants to sell the mill.", "The council plans to sell the mill."),
    ("The council sold the mill.", "The council wanted to sell the mill, and in May it sold the mill."),
    ("The bridge opens in June.", "The bridge will open in June."),
    ("The fair is held in June.", "The fair will be held in June."),
    ("The rust seems to come from salt.", "The rust apparently comes from salt."),
    ("Reed believes the dam is sound.", "Reed believes the dam is sound."),
    ("The dam is sound.", "Reed believes in the plan, and the dam is sound."),
    ("The ferry stopped carrying cattle.", "The ferry stopped carrying cattle in May."),
    ("The ferry no longer carries cattle.", "The ferry stopped carrying cattle in May."),
    ("Take aspirin twice a day.", "Take aspirin rather than Norvalin twice a day."),
    ("The mill is far from the sea.", "The mill is far from the sea."),
    ("Tenants must pay the fee.", "Tenants shall pay the fee."),
    ("Tenants have to pay the fee.", "Tenants must pay the fee."),
    ("Fishing is no longer banned.", "In May the ban on fishing was lifted."),
    ("Fishing was banned until May.", "The council lifted the ban on fishing in May."),
    ("Fishing is banned.", "Fishing is banned, and the ban on boats was lifted in May. Fishing is banned."),
    ("Fishing is banned.", "Fishing is banned until May."),
    ("You may not smoke here.", "Smoking here is forbidden."),
    ("Smoking here is prohibited.", "You may not smoke here."),
]
FALLS = [
    (
        "certainty",
        "The big new bridge of the town opened in June 2026.",
        "The big new bridge of the town will open soon.",
    ),
    ("certainty", "The rust comes from salt.", "The rust seems to come from salt."),
    ("certainty", "The rust comes from salt.", "Apparently the rust comes from salt."),
    ("certainty", "The dam is sound.", "The builder believes the dam is sound."),
    ("certainty", "The dam is sound.", "Reed suspects the dam is sound."),
    ("certainty", "Tenants may pay the fee.", "Tenants must pay the fee."),
    ("certainty", "Tenants need not pay the fee.", "Tenants have to pay the fee."),
    ("certainty", "Tenants must pay the fee.", "Tenants may pay the fee."),
    ("negation", "There was a leak.", "The engineers ruled out a leak."),
    ("negation", "The ferry carries cattle.", "The ferry stopped carrying cattle."),
    ("negation", "Take Norvalin.", "Take aspirin rather than Norvalin."),
    ("negation", "Goats graze there.", "Sheep graze there instead of goats."),
    ("negation", "Goats graze there.", "Sheep, unlike goats, graze there."),
    ("negation", "The tax is popular.", "The tax is far from popular."),
    ("negation", "The shop has nuts.", "The shop is free of nuts."),
    ("negation", "Fishing is banned.", "The court overturned the ban on fishing."),
    ("negation", "Fishing is banned.", "The ban on fishing was lifted."),
    ("negation", "You may smoke here.", "Smoking here is forbidden."),
    ("negation", "Duties are not prohibited.", "Duties are prohibited."),
]


@settings(deadline=None, max_examples=60)
@given(st.sampled_from(MEANT), st.sampled_from(["", " of Selby by the river Issen", " in 1990"]))
def test_what_is_only_meant_is_not_told_as_done(meant: str, more: str) -> None:
    quote = f"The council{more} {meant} the old mill and its dam."
    assert RULES["certainty"](f"The council{more} sold the old mill and its dam.", [quote])
    assert {name: rule(quote, [quote]) for name, rule in RULES.items()} == dict.fromkeys(RULES)


@settings(deadline=None, max_examples=100)
@given(st.sampled_from(PROHIBITED), st.sampled_from(PROHIBITED))
def test_one_prohibition_proves_another_and_no_permission(said: str, quote: str) -> None:
    assert {name: rule(said, [quote]) for name, rule in RULES.items()} == dict.fromkeys(RULES)
    assert RULES["negation"]("Boats may land on the isle.", [quote])


@pytest.mark.parametrize(("said", "quote"), STANDS)
def test_what_is_told_in_the_same_way_stands(said: str, quote: str) -> None:
    assert {name: rule(said, [quote]) for name, rule in RULES.items()} == dict.fromkeys(RULES)


@pytest.mark.parametrize(("rule", "said", "quote"), FALLS)
def test_what_is_told_in_another_way_falls(rule: str, said: str, quote: str) -> None:
    assert RULES[rule](said, [quote])


@pytest.mark.parametrize("reply", ["No, ", "No – ", "Yes: "])
def test_a_yes_or_no_before_a_statement_or_a_quote_says_nothing_of_its_words(flat_reader: object, reply: str) -> None:  # noqa: F811  a fixture
    gate = SecondGate(flat_reader, FakeEmbedder(dimension=8192), Calibration.load().quotes)  # type: ignore[arg-type]
    for quote in ("Boats may not land on the isle.", f"{reply}boats may not land on the isle."):
        assert list(gate.failures("May boats land?", f"{reply}boats may not land on the isle.", [quote])) == []
        assert list(gate.failures("May boats land?", f"{reply}boats may land on the isle.", [quote]))
