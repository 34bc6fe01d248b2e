"""What an answer says that its case calls wrong, in whatever words."""

from __future__ import annotations

import re

from assistant.nouns import Answer, Statement
from evals.nouns import EvalCase
from evals.squad_scorer import names

_NEGATION = re.compile(
    r"\b(no|not|never|none|nobody|nothing|neither|nor|cannot|without|whether|rather than|instead of|\w+n['’]t)\b",
    re.IGNORECASE,
)
_CLAUSE_ENDS = re.compile(r"[.!?:]\s|\bbut\b", re.IGNORECASE)
_MARKS = " \"'“”„‘’«»"


def says_wrong(case: EvalCase, answer: Answer) -> bool:
    """Whether an answer names what the case calls wrong, or a statement says it in words of its own."""
    said = answer.text if answer.statements else ""
    return any(names(said, each) for each in case.wrong) or any(is_wrong(case, each) for each in answer.statements)


def is_wrong(case: EvalCase, statement: Statement) -> bool:
    """Whether a statement matches what the case calls wrong and does not deny it, or believes a false premise.

    A match is denied by a negation that stands before it in its clause. Where the case names what contradicts its
    premise, a statement that is no quote believes the premise unless it says one of these words, or a negation.
    """
    text = _line(statement.text)
    return any(_asserts(text, each) for each in case.wrong_patterns) or (
        bool(case.contradicting)
        and not _is_quote(statement)
        and not _NEGATION.search(text)
        and not any(re.search(each, text, re.IGNORECASE) for each in case.contradicting)
    )


def _asserts(text: str, pattern: str) -> bool:
    found = re.finditer(pattern, text, re.IGNORECASE)
    return any(not _NEGATION.search(_CLAUSE_ENDS.split(text[: each.start()])[-1]) for each in found)


def _is_quote(statement: Statement) -> bool:
    """Whether it is the words of one of its citations, or of all together."""
    quotes = [_line(citation.text) for citation in statement.citations]
    return _line(statement.text).strip(_MARKS) in {quote.strip(_MARKS) for quote in (*quotes, " ".join(quotes))}


def _line(text: str) -> str:
    return " ".join(text.split())
