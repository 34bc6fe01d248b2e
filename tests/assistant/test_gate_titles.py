"""A name that only a document's title has: it is lent to a statement, and the title is cited with it."""

from __future__ import annotations

from typing import Any

import pytest

from assistant.nouns import Claim
from assistant.ports import Judged
from assistant.verify import prove
from tests.assistant.proofs import held
from tests.assistant.test_gate_reader import Believing, believing

TITLE = "Lease of Nordwind"
FAR = "The mill has a wheel of oak and a floor of stone. " * 20
PAYS = "The tenant pays the rent in May."
TEXT = f"# {TITLE}\n\n{FAR}{PAYS} Ostmark pays the fee."
"""The quotes stand too far from the title for it to be a sentence beside them."""


def test_a_name_of_the_title_is_lent_and_the_title_cited() -> None:
    kept = judged("Nordwind pays the rent in May.", PAYS)
    assert kept.dropped is None
    assert kept.statement is not None
    assert [citation.text for citation in kept.statement.citations] == [PAYS, TITLE]
    assert kept.statement.citations[1].span.start == len("# ")


def test_a_title_that_lends_no_name_is_not_cited() -> None:
    kept = judged("The tenant pays the rent in May.", PAYS)
    assert kept.statement is not None
    assert [citation.text for citation in kept.statement.citations] == [PAYS]


@pytest.mark.parametrize(
    "text",
    [TEXT.removeprefix(f"# {TITLE}\n\n"), f"{FAR}{TITLE}\n\n{FAR}{PAYS}", f"# {TITLE.lower()}\n\n{FAR}{PAYS}"],
    ids=["nowhere", "far below its beginning", "otherwise written"],
)
def test_a_title_that_does_not_stand_at_the_beginning_of_the_text_proves_nothing(text: str) -> None:
    kept = judged("Nordwind pays the rent in May.", PAYS, text)
    assert kept.dropped is not None
    assert kept.dropped.rule == "names"


def test_a_title_lends_no_name_in_the_place_of_another() -> None:
    kept = judged("Nordwind pays the fee.", "Ostmark pays the fee.")
    assert kept.dropped is not None
    assert (kept.dropped.rule, kept.dropped.quoted) == ("names", True)
    assert kept.statement is not None
    assert [citation.text for citation in kept.statement.citations] == ["Ostmark pays the fee."]


def judged(said: str, words: str, text: str = TEXT) -> Judged:
    document = held(text, f"acts/{TITLE}")
    statement: Any = prove(Claim((document.quote(words),), said), document.store)
    gate = believing(Believing())
    return gate.judge("What happened?", statement, document.store)
