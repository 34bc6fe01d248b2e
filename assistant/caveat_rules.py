"""Whether one sentence turns another round: limits it, takes it back, denies it or says that it was so only once.

Rules over words, each with the two questions that a reader would ask: is it about the same thing, and does it bear on
what is said of it? They are fallible: what they reach is measured by ``python -m evals.context``.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property

from assistant import caveat_words as words
from assistant.lexical import stems

_SUBJECT = 6
"""Words of a sentence in which its subject is looked for."""
_SHORT = 16
"""Words of a sentence that says one thing only."""
_ALIKE = 5
"""Letters that two words of one family begin with."""
_TERSE = 9
"""Words of a sentence that leaves out what the one before said."""
_EARLY = 60
"""Characters at the beginning of a sentence in which it says what it is about."""


def turns(sentence: str, quote: str, *, beside: bool = True) -> bool:
    """Whether a sentence that comes after a quote turns it round. ``beside``: nothing stands between the two."""
    said = _Said(sentence, quote)
    if words.UPDATE.match(said.text):
        return len(said.shared) >= 2 or (beside and _undone(said))
    return any(rule(said) for rule in (_BESIDE if beside else _FARTHER))


def updates(sentence: str, quote: str) -> bool:
    """Whether it is a correction of the quote that is added at the end."""
    said = _Said(sentence, quote)
    return words.UPDATE.match(said.text) is not None and len(said.shared) >= 2


def supposes(sentence: str) -> bool:
    """Whether it begins something that is only thought up."""
    return words.SUPPOSING.match(_plain(sentence)) is not None


def takes_back(heading: str, quote: str) -> bool:
    """Whether what stands below it was so once, is not so or not yet; a quote may say that itself."""
    found = words.HEADING.search(heading)
    return found is not None and not _Said(found.group().split()[0], quote).shared


@dataclass(frozen=True)
class _Said:
    """A sentence and the quote before it."""

    sentence: str
    quote: str

    @cached_property
    def text(self) -> str:
        """Without its number, on one line."""
        return _plain(self.sentence)

    @cached_property
    def core(self) -> str:
        """Without the words that only set it against the one before."""
        contrast = words.CONTRAST.match(self.text)
        return words.ASIDE.sub("", self.text[contrast.end() :] if contrast else self.text)

    @cached_property
    def clause(self) -> str:
        """From its subject on: without a case, a time or a reason that comes first."""
        lead = words.CASE.match(self.core) or words.LEAD.match(self.core)
        return self.core[lead.end() :] if lead else self.core

    @cached_property
    def shared(self) -> set[str]:
        return set(stems(self.text)) & set(stems(self.quote))

    @property
    def topics(self) -> set[str]:
        """What both speak of, without the words that deny it."""
        return {stem for stem in self.shared if not words.NEGATION.fullmatch(stem)}

    @property
    def short(self) -> bool:
        return len(self.text.split()) <= _SHORT

    @cached_property
    def contrasts(self) -> bool:
        return bool(words.CONTRAST.match(self.text) or words.ASIDE.search(self.text))

    @cached_property
    def about(self) -> bool:
        """Whether the quote, or what it speaks of, is the subject."""
        return self.is_subject_of(self.clause)

    def is_subject_of(self, clause: str) -> bool:
        if words.ANAPHOR.match(clause) or words.SUM.match(clause):
            return True
        subject = words.VERB.split(" ".join(clause.split()[:_SUBJECT]))[0]
        return self.shares(subject)

    def shares(self, part: str) -> bool:
        there = set(stems(self.quote))
        return any(stem in there or _has_kin(stem, there) for stem in stems(part))


def _has_kin(stem: str, others: set[str]) -> bool:
    """As "marriage" has in "married"."""
    return len(stem) >= _ALIKE and any(stem[:_ALIKE] == other[:_ALIKE] for other in others)


def _plain(sentence: str) -> str:
    return " ".join(words.NUMBERING.sub("", sentence, count=1).replace("’", "'").split())


def _undone(said: _Said) -> bool:
    """Somebody takes it back, or says that it is wrong."""
    return bool(words.UNDOES.search(said.text) or words.WRONG.search(said.text))


def _taken_back(said: _Said) -> bool:
    """It was retracted, repealed, waived; it is false."""
    found = words.IS_TAKEN_BACK.search(said.clause)
    return found is not None and found.start() < _EARLY and said.about


def _ended(said: _Said) -> bool:
    """It was so only once; a quote with a year says that itself."""
    if words.YEAR.search(said.quote):
        return False
    subject = words.PRONOUN.match(said.clause) or words.SUM.match(said.clause)
    ended = (subject and words.IS_ENDED.search(said.clause)) or words.NONE_LEFT.search(said.clause)
    return bool(ended or (said.short and words.BARE_END.match(said.core)))


def _otherwise_since(said: _Said) -> bool:
    """ "Since 2022 it has been free." """
    since = words.SINCE.match(said.core)
    if since is None or words.YEAR.search(said.quote) or not said.short:
        return False
    rest = said.core[since.end() :]
    other = words.STATE.search(rest) or (words.PRICE.search(said.quote) and words.OTHER_PRICE.search(rest))
    return other is not None and said.is_subject_of(rest)


def _unproved(said: _Said) -> bool:
    """Nobody could confirm it."""
    found = words.UNPROVED.search(said.text)
    return found is not None and (said.about or words.PRONOUN.search(said.text) is not None) and said.short


def _disputed(said: _Said) -> bool:
    """Others found it otherwise, or it is only what somebody says."""
    return said.short and bool(words.DISPUTED.search(said.text) or words.ONLY_SAID.match(said.core))


def _left_out(said: _Said) -> bool:
    """An exception is named."""
    return bool(words.LEFT_OUT.match(said.core) or (words.EXCEPTION.search(said.core) and said.short))


def _holds_not(said: _Said) -> bool:
    """It does not apply to some, or only to some."""
    found = words.HOLDS_NOT.search(said.clause)
    return found is not None and found.start() < _EARLY and said.about


def _denied_for_some(said: _Said) -> bool:
    """ "Those under fourteen may not." """
    return said.short and words.ELLIPSIS.search(said.text) is not None and not words.OTHERS.match(said.text)


def _none_of_it(said: _Said) -> bool:
    """ "No fine is taken from children." """
    none = words.NONE_OF_IT.match(said.clause)
    return none is not None and said.shares(none[1])


def _contrast(said: _Said) -> bool:
    """ "However, it is not open to all." """
    denies = words.NEGATION.search(said.clause) or words.AGAINST.search(said.clause)
    return said.contrasts and denies is not None and denies.start() < _EARLY and said.about


def _in_some_case(said: _Said) -> bool:
    """ "In winter it is closed." """
    case = words.CASE.match(said.core)
    if case is None or words.CASE.match(said.quote):
        return False
    limited = words.LIMITED.search(said.clause) or words.AGAINST.search(said.clause)
    ordered = said.clause[:1].islower() and not words.DETERMINER.match(said.clause)
    if not said.short or (limited is None and (ordered or words.IN_MONTH.match(case.group()))):
        return False
    return bool(words.PRONOUN.match(said.clause) or ordered or said.about)


def _for_some(said: _Said) -> bool:
    """ "Pensioners pay 30." """
    if words.GROUP.match(said.quote) and not words.EVERYBODY.match(said.quote):
        return False
    if words.GROUP.match(said.clause) and said.short:
        measured = words.MEASURED.search(said.quote) and words.LIMITED.search(said.text)
        allowed = words.MAY.match(said.quote)
        bound = allowed and words.OBLIGED.search(said.text)
        topical = allowed or words.MEASURED.search(said.quote) or said.topics
        denied = topical and words.NEGATION.search(said.text)
        return bool(measured or bound or denied)
    measured = words.MEASURED.search(said.quote) and words.LIMITED.search(said.text)
    if not measured or len(said.text.split()) > _TERSE:
        return False
    rest = " ".join(said.clause.split()[:_SUBJECT])
    begins = words.PRICE.sub("", " ".join(said.quote.split()[:_SUBJECT]))
    return len(set(stems(rest)) & set(stems(begins))) >= 2


def _at_a_price(said: _Said) -> bool:
    """ "Calls abroad are charged at 9 cents.", after "Calls cost nothing." """
    if not (said.short and words.OTHER_PRICE.search(said.text)):
        return False
    charged = words.NO_PRICE.search(said.quote) and words.PRICE.search(said.text) and said.about
    case = said.contrasts or words.IF.match(said.text) or words.PAYS.match(said.clause)
    return bool(charged or (case and words.PRICE.search(said.quote) and words.PRICE.search(said.text)))


def _on_condition(said: _Said) -> bool:
    """ "It must be clean and unused.", after what one may do; "If your oven has a fan, thirty minutes are enough." """
    case = words.IF.match(said.text)
    if case:
        return said.short and words.LIMITED.search(case["main"]) is not None and said.shares(case["main"])
    return (
        said.short
        and words.MAY.match(said.quote) is not None
        and bool(words.MUST.match(said.text) or words.CONSENT.search(said.text))
    )


def _forbidden(said: _Said) -> bool:
    """ "Do not take it if you are allergic.", after "Take one tablet"."""
    order = words.ORDER.match(said.text)
    return order is not None and (order["it"] is not None or said.shares(order[1]))


def _in_truth(said: _Said) -> bool:
    """What was only said to be so is otherwise."""
    return words.REPORTED.search(said.quote) is not None and words.IN_TRUTH.search(said.text) is not None


def _came_to_nothing(said: _Said) -> bool:
    """What was planned was not done."""
    return (
        words.PLANNED.search(said.quote) is not None
        and words.COME_TO_NOTHING.search(said.text) is not None
        and said.short
    )


def _undone_farther(said: _Said) -> bool:
    """What turns a quote over a sentence in between names what it is about again."""
    bears = words.IS_TAKEN_BACK.search(said.text) or words.HOLDS_NOT.search(said.text)
    subject, begins = " ".join(said.text.split()[:3]), " ".join(said.quote.split()[:_SUBJECT])
    return bool(bears) and not set(stems(subject)).isdisjoint(stems(begins))


_Rule = Callable[[_Said], bool]
_BESIDE: tuple[_Rule, ...] = (
    _undone,
    _taken_back,
    _ended,
    _otherwise_since,
    _unproved,
    _disputed,
    _left_out,
    _holds_not,
    _denied_for_some,
    _none_of_it,
    _contrast,
    _in_some_case,
    _for_some,
    _at_a_price,
    _on_condition,
    _forbidden,
    _in_truth,
    _came_to_nothing,
)
_FARTHER: tuple[_Rule, ...] = (_undone_farther,)
