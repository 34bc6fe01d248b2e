"""Words are found whatever their presentation, and never when a word differs."""

from __future__ import annotations

import re
import time
from itertools import product

import pytest
from hypothesis import assume, example, given, settings
from hypothesis import strategies as st

from assistant.boundaries import cuts_word, whole_words
from assistant.folding import Folded, find
from assistant.presentation import DASHES, LIGATURES, SAME, SOFT_HYPHEN
from tests.strategies import document_texts
from vectorstore.nouns import Span

FORGIVEN = [
    ("now here", "now  \n\t here", "now  \n\t here"),
    ("now here", "now\u00a0here", "now\u00a0here"),
    ("price-determining", "a price-\ndetermining factor", "price-\ndetermining"),
    ("price-\ndetermining", "a price-determining factor", "price-determining"),
    ("determined", "was deter-\n  mined by", "deter-\n  mined"),
    ("deter-\nmined", "was determined by", "determined"),
    ("determined", "was deter-\u00admined by", "deter-\u00admined"),
    ("deter-mined", "was deter-\u00admined by", "deter-\u00admined"),
    ("deter-\u00admined", "was determined by", "determined"),
    ("price-\u00addetermining", "a price-\ndetermining factor", "price-\ndetermining"),
    ("DETERMINED", "was DETER-\nMINED", "DETER-\nMINED"),
    ("it’s “so”", 'it\'s "so".', 'it\'s "so"'),
    ("2019–2020", "in 2019-2020", "2019-2020"),
    ("2019–2020", "in 2019–\n2020", "2019–\n2020"),
    ("he said - and left", "he said — and left", "he said — and left"),
    ("said—the", "said—\nthe", "said—\nthe"),
    ("—the", "said—the", "—the"),
    ("said—", "said—the", "said—"),
    ("-5", "of −5 to", "−5"),
    ("office floor", "oﬃce ﬂoor", "oﬃce ﬂoor"),
    ("contract", "con\u00adtract", "con\u00adtract"),
    ("contract", "con\u00ad\ntract", "con\u00ad\ntract"),
    ("ABC 12%", "ＡＢＣ\u3000１２％", "ＡＢＣ\u3000１２％"),
    ("a bold word", "a **bold** word", "a **bold** word"),
    ("**bold** word", "a bold word", "bold word"),
    ("bold**\nword", "a **bold** word", "bold** word"),
    ("an em here", "an _em_ <b>here</b>", "an _em_ <b>here"),
    ("run code", "run `code`", "run `code"),
    ("nested words", "**nested _words_**", "nested _words"),
    ("The suit", "The suit's end", "The suit"),
    ("m²", "5 m² of", "m²"),
    ("A - -5", "A - -5", "A - -5"),
    ("-5 apples", "list:\n- -5 apples", "-5 apples"),
    ("ذهب؟", "قال ذهب؟ نعم", "ذهب؟"),
    ("cafe\u0301", "the cafe\u0301.", "cafe\u0301"),
    ("👩‍👩‍👧 here", "see 👩‍👩‍👧  here", "👩‍👩‍👧  here"),
]

NEVER_FORGIVEN = [
    ("nowhere", "now here"),
    ("now here", "nowhere"),
    ("a lot", "alot"),
    ("Re", "re"),
    ("resume", "résumé"),
    ("cafe", "cafe\u0301"),
    ("m2", "m²"),
    ("m", "m²"),
    ("m", "m<sup>2</sup>"),
    ("x2", "x₂"),
    ("1/2", "½"),
    ("5", "6"),
    ("5", "-5"),
    ("5", "−5"),
    ("5", "of —5 degrees"),
    ("5", "+5"),
    ("5", "±5"),
    ("5", "<5"),
    ("5", "$5"),
    ("5", "-$5"),
    ("5", "-**5**"),
    ("5", "**-5**"),
    ("5", "\u00ad5"),
    ("5", "15"),
    ("5", "1.5"),
    ("5", "5.1"),
    ("5", ".5"),
    ("5", "5,000"),
    ("5", "5\u00a0000"),
    ("5", "5%"),
    ("5", "5 %"),
    ("5", "5°"),
    ("5", "5 mg/l"),
    ("5", "5 million"),
    ("5", "5 m²"),
    ("5", "5 km/h."),
    ("5", "5km"),
    ("5", "5/6"),
    ("5", "5:30"),
    ("5", "5–6"),
    ("5", "5+"),
    ("19", "COVID-19"),
    ("COVID19", "COVID-19"),
    ("COVID19", "COVID-\n19"),
    ("-5", "5"),
    ("- 5", "-5"),
    ("5%", "5"),
    ("5%", "5 %"),
    ("5 km", "5 m"),
    ("likely", "unlikely"),
    ("likely", "un-likely"),
    ("likely", "un\u00adlikely"),
    ("likely", "un-\nlikely"),
    ("likely", "un*likely*"),
    ("likely", "un<b>likely</b>"),
    ("likely", "un\u200blikely"),
    ("un", "un-\nlikely"),
    ("likely", "un-\u00adlikely"),
    ("un-", "un-\u00adlikely"),
    ("determinedby", "deter-\u00admined by"),
    ("COVID19", "COVID-\u00ad19"),
    ("2-3", "2-\u00ad3"),
    ("AngloSaxon", "Anglo-\u00adSaxon"),
    ("determined", "deter-mined"),
    ("determined", "deter- mined"),
    ("AngloSaxon", "Anglo-\nSaxon"),
    ("resign", "re-sign"),
    ("pre and post", "pre- and post"),
    ("is not", "isn't"),
    ("is", "isn't"),
    ("can", "can’t"),
    ("S", "U.S."),
    ("U", "U.S."),
    ("km", "km/h"),
    ("C", "C++"),
    ("ix", "ﬁx"),
    ("of", "oﬃce"),
    ("f", "ﬀ"),
    ("deleted", "~~delet~~"),
    ("a b", "a *b"),
    ("2 3", "2*3"),
    ("snakecase", "snake_case"),
    ("snake", "snake_case"),
    ("one two", "one ... two"),
    ("one two", "one … two"),
    ("one two", "one, two"),
    ("one … two", "one and two"),
    ("two one", "one two"),
    ("5′", "5'"),
    ("👩", "👩‍👩‍👧"),
    ("🇫🇷", "🇫🇷🇩🇪"[1:]),
    ("", "text"),
    (" \n", "a b"),
    ("—", "a — b"),
]


@pytest.mark.parametrize(("words", "text", "place"), FORGIVEN)
def test_presentation_is_forgiven(words: str, text: str, place: str) -> None:
    start = text.index(place)
    assert find(words, text) == [Span(start, start + len(place))]


@pytest.mark.parametrize(("words", "text"), NEVER_FORGIVEN)
def test_a_word_is_never_forgiven(words: str, text: str) -> None:
    assert find(words, text) == []


def test_all_places_are_found_overlapping_ones_too() -> None:
    assert find("a a", "a a  a b a a") == [Span(0, 3), Span(2, 6), Span(9, 12)]


@pytest.mark.slow
@settings(deadline=None)
@given(document_texts(8), st.data())
@example("list:\n- -5 apples", None)
def test_what_stands_in_a_text_is_found_where_it_stands(text: str, data: st.DataObject | None) -> None:
    span = whole_words(text, _drawn_span(text, data) if data else Span(8, 10))
    words = span.of(text)
    lead = len(words) - len(words.lstrip())
    stripped = words.strip()
    assume(any(not (c.isspace() or c in DASHES) for c in stripped))
    assert Span(span.start + lead, span.start + lead + len(stripped)) in find(words, text)


@pytest.mark.slow
@settings(deadline=None)
@given(document_texts(6), st.data())
def test_no_place_begins_or_ends_inside_a_word(text: str, data: st.DataObject) -> None:
    for place in find(_drawn_span(text, data).of(text), text):
        assert not cuts_word(text, place.start)
        assert not cuts_word(text, place.end)


_RAW = st.text(st.sampled_from("ab Ab5-—\n.’'“ﬁfi\u00ad*_²%"), max_size=14)


@settings(deadline=None)
@given(_RAW, _RAW)
@example("ﬁ", "fi")
def test_every_place_holds_the_same_letters_digits_and_signs(words: str, text: str) -> None:
    for place in find(words, text):
        assert _essence(place.of(text)) == _essence(words.strip())


_SMALL = st.text(st.sampled_from("ab5 -—\n"), min_size=1, max_size=9)


@settings(deadline=None)
@given(_SMALL, _SMALL)
@example("a-\nb", "ab")
def test_a_slow_and_plain_definition_agrees(words: str, text: str) -> None:
    words = words.strip()
    assume(words and words[0].isalnum() and words[-1].isalnum())
    expected = [
        Span(start, end)
        for start in range(len(text))
        for end in range(start + 1, len(text) + 1)
        if text[start].isalnum() and text[end - 1].isalnum()
        if not cuts_word(text, start) and not cuts_word(text, end)
        if _readings(words) & _readings(text[start:end])
    ]
    assert find(words, text) == expected


_PROSE = st.lists(
    st.sampled_from(
        ["the", "suit", "was", "not", "filed", "office", "affirmed", "5", "-5", "1.5", "5%", "may", "court's", '"so"']
    ),
    min_size=4,
    max_size=20,
).map(" ".join)


@st.composite
def _presented(draw: st.DrawFn) -> tuple[str, str]:
    """A text and the same text in another presentation."""
    text = draw(_PROSE)
    return text, "".join(draw(_other_form(piece)) for piece in re.split(r"( |ff?i|[a-z]{5,}|[-'\"])", text))


def _other_form(piece: str) -> st.SearchStrategy[str]:
    forms = [piece]
    if piece == " ":
        forms += ["\n", "  ", "\u00a0", " \n\n "]
    if piece in ("fi", "ffi"):
        forms += [{"fi": "ﬁ", "ffi": "ﬃ"}[piece]]
    if re.fullmatch("[a-z]{5,}", piece):
        forms += [f"{piece[:2]}\u00ad{piece[2:]}", f"{piece[:2]}-\n{piece[2:]}", piece.translate(_WIDE)]
    forms += {"-": ["−", "–"], "'": ["’"], '"': ["“", "”", "＂"]}.get(piece, [])
    return st.sampled_from(forms)


_WIDE = {code: chr(code + 0xFEE0) for code in range(0x21, 0x7F)}


@settings(deadline=None)
@given(_presented(), st.sampled_from(["**{}**", "_{}_", "<b>{}</b>", "{}"]), st.text("xyz \n", max_size=9))
def test_another_presentation_is_found_both_ways(forms: tuple[str, str], markup: str, before: str) -> None:
    plain, other = forms
    for words, source in ((plain, other), (other, plain), (markup.format(plain), other), (plain, markup.format(other))):
        text = f"{before} {source} (end)"
        start, end = len(before) + 1, len(text) - len(" (end)")
        assert any(start <= place.start and place.end <= end for place in find(words, text))


@pytest.mark.parametrize(
    "unit", ["*", "`", "_", "<b>", "</i>", "<b> </i>", "-\n", "a ", "a-\nb ", "\u00ad", "ﬁ", "- ", "e\u0301"]
)
def test_long_dull_texts_take_no_more_than_linear_time(unit: str) -> None:
    text = unit * (50_000 // len(unit))
    started = time.monotonic()
    Folded(text).find(f"{unit}x")
    assert time.monotonic() - started < 15


def test_the_table_is_one_to_one_where_it_must_be() -> None:
    assert all(len(chr(code)) == len(other) == 1 for code, other in SAME.items())
    assert "²" not in map(chr, SAME)


def _drawn_span(text: str, data: st.DataObject) -> Span:
    start = data.draw(st.integers(0, len(text) - 1))
    return Span(start, data.draw(st.integers(start + 1, min(len(text), start + 60))))


def _essence(text: str) -> str:
    """All that is neither white space, nor a dash between letters, nor markup, in one form."""
    for ligature, letters in LIGATURES.items():
        text = text.replace(ligature, letters)
    text = text.translate(SAME)
    text = re.sub(f"[{re.escape(DASHES)}](?=\\d)", "~", text)
    return "".join(c for c in text if not (c.isspace() or c in DASHES or c in "*_`" + SOFT_HYPHEN))


def _readings(text: str) -> set[str]:
    """All that a text may be read as, when its breaks at dashes are read in all ways."""
    parts = re.split(r"((?<=[ab5])[-—] *\n\s*(?=[ab5]))", text)
    choices: list[tuple[str, ...]] = []
    for at, part in enumerate(parts):
        if at % 2 == 0:
            choices.append((re.sub(r"\s+", " ", part.replace("—", "-")),))
        elif part[0] == "-" and parts[at - 1][-1:] in "ab" and parts[at + 1][:1] in "ab":
            choices.append(("", "-", "- "))
        else:
            choices.append(("-", "- "))
    return {"".join(reading) for reading in product(*choices)}
