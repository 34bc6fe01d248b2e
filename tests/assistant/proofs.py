"""A small library in memory, and drafts over it, for the tests of what proves and shows answers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from hypothesis import strategies as st

from assistant.boundaries import whole_words
from assistant.nouns import Answer, Claim, Draft, Quote
from assistant.verify import verify
from tests.strategies import document_texts
from tests.vectorstore.builders import EMBEDDER, addition
from vectorstore.memory import MemoryStore
from vectorstore.nouns import DocumentRecord, PageStart, Span

if TYPE_CHECKING:
    from vectorstore.ports import Store

SUIT = "The suit was filed on May 14 in Texas, and not in Ohio. "
TEXT = f"The court met twice. {SUIT}The fee was -5% of 1,200 m². It said “no”. {SUIT}The fee is unlikely to rise.\n"


@dataclass(frozen=True)
class Held:
    """A document with its text, in a store."""

    record: DocumentRecord
    text: str
    store: MemoryStore

    def quote(self, words: str, *, nth: int = 0) -> Quote:
        """The words at their n-th place, exactly as they stand."""
        at = -1
        for _ in range(nth + 1):
            at = self.text.index(words, at + 1)
        return Quote(self.record, Span(at, at + len(words)))


def held(
    text: str = TEXT,
    uri: str = "folder/suit.txt",
    *,
    cuts: tuple[int, ...] = (7, 30, 31, 60),
    pages: tuple[PageStart, ...] = (),
    store: MemoryStore | None = None,
) -> Held:
    """The text in chunks that are cut at these places, inside words too."""
    inside = sorted({cut for cut in cuts if 0 < cut < len(text)})
    parts = [text[start:end] for start, end in zip([0, *inside], [*inside, len(text)], strict=True)]
    store = store or MemoryStore(EMBEDDER)
    made = addition(uri, parts, pages)
    store.add(*made)
    return Held(made.document.record, text, store)


@st.composite
def held_quotes(draw: st.DrawFn) -> tuple[Held, Quote]:
    """A generated document in chunks, behind a first chunk, and a quote of whole words in it."""
    text = "A first chunk. " + draw(document_texts(6))
    cuts = draw(st.lists(st.integers(1, len(text)), max_size=6))
    document = held(text, cuts=(15, *cuts))
    start = draw(st.integers(15, len(text) - 1))
    end = draw(st.integers(start + 1, min(len(text), start + 80)))
    return document, Quote(document.record, whole_words(text, Span(start, end)))


def answer_of(*claims: Claim, store: Store, nearest: tuple[Quote, ...] = (), question: str = "When?") -> Answer:
    draft = Draft(claims, nearest, models=("reader/1",), confidence=0.75, remarks=("A remark.",))
    return verify(
        draft, question=question, understood=question, engine="fake", index="abc", seconds={"reading": 0.5}, store=store
    )
