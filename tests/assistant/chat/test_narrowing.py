"""The words inside a cited sentence that carry a statement: the shortest stretch of them, or none; it stays whole."""

from __future__ import annotations

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from assistant.chat.drafting import drafted
from assistant.chat.narrowing import narrowed
from assistant.chat.reply import read_reply
from assistant.chat.shown import Sheet, Shown
from assistant.lexical import stems
from assistant.nouns import Draft, Statement
from assistant.verify import prove
from tests.assistant.proofs import Held, held
from vectorstore.nouns import Span

BEFORE = "Letters about the mill. "
WORDS = ("mill", "baker", "wheel", "river", "flour", "dam", "owner", "the", "of", "and")
SOLD = "In the letters that were kept, the mill was sold to the baker Reed in 1994, and all machines went with it."
FEE = "By the second letter that the tenant was sent in spring, the fee for the mill had come to 5% of its earnings."


@pytest.mark.parametrize(
    ("sentence", "said", "words"),
    [
        (SOLD, "Reed bought the mill in 1994.", "mill was sold to the baker Reed in 1994"),
        (SOLD, "The machines were sold too.", "sold to the baker Reed in 1994, and all machines"),
        (SOLD, "Machines.", "machines"),
        (f"The mill was old, and {SOLD[:1].lower()}{SOLD[1:]}", "The mill was sold.", "mill was sold"),
        (FEE, "The fee was 5.", "fee for the mill had come to 5%"),
    ],
    ids=["one stretch", "across a clause", "one word", "the nearer of two", "no cut number"],
)
def test_where_a_part_of_the_sentence_carries_the_statement_that_is_marked(
    sentence: str, said: str, words: str
) -> None:
    document = held(BEFORE + sentence)
    (citation,) = proved(document, sentence, said).citations
    assert citation.text == sentence
    assert citation.emphasis is not None
    assert citation.emphasis.of(document.text) == words


@pytest.mark.parametrize("said", [SOLD, "In those letters it went with the mill.", "The horses drank."])
def test_where_none_carries_it_the_sentence_stays_whole(said: str) -> None:
    (citation,) = proved(held(BEFORE + SOLD), SOLD, said).citations
    assert (citation.text, citation.emphasis) == (SOLD, None)


@settings(deadline=None)
@example(["mill", "river", "river", "baker", "mill", "dam"], ["mill", "baker"])
@given(st.lists(st.sampled_from(WORDS), min_size=1, max_size=20), st.lists(st.sampled_from(WORDS), max_size=4))
def test_no_shorter_stretch_holds_every_word_that_the_sentence_shares(told: list[str], said: list[str]) -> None:
    sentence = " ".join(told)
    document = held(BEFORE + sentence)
    found = narrowed(shown(document, sentence), " ".join(said))
    shared = set(stems(" ".join(said))) & set(stems(sentence))
    stretches = [" ".join(told[start:end]) for start in range(len(told)) for end in range(start + 1, len(told) + 1)]
    shortest = min((each for each in stretches if shared <= set(stems(each))), key=len)
    if not shared or len(shortest) > 0.8 * len(sentence):
        assert found is None
    else:
        assert found is not None
        assert len(found) == len(shortest)
        assert found.of(document.text) in stretches
        assert shared <= set(stems(found.of(document.text)))


def proved(document: Held, sentence: str, said: str) -> Statement:
    """What a model's statement that points at the sentence becomes."""
    reply = read_reply(f'{{"statements": [{{"text": "{said}", "ids": [1]}}], "answerable": true}}')
    draft = drafted(reply, "What was written?", Sheet([shown(document, sentence)]), (), Draft(()))
    statement = prove(draft.claims[0], document.store)
    assert isinstance(statement, Statement)
    return statement


def shown(document: Held, sentence: str) -> Shown:
    return Shown(1, document.record, Span(len(BEFORE), len(BEFORE + sentence)), sentence)
