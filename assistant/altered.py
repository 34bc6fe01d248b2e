"""What of a saved answer does not follow from its own quotes: its text, its statements, the names of its documents.

A statement in a model's own words cannot be checked here: a model or a reader would have to judge it.
"""

from __future__ import annotations

from collections.abc import Iterator

from assistant.nouns import EXTRACTIVE, Outcome, answer_said, caveat_said, statement_said
from assistant.quotations import only_quoting
from assistant.saved import SavedAnswer, SavedStatement


def altered(answer: SavedAnswer) -> Iterator[str]:
    """A sentence for each part that the answer's own quotes and documents do not give."""
    if (answer.outcome is Outcome.ANSWERED) != bool(answer.statements):
        yield f"the outcome is {answer.outcome}, and the number of statements {len(answer.statements)}"
    elif answer.text not in _texts(answer):
        yield f"the text is not that of its statements: {answer.text}"
    if answer.engine == EXTRACTIVE:
        yield from (f"the statement is not its quotes: {each.text}" for each in answer.statements if _adds(each))
    yield from dict.fromkeys(_names(answer))


def _texts(answer: SavedAnswer) -> tuple[str, str]:
    """The text of the statements; older answers say one twice that answers two parts of the question."""
    told = [statement_said(each.text, _caveats(each)) for each in answer.statements]
    return answer_said(answer.outcome, told), "\n".join(told) or answer_said(answer.outcome, told)


def _caveats(statement: SavedStatement) -> Iterator[str]:
    found = dict.fromkeys((cited.document, caveat) for cited in statement.citations for caveat in cited.caveats)
    return (caveat_said(caveat.where, caveat.quote) for _, caveat in found)


def _adds(statement: SavedStatement) -> bool:
    return " ".join(statement.text.split()) != only_quoting(citation.quote for citation in statement.citations)


def _names(answer: SavedAnswer) -> Iterator[str]:
    for citation in answer.citations:
        document = answer.document(citation)
        for name, said, known in (("title", citation.title, document.title), ("uri", citation.uri, document.uri)):
            if said is not None and said != known:
                yield f"the {name} “{said}” is not that of its document, “{known}”"
