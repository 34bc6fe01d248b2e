"""What turns a quote round, beside what only looks like it."""

from __future__ import annotations

import pytest

from assistant.caveat_rules import supposes, takes_back, turns

_PRICE, _RIGHT, _FINDING, _PLAN = (
    "Entry costs 9 euros.",
    "The tenant may keep a dog.",
    "The drug cures migraine.",
    "The bridge will open in June.",
)
_TURNED = [
    (_PRICE, "From May on it will be free."),
    (_PRICE, "Locals, by contrast, pay half."),
    (_PRICE, "Repealed in 2020."),
    (_PRICE, "Anyone over 80 gets in free."),
    (_PRICE, "These figures are from 2015."),
    (_RIGHT, "Subject to the consent of the owner."),
    (_RIGHT, "This right ends once the lease is sold."),
    (_RIGHT, "The owner has to be asked first."),
    (_RIGHT, "The house rules forbid it, though."),
    (_FINDING, "A larger trial found no benefit."),
    (_FINDING, "A second team failed to reproduce this."),
    (_FINDING, "Experts disagree."),
    (_FINDING, "Or so they say."),
    (_PLAN, "It is now expected in autumn."),
    (_PLAN, "The money ran out."),
    ("The library is open until ten.", "It is shut on Sundays, though."),
    ("Staff have 30 days of leave.", "Trainees are entitled to 25 days."),
    ("The mayor stole the money.", "She was acquitted."),
]
_HARMLESS = [
    (_PRICE, "Lockers cost 1 euro."),
    (_PRICE, "Since 2019 the museum has been led by Ada Lund."),
    (_PRICE, "Visitors pay at the desk."),
    (_PRICE, "However, the queue is often long."),
    (_FINDING, "Other drugs do not."),
    (_FINDING, "No other drug is as cheap."),
    (_FINDING, "Nobody has revoked it."),
    (_FINDING, "Experts agree."),
    ("Dogs may not enter the cellar.", "Only residents may park in the yard."),
    ("Dogs may not enter the cellar.", "Visitors must ring the bell."),
    ("The library is open until ten.", "In winter the heating is on from six."),
    ("The treaty guarantees free passage.", "In fact, it has done so for a century."),
]


@pytest.mark.parametrize(("quote", "after"), _TURNED)
def test_a_sentence_that_turns_it_round_is_seen(quote: str, after: str) -> None:
    assert turns(after, quote)


@pytest.mark.parametrize(("quote", "after"), _HARMLESS)
def test_a_harmless_neighbour_is_left_alone(quote: str, after: str) -> None:
    assert not turns(after, quote)


@pytest.mark.parametrize(
    "heading",
    ["Former rules", "Old fees", "Planned extension", "What critics say", "Wrong answers", "Prices until 2020"],
)
def test_a_heading_that_bears_on_a_rule_or_a_state_takes_back(heading: str) -> None:
    assert takes_back(heading, _PRICE)


@pytest.mark.parametrize(
    "heading", ["Former mayors", "The archive", "Past exhibitions", "Critics' prize", "Old Mill prices", "False Bay"]
)
def test_a_heading_that_names_people_or_places_does_not(heading: str) -> None:
    assert not takes_back(heading, _PRICE)


def test_a_quote_that_says_itself_what_its_heading_says_needs_no_heading() -> None:
    assert takes_back("Proposals received", _PRICE)
    assert not takes_back("Proposals received", "Ada Lund proposed a bridge.")


def test_what_somebody_wrongly_believed_is_announced() -> None:
    assert supposes("For years people believed the following.")
    assert supposes("He told three lies.")
    assert not supposes("The following day he believed her.")
    assert not supposes("Several people were wrongly accused.")
