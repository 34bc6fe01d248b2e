"""Files in and out: names, limits, reasons that stay, and originals only while they are what was read."""

from __future__ import annotations

import json
from contextlib import suppress
from dataclasses import replace
from hashlib import sha256
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.errors import QuestionError
from assistant.page.feedback import Feedback
from assistant.page.originals import original
from assistant.page.secret import secret
from assistant.page.uploads import Uploads, safe_name
from ingest.errors import UnreadableFile
from tests.assistant.page.answers import answer_from, store_of
from tests.assistant.page.hostile import HOSTILE
from vectorstore.errors import DocumentGone
from vectorstore.nouns import Span


@given(st.text(min_size=1, max_size=300))
def test_a_safe_name_lies_in_its_folder(name: str) -> None:
    try:
        safe = safe_name(name)
    except UnreadableFile:
        return
    assert Path("folder", safe).parent == Path("folder")
    assert safe not in {".", ".."}
    assert not safe.startswith(".")
    assert len(safe.encode()) <= 160
    assert safe_name(safe) == safe


@pytest.mark.parametrize(
    ("name", "safe"),
    [
        ("../../etc/passwd.txt", "passwd.txt"),
        ("C:\\papers\\lease.pdf", "lease.pdf"),
        ("a<b>.txt", "a_b_.txt"),
        ("..hidden.md", "hidden.md"),
        ("Vertrag 2024.docx", "Vertrag 2024.docx"),
    ],
)
def test_names_lose_their_paths(name: str, safe: str) -> None:
    assert safe_name(name) == safe


def test_a_file_takes_its_place_when_all_of_it_came(tmp_path: Path) -> None:
    incoming = Uploads(tmp_path).begin("a/notes.txt", 10)
    incoming.write(b"12345")
    assert list((tmp_path / "uploads").iterdir()) == []
    assert incoming.finish().read_bytes() == b"12345"
    incoming.drop()
    assert [each.name for each in (tmp_path / "uploads").iterdir()] == ["notes.txt"]


def test_a_large_file_is_refused_and_leaves_nothing(tmp_path: Path) -> None:
    incoming = Uploads(tmp_path).begin("notes.txt", 4)
    with pytest.raises(UnreadableFile, match="larger than"):
        incoming.write(b"12345")
    incoming.drop()
    assert not list((tmp_path / "uploads").iterdir()) + list((tmp_path / "incoming").iterdir())


@pytest.mark.parametrize("name", ["tool.exe", "notes", "..", "a/", HOSTILE])
def test_other_kinds_and_no_names_are_refused(tmp_path: Path, name: str) -> None:
    with pytest.raises(UnreadableFile):
        Uploads(tmp_path).begin(name, 4)


def test_reasons_outlive_a_restart_until_they_are_dismissed(tmp_path: Path) -> None:
    Uploads(tmp_path).set_problem(HOSTILE, "it is broken")
    again = Uploads(tmp_path)
    assert again.problems() == {HOSTILE: "it is broken"}
    again.set_problem(HOSTILE, None)
    assert again.problems() == {}


def test_only_uploaded_files_are_deleted(tmp_path: Path) -> None:
    uploads = Uploads(tmp_path)
    kept, mine = tmp_path / "kept.txt", tmp_path / "uploads" / "mine.txt"
    for file in (kept, mine):
        file.write_text("words")
    for uri in ("uploads/../kept.txt", "documents/mine.txt", "uploads/mine.txt"):
        uploads.discard(uri)
    assert kept.exists()
    assert not mine.exists()


def test_an_original_that_changed_or_is_gone_says_so(tmp_path: Path) -> None:
    file = tmp_path / "one.txt"
    read = store_of("The lease.\n").documents()[0]
    record = replace(read, root=str(tmp_path), file_sha256=sha256(b"The lease.").hexdigest())
    with pytest.raises(DocumentGone, match="is gone"):
        original(record)
    file.write_bytes(b"The lease.")
    assert original(record) == b"The lease."
    file.write_bytes(b"The lease!")
    with pytest.raises(DocumentGone, match="has changed"):
        original(record)
    for uri in ("papers/../one.txt", "papers//etc/passwd", "papers/a\0b"):
        with pytest.raises(DocumentGone):
            original(replace(record, uri=uri))


def test_a_file_that_cannot_be_taken_in_does_not_stay(tmp_path: Path) -> None:
    uploads = Uploads(tmp_path)

    def add(content: bytes, *, fails: bool) -> None:
        incoming = uploads.begin("notes.txt", 100)
        incoming.write(content)
        with suppress(UnreadableFile), uploads.placed(incoming) as path:
            assert path.read_bytes() == content
            if fails:
                raise UnreadableFile("broken")

    add(b"broken", fails=True)
    assert list(uploads.folder.iterdir()) == []
    add(b"first", fails=False)
    add(b"broken", fails=True)
    assert (uploads.folder / "notes.txt").read_bytes() == b"first"
    add(b"second", fails=False)
    assert (uploads.folder / "notes.txt").read_bytes() == b"second"
    assert list((tmp_path / "incoming").iterdir()) == []


def test_another_page_that_starts_leaves_files_on_their_way(tmp_path: Path) -> None:
    incoming = Uploads(tmp_path).begin("notes.txt", 100)
    incoming.write(b"words")
    Uploads(tmp_path)
    assert incoming.finish().read_bytes() == b"words"


def test_feedback_is_a_line_with_answer_and_history(tmp_path: Path) -> None:
    store = store_of("The lease allows cats.\n")
    answer = answer_from(store, HOSTILE, Span(0, 22))
    feedback = Feedback(tmp_path)
    feedback.add(answer, [answer], "down", " a note\n")
    feedback.add(answer, [], "up", "")
    lines = [json.loads(line) for line in feedback.file.read_text("utf-8").splitlines()]
    assert [(each["verdict"], each["note"], len(each["history"])) for each in lines] == [
        ("down", "a note", 1),
        ("up", "", 0),
    ]
    assert lines[0]["answer"]["question"] == HOSTILE
    with pytest.raises(QuestionError):
        feedback.add(answer, [], "sideways", "")


def test_the_secret_is_made_once(tmp_path: Path) -> None:
    assert secret(tmp_path / "state") == secret(tmp_path / "state")
    assert (tmp_path / "state" / "secret").stat().st_mode & 0o077 == 0
