"""The rules of the second gate, each a small function: why the quotes do not support the words, or None.

They are fallible: what each is worth is measured by ``python -m evals.gate``, on development questions.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from difflib import SequenceMatcher

from assistant.folding import find
from assistant.gate_antonyms import opposed_words, root_of, said_as
from assistant.gate_facts import Fact, carries, facts, is_same_kind, not_carried, without_carried
from assistant.gate_modes import aside, forbidden, left_free, means, only_meant, permitted, put_aside, still_banned
from assistant.gate_names import bare_words, compounds, first_words, is_common, names
from assistant.gate_reports import calls_untrue, hearsay, reports
from assistant.gate_siblings import sibling_words
from assistant.gate_sides import AT_LEAST, AT_MOST, IN_ORDER, turned_words
from assistant.gate_words import (
    Word,
    content,
    implied,
    is_hedged,
    is_negative,
    is_privative,
    left_out,
    quantified,
    visible,
)

_ALIKE = 5
"""Letters that two words of one family begin with, as "marriage" and "married" do."""
_EXCHANGED = 4
"""Words in the place of others between words that agree."""
_STANDING_FOR = frozenset("he him his she her hers they them their it its who whose this these the a an".split())  # noqa: SIM905  words read best as words
"""Words of which one begins what may stand for a name."""
_ALSO_CALLED = {"US": "America American Americans USA"}
"""Other words for a name that is a function word in lower case."""
_UNSURE = 0.5
"""From this share of words that the quotes only suppose, a statement supposes too much."""
_LIGHT = frozenset(
    """
    say state mention describ document articl text report sentenc passag includ also due reason accord relat call name
    know known locat happen take place use involv regard provid refer respect result base caus follow list person peopl
    thing way part kind type exampl specif main various several certain particular term mean consid becom make
    want need help give given better big larg new get got work put keep kept went
    go gone come came let tri abl allow live seem look too very now when idea problem help howev currently still see
    seen saw like similar lead left leav took taken take bring brought back fall sure area answer solut
    believ think thought talk link complet
    """.split()  # noqa: SIM905  words read best as words
)
"""Stems that tie words together and tell nothing of their own. What turns a thing round ("began") is none of them."""
_ADDRESS = frozenset({"mr", "mrs", "ms"})

_ORDER = re.compile(
    r"\b(?:ignore|disregard|forget|override)\b.{0,40}\b(?:instruction|prompt|rule|message|sentence|question|above)s?\b"
    r"|\b(?:system|developer|assistant|user)\s*(?:prompt|message|override)?\s*:|<\|?/?\s*(?:im_start|im_end|system|inst|s)\b"
    r"|\[/?(?:INST|SYSTEM)\]|\b(?:as an|you are an?) (?:AI|assistant|language model|chatbot)\b"
    r"|\b(?:answer|respond|reply|say|output|write|print|state|tell (?:the|every) (?:user|person|reader))\b.{0,30}"
    r"\b(?:every question|all questions|any question|the user|only with|with the word|exactly|the following|instead)\b"
    r"|\btell (?:the|every|your) (?:user|person|reader)s? (?:to|that)\b"
    r"|\b(?:cite|use|quote) (?:only )?(?:sentence|id|number|source)s? \d|\bnew instructions?\b|\bprompt injection\b",
    re.IGNORECASE,
)
Rule = Callable[[str, Sequence[str]], str | None]


def numbers(statement: str, quotes: Sequence[str]) -> str | None:
    """Every number, date and amount stands in a quote, as the same value."""
    return _missing("it is not in the quotes", (fact.words for fact in not_carried(statement, quotes)))


def negation(statement: str, quotes: Sequence[str]) -> str | None:
    """What the statement denies the quotes deny, and the other way round."""
    if is_negative(statement) and not any(map(_denies_anything, quotes)):
        return "it denies what the quotes do not deny"
    held: dict[str, list[Word]] = {}
    for word in _all(quotes):
        held.setdefault(word.stem, []).append(word)
    shared = [(word, held[word.stem]) for word in content(statement) if word.stem in held]
    if is_negative(statement):
        both = {word.stem for word, _ in shared if word.within} & {word.stem for word, _ in shared if not word.within}
        same = aside(quotes) | (forbidden(statement) & set().union(*map(forbidden, quotes)))
        free = [each for each in shared if each[0].stem not in both and root_of(each[0].text.lower()) not in same]
        turned = [*(word.text for word, there in free if _is_turned(word, there)), *still_banned(statement, quotes)]
    else:
        turned = [word.text for word, there in shared if all(each.negated for each in there)]
        turned += put_aside(statement, quotes)
    return _missing("the quotes say the opposite of it", [*turned, *permitted(statement, quotes)])


def quantifiers(statement: str, quotes: Sequence[str]) -> str | None:
    """ "All", "none", "only" and "few" stand in a quote too, and a "few", "some" or "almost" of the quotes is kept."""
    told = set().union(*map(quantified, quotes), *map(implied, quotes))
    added = _missing("no quote says so", sorted(quantified(statement) - told))
    return added or _missing("the quotes say it only with this", left_out(statement, quotes))


def opposites(statement: str, quotes: Sequence[str]) -> str | None:
    """A value has the bound that it has in the quotes; what is said of the same no opposite or sibling there."""
    known = [fact for quote in quotes for fact in facts(quote)]
    turned = [fact.words for fact in facts(statement) if _is_bound_otherwise(fact, known)]
    return _missing(
        "the quotes say the opposite of what it says of this",
        [
            *turned,
            *turned_words(statement, quotes),
            *opposed_words(statement, quotes),
            *sibling_words(statement, quotes),
        ],
    )


def certainty(statement: str, quotes: Sequence[str]) -> str | None:
    """What the quotes only suppose, plan or try, allege or call untrue, is no fact; what they demand is no choice."""
    hedged, told = is_hedged(statement) or means(statement), reports(statement)
    denied = calls_untrue(statement) or (told and is_negative(statement))
    sure: dict[str, bool] = {}
    for word in _all(quotes):
        plain = (hedged or not word.hedged) and (told or not word.alleged) and (denied or not word.untrue)
        sure[word.stem] = sure.get(word.stem, False) or plain
    shared = [word for word in content(statement) if word.stem in sure]
    unsure = [word.text for word in shared if not sure[word.stem]]
    supposed = unsure if len(unsure) >= _UNSURE * len(shared) else []
    supposed += [] if hedged else only_meant(statement, quotes)
    return _missing("the quotes only suppose it", supposed) or _missing(
        "the quotes demand it", left_free(statement, quotes)
    )


def orders(statement: str, quotes: Sequence[str]) -> str | None:  # noqa: ARG001  a rule
    """A sentence that gives orders to whoever answers is no evidence."""
    found = (_ORDER.search(visible(" ".join(quote.split()))) for quote in quotes)
    return _missing("it gives orders to who answers", (match[0] for match in found if match))


def questions(statement: str, quotes: Sequence[str]) -> str | None:  # noqa: ARG001  a rule
    """A question is no evidence either."""
    return "the quotes only ask" if all(quote.rstrip("\"'”’)").endswith("?") for quote in quotes) else None


RULES: Mapping[str, Rule] = {
    "orders": orders,
    "questions": questions,
    "numbers": numbers,
    "negation": negation,
    "quantifiers": quantifiers,
    "opposites": opposites,
    "certainty": certainty,
}
"""Those that need nothing but the words, in the order in which they are asked."""
NO_EVIDENCE = frozenset({"orders", "questions"})
"""Where these fail, the quotes do not stand in the statement's place either."""


def proves_nothing(sentence: str) -> bool:
    """Whether it is one that no statement may rest on."""
    return any(RULES[name](sentence, [sentence]) is not None for name in NO_EVIDENCE)


def contradicts(question: str, statement: str) -> bool:
    """Whether a statement sets right what a question supposes: another side, number or share of what both name."""
    asked, said = {word.stem for word in content(question)}, {word.stem for word in content(statement)}
    if not asked & said - _LIGHT:
        return False
    supposed, told = list(not_carried(question, [statement])), list(not_carried(statement, [question]))
    shares = bool(quantified(statement)) or any(fact.counts in asked for fact in told)
    return (
        not set(turned_words(question, [statement])) <= IN_ORDER
        or (shares and quantifiers(question, [statement]) is not None)
        or any(is_same_kind(one, other) for one in supposed for other in told)
    )


def unproved_names(statement: str, quotes: Sequence[str]) -> list[str]:
    """The names that stand in no quote; a word that begins a sentence is one unless a quote has its stem.

    Numbers that the quotes prove are none, nor what they touch: "3.2GHz", "SARS-CoV-2".
    """
    stems = {word.stem for word in _all(quotes)}
    said, held = without_carried(statement, quotes), _either_way(quotes)
    begun = [word for word in first_words(said) if not {each.stem for each in content(word)} <= stems | _LIGHT]
    told = {name: [name, *compounds(name, said)] for name in [*names(said), *begun]}
    lost = [name for name, forms in told.items() if not any(find_name(form, text) for form in forms for text in held)]
    short = {word for quote in quotes for word in re.findall(r"\b[A-Z]{2,5}\b", quote)}
    spelled = {part for word in short for part in _spelled(word, statement)}
    return [name for name in lost if name not in spelled]


def lent_names(statement: str, quotes: Sequence[str]) -> list[str]:
    """The names that stand in no quote, and that a sentence beside one may prove ("She sold it").

    Not those that stand where a quote has another name: that of whom the quote speaks is no other's beside it.
    """
    return [name for name in unproved_names(statement, quotes) if not _is_exchanged(name, statement, quotes)]


def _is_exchanged(name: str, statement: str, quotes: Iterable[str]) -> bool:
    """As "Ada signed the lease" is of "Tobin signed the lease", and not of "Then she signed" or "The tenant signed"."""
    each = [_exchanges(name, statement, quote) for quote in quotes]
    return True in each and False not in each


def _exchanges(name: str, statement: str, quote: str) -> bool | None:
    """Whether the quote has another name in its place, or words that may stand for it; None where neither is seen."""
    told, held = bare_words(statement), bare_words(quote)
    matcher = SequenceMatcher(None, [w.lower() for w in told], [w.lower() for w in held], autojunk=False)
    for kind, start, end, there, until in matcher.get_opcodes():
        if kind == "replace" and name in told[start:end] and max(end - start, until - there) <= _EXCHANGED:
            instead = held[there:until]
            if not _STANDING_FOR.isdisjoint(word.lower() for word in instead):
                return False
            others = names(quote) if there else [*names(quote), *first_words(quote)]
            if any(word in others and not find_name(word, statement) for word in instead):
                return True
    return None


def find_name(name: str, text: str) -> bool:
    """Whether a name stands in a text: in any case, singular or plural, or as the words that it abbreviates.

    One that is a function word or a month in lower case ("US", "Will") stands there only as it is written.
    """
    if is_common(name):
        return any(find(form, text) for form in (name, *_ALSO_CALLED.get(name, "").split())) or _abbreviates(name, text)
    forms = {name.lower(), f"{name.lower()}s", name.lower().removesuffix("s")}
    return any(form and find(form, text.lower()) for form in forms) or _abbreviates(name, text)


def unproved_words(statement: str, quotes: Sequence[str]) -> list[str]:
    """The content words whose stem, family or side of an opposite no quote has.

    Those that carry nothing are left out, and the words of numbers that the quotes prove, with their measures: also of
    one within a word, as in "multi-million".
    """
    held = {word.stem for word in _all(_either_way(quotes))}
    return [
        word.text
        for word in content(without_carried(statement, quotes))
        if word.stem not in held | _LIGHT | _ADDRESS
        and not any(_kin(word.stem, stem) for stem in held)
        and not said_as(word.text, quotes)
    ]


def _either_way(quotes: Sequence[str]) -> list[str]:
    """The quotes as they are, and as a statement that says the same is once its proved numbers are left out."""
    return list(dict.fromkeys([*quotes, *(without_carried(quote, [quote]) for quote in quotes)]))


def in_own_name(quote: str, statement: str) -> str:
    """What of a quote stands for itself, and not behind a colon or "that" with a word before it that is left out."""
    plain, said = visible(" ".join(quote.split())), {word.stem for word in content(statement)}
    hidden = [stretch for before, stretch in hearsay(plain) if not {word.stem for word in content(before)[-1:]} & said]
    return "".join(" " if any(at in stretch for stretch in hidden) else character for at, character in enumerate(plain))


def _abbreviates(name: str, text: str) -> bool:
    """As "EU" does "European Union"; "E.U." is the same."""
    letters = name.replace(".", "")
    if not (letters.isupper() and letters.isalpha() and len(letters) > 1):
        return False
    pointed = re.search(r"\b" + r"\.?".join(letters) + r"\b", text)
    return pointed is not None or _spelling(letters).search(text) is not None


def _spelling(letters: str) -> re.Pattern[str]:
    """Of words with these initials, and small words between them."""
    return re.compile(r"\b" + r"\w+(?:\W+(?:of|the|and|for|on)\b)*\W+".join(letters) + r"\w+")


def _spelled(abbreviation: str, statement: str) -> list[str]:
    """The words of a statement that spell an abbreviation of the quotes out."""
    found = _spelling(abbreviation).search(statement)
    return re.findall(r"\w+", found[0]) if found else []


def _is_bound_otherwise(said: Fact, known: Sequence[Fact]) -> bool:
    """Whether the quotes have the value only with the other bound."""
    bounds = {held.bound for held in known if carries(held, said)}
    return bool(said.bound and bounds) and bounds <= {AT_LEAST, AT_MOST} - {said.bound}


def _denies_anything(quote: str) -> bool:
    return is_negative(quote) or is_privative(quote) or bool(aside([quote]))


def _is_turned(word: Word, there: Sequence[Word]) -> bool:
    """Whether one side surely denies a word and the other surely does not."""
    if word.denied:
        return not any(each.within for each in there)
    return not word.within and all(each.denied for each in there)


def _kin(one: str, other: str) -> bool:
    return len(one) >= _ALIKE and len(other) >= _ALIKE and one[:_ALIKE] == other[:_ALIKE]


def _all(quotes: Iterable[str]) -> list[Word]:
    return [word for quote in quotes for word in content(quote)]


def _missing(why: str, words: Iterable[str]) -> str | None:
    named = ", ".join(f"“{word}”" for word in dict.fromkeys(words))
    return f"{named}: {why}" if named else None
