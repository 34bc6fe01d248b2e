"""The section of the configuration for the model that runs in the same process."""

from __future__ import annotations

from pathlib import Path

from platformdirs import user_cache_path
from pydantic import Field, field_validator

from vectorstore.config import Section, server_address

DEFAULT_MODEL = "Qwen/Qwen2.5-Coder-1.5B-Instruct-GGUF/qwen2.5-coder-1.5b-instruct-q4_k_m.gguf"


class LocalConfig(Section):
    """Which weights the engine ``local`` runs, and how."""

    weights: Path | None = None
    """A GGUF file of one's own; None finds those of ``model``."""
    model: str = Field(default=DEFAULT_MODEL, pattern=r"^[\w.-]+/[\w.-]+/(?:[\w-][\w.-]*/)*[\w-][\w.-]*\.gguf$")
    """Where the weights stand on the model hub: owner, repository and file."""
    sha256: str | None = Field(default=None, pattern=r"^[0-9a-f]{64}$")
    """The hash that the file must have; None takes the known one of a file of this name, or the one that the hub tells.

    A file of one's own with another name is then used unchecked.
    """
    hub: str = Field(default="https://huggingface.co", pattern=r"^https?://[^/?#]+$")
    """The model hub: a server that gives ``OWNER/REPOSITORY/resolve/main/FILE``."""
    cache: Path = Field(default_factory=lambda: user_cache_path("quoteproof") / "models")
    """The folder where weights that were joined or fetched are kept."""
    context: int = Field(default=4096, ge=512, le=131_072)
    """Tokens of the prompt and the answer together."""
    batch: int = Field(default=64, ge=8, le=2048)
    """Tokens of the prompt that are read between two looks at whether the question was cancelled."""
    prompt_tokens: int = Field(default=220, ge=100, le=100_000)
    """About how many tokens of sentences it reads, in the place of ``prompt_tokens`` of [chat]: a small model chooses
    better among few."""
    threads: int | None = Field(default=None, ge=1, le=256)
    """Threads that compute; None takes one a core."""

    @field_validator("hub")
    @classmethod
    def _without_a_password(cls, url: str) -> str:
        return server_address(url, "https://huggingface.co", "")

    @field_validator("cache", "weights")
    @classmethod
    def _at_home(cls, path: Path | None) -> Path | None:
        return None if path is None else path.expanduser().absolute()
