"""Sets equal vectors a little apart, since an HNSW index of many equal ones is slow to build and hides all others.

An index links a chunk to those nearest to it, and takes as many equal ones as it has links for. A hundred equal chunks
are linked to each other alone then, and a search that comes upon them never leaves them again. So each stored vector
is moved by a step of 0.00001 that is made from its chunk's id, and what is read is moved back. No cosine changes by
more than that; it is enough, since the index then sees equal vectors as different as rounding makes them.
"""

from __future__ import annotations

from collections.abc import Sequence
from hashlib import shake_128

import numpy as np

from vectorstore.nouns import Vectors

_STEP = 1e-5


def set_apart(vectors: Vectors, ids: Sequence[str]) -> Vectors:
    """Vectors of unit length, shape ``(len(ids), dimension)``, moved by the steps of their chunks' ids."""
    moved = vectors + _steps(ids, vectors.shape[1])
    moved /= np.linalg.norm(moved, axis=1, keepdims=True)
    return moved


def put_back(moved: Vectors, ids: Sequence[str]) -> Vectors:
    """The vectors that ``set_apart`` moved, up to rounding."""
    steps = _steps(ids, moved.shape[1])
    along = np.sum(moved * steps, axis=1, keepdims=True)
    length = along + np.sqrt(along**2 + 1 - np.sum(steps**2, axis=1, keepdims=True))
    vectors: Vectors = length * moved - steps
    return vectors


def _steps(ids: Sequence[str], dimension: int) -> Vectors:
    """By chance, and the same ones for the same id wherever it is computed."""
    drawn = b"".join(shake_128(name.encode()).digest(2 * dimension) for name in ids)
    uniform = np.frombuffer(drawn, "<u2").reshape(len(ids), dimension) / np.float32(2**15) - np.float32(1)
    return uniform.astype(np.float32) * np.float32(_STEP * np.sqrt(3 / dimension))
