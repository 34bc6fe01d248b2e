"""Thumbs: one JSON line for each verdict, which the evals make cases of."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from threading import Lock

from assistant.errors import QuestionError
from assistant.export import answer_fields
from assistant.nouns import Answer

VERDICTS = ("up", "down")
_NOTE_CHARACTERS = 2000


class Feedback:
    """Appends to a file; safe from many threads."""

    def __init__(self, state: Path) -> None:
        self.file = state / "feedback.jsonl"
        self._lock = Lock()

    def add(self, answer: Answer, history: Sequence[Answer], verdict: object, note: object) -> None:
        """Raises QuestionError for a verdict or a note that is none."""
        if verdict not in VERDICTS or not isinstance(note, str) or len(note) > _NOTE_CHARACTERS:
            raise QuestionError(f"A verdict is up or down, with a note of at most {_NOTE_CHARACTERS:,} characters.")
        line = {
            "format": "quoteproof-feedback/1",
            "time": datetime.now(UTC).isoformat(timespec="seconds"),
            "verdict": verdict,
            "note": note.strip(),
            "answer": answer_fields(answer),
            "history": [answer_fields(each) for each in history],
        }
        with self._lock, self.file.open("a", encoding="utf-8") as file:
            file.write(json.dumps(line, ensure_ascii=True) + "\n")
