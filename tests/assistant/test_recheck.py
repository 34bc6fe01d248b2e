"""Saved answers against real files that stay, change, move and go."""

from __future__ import annotations

import io
import json
import shutil
import subprocess
import sys
from hashlib import sha256
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assistant.folding import find
from assistant.nouns import Claim
from assistant.recheck import ALL_OK, NOT_ALL_OK, main, recheck
from assistant.render import render
from assistant.saved import parse
from ingest import loaders
from tests.assistant.proofs import SUIT, TEXT, answer_of, held
from vectorstore.command import FAULT

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

_WORDS = SUIT.strip()


def _saved(file: Path, *words: str, said: str | None = None) -> dict[str, Any]:
    """An answer that quotes these words of a file, which was taken in with its folder as the root."""
    loaded = loaders.load(file.name, file.read_bytes())
    document = held(loaded.text, f"{file.parent.name}/{file.name}")
    claim = Claim(tuple(document.quote(each) for each in words), said)
    saved: dict[str, Any] = json.loads(render(answer_of(claim, store=document.store), "json"))
    saved["documents"][0].update(
        root=str(file.parent),
        title=loaded.title,
        loader=loaded.loader,
        file_sha256=sha256(file.read_bytes()).hexdigest(),
    )
    for citation in saved["statements"][0]["citations"]:
        citation["title"] = loaded.title
    return saved


@pytest.fixture
def file(tmp_path: Path) -> Path:
    file = tmp_path / "papers" / "suit.txt"
    file.parent.mkdir()
    file.write_text(TEXT, encoding="utf-8")
    return file


class _Check:
    """Runs the command on a saved answer."""

    def __init__(self, place: Path, capsys: pytest.CaptureFixture[str]) -> None:
        self._saved = place / "answer.json"
        self._capsys = capsys

    def __call__(self, saved: object, *options: str) -> tuple[int, dict[str, Any]]:
        """The exit status and the JSON report."""
        self._saved.write_text(json.dumps(saved), encoding="utf-8")
        status = main([str(self._saved), "--format", "json", *options])
        return status, json.loads(self._capsys.readouterr().out)

    def one(self, saved: object, *options: str) -> tuple[int, str, dict[str, Any]]:
        """The exit status, and what became of the only citation."""
        status, report = self(saved, *options)
        (citation,) = report["answers"][0]["citations"]
        return status, citation["status"], citation


@pytest.fixture
def check(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> _Check:
    return _Check(tmp_path, capsys)


def test_an_untouched_file_is_ok(file: Path, check: _Check) -> None:
    status, report = check(_saved(file, _WORDS, "The court met twice."))
    assert (status, report["ok"]) == (ALL_OK, True)
    assert [each["status"] for each in report["answers"][0]["citations"]] == ["ok", "ok"]


def test_a_change_elsewhere_is_ok_and_one_before_the_words_moves_them(file: Path, check: _Check) -> None:
    saved = _saved(file, _WORDS)
    file.write_text(f"{TEXT} More.", encoding="utf-8")
    assert check.one(saved)[:2] == (ALL_OK, "ok")
    file.write_text(f"New first line.\n{TEXT}", encoding="utf-8")
    status, became, citation = check.one(saved)
    assert (status, became) == (NOT_ALL_OK, "moved")
    start = TEXT.index(_WORDS) + len("New first line.\n")
    assert citation["places"][0] == {"start": start, "end": start + len(_WORDS)}


def test_words_in_another_presentation_are_moved(file: Path, check: _Check) -> None:
    saved = _saved(file, "The court met twice.")
    file.write_text(TEXT.replace("court met", "**court**\nmet"), encoding="utf-8")
    assert check.one(saved)[1] == "moved"


@pytest.mark.parametrize(
    ("old", "new"),
    [("1,200", "1,300"), ("-5%", "5%"), ("m²", "m2"), ("fee", "fees"), ("1,200 m²", "1,200 km"), ("was", "was not")],
)
def test_a_word_that_changed_is_changed(file: Path, check: _Check, old: str, new: str) -> None:
    saved = _saved(file, "The fee was -5% of 1,200 m².")
    file.write_text(TEXT.replace(old, new), encoding="utf-8")
    assert check.one(saved)[:2] == (NOT_ALL_OK, "changed")


def test_a_file_that_went_is_gone_and_one_that_broke_is_changed(file: Path, check: _Check) -> None:
    saved = _saved(file, _WORDS)
    file.write_bytes(b"%PDF-1.7 " + bytes(range(256)))
    assert check.one(saved)[:2] == (NOT_ALL_OK, "changed")
    file.unlink()
    status, became, citation = check.one(saved)
    assert (status, became) == (NOT_ALL_OK, "gone")
    assert str(file) in citation["detail"]


def test_another_loader_that_gives_another_text_is_told_from_a_changed_file(file: Path, check: _Check) -> None:
    saved = _saved(file, _WORDS)
    saved["documents"][0]["loader"] = "text 0"
    assert check.one(saved)[:2] == (ALL_OK, "ok")
    citation = saved["statements"][0]["citations"][0]
    citation["quote"] = citation["quote"].replace(" was", "  was")
    citation["end"] += 1
    status, became, found = check.one(saved)
    assert (status, became) == (NOT_ALL_OK, "reloaded differently")
    assert "text 0" in found["detail"]


@pytest.mark.parametrize(
    ("field", "value", "became"),
    [
        ("quote", _WORDS.replace("14", "15"), "changed"),
        ("quote", _WORDS.replace("not ", ""), "changed"),
        ("quote", _WORDS[:-1], "moved"),
        ("start", 3, "moved"),
        ("end", 10_000, "moved"),
    ],
)
def test_a_saved_answer_that_was_tampered_with_is_not_ok(
    file: Path, check: _Check, field: str, value: object, became: str
) -> None:
    saved = _saved(file, _WORDS)
    saved["statements"][0]["citations"][0][field] = value
    status, found, citation = check.one(saved)
    assert (status, found) == (NOT_ALL_OK, became)
    assert "the saved answer that was changed" in citation["detail"]


def test_words_in_quotation_marks_are_checked_against_the_saved_quotes(file: Path, check: _Check) -> None:
    saved = _saved(file, _WORDS, said="The suit was “filed on May 14”.")
    assert check(saved)[0] == ALL_OK
    saved["statements"][0]["text"] = "The suit was “filed on May 15”."
    status, report = check(saved)
    assert status == NOT_ALL_OK
    assert report["answers"][0]["faults"] == ["“filed on May 15” in: The suit was “filed on May 15”."]


def test_a_quotation_that_is_cut_by_two_quotes_is_no_fault(file: Path, check: _Check) -> None:
    file.write_text("He said: “We met. We left.” Then he left.\n", encoding="utf-8")
    assert check(_saved(file, "He said: “We met.", "We left.” Then he left."))[0] == ALL_OK


def test_a_short_answer_that_was_tampered_with_is_a_fault(file: Path, check: _Check) -> None:
    saved = _saved(file, _WORDS)
    start = TEXT.index("May 14")
    saved["statements"][0]["short"] = {"text": "May 14", "start": start, "end": start + 6}
    assert check(saved)[0] == ALL_OK
    saved["statements"][0]["short"]["text"] = "May 15"
    assert check(saved)[0] == NOT_ALL_OK


_INVENTED = "The suit was settled for 3 million."


def _engine(saved: dict[str, Any], name: str) -> dict[str, Any]:
    return saved | {"engine": name}


def _cited(saved: dict[str, Any]) -> dict[str, Any]:
    citation: dict[str, Any] = saved["statements"][0]["citations"][0]
    return citation


@pytest.mark.parametrize("engine", ["extractive", "ollama:any"])
@pytest.mark.parametrize(
    ("invent", "told"),
    [
        (lambda saved: saved.update(text=_INVENTED), f"the text is not that of its statements: {_INVENTED}"),
        (lambda saved: saved.update(text=""), "the text is not that of its statements: "),
        (lambda saved: saved.update(text=f"{saved['text']}\n{_INVENTED}"), "the text is not that of its statements: "),
        (lambda saved: saved["statements"].clear(), "the outcome is answered, and the number of statements 0"),
        (lambda saved: saved.update(outcome="not_in_documents"), "the outcome is not_in_documents, and the number of"),
        (
            lambda saved: _cited(saved).update(title="The verdict"),
            "the title “The verdict” is not that of its document",
        ),
        (lambda saved: _cited(saved).update(uri="papers/verdict.txt"), "the uri “papers/verdict.txt” is not that of"),
        (
            lambda saved: (saved["documents"][0].update(title="Verdict"), _cited(saved).update(title="Verdict")),
            "the title “Verdict” is not that of papers/suit.txt, “suit”",
        ),
    ],
)
def test_an_invention_beside_true_quotes_is_altered(
    file: Path, check: _Check, engine: str, invent: Callable[[dict[str, Any]], object], told: str
) -> None:
    saved = _engine(_saved(file, _WORDS), engine)
    assert check(saved)[0] == ALL_OK
    invent(saved)
    status, report = check(saved)
    assert (status, report["ok"]) == (NOT_ALL_OK, False)
    (altered,) = report["answers"][0]["altered"]
    assert altered.startswith(told)


@pytest.mark.parametrize("said", [_INVENTED, f"{_WORDS} {_INVENTED}", _WORDS[:-1]])
def test_a_statement_that_is_not_its_quotes_is_altered_where_the_engine_only_quotes(
    file: Path, check: _Check, capsys: pytest.CaptureFixture[str], tmp_path: Path, said: str
) -> None:
    saved = _engine(_saved(file, _WORDS), "extractive")
    saved["text"] = saved["statements"][0]["text"] = said
    assert check(saved)[1]["answers"][0]["altered"] == [f"the statement is not its quotes: {said}"]
    assert main([str(tmp_path / "answer.json")]) == NOT_ALL_OK
    printed = capsys.readouterr().out
    assert f"  altered: the statement is not its quotes: {said}\n" in printed
    assert printed.endswith("1 ok, 1 altered\n")
    assert check(_engine(saved, "ollama:any"))[0] == ALL_OK


def test_an_answer_of_several_quotes_and_one_with_what_turns_it_round_are_not_altered(
    file: Path, check: _Check
) -> None:
    file.write_text("The entry fee is 5 euros. However, it is waived for students. The court met.\n", encoding="utf-8")
    saved = _engine(_saved(file, "The entry fee is 5 euros.", "The court met."), "extractive")
    assert "goes on" in saved["text"]
    assert check(saved)[0] == ALL_OK
    saved["text"] = saved["statements"][0]["text"]
    assert check(saved)[0] == NOT_ALL_OK


def test_an_older_answer_is_not_altered_that_names_no_document_beside_its_quote_or_says_a_statement_twice(
    file: Path, check: _Check
) -> None:
    saved = _engine(_saved(file, _WORDS), "extractive")
    del _cited(saved)["title"], _cited(saved)["uri"], _cited(saved)["caveats"]
    saved["statements"] *= 2
    saved["text"] = f"{_WORDS}\n{_WORDS}"
    assert check(saved)[0] == ALL_OK


def test_a_folder_that_moved_is_found_by_its_root_or_the_folder_that_holds_it(
    file: Path, check: _Check, tmp_path: Path
) -> None:
    saved = _saved(file, _WORDS)
    moved = tmp_path / "elsewhere" / "papers"
    shutil.move(file.parent, moved)
    assert check.one(saved)[:2] == (NOT_ALL_OK, "gone")
    assert check.one(saved, "--root", str(moved))[:2] == (ALL_OK, "ok")
    assert check.one(saved, "--root", str(moved.parent))[:2] == (ALL_OK, "ok")
    renamed = moved.rename(moved.with_name("renamed"))
    assert check.one(saved, "--root", str(renamed))[:2] == (ALL_OK, "ok")


def test_an_html_file_is_checked_as_it_is_read(tmp_path: Path, check: _Check) -> None:
    page = tmp_path / "page.html"
    paragraphs = "".join(
        f"<p>Paragraph {n} of the <b>record</b> says that the fee is {n} euros a day.</p>" for n in range(9)
    )
    page.write_text(f"<html><body><article><h1>Fees</h1>{paragraphs}</article></body></html>", encoding="utf-8")
    saved = _saved(page, "Paragraph 4 of the record says that the fee is 4 euros a day.")
    assert check.one(saved)[:2] == (ALL_OK, "ok")
    page.write_text(page.read_text(encoding="utf-8").replace("4 euros", "5 euros"), encoding="utf-8")
    assert check.one(saved)[:2] == (NOT_ALL_OK, "changed")


def test_a_refusal_has_its_nearest_passages_checked_and_an_empty_one_nothing(
    file: Path, check: _Check, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    document = held(TEXT, "papers/suit.txt")
    refusal = answer_of(store=document.store, nearest=(document.quote(_WORDS),))
    saved = json.loads(render(refusal, "json"))
    saved["documents"][0]["root"] = str(file.parent)
    assert check.one(saved)[:2] == (ALL_OK, "ok")
    (tmp_path / "answer.json").write_text(render(answer_of(store=document.store), "json"), encoding="utf-8")
    assert main([str(tmp_path / "answer.json")]) == ALL_OK
    assert "There are no quotes to check." in capsys.readouterr().out


def test_text_output_says_what_became_of_each_quote(
    file: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    saved = _saved(file, _WORDS)
    (tmp_path / "answers.json").write_text(json.dumps([saved, saved]), encoding="utf-8")
    file.write_text("\x1b" + TEXT.replace("14", "15"), encoding="utf-8")
    assert main([str(tmp_path / "answers.json")]) == NOT_ALL_OK
    printed = capsys.readouterr().out
    assert f"  changed: papers/suit.txt 21-76 “{_WORDS}” (the words do not stand in the file)" in printed
    assert printed.endswith("2 changed\n")


def test_the_standard_input_is_read(
    file: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    content = json.dumps(_saved(file, _WORDS)).encode()
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(content)))
    assert main(["-"]) == ALL_OK
    assert "1 ok" in capsys.readouterr().out


def test_faults_are_told_with_what_to_do(file: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "bad.json").write_text("{}", encoding="utf-8")
    (tmp_path / "good.json").write_text(json.dumps(_saved(file, _WORDS)), encoding="utf-8")
    for arguments, said in (
        ([str(tmp_path / "none.json")], "cannot be read"),
        ([str(tmp_path)], "cannot be read"),
        ([str(tmp_path / "bad.json")], "is not a saved answer"),
        ([str(tmp_path / "good.json"), "--root", str(tmp_path / "none")], "is not a folder"),
    ):
        assert main(arguments) == FAULT
        assert said in capsys.readouterr().err


@settings(deadline=None, max_examples=40)
@given(st.data())
def test_after_any_edit_ok_means_the_same_words_and_changed_that_they_are_nowhere(
    tmp_path_factory: pytest.TempPathFactory, data: st.DataObject
) -> None:
    file = tmp_path_factory.mktemp("edit") / "suit.txt"
    file.write_text(TEXT, encoding="utf-8")
    saved = _saved(file, data.draw(st.sampled_from([_WORDS, "The court met twice.", "May 14", "It said “no”."])))
    at = data.draw(st.integers(0, len(TEXT)))
    cut = data.draw(st.integers(0, 3))
    edited = TEXT[:at] + data.draw(st.text("a5- \n“”", max_size=3)) + TEXT[at + cut :]
    file.write_text(edited, encoding="utf-8")
    (report,) = recheck(parse(json.dumps(saved).encode(), "answer"))
    citation = saved["statements"][0]["citations"][0]
    for found, quoted in zip(report.citations, [citation, *citation["caveats"]], strict=True):
        assert (found.status == "ok") == (edited[quoted["start"] : quoted["end"]] == quoted["quote"])
        assert (found.status in ("ok", "moved")) >= bool(find(quoted["quote"], edited))


def test_the_command_loads_neither_a_model_nor_an_index() -> None:
    heavy = ("langchain", "langchain_core", "chromadb", "torch", "onnxruntime", "sentence_transformers", "gradio")
    code = f"import sys, assistant.recheck; print([name for name in {heavy!r} if name in sys.modules])"
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout == "[]\n"


def test_an_output_that_lacks_curly_quotes_ends_no_check(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The status 1 of an exception would say that a quote is gone."""
    file.write_text("The judge said “no” to all of it.\n", encoding="utf-8")
    (file.parent / "answer.json").write_text(json.dumps(_saved(file, "The judge said “no” to all of it.")), "utf-8")
    monkeypatch.setattr("sys.stdout", io.TextIOWrapper(written := io.BytesIO(), "latin-1", write_through=True))
    assert main([str(file.parent / "answer.json")]) == ALL_OK
    assert b"said \\u201cno\\u201d to" in written.getvalue()
