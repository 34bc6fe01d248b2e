"""Answerable examples made unanswerable: another passage, a sentence left out, or a question altered by one word.

After Rajpurkar, Jia and Liang (2018), who list what crowd workers did to make SQuAD 2.0's unanswerable questions:
negation, antonym, swapped entity or number. Now and then the altered question still has its answer; that noise is
the price of making them by rule.
"""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace

import bm25s
import Stemmer

from assistant.reader.data import Example
from vectorstore.sentences import sentences

_NUMBER = re.compile(r"\b\d[\d,.]*\d\b|\b\d\b")
_NAME = re.compile(r"\b[A-Z]\w+(?:(?: of| the| de)? [A-Z]\w+)*")
_NEGATABLE = re.compile(r"\b(did|does|do|was|were|is|are|can|could|would|should|has|have|had|will)\b", re.IGNORECASE)
_ANTONYMS = """
first last; before after; most least; more less; increase decrease; increased decreased; largest smallest;
highest lowest; high low; large small; early late; earlier later; began ended; begin end; start stop;
started stopped; north south; northern southern; east west; eastern western; old new; older newer;
oldest newest; best worst; better worse; won lost; win lose; above below; inside outside; major minor;
public private; male female; father mother; son daughter; king queen; always never; allowed forbidden;
allow forbid; support oppose; supported opposed; strong weak; stronger weaker; rich poor; legal illegal;
possible impossible; common rare; true false; same different; accepted rejected; gained lost; buy sell;
bought sold; enter leave; entered left; cause prevent; caused prevented; positive negative; maximum minimum;
long short; longest shortest; fast slow; faster slower; hot cold; warm cool; ancient modern;
successful unsuccessful; majority minority; founded dissolved; created destroyed; joined left;
internal external; import export; victory defeat
"""
_OPPOSITE = {
    word: other
    for left, right in (pair.split() for pair in _ANTONYMS.split(";"))
    for word, other in ((left, right), (right, left))
}
_WORD = re.compile(r"\b[a-z]+\b")

Pick = Callable[[Example, random.Random], Example | None]
"""An unanswerable example made from an answerable one, or None where this way does not apply."""


def unanswerable(examples: Sequence[Example], share: float, seed: int) -> list[Example]:
    """About ``share`` of the answerable examples of one source once more, each made unanswerable in a drawn way."""
    rng = random.Random(seed)  # noqa: S311 - a reproducible draw
    chosen = [example for example in examples if example.answers and rng.random() < share]
    if not chosen:
        return []
    elsewhere = near_passages(chosen, [example.passage for example in examples])
    names = sorted({name for example in examples for name in _NAME.findall(example.question)[1:]})
    made = []
    for example, near in zip(chosen, elsewhere, strict=True):
        ways: list[Pick] = [_moved(near), without_sentence, _swapped(names), antonym, negated]
        first = rng.choices(ways, (0.3, 0.15, 0.3, 0.15, 0.1))[0]
        attempts = (way(example, rng) for way in (first, *ways))
        made.extend([done for done in attempts if done][:1])
    return made


def near_passages(examples: Sequence[Example], passages: Iterable[str], count: int = 6) -> list[str | None]:
    """For each example the passage that BM25 finds nearest to its question and that lacks all its answers."""
    pool = list(dict.fromkeys(passages))
    stemmer = Stemmer.Stemmer("english")
    index = bm25s.BM25()
    index.index(bm25s.tokenize(pool, stopwords="en", stemmer=stemmer, show_progress=False), show_progress=False)
    questions = bm25s.tokenize([e.question for e in examples], stopwords="en", stemmer=stemmer, show_progress=False)
    found, _ = index.retrieve(questions, k=min(count, len(pool)), show_progress=False)
    return [
        next((pool[i] for i in row if pool[i] != example.passage and _lacks(pool[i], example)), None)
        for example, row in zip(examples, found.tolist(), strict=True)
    ]


def without_sentence(example: Example, _: random.Random) -> Example | None:
    """The passage without the sentences that touch an answer, where something is left that lacks its words."""
    places = sentences(example.passage)
    kept = [s.of(example.passage) for s in places if not any(s.overlaps(answer) for answer in example.answers)]
    rest = " ".join(kept)
    if len(kept) < 2 or not _lacks(rest, example):
        return None
    return replace(example, passage=rest, answers=())


def antonym(example: Example, rng: random.Random) -> Example | None:
    """The question with one word turned into its opposite."""
    words = [match for match in _WORD.finditer(example.question) if match[0] in _OPPOSITE]
    if not words:
        return None
    word = rng.choice(words)
    return _asked(example, word, _OPPOSITE[word[0]])


def negated(example: Example, _: random.Random) -> Example | None:
    """The question with its first auxiliary denied; one that is denied already is left."""
    verb = _NEGATABLE.search(example.question)
    if verb is None or re.search(r"\b(not|never|no)\b|n't", example.question):
        return None
    forms = {"can": "can't", "will": "won't"}
    return _asked(example, verb, forms.get(verb[0].lower(), f"{verb[0]}n't"))


def _moved(near: str | None) -> Pick:
    return lambda example, _: replace(example, passage=near, answers=()) if near else None


def _swapped(names: Sequence[str]) -> Pick:
    """A number or name of the question becomes another: one of the passage, or else of another question."""

    def swap(example: Example, rng: random.Random) -> Example | None:
        numbers = list(_NUMBER.finditer(example.question))
        named = list(_NAME.finditer(example.question))[1:]
        if not numbers and not named:
            return None
        old = rng.choice(numbers + named)
        pattern, others = (_NUMBER, []) if old in numbers else (_NAME, list(names))
        answers = [span.of(example.passage) for span in example.answers]
        inside = [new for new in pattern.findall(example.passage) if _fits(new, old[0], answers)]
        outside = [new for new in rng.sample(others, min(5, len(others))) if _fits(new, old[0], answers)]
        pool = inside if inside and rng.random() < 0.7 else outside or inside
        return _asked(example, old, rng.choice(pool)) if pool else None

    return swap


def _fits(new: str, old: str, answers: Sequence[str]) -> bool:
    """Whether a name is neither the old one nor a part of an answer, nor the other way round."""
    return not any(new.lower() in other.lower() or other.lower() in new.lower() for other in (old, *answers))


def _asked(example: Example, old: re.Match[str], new: str) -> Example:
    question = example.question[: old.start()] + new + example.question[old.end() :]
    return replace(example, question=question, answers=())


def _lacks(passage: str, example: Example) -> bool:
    lowered = passage.lower()
    return not any(span.of(example.passage).lower() in lowered for span in example.answers)
