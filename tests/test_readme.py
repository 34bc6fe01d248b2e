"""The README says what is: its examples and commands run, its table lists the settings, its links lead somewhere."""

from __future__ import annotations

import doctest
import re
import shlex
import tomllib
from collections.abc import Callable, Iterator
from contextlib import redirect_stdout
from dataclasses import dataclass, field
from importlib.metadata import distribution
from io import StringIO
from pathlib import Path
from shutil import copytree
from typing import NamedTuple

import pytest
from annotated_types import Ge, Le, MinLen
from markdown_it import MarkdownIt
from pydantic.fields import FieldInfo

import assistant
from assistant.chat.config import ChatConfig
from assistant.config import AssistantConfig
from assistant.local.config import LocalConfig
from assistant.page.config import PageConfig
from ingest.config import IngestConfig
from ingest.loaders import KINDS
from vectorstore.config import FILE_NAME, Section, StoreConfig, read_section

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")
SECTIONS: dict[str, type[Section]] = {
    "store": StoreConfig,
    "ingest": IngestConfig,
    "assistant": AssistantConfig,
    "chat": ChatConfig,
    "local": LocalConfig,
    "page": PageConfig,
}
UNSET = dict.fromkeys(("url", "token", "ca_file", "users", "api_key"), "none") | {
    "reader": "the one that ships",
    "calibration": "the one that ships",
    "base_url": "the provider's own",
    "path": "in the user's data folder",
    "editors": "all",
    "weights": "those of `model`",
    "sha256": "as known",
    "cache": "in the user's cache folder",
    "threads": "one a core",
}
COMMANDS = {entry.name: entry for entry in distribution("quoteproof").entry_points}
PACKAGES = ("assistant", "evals", "ingest", "vectorstore")
OPTIONS = doctest.ELLIPSIS | doctest.NORMALIZE_WHITESPACE


class Block(NamedTuple):
    line: int
    text: str


def blocks(kind: str) -> list[Block]:
    tokens = MarkdownIt().parse(README)
    return [Block(token.map[0] + 1, token.content) for token in tokens if token.info == kind and token.map]


def line(block: Block) -> str:
    return f"line {block.line}"


@pytest.fixture(scope="module", autouse=True)
def place(tmp_path_factory: pytest.TempPathFactory, article_library: Path) -> Iterator[Path]:
    """A current folder with the article, a library that holds it, and no configuration of the person who tests."""
    place = tmp_path_factory.mktemp("readme")
    copytree(ROOT / "documents", place / "documents")
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(place)
        patch.setenv("XDG_CONFIG_HOME", str(place / "config"))
        patch.setenv("QUOTEPROOF_STORE__PATH", str(article_library))
        yield place


@dataclass
class Terminal:
    """Runs our commands in this process, through the functions that are installed as commands."""

    status: int = 0
    ran: list[str] = field(default_factory=list)

    def run(self, command: str) -> str:
        if command == "echo $?":
            status, self.status = self.status, 0
            return f"{status}\n"
        assert self.status == 0, f"exit status {self.status} before: {command}"
        name, *arguments = shlex.split(command)
        target = arguments[arguments.index(">") + 1] if ">" in arguments else None
        shown = self._output(COMMANDS[name].load(), arguments[: arguments.index(">")] if target else arguments)
        if target is not None:
            Path(target).write_text(shown, encoding="utf-8")
            return ""
        return shown

    def _output(self, main: Callable[[list[str]], int], arguments: list[str]) -> str:
        output = StringIO()
        with redirect_stdout(output):
            self.status = main(arguments)
        return output.getvalue()


@pytest.mark.slow
@pytest.mark.parametrize("block", blocks("console"), ids=line)
def test_the_commands_print_what_is_shown(block: Block, place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("QUOTEPROOF_STORE__PATH", str(place / "library"))
    terminal = Terminal()
    for shown in re.split(r"^\$ ", block.text, flags=re.MULTILINE)[1:]:
        command, _, wanted = shown.partition("\n")
        got = terminal.run(command)
        assert doctest.OutputChecker().check_output(wanted, got, OPTIONS), f"$ {command}\n{got}"
    assert terminal.status == 0


@pytest.mark.slow
@pytest.mark.parametrize("block", blocks("python"), ids=line)
def test_the_examples_give_what_is_shown(block: Block) -> None:
    example = doctest.DocTestParser().get_doctest(block.text, {}, "README.md", "README.md", block.line)
    assert example.examples
    report = StringIO()
    doctest.DocTestRunner(optionflags=OPTIONS).run(example, out=report.write)
    assert not report.getvalue(), report.getvalue()


@pytest.mark.parametrize("name", SECTIONS)
def test_the_example_of_a_configuration_is_accepted(name: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (example,) = blocks("toml")
    (tmp_path / FILE_NAME).write_text(example.text, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("QUOTEPROOF_STORE__PATH")
    section = read_section(name, SECTIONS[name])
    for key, value in tomllib.loads(example.text).get(name, {}).items():
        wanted = Path(value).expanduser() if key == "path" else value
        assert getattr(section, key) == getattr(SECTIONS[name].model_validate({key: wanted}), key)


def test_the_table_lists_every_setting_with_its_default_and_range() -> None:
    rows = re.findall(r"^\| (\w+) \| (\w+) \| (.*?) \| (.*?) ?\| .+ \|$", README, flags=re.MULTILINE)
    told = {(section, key): (default, within) for section, key, default, within in rows if section in SECTIONS}
    assert told == {
        (name, key): (_default(key, setting), _range(setting))
        for name, section in SECTIONS.items()
        for key, setting in section.model_fields.items()
        if key not in SECTIONS
    }


def test_the_variables_name_settings() -> None:
    found = re.findall(r"QUOTEPROOF_([A-Z]+)__([A-Z_]+)", README)
    assert found
    for section, key in found:
        assert (section, key) == ("SECTION", "KEY") or key.lower() in SECTIONS[section.lower()].model_fields


def test_the_options_of_the_commands_are_all_told(capsys: pytest.CaptureFixture[str]) -> None:
    told = dict(re.findall(r"^- `(quoteproof[-\w]*) ([^`]*)`", README, flags=re.MULTILINE))
    assert told.keys() == COMMANDS.keys()
    for name, usage in told.items():
        with pytest.raises(SystemExit):
            COMMANDS[name].load()(["--help"])
        there = set(re.findall(r"--[a-z]+", capsys.readouterr().out.split("Exit status")[0])) - {"--help", "--json"}
        assert set(re.findall(r"--[a-z]+", usage)) == there, name


def test_the_kinds_of_files_are_those_that_are_read() -> None:
    told = re.findall(r"`(\.[a-z]+)`", README.split("## ")[0])
    assert set(told) == set(KINDS)


@pytest.mark.parametrize(
    "page", ["README.md", "CONTRIBUTING.md", "docs/evals.md", "docs/libraries.md", "docs/decisions"]
)
def test_links_lead_to_files_and_headings(page: str) -> None:
    pages = [ROOT / page] if (ROOT / page).is_file() else sorted((ROOT / page).glob("*.md"))
    assert pages
    for each in pages:
        text = each.read_text(encoding="utf-8")
        headings = {re.sub(r"\W+", "-", heading.lower()) for heading in re.findall(r"^#+ (.+)$", text, re.MULTILINE)}
        for target in re.findall(r"\]\(([^)]+)\)", text):
            leads = target.startswith("https://") or target.removeprefix("#") in headings
            assert leads or _place(each.parent, target).exists(), f"{each}: {target}"


def _place(folder: Path, target: str) -> Path:
    """Where a link leads: a source lies in the tested package, which the wheel's tests take from elsewhere."""
    tested = Path(assistant.__file__).parent.parent
    return tested / target if target.split("/", maxsplit=1)[0] in PACKAGES else folder / target


def _default(key: str, setting: FieldInfo) -> str:
    unset = setting.default_factory is not None or setting.default is None
    plain = f"{setting.default:g}" if isinstance(setting.default, float) else str(setting.default)
    return UNSET.get(key, "as fitted") if unset else plain


def _range(setting: FieldInfo) -> str:
    low = next((str(bound.ge) for bound in setting.metadata if isinstance(bound, Ge)), None)
    high = next((str(bound.le) for bound in setting.metadata if isinstance(bound, Le)), None)
    shortest = next((bound.min_length for bound in setting.metadata if isinstance(bound, MinLen)), None)
    if shortest is not None:
        return f"{shortest} or more characters"
    if high is not None:
        return f"{low} to {high}"
    return "" if low is None else f"from {low}"
