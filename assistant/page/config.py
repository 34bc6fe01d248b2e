"""The page's section of the configuration."""

from __future__ import annotations

from pathlib import Path

from pydantic import Field, SecretStr

from assistant.config import AssistantConfig
from ingest.config import IngestConfig
from vectorstore.config import Section
from vectorstore.errors import ConfigError

LOOPBACK = ("127.0.0.1", "::1", "localhost")
NOT_AN_EDITOR = "You may ask, but not add or remove documents: the configuration says who may."


class PageConfig(Section):
    """Where the page listens, and who may use it."""

    assistant: AssistantConfig = Field(default_factory=AssistantConfig)
    ingest: IngestConfig = Field(default_factory=IngestConfig)
    host: str = Field(default="127.0.0.1", min_length=1)
    """The address to listen on. Any other than this machine's own needs ``users``."""
    port: int = Field(default=7860, ge=1, le=65_535)
    """The first port that is tried; the next free one is taken when it is in use."""
    users: dict[str, SecretStr] = Field(default_factory=dict)
    """Names and passwords; without any, nobody is asked for one."""
    editors: tuple[str, ...] | None = None
    """The users who may add and remove documents; None lets all."""
    max_upload_bytes: int = Field(default=200_000_000, ge=1)
    """A larger file is not taken, and said so."""

    @property
    def library(self) -> Path:
        return self.assistant.store.folder

    @property
    def place(self) -> Path | str:
        """The library's folder, or the address of its server."""
        return self.assistant.store.url or self.library

    @property
    def state(self) -> Path:
        """The page's own folder beside the library: uploads, feedback, the secret of the browser's storage."""
        return self.library.with_name(f"{self.library.name}-page")

    def may_edit(self, user: str | None) -> bool:
        return self.editors is None or user in self.editors


def check(config: PageConfig) -> None:
    """Raises ConfigError where the page would be open to others without a password."""
    if config.host not in LOOPBACK and not config.users:
        raise ConfigError(
            f"The page does not listen on {config.host} without a user and a password: others could read and remove "
            'the documents. Set them in quoteproof.toml, under [page.users], as in: anna = "a long password". '
            "Or leave [page] host at 127.0.0.1."
        )
    unknown = set(config.editors or ()) - set(config.users)
    if config.users and unknown:
        raise ConfigError(f"[page] editors names {min(unknown)!r}, who is not under [page.users].")
    if any(":" in name or not name for name in config.users):
        raise ConfigError("A name under [page.users] is empty or has a colon: choose another.")
    if any(not password.get_secret_value() for password in config.users.values()):
        raise ConfigError("A password under [page.users] is empty: choose a long one.")
