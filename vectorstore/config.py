"""The library's section of the configuration, and how all sections are read, once, at the edge."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any, TypeVar
from urllib.parse import urlsplit

from platformdirs import user_config_path, user_data_path
from pydantic import AfterValidator, BaseModel, ConfigDict, Field, SecretStr, ValidationError, field_validator
from pydantic_core import ErrorDetails
from pydantic_settings import (
    BaseSettings,
    EnvSettingsSource,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
    TomlConfigSettingsSource,
)

from vectorstore.errors import ConfigError

FILE_NAME = "quoteproof.toml"
_SECRETS = frozenset({"token", "users", "api_key"})
_HOLDERS = frozenset({"store", "chat", "page"})
"""The sections that hold secrets: what stands in the place of one may be a secret."""
_URLS = frozenset({"url", "base_url", "hub"})


class Section(BaseModel):
    """A frozen part of the configuration that rejects unknown keys."""

    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)


def server_address(url: str, example: str, advice: str) -> str:
    """An address without a trailing slash. Raises ValueError; ``advice`` tells where a secret goes."""
    parts = urlsplit(url)
    if parts.scheme not in {"http", "https"} or not parts.hostname:
        raise ValueError(f"it must be the address of a server, as {example}")
    if "@" in parts.netloc or parts.query or parts.fragment:
        raise ValueError(f"it must hold no name, password, ? or #{advice}")
    if parts.port == 0:
        raise ValueError("there is no port 0")
    return url.rstrip("/")


def _url(url: str) -> str:
    return server_address(url, "https://chroma.example:8000", "; write a token as token under [store]")


def header_value(key: SecretStr) -> SecretStr:
    """A key that can be sent. Raises ValueError."""
    secret = key.get_secret_value()
    if not secret or not secret.isascii() or not secret.isprintable() or " " in secret:
        raise ValueError("it must be plain characters without spaces")
    return key


_Name = Annotated[str, Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]{0,99}$")]


class StoreConfig(Section):
    """Where the library lies and which embedder it was made with."""

    path: Path = Field(default_factory=lambda: user_data_path("quoteproof") / "library")
    """The folder of the embedded library; a relative path counts from the current folder."""
    url: Annotated[str, AfterValidator(_url)] | None = None
    """Where set, the library is on this Chroma server and not in the folder; with TLS by ``https://``."""
    token: Annotated[SecretStr, AfterValidator(header_value)] | None = None
    """Is sent to the server with each request."""
    ca_file: Path | None = None
    """A PEM file with the authority of the server's certificate, where it is not a public one."""
    tenant: _Name = "default_tenant"
    database: _Name = "default_database"
    """A database of the server holds one library."""
    deadline: float = Field(default=10.0, ge=0.1, le=3600)
    """Seconds that a call to the server may take; writes get more by their size."""
    embedder: str = Field(default="all-MiniLM-L6-v2", min_length=1)
    """The embedded default, or the name or folder of another sentence-transformers model."""
    embed_batch: int = Field(default=32, ge=1, le=1024)
    """Texts embedded at once."""
    lock_wait: float = Field(default=30.0, ge=0, le=86_400)
    """Seconds that a writer waits for another one to end."""
    publish_every: float = Field(default=180.0, ge=0, le=86_400)
    """Seconds after which a long run makes visible what it has finished."""

    @property
    def folder(self) -> Path:
        """The library's folder, wherever the current one is."""
        return self.path.absolute()

    @property
    def place(self) -> str:
        """The server's address or the folder, for a person."""
        return self.url or str(self.folder)

    @field_validator("path", "ca_file")
    @classmethod
    def _at_home(cls, path: Path | None) -> Path | None:
        return path.expanduser() if path else None


def store_override(place: str) -> dict[str, Any]:
    """What ``--store`` says: an address is a server's, anything else a folder, also where a server is configured."""
    if place.startswith(("http://", "https://")):
        return {"store": {"url": place}}
    return {"store": {"path": Path(place), "url": None}}


class _Sections(BaseSettings):
    """The sections of ``quoteproof.toml`` and of ``QUOTEPROOF_<SECTION>__<KEY>``, each checked by its package."""

    model_config = SettingsConfigDict(
        env_prefix="QUOTEPROOF_", env_nested_delimiter="__", extra="forbid", hide_input_in_errors=True
    )

    store: dict[str, Any] = {}
    ingest: dict[str, Any] = {}
    assistant: dict[str, Any] = {}
    chat: dict[str, Any] = {}
    local: dict[str, Any] = {}
    page: dict[str, Any] = {}
    evals: dict[str, Any] = {}

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,  # noqa: ARG003 - a .env file is another program's
        file_secret_settings: PydanticBaseSettingsSource,  # noqa: ARG003 - a secret stands where the rest does
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        _refuse_unknown(env_settings)
        return (init_settings, env_settings, TomlConfigSettingsSource(settings_cls, _config_file()))


_S = TypeVar("_S", bound=Section)


def read_section(name: str, section: type[_S], overrides: Mapping[str, Any] | None = None) -> _S:
    """The section ``name``: ``overrides`` (a command line) win over the environment, that over the file.

    A section that nests another, as ``ingest`` does ``store``, gets it from its own place, ``[store]``; overrides are
    nested: ``{"store": {"path": …}}``. The file is ``quoteproof.toml`` in the current folder, or else in the user's
    configuration folder. Raises ConfigError, which names the key, its value and the place.
    """
    try:
        found = _Sections().model_dump()
        values = _nested(name, section, found)
        return section.model_validate(_merged(values, overrides or {}))
    except ValidationError as error:
        raise ConfigError(_explained(error, name, section)) from error
    except (ValueError, OSError) as error:
        raise ConfigError(f"{_config_file() or 'the environment'} cannot be read as configuration: {error}") from error


def _config_file() -> Path | None:
    places = (Path.cwd() / FILE_NAME, user_config_path("quoteproof") / FILE_NAME)
    return next((place for place in places if place.is_file()), None)


def _refuse_unknown(env_settings: PydanticBaseSettingsSource) -> None:
    """pydantic-settings passes over variables of sections that are not there; a slip should be told."""
    names = env_settings.env_vars if isinstance(env_settings, EnvSettingsSource) else {}
    for name in names:
        section = name.lower().removeprefix("quoteproof_").split("__")[0]
        if name.lower().startswith("quoteproof_") and "__" in name and section not in _Sections.model_fields:
            raise ValueError(
                f"{name.upper()}: there is no section {section!r}, only {', '.join(_Sections.model_fields)}"
            )


def _nested(name: str, section: type[Section], found: Mapping[str, Mapping[str, Any]]) -> dict[str, Any]:
    values = dict(found[name])
    for key, field in section.model_fields.items():
        if key in found and isinstance(field.annotation, type) and issubclass(field.annotation, Section):
            if key in values:
                raise ValueError(f"[{name}.{key}] stands in the wrong place; write it as [{key}]")
            values[key] = _nested(key, field.annotation, found)
    return values


def _merged(values: Mapping[str, Any], overrides: Mapping[str, Any]) -> dict[str, Any]:
    merged = dict(values)
    for key, value in overrides.items():
        merged[key] = _merged(merged.get(key, {}), value) if isinstance(value, Mapping) else value
    return merged


def _explained(error: ValidationError, name: str, section: type[Section]) -> str:
    problems = "; ".join(_problem(problem, name, section) for problem in error.errors(include_url=False))
    place = _config_file() or FILE_NAME
    return f"{problems}. Mend it in {place}, in the variable QUOTEPROOF_SECTION__KEY, or on the command line."


def _problem(problem: ErrorDetails, name: str, section: type[Section]) -> str:
    *sections, key = (name, *map(str, problem["loc"]))
    where = sections[-1] if sections and sections[-1] in _Sections.model_fields else name
    if problem["type"] == "extra_forbidden":
        return f"[{where}] has no key {key!r}{_keys_of(section, sections[1:])}"
    return f"[{where}] {key}{_shown(problem)}: {problem['msg']}"


def _shown(problem: ErrorDetails) -> str:
    """The value, unless it is a secret or may hold one."""
    value = repr(problem["input"])
    places, last = frozenset(problem["loc"]), frozenset(problem["loc"][-1:])
    secret = places & _SECRETS or last & _HOLDERS or (last & _URLS and not set("@?#").isdisjoint(value))
    return "" if secret else f" = {value[:80]}"


def _keys_of(section: type[Section], nested: list[str]) -> str:
    for key in nested:
        annotation = section.model_fields[key].annotation if key in section.model_fields else None
        if not (isinstance(annotation, type) and issubclass(annotation, Section)):
            return ""
        section = annotation
    return f", only {', '.join(key for key in section.model_fields if key not in _Sections.model_fields)}"
