"""``quoteproof-ask``: its formats, its exit statuses, and the chat, over the real library of the article."""

from __future__ import annotations

import io
import json
from typing import TYPE_CHECKING

import pytest

from assistant.__main__ import main

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.slow
FILED = "When was the suit filed?"


def test_an_answer_is_shown_with_its_quote(article_library: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([FILED, "--store", str(article_library)]) == 0
    assert "lodged in a Los Angeles federal court on May 14" in capsys.readouterr().out


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


def test_what_is_not_in_the_documents_exits_with_one(article_library: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["How do whales sleep?", "--store", str(article_library)]) == 1
    assert "The documents do not say." in capsys.readouterr().out


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
