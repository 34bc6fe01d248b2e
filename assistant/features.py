"""What tells whether the best evidence answers the question, as numbers for the calibrated probabilities.

Only what bears on meaning is here. How a question is worded (its first word, its length) predicts answers in
collections that people wrote to mislead, and nowhere else.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from assistant.evidence import Evidence
from assistant.intents import expects, fits

_NO_RIVAL = 5.0
"""The lead over a second sentence, or a second span, where there is none."""
_NUMBER = re.compile(r"\d[\d,.]*\d|\d")
_NEGATED_QUESTION = re.compile(r"\b(?:not|never|neither|nor|without|cannot|non)\b|n['’]t\b", re.IGNORECASE)
_NEGATED_SENTENCE = re.compile(
    r"\b(?:not|never|no|none|neither|nor|without|cannot|nobody|nothing|non|unable|fail(?:s|ed)?|refus\w+|lack\w*|"
    r"except|least)\b|n['’]t\b",
    re.IGNORECASE,
)


def features(question: str, evidence: Sequence[Evidence]) -> dict[str, float]:
    """Of the first evidence, seen beside the others; ``evidence`` is ranked and not empty.

    A number of the question may stand in the title too, as the year of a report does.
    ``margin``, ``near``, ``null`` and ``span_lead`` are logits, ``cosine`` and ``passage_cosine`` lie in -1 to 1, the
    others are counts or 0 and 1.
    """
    best = evidence[0]
    sentence = best.text
    titled = f"{best.document.title}\n{sentence}"
    rival = next((other.score for other in evidence[1:]), best.score - _NO_RIVAL)
    return {
        "margin": best.margin,
        "near": best.near,
        "null": best.reading.null,
        "cosine": best.cosine,
        "passage_cosine": best.candidate.dense,
        "lead": best.score - rival,
        "span_lead": _span_lead(best),
        "negation_lost": float(bool(_NEGATED_QUESTION.search(question)) and not _NEGATED_SENTENCE.search(sentence)),
        "numbers_lost": float(sum(number not in titled for number in _NUMBER.findall(question))),
        "names_lost": float(sum(name.lower() not in sentence.lower() for name in _names(question))),
        "fits": float(fits(expects(question), best.span_text)),
    }


def _span_lead(best: Evidence) -> float:
    """How far the marked span is ahead of the best span of the chunk that does not touch it."""
    start = best.candidate.chunk.span.start
    rivals = (s.score for s in best.reading.spans(3) if not s.span.shifted(start).overlaps(best.span))
    return best.margin + best.reading.null - next(rivals, best.margin + best.reading.null - _NO_RIVAL)


def _names(question: str) -> list[str]:
    """Capitalised words behind the first, without their possessive ending."""
    words = [word.strip(".,?!;:\"'()“”‘’") for word in question.split()[1:]]
    return [re.sub(r"['’]s$", "", word) for word in words if word[:1].isupper()]
