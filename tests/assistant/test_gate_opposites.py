"""The opposite of a quote is not proved by it, nor what it limits to a few, a part or nearly."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assistant.gate_rules import RULES, unproved_words

ABOUT = ("{} in 1994.", "{} early in the year.", "Of all, {} in the town.")
PAIRS = [
    ("The lease of the mill began", "The lease of the mill ended"),
    ("The lease starts", "The lease stops"),
    ("The strike commenced", "The strike finished"),
    ("Tobin Reed joined the board", "Tobin Reed left the board"),
    ("The price of flour rose", "The price of flour fell"),
    ("Exports increased", "Exports decreased"),
    ("The harvest was good", "The harvest was bad"),
    ("The mill is large", "The mill is small"),
    ("Imports of grain were allowed", "Imports of grain were disallowed"),
    ("The law permits dogs", "The law forbids dogs"),
    ("Marta Quill accepted the offer", "Marta Quill refused the offer"),
    ("The goods went to Port Vell", "The goods came from Port Vell"),
    ("Marta Quill bought the mill", "Marta Quill sold the mill"),
    ("The mill was bought by Tobin Reed", "The mill was sold by Tobin Reed"),
    ("The mill was bought by the baker Reed", "Reed sold the mill"),
    ("The team won the cup", "The team lost the cup"),
    ("Quill gave the mill to the town", "Quill took the mill from the town"),
    ("The museum opened", "The museum closed"),
    ("Rents were higher", "Rents were lower"),
    ("The upper dam broke", "The lower dam broke"),
    ("The road is safe", "The road is dangerous"),
]
FORMS = [
    ("The lease began in May.", "The lease started in May."),
    ("The strike finished in May.", "The strike ended in May."),
    ("Prices fell in May.", "Prices declined in May."),
    ("Reed quit the board.", "Reed left the board."),
    ("The mill is big.", "The mill is large."),
    ("The lease ends in May.", "The lease begins in April and ends in May."),
    ("The flour was sold to bakers in Quern.", "The bakers in Quern bought the flour."),
    ("Quill sold the mill to Reed.", "Reed bought the mill from Quill."),
    ("The mill was sold in 1994.", "In 1994 the mill was bought by Reed."),
    ("The mill was sold by Quill to Reed.", "The mill was bought by Reed from Quill."),
    ("The mill was sold by the owner Quill.", "The baker Reed bought the mill from Quill."),
    ("Quill gave the mill to Reed.", "Reed received the mill from Quill."),
    ("Reed lost to Quill.", "Quill won against Reed."),
    ("The goods came to Port Vell.", "The goods went from Selby to Port Vell."),
    ("He refused the offer.", "He did not accept the offer."),
    ("Small and large mills closed.", "Large and small mills closed."),
    ("The river left its bed.", "The river left its bed as the rain began."),
    ("Few members voted.", "Few of the members voted."),
    ("Members rarely voted.", "Members seldom voted."),
    ("Few members did not vote.", "Few members did not vote."),
    ("Certain students pay the fee.", "Some students pay the fee."),
    ("The mill was nearly sold.", "The mill was almost sold."),
    ("The members voted.", "A few members voted."),
    ("The town has a mill.", "The little town has a mill."),
    ("The mill was sold.", "The mill was almost sold in 1993, and was sold in 1994."),
    ("She paid two times the rent.", "She paid twice the rent."),
    ("She doubled the rent.", "She made the rent double."),
    ("The rent rose threefold.", "The rent tripled, it rose."),
    ("The mill has twelve workers.", "Five of the twelve workers stayed."),
    ("Of the twelve workers, five stayed.", "Five of the twelve workers stayed."),
    ("Five of the twelve workers stayed.", "Five of the twelve workers stayed."),
    ("Twelve workers stayed.", "Five of the twelve workers stayed, then all twelve workers stayed."),
]
LIMITED = [
    ("quantifiers", "Members voted for the plan.", "Few members voted for the plan."),
    ("quantifiers", "Members voted for the plan.", "Few of the members voted for the plan."),
    ("quantifiers", "Much is known of Quill.", "Little is known of Quill."),
    ("quantifiers", "Students pay the fee.", "Some students pay the fee."),
    ("quantifiers", "The mill was sold.", "The mill was almost sold."),
    ("quantifiers", "The mill was sold.", "The mill was nearly sold."),
    ("quantifiers", "The mill opens in May.", "The mill rarely opens in May."),
    ("negation", "The mill was damaged.", "The mill was hardly damaged."),
    ("negation", "The mill was damaged.", "The mill was barely damaged."),
    ("numbers", "She paid twice the rent.", "She paid three times the rent."),
    ("numbers", "She paid double the rent.", "She paid the rent."),
    ("numbers", "The rent tripled.", "The rent doubled."),
    ("numbers", "Twelve workers stayed.", "Five of the twelve workers stayed."),
    ("numbers", "The 12 workers stayed.", "Some of the twelve workers stayed."),
    ("numbers", "The twelve workers stayed.", "40% of the twelve workers stayed."),
]


@settings(deadline=None, max_examples=150)
@given(pair=st.sampled_from(PAIRS), said=st.sampled_from(ABOUT), told=st.sampled_from(ABOUT), turned=st.booleans())
def test_no_side_of_an_opposite_proves_the_other(*, pair: tuple[str, str], said: str, told: str, turned: bool) -> None:
    statement, quote = pair[::-1] if turned else pair
    assert RULES["opposites"](said.format(statement), [told.format(quote)])
    assert RULES["opposites"](said.format(statement), [told.format(statement)]) is None
    assert RULES["opposites"](said.format(statement), [told.format(quote), told.format(statement)]) is None


@pytest.mark.parametrize(("said", "quote"), FORMS)
def test_another_form_of_the_same_side_or_limit_stands(said: str, quote: str) -> None:
    assert {name: rule(said, [quote]) for name, rule in RULES.items()} == dict.fromkeys(RULES)


@pytest.mark.parametrize(("said", "quote"), FORMS[:5])
def test_a_word_of_the_same_side_needs_no_other_proof(said: str, quote: str) -> None:
    assert unproved_words(said, [quote]) == []


@pytest.mark.parametrize("word", ["began", "ended", "led", "fell"])
def test_a_word_that_turns_a_thing_needs_proof(word: str) -> None:
    assert unproved_words(f"The strike {word} in May.", ["The strike was in May."]) == [word]


@pytest.mark.parametrize(("rule", "said", "quote"), LIMITED)
def test_what_is_told_of_a_few_a_part_or_nearly_is_not_told_plainly(rule: str, said: str, quote: str) -> None:
    assert RULES[rule](said, [quote])
    assert RULES[rule](quote, [quote]) is None
