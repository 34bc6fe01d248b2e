"""The extractive engine: it quotes and writes nothing, so there is nothing in it that a document could instruct."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import NamedTuple

from assistant.confidence import Calibration
from assistant.evidence import Evidence, Ranker
from assistant.features import features
from assistant.intents import Intent, intent, language, wants_short
from assistant.nouns import EXTRACTIVE, Candidate, Claim, Draft, Quote, Turn
from assistant.opposing import opposing
from assistant.ports import CancelToken
from assistant.wholes import Whole, tells, whole

_NEAREST = 3
_SEVERAL = 4
"""Quotes at most for a question that may have several answers."""
_WITHOUT_SHORT = 0.5
"""What the dial counts for a question without a short answer: a reader that looks for spans is less sure of it."""
_CLOSE = 2.0
"""How far below the best score another sentence still answers such a question."""
_FOREIGN = "The question is not in English (it looks like {}), and no other language is understood: ask it in English."
_LONG = "The question is long, so what was read of it in each passage is: “{}”"
_CUT = "Of a long list a part is quoted: open the quote to read on."
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
        nearest = tuple(each.quote for each in evidence[:_NEAREST])
        if evidence and (code := language(question)) is not None:
            return Draft((), nearest, models, remarks=(_FOREIGN.format(code),))
        telling = [each for each in evidence if tells(question, each)]
        if intent(question) is Intent.KEYWORDS:
            held = [each for each in telling if each.lexical > 0] or [each for each in evidence if each.lexical > 0]
            return _for_keywords(question, held, nearest, models)
        return self._answering(question, telling, nearest, models) if telling else Draft((), nearest, models)

    def _answering(
        self, question: str, telling: Sequence[Evidence], nearest: tuple[Quote, ...], models: tuple[str, ...]
    ) -> Draft:
        measured = features(question, telling)
        confidence = self.calibration.answerable.probability(measured)
        if confidence < self._refuse_below * (1.0 if wants_short(question) else _WITHOUT_SHORT):
            return Draft((), nearest, models, confidence)
        chosen = _chosen(question, telling)
        remarks = _remarks(chosen)
        claims = tuple(Claim((each.quote,)) for each in chosen)
        if not (wants_short(question) and chosen[0].whole.single):
            return Draft(claims, nearest, models, confidence, remarks)
        against = _against(question, chosen[0], telling)
        best = claims[0] if against else self._with_short(chosen[0], measured)
        return Draft((best, *claims[1:]), nearest, models, confidence, remarks, contradictions=against)

    def _with_short(self, best: _Chosen, measured: Mapping[str, float]) -> Claim:
        """The best sentence, with its short answer where that is probably right."""
        if self.calibration.short.probability(measured) < self._short_from:
            return Claim((best.quote,))
        marked = best.evidence.span
        return Claim((replace(best.quote, emphasis=marked),), short=marked)


class _Chosen(NamedTuple):
    """A sentence that answers, and all that is quoted of its place."""

    evidence: Evidence
    whole: Whole

    @property
    def quote(self) -> Quote:
        return Quote(self.evidence.document, self.whole.span)


def _for_keywords(
    question: str, held: Sequence[Evidence], nearest: tuple[Quote, ...], models: tuple[str, ...]
) -> Draft:
    """Keywords ask nothing that a reader could answer: the sentences that hold them are quoted, most telling first."""
    chosen = _apart(question, sorted(held, key=lambda each: -each.lexical)[:_NEAREST])
    remarks = ("These sentences hold the keywords; ask a question to get an answer.",) if chosen else ()
    return Draft(tuple(Claim((each.quote,)) for each in chosen), nearest, models, remarks=(*remarks, *_remarks(chosen)))


def _chosen(question: str, evidence: Sequence[Evidence]) -> list[_Chosen]:
    best = evidence[0]
    if intent(question) not in _MANY:
        return _apart(question, [best])
    return _apart(question, [each for each in evidence if each.score > best.score - _CLOSE][:_SEVERAL])


def _apart(question: str, evidence: Iterable[Evidence]) -> list[_Chosen]:
    """Each with what belongs to it, those left out that an earlier one shows already."""
    chosen: list[_Chosen] = []
    for each in evidence:
        found = _Chosen(each, whole(question, each))
        if not any(_overlap(found.quote, other.quote) for other in chosen):
            chosen.append(found)
    return chosen


def _overlap(one: Quote, other: Quote) -> bool:
    return one.document.id == other.document.id and one.span.overlaps(other.span)


def _remarks(chosen: Iterable[_Chosen]) -> tuple[str, ...]:
    return (_CUT,) if any(each.whole.cut for each in chosen) else ()


def _against(question: str, best: _Chosen, evidence: Sequence[Evidence]) -> tuple[Claim, ...]:
    """What other documents say against the best sentence, which stands there as it is quoted."""
    found = opposing(question, [best.evidence.quote], evidence)
    return tuple(replace(each, quotes=(best.quote, *each.quotes[1:])) for each in found)
