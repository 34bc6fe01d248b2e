"""The library's section of the configuration, and how all sections are read, once, at the edge."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any, TypeVar

from platformdirs import user_config_path, user_data_path
from pydantic import BaseModel, ConfigDict, Field, ValidationError
from pydantic_settings import BaseSettings, PydanticBaseSettingsSource, SettingsConfigDict, TomlConfigSettingsSource

from vectorstore.errors import ConfigError

FILE_NAME = "quoteproof.toml"


class Section(BaseModel):
    """A frozen part of the configuration that rejects unknown keys."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class StoreConfig(Section):
    """Where the library lies and which embedder it was made with."""

    path: Path = Field(default_factory=lambda: user_data_path("quoteproof") / "library")
    """The folder of the embedded library."""
    embedder: str = "all-MiniLM-L6-v2"
    """The embedded default, or the name or folder of another sentence-transformers model."""
    embed_batch: int = Field(default=32, ge=1, le=1024)
    """Texts embedded at once."""


class _Sections(BaseSettings):
    """The sections of ``quoteproof.toml`` and of ``QUOTEPROOF_<SECTION>__<KEY>``, each checked by its package."""

    model_config = SettingsConfigDict(
        env_prefix="QUOTEPROOF_", env_nested_delimiter="__", extra="forbid", nested_model_default_partial_update=True
    )

    store: dict[str, Any] = {}
    ingest: dict[str, Any] = {}
    assistant: dict[str, Any] = {}
    evals: dict[str, Any] = {}

    @classmethod
    def settings_customise_sources(
        cls, settings_cls: type[BaseSettings], *args: PydanticBaseSettingsSource, **kwargs: PydanticBaseSettingsSource
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        return (*args, *kwargs.values(), TomlConfigSettingsSource(settings_cls, _config_file()))


_S = TypeVar("_S", bound=Section)


def read_section(name: str, section: type[_S], overrides: Mapping[str, Any] | None = None) -> _S:
    """The section ``name`` from environment and file, with ``store`` nested in it where the section has one.

    ``overrides`` win over both: what a command line says. Raises ConfigError.
    """
    try:
        sections = _Sections().model_dump()
        values: dict[str, Any] = dict(sections[name])
        if "store" in section.model_fields:
            values["store"] = sections["store"]
        return section.model_validate(_merged(values, overrides or {}))
    except ValidationError as error:
        raise ConfigError(_explain(error, name)) from error
    except ValueError as error:
        raise ConfigError(f"{_config_file() or 'the environment'} cannot be read as configuration: {error}") from error


def _config_file() -> Path | None:
    places = (Path.cwd() / FILE_NAME, user_config_path("quoteproof") / FILE_NAME)
    return next((place for place in places if place.is_file()), None)


def _merged(values: dict[str, Any], overrides: Mapping[str, Any]) -> dict[str, Any]:
    for key, value in overrides.items():
        values[key] = _merged(dict(values.get(key, {})), value) if isinstance(value, Mapping) else value
    return values


def _explain(error: ValidationError, section: str) -> str:
    problems = "; ".join(
        f"{'.'.join(map(str, problem['loc']))} = {problem['input']!r}: {problem['msg']}" for problem in error.errors()
    )
    source = _config_file()
    return f"section [{section}]: {problems}. Mend it in {source or FILE_NAME} or the QUOTEPROOF_ variables."
