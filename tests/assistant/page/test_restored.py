"""An answer that comes back from a browser says that its proof is gone, and not that the documents do not say."""

from __future__ import annotations

import json
from dataclasses import replace

from assistant.nouns import Answer, Claim, Dropped, Outcome, Usage
from assistant.page.restored import restored
from assistant.render import render
from tests.assistant.proofs import answer_of, held

TEXT = "Entry costs 9 euros. Dogs stay outside."
DOCUMENT = held(TEXT)


def test_what_could_not_be_proved_is_still_that_after_a_reload() -> None:
    dropped = (Dropped("Entry is free.", "nothing like it in the quotes", "words"),)
    given = replace(answer_of(store=DOCUMENT.store), dropped=dropped, outcome=Outcome.UNSUPPORTED, usage=Usage(9, 2, 1))
    again = _again(given)

    assert (again.outcome, again.dropped, again.usage) == (Outcome.UNSUPPORTED, dropped, Usage(9, 2, 1))


def test_a_refusal_is_still_one() -> None:
    assert _again(answer_of(store=DOCUMENT.store)).outcome is Outcome.NOT_IN_DOCUMENTS


def test_thanks_are_still_no_question() -> None:
    thanked = replace(answer_of(store=DOCUMENT.store), outcome=Outcome.NOTHING_ASKED)
    assert _again(thanked).outcome is Outcome.NOTHING_ASKED


def test_an_answer_whose_document_went_is_no_refusal() -> None:
    given = answer_of(Claim((DOCUMENT.quote("Entry costs 9 euros."),)), store=DOCUMENT.store)
    fields = json.loads(render(given, "json"))

    assert _again(given).outcome is Outcome.ANSWERED
    gone = restored(fields, DOCUMENT.store, {})
    assert (gone.outcome, gone.statements) == (Outcome.UNSUPPORTED, ())
    assert [each.text for each in gone.dropped] == [given.statements[0].text]


def _again(answer: Answer) -> Answer:
    return restored(json.loads(render(answer, "json")), DOCUMENT.store, {DOCUMENT.record.id: DOCUMENT.record})
