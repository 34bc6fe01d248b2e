"""How often the second gate is right: ``python -m evals.gate``, on development questions, rule by rule.

True statements are answers put into their questions, and sentences of news articles in simpler words; the quotes are
the sentences that prove them. False ones are plausible answers to questions that have none, and true ones with one
thing changed.
"""

from __future__ import annotations

import random
import re
import sys
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from assistant.confidence import Calibration
from assistant.gate import SecondGate
from assistant.gate_names import names
from assistant.gate_reports import reports
from assistant.gate_rules import find_name, lent_names
from assistant.lexical import stems
from assistant.reader.model import Reader
from evals.data import data_file, split_keys
from evals.gate_changes import LEADS, changes, limited, plain_words, renamed
from evals.onestop import articles
from evals.squad import paragraphs
from vectorstore.command import command
from vectorstore.config import StoreConfig
from vectorstore.embedder import load_embedder
from vectorstore.sentences import sentences

_EACH = 150
_SEED = 7


class Item(NamedTuple):
    """A statement with its quotes; ``kind`` says where it is from, or how it is false."""

    kind: str
    question: str
    statement: str
    quotes: tuple[str, ...]
    true: bool
    title: str
    beside: tuple[str, ...] = ()

    @property
    def widened(self) -> tuple[str, ...]:
        """The quotes, and the sentences beside them that hold a name of the statement, as the gate cites them too."""
        lost = lent_names(self.statement, self.quotes)
        return (*self.quotes, *(text for text in self.beside if any(find_name(name, text) for name in lost)))


@command("evals.gate")
def main() -> int:
    """Exit status 0: measured; 2: a fault."""
    _measure()
    return 0


def _measure() -> None:
    """Prints a line for each kind and for each rule: what falls, how many leave their quotes, and by which rules."""
    embedder = load_embedder(StoreConfig())
    gate = SecondGate(Reader.load(), embedder, Calibration.load().quotes)
    fell: dict[str, Counter[str]] = defaultdict(Counter)
    alone: dict[bool, Counter[str]] = defaultdict(Counter)
    size: Counter[str] = Counter()
    left: Counter[str] = Counter()
    for item in items():
        kind = f"{'true' if item.true else 'false'}, {item.kind}"
        size[kind] += 1
        broken = [rule for rule, _ in gate.failures(item.question, item.statement, item.widened, [item.title])]
        fell[kind].update(set(broken) or {"kept"})
        alone[item.true].update(broken if len(broken) == 1 else ())
        left[kind] += bool(broken) and gate.leaves_quotes(item.question, broken[0], item.quotes, [item.title])
    for kind in sorted(size, reverse=True):
        counted = sorted(fell[kind].items(), key=lambda each: (-each[1], each[0]))
        rules = ", ".join(f"{rule} {count}" for rule, count in counted if rule != "kept")
        falls = f"{1 - fell[kind]['kept'] / size[kind]:6.1%}, {left[kind]:3} to their quotes"
        print(f"{kind:37} n {size[kind]:4}  falls {falls}   by {rules or 'none'}")
    _print_rules(fell, alone)


def _print_rules(fell: Mapping[str, Counter[str]], alone: Mapping[bool, Counter[str]]) -> None:
    """How many false and true statements each rule makes fall, and how many no other rule does."""
    by: dict[bool, Counter[str]] = defaultdict(Counter)
    for kind, counts in fell.items():
        by[kind.startswith("true")].update(counts)
    for rule in sorted({rule for counts in by.values() for rule in counts} - {"kept"}):
        told = (
            f"{said} {by[true][rule]:4}, alone {alone[true][rule]:4}"
            for said, true in (("false", False), ("true", True))
        )
        print(f"rule {rule:12} {'   '.join(told)}")


def items(seed: int = _SEED, each: int = _EACH) -> list[Item]:
    """The statements of the development parts, ``each`` of a kind at most, chosen by chance."""
    chance = random.Random(seed)  # noqa: S311  a sample, not a secret
    answered, plausible = statements("answers"), statements("plausible_answers")
    simpler = list(_simpler())
    found: list[Item] = []
    for group in (answered, plausible, simpler):
        chance.shuffle(group)
        found += group[:each]
    true = [item for item in found if item.true]
    others = [word for item in true for word in names(item.statement)]
    plain = [word for item in true for word in plain_words(item.statement)]
    return [*found, *(false for item in true for false in _changed(item, chance, others, plain))]


def statements(key: str) -> list[Item]:
    """Questions of SQuAD's development part with those of their ``key`` put into them: answers or plausible_answers."""
    dev = split_keys("squad2", "dev")
    return [
        item
        for paragraph in paragraphs(data_file("eval/squad2/dev-public.json"), "squad2")
        if paragraph.article in dev
        for question in paragraph.questions
        if (item := _item(paragraph.article.replace("_", " "), paragraph.context, question, key)) is not None
    ]


def _item(title: str, text: str, question: dict[str, Any], key: str) -> Item | None:
    if not question.get(key):
        return None
    answer = question[key][0]
    statement = declared(question["question"], answer["text"])
    at = answer["answer_start"]
    places = sentences(text)
    place = next((number for number, span in enumerate(places) if span.start <= at < span.end), None)
    if statement is None or place is None:
        return None
    beside = (*places[max(0, place - 2) : place], *places[place + 1 : place + 2])
    quotes = (places[place].of(text),)
    true = key == "answers"
    kind = "answers" if true else "plausible answers"
    return Item(kind, question["question"], statement, quotes, true, title, tuple(span.of(text) for span in beside))


def declared(question: str, answer: str) -> str | None:
    """A question with its answer in the place of its question word, as a plain sentence; None for other forms."""
    asked = re.fullmatch(r"(?i)(who|what|which \w+|what \w+)\s+(.*?)\??\s*", question)
    if asked is None or re.search(r"(?i)\b(?:do|does|did)\b", question):
        return None
    body = asked[2]
    verb = re.match(r"(?i)(?:is|are|was|were)\s+(the .*)", body)
    said = f"{verb[1]} {body.split()[0]} {answer}" if verb else f"{answer} {body}"
    return f"{said[0].upper()}{said[1:]}."


def _simpler() -> Iterator[Item]:
    """Sentences of the middle reading level, with the two sentences of the highest that share most words with each."""
    dev = split_keys("onestopqa", "dev")
    for article in articles():
        for paragraph in article.paragraphs if article.title in dev else ():
            full, simple = paragraph.advanced.context, paragraph.intermediate.context
            quotes = [span.of(full) for span in sentences(full)]
            for span in sentences(simple):
                statement = span.of(simple)
                best = sorted(quotes, key=lambda quote: -len(set(stems(quote)) & set(stems(statement))))[:2]
                if statement not in full:
                    yield Item(
                        "simpler words", "What does the article say?", statement, tuple(best), True, article.title
                    )


def _changed(item: Item, chance: random.Random, others: Sequence[str], plain: Sequence[str]) -> Iterator[Item]:
    """The statement made false, in each way that it allows."""
    beside = [name for text in item.beside for name in names(text) if not find_name(name, item.statement)]
    made_false = [
        *changes(item.statement, chance, others, plain),
        ("neighbour's name", renamed(item.statement, next(iter(beside), None))),
    ]
    for kind, changed in made_false:
        if changed is not None and changed != item.statement:
            yield item._replace(kind=kind, statement=changed, true=False)
    almost = tuple(limited(quote, item.statement) for quote in item.quotes)
    if almost != item.quotes:
        yield item._replace(kind="limit left out", quotes=almost, true=False)
    if reports(item.statement):
        return
    lead = LEADS[len(item.statement) % len(LEADS)]
    yield item._replace(kind="attribution taken away", quotes=tuple(lead + quote for quote in item.quotes), true=False)


if __name__ == "__main__":
    sys.exit(main())
