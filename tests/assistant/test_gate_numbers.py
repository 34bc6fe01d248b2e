"""Numbers with their measures: what is written otherwise and is the same, and what looks alike and is not."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assistant.gate_facts import facts, not_carried, without_carried
from assistant.gate_rules import RULES, unproved_names, unproved_words

SAME = [
    {"a rise of 5%", "a rise of 5 per cent", "a rise of five percent"},
    {"a rise of 3 percentage points", "a rise of three percentage points"},
    {"a fare of 9 €", "a fare of €9", "a fare of 9 euros", "a fare of EUR 9", "a fare of 9 EUR"},
    {"a fare of $7 million", "a fare of USD 7 million", "a fare of US$7m", "a fare of 7 million dollars"},
    {"a fare of C$300", "a fare of CAD 300"},
    {"a fare of 8,50 €", "a fare of €8.50"},
    {"a fare of CHF 70", "a fare of 70 Swiss francs"},
    {"a wall of 80 m", "a wall of 80m", "a wall of 80 metres", "a wall of eighty meters"},
    {"a yard of 30 m²", "a yard of 30 m2", "a yard of 30 square metres"},
    {"a heat of 21 °C", "a heat of 21°C", "a heat of 21 degrees Celsius"},
    {"a speed of 70 km/h", "a speed of 70 kilometres per hour", "a speed of 70 kilometres an hour"},
    {"a dose of 8 µg", "a dose of 8 μg", "a dose of 8 mcg", "a dose of 8 micrograms"},
    {"a call at 4 p.m.", "a call at 4pm", "a call at 4 PM", "a call at 16:00", "a call at 4:00 p.m."},
    {"the twelfth mill", "the 12th mill"},
    {"the twenty-third mill", "the 23rd mill"},
    {"a crowd of 23 456", "a crowd of 23\u202f456", "a crowd of 23\u00a0456", "a crowd of 23’456", "a crowd of 23,456"},
    {"a debt of 2,5 million", "a debt of 2.5 million", "a debt of 2,500,000"},
    {"a deed of 09.11.1987", "a deed of 9.11.1987", "a deed of 9 November 1987", "a deed of 1987-11-09"},
    {"the years 1931–35", "the years 1931 to 1935", "the years 1931 and 1935"},
]
"""In each row one value, written in different ways."""
CARRIED = [
    ("The deed is of 1987.", "The deed is of 09.11.1987."),
    ("The deed is of 1987.", "The deed is of 9/11/1987."),
    ("The shop opens at 4.", "The shop opens at 4 p.m."),
    ("The shop opens at 4:30.", "The shop opens at 4:30 p.m."),
    ("Five million people came.", "5m people came."),
    ("It takes 5 mg.", "It takes 5 mg twice a day."),
    ("The ferry carries 36 cars.", "The ferry carries 240 passengers and 36 cars."),
    ("The ferry carries 240 guests.", "The ferry carries 240 adult guests and 36 more guests."),
    ("In 1991 14 people died.", "In 1990 12 people died, and 14 in 1991."),
    ("The film had 9 million views.", "It had 9 million, where others had 12 million views."),
    ("The rival had 9 million views.", "It had 12 million views, the rival the 9 million counted by Reed."),
    ("The mill was built in 1901.", "The mill was built in 1901 and burnt in 1956."),
    ("The mill was built in May 1901.", "The mill was built in 1901, in May."),
    ("The mill was leased in 1956.", "The mill was leased from 1901 to 1956."),
]
APART = [
    ("The dose is 5 mg.", "The dose is 5 µg."),
    ("The dose is 5 mg.", "The dose is 5 mcg."),
    ("The dose is 5 mg.", "The dose is 5 IU."),
    ("The dose is 5 mg a week.", "The dose is 5 mg twice a day."),
    ("The rent is $90 per year.", "The rent is $90 per month."),
    ("The limit is 70 mph.", "The limit is 70 km/h."),
    ("The limit is 70 m/s.", "The limit is 70 km/h."),
    ("The rate rose by 3 percent.", "The rate rose by 3 percentage points."),
    ("The rate rose by 3 percentage points.", "The rate rose by 3 percent."),
    ("It runs on 12 kV.", "It runs on 12 V."),
    ("It draws 12 V.", "It draws 12 A."),
    ("It draws 12 kW.", "It draws 12 W."),
    ("It holds 12 GB.", "It holds 12 MB."),
    ("It presses with 12 kPa.", "It presses with 12 Pa."),
    ("It is kept at 12 °F.", "It is kept at 12 °C."),
    ("It costs 12 $.", "It costs 12 €."),
    ("It costs 12 £.", "It costs £13 or 12 €."),
    ("It costs US$300.", "It costs C$300."),
    ("It is 80 million high.", "It is 80 m high."),
    ("It opens at 4 a.m.", "It opens at 16:00."),
    ("The town has 456 people.", "The town has 23 456 people."),
    ("The town has 23 people.", "The town has 23’456 people."),
    ("The debt is 5 million.", "The debt is 2,5 million."),
    ("The deed is of 11 September 1987.", "The deed is of 09.11.1987."),
    ("The deed is of 11/9/1987.", "The deed is of 9/11/1987."),
    ("The ferry carries 240 cars.", "The ferry carries 240 passengers and 36 cars."),
    ("A ticket is 9 euros for pupils.", "A ticket is 9 euros for adults and 4 euros for pupils."),
    ("The mill was built in 1956.", "The mill was built in 1901 and burnt in 1956."),
    ("The mill was built in May 1956.", "The mill was built in June 1901 and burnt in May 1956."),
    ("The team took third place.", "The team took the twenty-third place."),
]


@settings(deadline=None, max_examples=150)
@given(st.data(), st.sampled_from(SAME))
def test_one_value_is_proved_however_it_is_written(data: st.DataObject, row: set[str]) -> None:
    said, quote = (data.draw(st.sampled_from(sorted(row))).removeprefix("a ") for _ in "ab")
    statement, quotes = f"There was the {said}.", [f"There was the {quote}."]
    assert {name: rule(statement, quotes) for name, rule in RULES.items()} == dict.fromkeys(RULES)
    assert unproved_names(statement, quotes) == unproved_words(statement, quotes) == []


@settings(deadline=None, max_examples=150)
@given(st.data(), st.lists(st.sampled_from(SAME), min_size=2, max_size=2, unique_by=id))
def test_no_value_proves_another(data: st.DataObject, rows: list[set[str]]) -> None:
    said, quote = (data.draw(st.sampled_from(sorted(row))) for row in rows)
    assert list(not_carried(said, [quote]))


@pytest.mark.parametrize(("said", "quote"), CARRIED)
def test_a_value_of_the_same_thing_stands(said: str, quote: str) -> None:
    assert list(not_carried(said, [quote])) == []


@pytest.mark.parametrize(("said", "quote"), APART)
def test_a_value_of_another_measure_or_thing_falls(said: str, quote: str) -> None:
    assert RULES["numbers"](said, [quote])
    assert RULES["numbers"](quote, [quote]) is None


@settings(deadline=None, max_examples=200)
@given(st.text(st.sampled_from("12 0,.'’/:-–€$mkagµ°CV²per day year 1990-94 p.m. "), max_size=40))
def test_a_fact_stands_where_it_says(text: str) -> None:
    for fact in facts(text):
        assert 0 <= fact.place.start < fact.place.stop == fact.tail.start <= fact.tail.stop <= len(text)
    assert len(without_carried(text, [text])) == len(text)


def test_a_measure_that_no_quote_has_is_not_left_out() -> None:
    assert unproved_words("The dam is 80 km away.", ["The dam is 80 away."]) == ["km"]
    assert unproved_words("The dam is 80 km away.", ["The dam is 80 kilometres away."]) == []
    assert unproved_words("It costs 9 euros a day.", ["It costs 9 €."]) == ["day"]


def test_a_form_of_address_needs_no_proof_and_a_name_does() -> None:
    assert unproved_words("Mr Reed signed it.", ["Tobin Reed signed it."]) == []
    assert unproved_names("Mr Quill signed it.", ["Tobin Reed signed it."]) == ["Quill"]


@pytest.mark.parametrize(
    ("word", "other"),
    [
        ("multi-million-dollar", "multi-billion-dollar"),
        ("non-zero", "non-refundable"),
        ("4-momentum", "4-velocity"),
        ("125p", "125q"),
        ("two-storey", "three-storey"),
        ("mid-1990s", "mid-1980s"),
        ("F-16", "F-15"),
        ("3.2GHz", "3.2MHz"),
        ("100Mbps", "200Mbps"),
        ("400F", "400C"),
        ("12-Piece", "12-Cup"),
        ("SARS-CoV-2", "SARS-CoV-1"),
        ("HCoV-OC43", "HCoV-NL63"),
    ],
)
def test_a_word_with_a_number_in_it_is_carried_by_itself_and_not_by_another(word: str, other: str) -> None:
    statement, quote = (f"The society of Fernhollow signed its {each} contract." for each in (word, other))
    assert unproved(statement, statement) == []
    assert unproved(statement, quote)


def unproved(statement: str, quote: str) -> list[object]:
    missing = not_carried(statement, [quote])
    return [*unproved_words(statement, [quote]), *unproved_names(statement, [quote]), *missing]
