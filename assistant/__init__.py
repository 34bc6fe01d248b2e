"""Ask documents, and get answers that are proved by quotes.

::

    from assistant import answer

    print(answer("When was the suit filed?").text)
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from assistant.nouns import Answer, Citation, Outcome, Stage, Statement, Turn
from assistant.ports import CancelToken

if TYPE_CHECKING:
    from assistant.build import Assistant
    from assistant.config import AssistantConfig

__all__ = ["Answer", "Assistant", "CancelToken", "Citation", "Outcome", "Stage", "Statement", "Turn", "answer"]


def answer(
    question: str,
    *,
    history: Sequence[Turn | Answer] = (),
    engine: str | None = None,
    config: AssistantConfig | None = None,
) -> Answer:
    """Answer one question from the library, and unload. For many questions hold an ``Assistant``.

    ``config`` defaults to what quoteproof.toml and the environment say; ``engine`` overrides the one it names.
    Raises QuoteproofError when the question, the library or the engine is at fault; a refusal is an answer.
    """
    from assistant.build import Assistant  # noqa: PLC0415  keeps the libraries out of the import
    from assistant.config import AssistantConfig  # noqa: PLC0415  the same
    from vectorstore.config import read_section  # noqa: PLC0415  the same

    config = config or read_section("assistant", AssistantConfig)
    if engine is not None:
        config = config.model_copy(update={"engine": engine})
    with Assistant.from_config(config) as assistant:
        return assistant.answer(question, history=history)


def __getattr__(name: str) -> object:
    if name == "Assistant":
        from assistant.build import Assistant  # noqa: PLC0415  slow to load

        return Assistant
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
