"""Of a closed set of words, as the seasons or the parties to a lease, one proves no other."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assistant.gate_rules import RULES
from assistant.gate_siblings import sibling_words

SETS = [
    ("The {} must paint the gate.", "landlord", "tenant"),
    ("The gate is painted by the {} each May.", "buyer", "seller"),
    ("The {} filed the appeal in Lowen.", "plaintiff", "defendant"),
    ("The {} keeps the ledger.", "creditor", "debtor"),
    ("The probe gave a {} result.", "positive", "negative"),
    ("The {} depth is nine metres.", "maximum", "minimum"),
    ("An {} audit was held.", "internal", "external"),
    ("The {} fee is due in advance.", "daily", "weekly", "monthly", "yearly"),
    ("Ada was the {} of Per Lund.", "son", "daughter"),
    ("The dam broke in the {} of the year.", "spring", "summer", "autumn", "winter"),
    ("The gate shuts in the {}.", "morning", "afternoon", "evening"),
    ("The gate has a {} lamp.", "red", "green", "blue", "white"),
    ("The mill lies {} of Selby.", "north", "east", "south", "west"),
]
STANDS = [
    ("The tenant paints the gate.", "The tenant must paint the gate of the landlord."),
    ("The gate is painted by the lessee.", "The tenant paints the gate."),
    ("The tenant pays the landlord.", "The landlord is paid by the tenant."),
    ("The landlord is paid by the tenant.", "The tenant pays the landlord."),
    ("The employer was told of it by the employee.", "The employee told the employer of it."),
    ("The tenant is given the key by the landlord.", "The landlord gives the tenant the key."),
    ("Ada is the mother of Per.", "Per is the daughter of Ada."),
    ("The annual fee is due.", "The yearly fee is due."),
    ("The red lamp shines.", "The red lamp shines beside a green lamp."),
    ("Reed left the board in spring.", "In spring Reed left the board, right after Quill."),
    ("The buyer was not named.", "The buyer was not named by the seller."),
]
FALLS = [
    ("The tenant must mend the roof.", "The landlord must mend the roof of the tenant."),
    ("The roof is mended by the tenant.", "The roof of the tenant is mended by the landlord."),
    ("The tenant is paid by the landlord.", "The tenant pays the landlord."),
    ("The monthly report is public.", "The weekly report and the monthly dinner are public."),
    ("Ada is the son of Per.", "Ada is the daughter of Per, and Ola is the son of Tor."),
]


@settings(deadline=None, max_examples=150)
@given(st.data(), st.sampled_from(SETS))
def test_no_member_proves_another_of_its_set(data: st.DataObject, row: tuple[str, ...]) -> None:
    sentence, *members = row
    said, told = data.draw(st.permutations(members))[:2]
    statement, quote = sentence.format(said), sentence.format(told)
    assert list(sibling_words(statement, [quote])) == [said]
    assert RULES["opposites"](statement, [quote])
    assert list(sibling_words(statement, [statement])) == []
    assert list(sibling_words(statement, [quote, statement])) == []


@pytest.mark.parametrize(("said", "quote"), STANDS)
def test_the_same_member_or_what_follows_from_another_stands(said: str, quote: str) -> None:
    assert list(sibling_words(said, [quote])) == []


@pytest.mark.parametrize(("said", "quote"), FALLS)
def test_a_member_falls_though_it_stands_in_the_quote_for_something_else(said: str, quote: str) -> None:
    assert RULES["opposites"](said, [quote])
