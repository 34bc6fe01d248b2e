"""The chat models' section of the configuration."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import AfterValidator, Field, SecretStr, field_validator

from vectorstore.config import Section, header_value, server_address

Method = Literal["auto", "json_schema", "function_calling", "json_mode", "prompt"]


class ChatConfig(Section):
    """How a chat model is spoken to."""

    base_url: str | None = Field(default=None, min_length=1)
    """Where the model is served, as in http://localhost:8080/v1; None is the provider's own address."""
    api_key: Annotated[SecretStr, AfterValidator(header_value)] | None = None
    """The provider's key; None lets its package look where it usually does."""
    method: Method = "auto"
    """How the model is held to the form of a draft; ``prompt`` asks for JSON in words."""
    timeout: float = Field(default=120.0, ge=0.1, le=3600)
    """Seconds for one request, with all that is tried again."""
    retries: int = Field(default=3, ge=0, le=10)
    """How often a request is made again, after a pause, when the provider has a rate limit or a fault."""
    prompt_tokens: int = Field(default=450, ge=200, le=100_000)
    """About how many tokens of sentences the model reads; twice as many for lists, reasons and comparisons."""
    max_tokens: int = Field(default=700, ge=50, le=100_000)
    """Tokens that it may write, those of its thinking among them."""
    tracing: bool = False
    """Whether LangSmith gets what the model gets, as its own variables say; they alone turn nothing on."""

    @field_validator("base_url")
    @classmethod
    def _address(cls, url: str | None) -> str | None:
        example, advice = "http://localhost:8080/v1", "; write a key as api_key under [chat]"
        return None if url is None else server_address(url, example, advice)
