"""Retrieval: dense search fused with a lexical score over its candidates, and exact hits for rare words."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from math import log

import numpy as np
import numpy.typing as npt

from assistant.lexical import bm25, content_words
from assistant.nouns import Candidate
from assistant.ports import CancelToken
from assistant.widening import whole_sentences
from vectorstore.nouns import Chunk
from vectorstore.ports import Embedder, Store
from vectorstore.words import WholeWord

_RARE = 8
"""A word that stands in more chunks than this is not rare."""
_RARE_WORDS = 12
_RARE_BONUS = 2.0
"""What a rare word is worth beside a z-score, at least."""
_RARITY_BONUS = 0.4
"""What it is worth for each natural logarithm of the chunks that are searched for one that holds it."""
_CODE_BONUS = 1.5
"""How many times as much a code is worth: letters and digits together stand nowhere by chance."""
_CODE = re.compile(r"(?i)(?!\d+(?:st|nd|rd|th|s)$)(?=.*\d)(?=.*[^\W\d_])")


class HybridRetriever:
    """Candidates by the sum of the z-scores of cosine and BM25, with a bonus for each rare word of the question.

    The fusion was measured against dense, BM25 and reciprocal rank fusion; see docs/decisions.
    """

    def __init__(self, store: Store, embedder: Embedder, candidates: int, passages: int) -> None:
        self._store = store
        self._embedder = embedder
        self._candidates = candidates
        self._passages = passages

    def retrieve(self, question: str, within: Collection[str] | None, cancel: CancelToken) -> list[Candidate]:
        """Best first, at most as many as the engine reads, each with the whole of the sentences that its edges cut."""
        vector = self._embedder.embed([question])[0]
        cancel.check()
        hits = self._store.search(vector, self._candidates, within)
        chunks = [hit.chunk for hit in hits]
        cosines = [hit.score for hit in hits]
        rare = self._rare_words(question, chunks, within, cancel)
        known = {chunk.id for chunk in chunks}
        extra = list({c.id: c for found in rare.values() for c in found if c.id not in known}.values())
        chunks += extra
        if extra:
            cosines += (self._embedder.embed([chunk.text for chunk in extra]) @ vector).tolist()
        worth = _worth(rare, self._searched(within)) if rare else {}
        best = self._ranked(question, chunks, cosines, worth)[: self._passages]
        return [replace(each, chunk=whole_sentences(each.chunk, self._store)) for each in best]

    def over(self, store: Store) -> HybridRetriever:
        return HybridRetriever(store, self._embedder, self._candidates, self._passages)

    def _rare_words(
        self, question: str, near: Sequence[Chunk], within: Collection[str] | None, cancel: CancelToken
    ) -> dict[str, list[Chunk]]:
        """The question's words that stand in few chunks, with those chunks.

        A word that stands in too many of the chunks ``near`` the question is not looked up, which reads the library.
        """
        rare: dict[str, list[Chunk]] = {}
        for word in _tokens(question)[:_RARE_WORDS]:
            cancel.check()
            whole = WholeWord(word)
            if sum(whole.is_in(chunk.text) for chunk in near) > _RARE:
                continue
            found = self._store.containing(word, _RARE + 1, within)
            if 0 < len(found) <= _RARE:
                rare[word] = found
        return rare

    def _searched(self, within: Collection[str] | None) -> int:
        """The chunks of the documents that are asked."""
        asked = None if within is None else set(within)
        return sum(len(r.chunk_ends) for r in self._store.documents() if asked is None or r.id in asked)

    def _ranked(
        self, question: str, chunks: Sequence[Chunk], cosines: Sequence[float], worth: Mapping[str, float]
    ) -> list[Candidate]:
        if not chunks:
            return []
        dense = np.asarray(cosines, dtype=np.float32)
        lexical = bm25(question, [chunk.text for chunk in chunks])
        bonus = np.array([worth.get(chunk.id, 0.0) for chunk in chunks], dtype=np.float32)
        fused = _z(dense) + _z(lexical) + bonus
        order = np.argsort(-fused, kind="stable")
        return [Candidate(chunks[i], float(fused[i]), float(dense[i]), float(lexical[i])) for i in order]


def _worth(rare: Mapping[str, Sequence[Chunk]], searched: int) -> dict[str, float]:
    """The bonus of each chunk that holds rare words, out of so many that are ``searched``."""
    worth: dict[str, float] = defaultdict(float)
    for word, found in rare.items():
        rarity = max(_RARE_BONUS, _RARITY_BONUS * log(max(1, searched) / len(found)))
        bonus = rarity * _CODE_BONUS if _CODE.match(word) else rarity
        for chunk in found:
            worth[chunk.id] += bonus
    return worth


def _tokens(question: str) -> list[str]:
    """Words to look up literally, each once: codes whole, then content words, those with digits first."""
    spaced = [word.strip(".,;:!?\"'()[]{}“”‘’") for word in question.split()]
    codes = [word for word in spaced if any(c.isdigit() for c in word) or any(c in "-/_." for c in word)]
    words = [word for word in content_words(question) if len(word) > 2]
    return list(dict.fromkeys([*codes, *sorted(words, key=len, reverse=True)]))


def _z(scores: npt.NDArray[np.float32]) -> npt.NDArray[np.float32]:
    deviation = float(scores.std())
    return (scores - scores.mean()) / deviation if deviation > 1e-9 else np.zeros_like(scores)
