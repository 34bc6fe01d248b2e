"""The configuration is read once, from its places in their order, and a slip is told."""

from __future__ import annotations

from pathlib import Path

import pytest
from platformdirs import user_config_path
from pydantic import Field, ValidationError

from ingest.config import IngestConfig
from vectorstore.config import FILE_NAME, Section, StoreConfig, read_section, store_override
from vectorstore.errors import ConfigError


class AskConfig(Section):
    """A section that nests two others."""

    ingest: IngestConfig = Field(default_factory=IngestConfig)
    limit: int = Field(default=5, ge=1)


@pytest.fixture(autouse=True)
def _nothing_from_outside(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "work").mkdir()
    monkeypatch.chdir(tmp_path / "work")
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "settings"))


def write(text: str) -> None:
    Path(FILE_NAME).write_text(text, encoding="utf-8")


def ingest(**overrides: object) -> IngestConfig:
    return read_section("ingest", IngestConfig, overrides)


def test_without_a_file_all_has_its_default() -> None:
    assert ingest() == IngestConfig()
    assert ingest().store.path.name == "library"


def test_the_file_is_read() -> None:
    write('[store]\npath = "here"\n[ingest]\nworkers = 3\n[assistant]\nanything = 1\n')
    assert ingest().store.path == Path("here")
    assert ingest().workers == 3


def test_the_environment_wins_over_the_file(monkeypatch: pytest.MonkeyPatch) -> None:
    write('[store]\npath = "here"\nembed_batch = 8\n')
    monkeypatch.setenv("QUOTEPROOF_STORE__PATH", "there")
    assert ingest().store == StoreConfig(path=Path("there"), embed_batch=8)


def test_the_command_line_wins_over_both(monkeypatch: pytest.MonkeyPatch) -> None:
    write('[store]\npath = "here"\nembed_batch = 8\n')
    monkeypatch.setenv("QUOTEPROOF_STORE__PATH", "there")
    assert ingest(store={"path": "elsewhere"}).store == StoreConfig(path=Path("elsewhere"), embed_batch=8)


def test_the_users_folder_is_second() -> None:
    user_config_path("quoteproof", ensure_exists=True)
    (user_config_path("quoteproof") / FILE_NAME).write_text("[ingest]\nworkers = 7\n", encoding="utf-8")
    assert ingest().workers == 7
    write("[ingest]\nchunk_characters = 500\n")
    assert ingest() == IngestConfig(chunk_characters=500)


def test_sections_nest_along_the_imports() -> None:
    write('[store]\npath = "here"\n[ingest]\nworkers = 3\n[assistant]\nlimit = 9\n')
    read = read_section("assistant", AskConfig)
    assert (read.limit, read.ingest.workers, read.ingest.store.path) == (9, 3, Path("here"))


def test_a_home_folder_is_expanded(tmp_path: Path) -> None:
    write('[store]\npath = "~/library"\n')
    assert ingest().store.path == tmp_path / "library"


def test_a_section_is_frozen() -> None:
    with pytest.raises(ValidationError):
        ingest().workers = 3


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (
            "[store]\npth = 1\n",
            r"\[store\] has no key 'pth', only path, url, token, .*, embedder, embed_batch, lock_wait, publish_every",
        ),
        ("[ingest]\nworker = 1\n", r"\[ingest\] has no key 'worker', only chunk_characters, max_file_bytes, workers"),
        ("[ingest]\nworkers = 0\n", r"\[ingest\] workers = 0: .*greater than or equal to 1"),
        ("[ingest]\nchunk_characters = 5000\n", "chunk_characters = 5000: .*less than or equal to 1200"),
        ('[store]\nembed_batch = "many"\n', r"\[store\] embed_batch = 'many'"),
        ("[store]\nurl = 'chroma'\n", r"\[store\] url = 'chroma': .*it must be the address of a server"),
        ("[store]\nurl = 'http://host?key=1'\n", "it must hold no name, password"),
        ("[store]\nurl = 'http://host:0'\n", "no port 0"),
        ("[store]\ntenant = '../x'\n", "tenant = '../x'"),
        ("[store]\ndeadline = 0\n", "deadline = 0"),
        ('[ingest.store]\npath = "here"\n', r"\[ingest.store\] stands in the wrong place; write it as \[store\]"),
        ("[sore]\npath = 1\n", "sore"),
        ("store = 5\n", "store"),
        ("[store\n", "cannot be read as configuration"),
    ],
)
def test_a_slip_in_the_file_is_told(text: str, told: str) -> None:
    write(text)
    with pytest.raises(ConfigError, match=told) as caught:
        ingest()
    assert FILE_NAME in str(caught.value)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ('[store]\ntoken = "sesame 7411"\n', r"\[store\] token: .*plain characters without spaces"),
        ("[store]\ntoken = 7411\n", r"\[store\] token: .*valid string"),
        ('[store]\nurl = "https://anna:7411@host"\n', r"\[store\] url: .*no name, password"),
    ],
)
def test_a_secret_that_is_wrong_is_not_shown(text: str, told: str) -> None:
    write(text)
    with pytest.raises(ConfigError, match=told) as caught:
        ingest()
    assert "7411" not in str(caught.value)
    assert "7411" not in str(caught.value.__cause__)


def test_a_place_on_the_command_line_wins_over_the_file_of_either_kind(tmp_path: Path) -> None:
    write('[store]\nurl = "https://chroma.example/"\ntoken = "sesame"\n')
    assert ingest().store.place == "https://chroma.example"
    assert "sesame" not in repr(ingest()) + str(ingest())
    other = read_section("ingest", IngestConfig, store_override("http://127.0.0.1:8000"))
    assert other.store.place == "http://127.0.0.1:8000"
    folder = read_section("ingest", IngestConfig, store_override(str(tmp_path)))
    assert (folder.store.url, folder.store.place) == (None, str(tmp_path))


def test_a_file_that_is_not_text_is_told() -> None:
    Path(FILE_NAME).write_bytes(b"\xff\xfe\x00")
    with pytest.raises(ConfigError, match="cannot be read as configuration"):
        ingest()


@pytest.mark.parametrize(
    ("name", "value", "told"),
    [
        ("QUOTEPROOF_STROE__PATH", "x", "QUOTEPROOF_STROE__PATH: there is no section 'stroe'"),
        ("QUOTEPROOF_STORE__PTH", "x", r"\[store\] has no key 'pth'"),
        ("QUOTEPROOF_INGEST__WORKERS", "two", r"\[ingest\] workers = 'two'"),
        ("QUOTEPROOF_STORE", "not json", "store"),
    ],
)
def test_a_slip_in_the_environment_is_told(monkeypatch: pytest.MonkeyPatch, name: str, value: str, told: str) -> None:
    monkeypatch.setenv(name, value)
    with pytest.raises(ConfigError, match=told):
        ingest()


def test_a_slip_on_the_command_line_is_told() -> None:
    with pytest.raises(ConfigError, match=r"\[store\] has no key 'pth'"):
        ingest(store={"pth": "x"})


def test_other_variables_are_left_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("QUOTEPROOF_DATA", "/data")
    monkeypatch.setenv("OTHER__PATH", "x")
    assert ingest() == IngestConfig()
