"""Proved answers over small libraries in memory."""

from __future__ import annotations

from assistant import verify
from assistant.nouns import Answer, Claim, Draft, Quote
from tests.assistant.library import library
from vectorstore.memory import MemoryStore
from vectorstore.nouns import Span


def store_of(*parts: str, uri: str = "papers/one.txt") -> MemoryStore:
    return library({uri: parts})


def answer_from(store: MemoryStore, question: str, *spans: Span, dropped: bool = False) -> Answer:
    """An answer that quotes these spans of the store's first document; without any, a refusal."""
    record = store.documents()[0]
    claims = tuple(Claim((Quote(record, span),)) for span in spans)
    lost = (Claim((Quote(record, Span(0, 10**6)),), "Unproved words"),) if dropped else ()
    nearest = (Quote(record, Span(0, record.chunk_ends[0])),)
    draft = Draft((*claims, *lost), nearest, ("model",), 0.93)
    return verify.verify(
        draft, question=question, understood=question, engine="extractive", index="i", seconds={}, store=store
    )
