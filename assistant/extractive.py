"""The extractive engine: it quotes and writes nothing, so there is nothing in it that a document could instruct."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from assistant.confidence import Calibration
from assistant.evidence import Evidence, Ranker
from assistant.features import features
from assistant.intents import Intent, intent, language, wants_short
from assistant.nouns import EXTRACTIVE, Candidate, Claim, Draft, Quote, Turn
from assistant.opposing import opposing
from assistant.ports import CancelToken

_NEAREST = 3
_SEVERAL = 4
"""Quotes at most for a question that may have several answers."""
_WITHOUT_SHORT = 0.5
"""What the dial counts for a question without a short answer: a reader that looks for spans is less sure of it."""
_CLOSE = 2.0
"""How far below the best score another sentence still answers such a question."""
_FOREIGN = "The question is not in English (it looks like {}), and no other language is understood: ask it in English."
_LONG = "The question is long, so what was read of it in each passage is: “{}”"
_MANY = (Intent.LIST, Intent.COUNT, Intent.WHY, Intent.HOW)


class Extractive:
    """Ranks the sentences of the candidates and quotes the best, or says that there is none."""

    name = EXTRACTIVE

    def __init__(
        self,
        ranker: Ranker,
        calibration: Calibration,
        refuse_below: float | None = None,
        short_from: float | None = None,
    ) -> None:
        """``refuse_below`` and ``short_from`` are probabilities: see AssistantConfig."""
        self.ranker = ranker
        self.calibration = calibration
        self._refuse_below = calibration.refuse_below if refuse_below is None else refuse_below
        self._short_from = calibration.short_from if short_from is None else short_from

    def dialled(self, refuse_below: float | None, short_from: float | None) -> Extractive:
        """The same loaded parts with other dials."""
        return Extractive(self.ranker, self.calibration, refuse_below, short_from)

    def draft(
        self,
        question: str,
        history: Sequence[Turn],  # noqa: ARG002  what it holds is in the question already
        candidates: Sequence[Candidate],
        cancel: CancelToken,
    ) -> Draft:
        """Quotes of the sentences that answer; without a claim when they probably do not."""
        read = self.ranker.reader.asked(question)
        drafted = self.quoting(read, self.ranker.rank(read, candidates, cancel))
        return drafted if read == question else replace(drafted, remarks=(*drafted.remarks, _LONG.format(read)))

    def quoting(self, question: str, evidence: Sequence[Evidence]) -> Draft:
        """The same from evidence that is already ranked."""
        models = (self.ranker.reader.name,)
        if not evidence:
            return Draft((), models=models)
        nearest = tuple(each.quote for each in evidence[:_NEAREST])
        if (code := language(question)) is not None:
            return Draft((), nearest, models, remarks=(_FOREIGN.format(code),))
        if intent(question) is Intent.KEYWORDS:
            return _for_keywords(evidence, models)
        measured = features(question, evidence)
        confidence = self.calibration.answerable.probability(measured)
        if confidence < self._refuse_below * (1.0 if wants_short(question) else _WITHOUT_SHORT):
            return Draft((), nearest, models, confidence)
        claims = tuple(Claim((each.quote,)) for each in _chosen(question, evidence))
        if not wants_short(question):
            return Draft(claims, nearest, models, confidence)
        against = tuple(opposing(question, [evidence[0].quote], evidence))
        best = claims[0] if against else self._with_short(evidence[0], measured)
        return Draft((best, *claims[1:]), nearest, models, confidence, contradictions=against)

    def _with_short(self, best: Evidence, measured: Mapping[str, float]) -> Claim:
        """The best sentence, with its short answer where that is probably right."""
        if self.calibration.short.probability(measured) < self._short_from:
            return Claim((best.quote,))
        return Claim((Quote(best.document, best.sentence, emphasis=best.span),), short=best.span)


def _for_keywords(evidence: Sequence[Evidence], models: tuple[str, ...]) -> Draft:
    """Keywords ask nothing that a reader could answer: the sentences that hold them are quoted, most telling first."""
    nearest = tuple(each.quote for each in evidence[:_NEAREST])
    telling = sorted((each for each in evidence if each.lexical > 0), key=lambda each: -each.lexical)[:_NEAREST]
    remarks = ("These sentences hold the keywords; ask a question to get an answer.",) if telling else ()
    return Draft(tuple(Claim((each.quote,)) for each in telling), nearest, models, remarks=remarks)


def _chosen(question: str, evidence: Sequence[Evidence]) -> list[Evidence]:
    best = evidence[0]
    if intent(question) not in _MANY:
        return [best]
    return [each for each in evidence if each.score > best.score - _CLOSE][:_SEVERAL]
