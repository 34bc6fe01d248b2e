"""What a person may set on the page, each within the bounds of the configuration."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from typing import Self

from assistant.config import AssistantConfig
from assistant.errors import QuestionError
from assistant.nouns import EXTRACTIVE

ENGINES = {"extractive": "quotes only, offline", "local": "a model on this computer, offline"}
DIALS: Mapping[str, float | None] = {"as measured": None, "rarely": 0.2, "readily": 0.7, "very readily": 0.9}
"""How readily it refuses: the probability below which the answer is that the documents do not say."""
PASSAGES = (4, 8, 16, 32)


@dataclass(frozen=True, slots=True)
class Settings:
    """``refuse_below`` None takes the fitted one."""

    engine: str
    refuse_below: float | None
    passages: int

    @classmethod
    def of(cls, config: AssistantConfig) -> Self:
        return cls(config.engine, config.refuse_below, config.passages)

    @property
    def writes(self) -> bool:
        """Whether a model writes, where the other engine only quotes."""
        return self.engine != EXTRACTIVE

    def applied(self, config: AssistantConfig) -> AssistantConfig:
        values = {"engine": self.engine, "refuse_below": self.refuse_below, "passages": self.passages}
        return config.model_copy(update=values)

    def changed(self, values: Mapping[str, object], standard: Settings) -> Settings:
        """With what the browser sent. Raises QuestionError for a value that is not offered."""
        offered = dials(standard)
        engine, dial = values.get("engine", self.engine), values.get("refuse_below", "")
        passages = values.get("passages", self.passages)
        if engine not in list(engines(standard)):
            raise QuestionError(f"There is no engine named {str(engine)[:40]!r} to choose.")
        if dial not in ("", *offered):
            raise QuestionError(f"How readily it refuses cannot be {str(dial)[:40]!r}.")
        if isinstance(passages, bool) or not isinstance(passages, int) or not 1 <= passages <= 50:
            raise QuestionError(f"The number of passages lies between 1 and 50, not at {str(passages)[:40]}.")
        return Settings(str(engine), self.refuse_below if dial == "" else offered[str(dial)], passages)

    def choices(self, standard: Settings) -> dict[str, object]:
        """What differs from the standard, as ``changed`` takes it: what was not chosen follows the configuration."""
        dial = next(name for name, value in dials(standard).items() if value == self.refuse_below)
        named = {"engine": self.engine, "refuse_below": dial, "passages": self.passages}
        return {name: value for name, value in named.items() if getattr(self, name) != getattr(standard, name)}


def read_choices(stored: object, standard: Settings) -> Settings:
    """The standard with the choices that a browser gives back; one that is not offered (any more) is left out."""
    settings = standard
    for name in ("engine", "refuse_below", "passages"):
        if isinstance(stored, Mapping) and name in stored:
            with suppress(QuestionError):
                settings = settings.changed({name: stored[name]}, standard)
    return settings


def engines(standard: Settings) -> Mapping[str, str]:
    """What may be chosen: each engine and its name on the page."""
    return {**ENGINES, standard.engine: ENGINES.get(standard.engine, standard.engine)}


def dials(standard: Settings) -> Mapping[str, float | None]:
    """How readily it may refuse, the configuration's own way among them."""
    configured = standard.refuse_below
    return DIALS if configured in DIALS.values() else {"as configured": configured, **DIALS}
