"""The assistant's section of the configuration."""

from __future__ import annotations

from pathlib import Path

from pydantic import Field

from assistant.chat.config import ChatConfig
from assistant.local.config import LocalConfig
from vectorstore.config import Section, StoreConfig


class AssistantConfig(Section):
    """How questions are answered."""

    store: StoreConfig = Field(default_factory=StoreConfig)
    chat: ChatConfig = Field(default_factory=ChatConfig)
    local: LocalConfig = Field(default_factory=LocalConfig)
    engine: str = "extractive"
    """What drafts answers: ``extractive`` quotes and writes nothing, ``local`` is a small chat model on this machine,
    and ``provider:model`` is any that LangChain knows."""
    reader: str | None = None
    """What marks answers in passages: None for the reader that ships, else a folder that ``assistant.reader.export``
    wrote, or any extractive question-answering model of transformers by its folder or hub name."""
    calibration: Path | None = None
    """What ``python -m evals.calibrate`` fitted for another reader or embedder. None takes the one that ships."""
    candidates: int = Field(default=50, ge=1, le=1000)
    """Chunks that dense search brings before the lexical score joins in."""
    passages: int = Field(default=8, ge=1, le=50)
    """Chunks that the engine reads."""
    refuse_below: float | None = Field(default=None, ge=0, le=1)
    """The dial of refusal: with a lower probability that the documents answer, the answer is that they do not say.
    None takes the fitted one."""
    short_from: float | None = Field(default=None, ge=0, le=1)
    """From this probability on the short answer is shown in the quote. None takes the fitted one."""
    question_characters: int = Field(default=2000, ge=1, le=20_000)
    """Longer questions are turned away."""
