"""``quoteproof-ask``: its formats, its exit statuses, and the chat, over the real library of the article."""

from __future__ import annotations

import io
import json
from typing import TYPE_CHECKING

import pytest

from assistant.__main__ import main
from assistant.nouns import Stage
from tests.assistant.scripted_server import KEY, Asked, draft, scripted_server

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.slow
FILED = "When was the suit filed?"
LODGED = "the case was lodged in a Los Angeles federal court on May 14"
CLEARED = "\r\x1b[2K"


class Screen(io.StringIO):
    """What is written to a terminal."""

    def isatty(self) -> bool:
        return True


def telling(asked: Asked) -> dict[str, object]:
    """The truth."""
    return draft(("The case was lodged on May 14.", [n for n, said in asked.sentences.items() if LODGED in said]))


def test_an_answer_is_shown_with_its_quote(article_library: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([FILED, "--store", str(article_library)]) == 0
    assert "lodged in a Los Angeles federal court on May 14" in capsys.readouterr().out


def test_a_terminal_shows_what_is_done_and_quotes_while_a_model_writes_and_the_output_is_the_same(
    article_library: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    with scripted_server() as server:
        server.follows(telling)
        monkeypatch.setenv("QUOTEPROOF_CHAT__BASE_URL", server.url)
        monkeypatch.setenv("QUOTEPROOF_CHAT__API_KEY", KEY)
        arguments = [FILED, "--engine", "openai:scripted", "--store", str(article_library)]
        assert main(arguments) == 0
        without = capsys.readouterr()
        monkeypatch.setattr("sys.stderr", screen := Screen())
        assert main(arguments) == 0
    shown = screen.getvalue()
    assert LODGED in without.out
    assert capsys.readouterr().out == without.out
    begun = [shown.index(f"{CLEARED}{stage}…") for stage in Stage]
    assert begun == sorted(begun)
    assert shown.index("reading…") < shown.index("  while it writes: ") < shown.index("writing…")
    assert shown.endswith(CLEARED), "nothing of it stands where the answer is written"
    assert not any(f"{stage}…" in without.err for stage in Stage)


@pytest.mark.parametrize("name", ["json", "markdown", "annotations"])
def test_what_is_made_for_programs_shows_nothing_beside_it(
    name: str, article_library: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.stderr", screen := Screen())
    assert main([FILED, "--format", name, "--store", str(article_library)]) == 0
    assert CLEARED not in screen.getvalue()


@pytest.mark.parametrize(("name", "shows"), [("text", True), ("json", False)])
def test_a_chat_shows_what_is_done_beside_text_only(
    name: str,
    shows: bool,
    article_library: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO(f"{FILED}\n"))
    monkeypatch.setattr("sys.stderr", screen := Screen())
    assert main(["--format", name, "--store", str(article_library)]) == 0
    assert (f"{CLEARED}reading…" in screen.getvalue()) == shows
    assert LODGED in (said := capsys.readouterr().out)
    assert CLEARED not in said


def test_a_fault_on_a_terminal_leaves_no_stage_before_it(
    article_library: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.stderr", screen := Screen())
    assert main(["Who?", "--documents", "nowhere.txt", "--store", str(article_library)]) == 2
    assert f"{CLEARED}searching…\r{CLEARED}quoteproof-ask: " in screen.getvalue()


def test_json_has_the_fields_that_programs_rely_on(article_library: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([FILED, "--json", "--store", str(article_library)]) == 0
    answer = json.loads(capsys.readouterr().out)
    wanted = {"question", "understood", "outcome", "text", "statements", "dropped", "nearest"}
    assert wanted | {"engine", "models", "index", "seconds"} <= set(answer)
    citation = answer["statements"][0]["citations"][0]
    assert set(citation) >= {
        "document",
        "title",
        "uri",
        "page",
        "start",
        "end",
        "quote",
        "prefix",
        "suffix",
        "emphasis",
    }


@pytest.mark.parametrize("name", ["markdown", "annotations"])
def test_the_other_formats_hold_the_quote(name: str, article_library: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([FILED, "--format", name, "--store", str(article_library)]) == 0
    assert "May 14" in capsys.readouterr().out


def test_an_output_that_lacks_curly_quotes_ends_no_question(
    article_library: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The status 1 of an exception would say that the documents do not hold it."""
    monkeypatch.setattr("sys.stdout", io.TextIOWrapper(written := io.BytesIO(), "latin-1", write_through=True))
    assert main([FILED, "--store", str(article_library)]) == 0
    assert b"\\u201c" in written.getvalue()


def test_what_is_not_in_the_documents_exits_with_one(article_library: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["How do whales sleep?", "--store", str(article_library)]) == 1
    assert "The documents do not say." in capsys.readouterr().out


def test_thanks_exit_with_zero(article_library: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["Thanks!", "--store", str(article_library)]) == 0
    assert "You are welcome." in capsys.readouterr().out


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["Who?", "--store", "{tmp}/none"], "quoteproof-ingest"),
        (["Who?", "--engine", "oracle", "--store", "{library}"], "oracle"),
        (["", "--store", "{library}"], "no words"),
        (["Who?", "--documents", "nowhere.txt", "--store", "{library}"], "nowhere.txt"),
    ],
)
def test_a_fault_exits_with_two_and_says_what_to_do(
    arguments: list[str], said: str, article_library: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    filled = [argument.format(tmp=tmp_path, library=article_library) for argument in arguments]
    assert main(filled) == 2
    assert said in capsys.readouterr().err


def test_a_chat_follows_up_goes_on_after_a_fault_and_ends_with_its_input(
    article_library: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = "Who is Viktor Khrapunov?\n???\nWhen did he become mayor of Almaty?\n"
    monkeypatch.setattr("sys.stdin", io.StringIO(asked))
    assert main(["--store", str(article_library)]) == 0
    shown = capsys.readouterr().out
    assert "almaty-lawsuit.txt" in shown
    assert "no words" in shown
    assert "Understood as: When did Viktor Khrapunov become mayor" in shown
