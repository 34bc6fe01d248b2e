"""From a model's reply to a draft: numbers become quotes that code cuts, and what points at nothing is refused."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from assistant.chat.marks import unmarked
from assistant.chat.narrowing import narrowed, proving
from assistant.chat.reply import Reply, Said
from assistant.chat.sent import encodable
from assistant.chat.shown import Sheet, Shown
from assistant.evidence import Evidence
from assistant.folding import find
from assistant.gate_rules import proves_nothing
from assistant.gate_words import disagree
from assistant.intents import is_twofold, wants_short
from assistant.lexical import stems
from assistant.nouns import Claim, Draft, Dropped, Quote
from assistant.opposing import opposes, opposing
from assistant.quotations import only_quoting
from vectorstore.nouns import Span

NOT_SHOWN = "ids"
"""The rule that a statement fails whose sentences were not shown."""
MISSING = "missing"
"""The rule that a statement fails which the model itself takes for no answer."""
_SURE = 0.6
"""From this probability of an answer on, the reader is believed against a model that misses something: by *dev*."""
_LONGEST = 1000
"""Characters of a statement."""


def drafted(reply: Reply, question: str, shown: Sheet, evidence: Sequence[Evidence], quotes: Draft) -> Draft:
    """Claims for the statements that point at shown sentences. ``evidence`` is ranked, of the same question.

    ``quotes`` is what can be quoted without the model: its confidence is the reader's that there is an answer, and its
    short answer, which is probably right, is that of a statement that says it too. A question for one is not half
    answered: where the reader is not sure either, a model that names what is not said has refused; where it is, nothing
    is said to be missing.
    """
    missing = _missing(reply.missing, question)
    pointing = list(_pointing(reply, shown))
    short = wants_short(question)
    single = short and not is_twofold(question)
    remarks = () if missing is None else (missing,)
    if not reply.answerable or (missing is not None and single and (quotes.confidence or 0.0) < _SURE):
        nearest = _known(reply.nearest, shown) or [each for _, cited in pointing for each in cited]
        reason = missing or "the model itself says that this does not answer the question"
        withdrawn = tuple(Dropped(said.text, reason, MISSING) for said, _ in pointing if said.text)
        return Draft((), tuple(dict.fromkeys(each.quote for each in nearest)), remarks=remarks, withdrawn=withdrawn)
    against = tuple(opposing(question, [e.quote for _, cited in pointing for e in cited], evidence)) if short else ()
    likely = () if against else {(claim.quotes[0].document.id, claim.short) for claim in quotes.claims}
    best = [each for each in evidence[:1] if (each.document.id, each.span) in likely]
    marked = {(each.document.id, each.sentence): each.span for each in best}
    claims = tuple(_claim(each, proving(each.text, cited, shown), marked) for each, cited in pointing if cited)
    return Draft(
        claims=claims,
        remarks=() if single and claims else remarks,
        refused=tuple(_refused(each) for each, cited in pointing if not cited),
        contradictions=tuple(
            _merged([*_contradictions(reply, question, shown, evidence if short else None), *against])
        ),
    )


def _pointing(reply: Reply, shown: Sheet) -> Iterator[tuple[Said, list[Shown]]]:
    """The statements, without marks that are no words of them, and the sentences that they point at."""
    numbers = {each.number for each in shown.shown}
    for said in reply.statements:
        cited = _known(said.ids, shown)
        if said.text.strip() or said.ids:
            text = unmarked(_one_line(said.text), numbers, [each.text for each in cited])
            yield said.model_copy(update={"text": text}), cited


def _claim(said: Said, cited: Sequence[Shown], marked: dict[tuple[str, Span], Span]) -> Claim:
    """One without words says its quotes, and is judged as they are."""
    text = said.text or only_quoting(each.text for each in cited)
    quotes = tuple(Quote(each.document, each.span, narrowed(each, text)) for each in cited)
    return Claim(quotes, text, _short(text, cited, marked))


def _short(text: str, cited: Sequence[Shown], marked: dict[tuple[str, Span], Span]) -> Span | None:
    """The marked short answer of the best sentence, if the model points at that and says it too."""
    for each in cited:
        span = marked.get((each.document.id, each.span))
        if span is not None and find(span.shifted(-each.span.start).of(each.text), text):
            return span
    return None


def _refused(said: Said) -> Dropped:
    named = ", ".join(map(str, said.ids[:8])) or "no sentence"
    return Dropped(said.text or f"({named})", f"it points at {named}, which was not shown", NOT_SHOWN)


def _known(ids: Iterable[int], shown: Sheet) -> list[Shown]:
    """The shown sentences under these numbers, each once."""
    return [each for number in dict.fromkeys(ids) if (each := shown.get(number)) is not None]


def _contradictions(reply: Reply, question: str, shown: Sheet, evidence: Sequence[Evidence] | None) -> Iterable[Claim]:
    """The groups whose first sentence disagrees with each other one; orders are no side.

    ``evidence`` is None where there is no short answer that the reader could mark otherwise: then words alone tell.
    """
    read = None if evidence is None else {(each.document.id, each.sentence): each for each in evidence}
    for group in reply.contradictions:
        known = [each for each in _known(group, shown) if not proves_nothing(each.text)]
        against = [each for each in known[1:] if _disagree(question, known[0], each, read)]
        if against:
            yield Claim((known[0].quote, *(each.quote for each in against)))


def _disagree(question: str, one: Shown, other: Shown, read: Mapping[tuple[str, Span], Evidence] | None) -> bool:
    if not disagree(one.text, other.text):
        return False
    if read is None:
        return True
    ours, theirs = (read.get((each.document.id, each.span)) for each in (one, other))
    return ours is not None and theirs is not None and opposes(question, ours, theirs)


def _merged(claims: Iterable[Claim]) -> Iterable[Claim]:
    """Those that show a sentence which none before does."""
    seen: set[tuple[str, Span]] = set()
    for claim in claims:
        sides = {(each.document.id, each.span) for each in claim.quotes}
        if not sides <= seen:
            yield claim
        seen |= sides


def _missing(words: str, question: str) -> str | None:
    """What is not said, if the model names it in words of the question: others would be said without a proof."""
    line = _one_line(words).rstrip(".")
    told = stems(line)
    return f"The documents do not say: {line}" if told and set(stems(question)).issuperset(told) else None


def _one_line(words: str) -> str:
    return encodable(" ".join(words.split())[:_LONGEST])
