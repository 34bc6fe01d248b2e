"""What holds for the loaders of every kind."""

from __future__ import annotations

import random
import subprocess
import sys
import zipfile
from contextlib import suppress
from io import BytesIO

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ingest.canonical import canonical
from ingest.errors import UnreadableFile
from ingest.loaders import Loaded, kind_of, load, loader_version
from tests.ingest.files import docx_of, p, part, pdf_of, table
from tests.strategies import document_texts
from vectorstore.nouns import Kind

EXTENSIONS = [".txt", ".md", ".html", ".htm", ".pdf", ".docx"]
PAGE = b"<html><head><title>T</title></head><body><h1>Head</h1><p>Words here.</p><ul><li>one</ul></body></html>"
SEEDS = {
    ".txt": "Café — a line.\nAnother one.".encode("cp1252"),
    ".md": b"# Head\n\n| A | B |\n|---|---|\n| 1 | 2 |\n\n- item\n",
    ".html": PAGE,
    ".htm": PAGE,
    ".pdf": pdf_of(["Head", "Words of the first page."], ["Words of the second page."]),
    ".docx": docx_of(p("Head") + table(["A", "B"], ["1", "2"])),
}


@pytest.mark.parametrize("extension", EXTENSIONS)
def test_every_kind_is_loaded_with_its_name_and_version(extension: str) -> None:
    loaded = load("some." + extension[1:].upper(), SEEDS[extension])
    assert loaded.kind is kind_of("x" + extension)
    assert loaded.loader == loader_version(loaded.kind)
    assert loaded.title in ("Head", "Café — a line.")
    holds(loaded)


def test_a_kind_that_is_not_read_has_no_kind_and_is_refused() -> None:
    assert kind_of("a.png") is None
    assert kind_of("README") is None
    with pytest.raises(UnreadableFile, match=r"a\.png.*\.txt.*\.docx"):
        load("a.png", b"x")


@pytest.mark.parametrize("kind", list(Kind))
def test_the_version_of_a_loader_names_its_library(kind: Kind) -> None:
    assert loader_version(kind).startswith(f"{kind} ")
    assert ", " in loader_version(kind)


def test_naming_kinds_and_versions_loads_no_heavy_library() -> None:
    code = (
        "import sys; from ingest.loaders import kind_of, loader_version; from vectorstore.nouns import Kind;"
        "kind_of('a.pdf'); [loader_version(kind) for kind in Kind];"
        "sys.exit(any(name in sys.modules for name in ('pypdfium2', 'pdfplumber', 'trafilatura', 'docx2python')))"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


@given(st.sampled_from(EXTENSIONS), st.binary(max_size=400))
@settings(max_examples=300, deadline=None)
def test_random_bytes_are_loaded_or_refused(extension: str, data: bytes) -> None:
    loads_or_refuses("random" + extension, data)


@given(st.sampled_from(EXTENSIONS), st.integers(0, 2**32))
@settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_damaged_files_are_loaded_or_refused(extension: str, seed: int) -> None:
    loads_or_refuses("damaged" + extension, damaged(SEEDS[extension], random.Random(seed)))


@given(st.integers(0, 2**32))
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_word_files_with_damaged_parts_are_loaded_or_refused(seed: int) -> None:
    chance = random.Random(seed)
    out = BytesIO()
    with zipfile.ZipFile(BytesIO(SEEDS[".docx"])) as whole, zipfile.ZipFile(out, "w") as broken:
        for name in whole.namelist():
            content = whole.read(name)
            broken.writestr(name, damaged(content, chance) if chance.random() < 0.5 else content)
    loads_or_refuses("damaged.docx", out.getvalue())


@given(document_texts())
@settings(deadline=None)
def test_plain_text_and_markdown_without_tables_stay_as_they_are(text: str) -> None:
    for name in ("a.txt", "a.md"):
        if text.strip() and not (name == "a.md" and "|" in text):
            assert load(name, text.encode()).text == canonical(text)


@pytest.mark.parametrize("name", ["a.txt", "a.md", "a.html"])
@pytest.mark.parametrize(
    "text",
    [
        "The first line of such a file is %PDF-1.7, and objects follow.",
        "%PDF-1.7 stands at its beginning. An object begins with “1 0 obj”.",
        "GIF89a is the later of the two forms.",
    ],
)
def test_a_text_may_tell_of_other_kinds_of_files(name: str, text: str) -> None:
    assert load(name, text.encode()).text == text


@pytest.mark.parametrize(
    ("name", "data", "reason"),
    [
        ("a.txt", b"", "empty"),
        ("a.txt", b" \n\t\n", "no text"),
        ("a.txt", b"\xef\xbb\xbf", "no text"),
        ("a.txt", random.Random(1).randbytes(3000), "binary"),
        ("a.txt", b"\x89PNG\r\n\x1a\n", "PNG picture"),
        ("a.md", SEEDS[".pdf"], "this is a PDF, not Markdown"),
        ("a.txt", SEEDS[".pdf"], "this is a PDF, not plain text"),
        ("a.txt", b"X-Sent: yes\r\n\r\n" + SEEDS[".pdf"] + b"\0", "this is a PDF, not plain text"),
        ("a.txt", b"GIF89a\x10\0\x10\0\xf7", "this is a GIF picture, not plain text"),
        ("a.txt", b"{\\rtf1 Words}", "this is a rich text file, not plain text"),
        ("a.html", SEEDS[".docx"], "zip archive, not a web page"),
        ("a.html", b"<html><body><script>x = 1</script></body></html>", "no text"),
        ("a.pdf", b"<!DOCTYPE html><html><body>Not found</body></html>", "web page, not a PDF"),
        ("a.pdf", b"%PDF-1.4\nnothing more", "broken"),
        ("a.pdf", pdf_of(["Secret"], password="open"), "encrypted"),
        ("a.pdf", pdf_of([], []), "no text layer: it is pictures of pages; run OCR first"),
        ("a.docx", b"{\\rtf1 Hello}", "rich text"),
        ("a.docx", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "old Office file or an encrypted one"),
        ("a.docx", b"PK\x03\x04" + bytes(60), "broken"),
        ("a.docx", docx_of("<w:p>"), "broken"),
        ("a.docx", docx_of(""), "no text"),
    ],
)
def test_a_file_that_cannot_be_read_says_why(name: str, data: bytes, reason: str) -> None:
    with pytest.raises(UnreadableFile, match=reason) as caught:
        load(name, data)
    assert str(caught.value).startswith(f"{name}: ")


def test_a_zip_that_is_no_word_file_and_one_made_to_harm_are_refused() -> None:
    plain = BytesIO()
    with zipfile.ZipFile(plain, "w") as archive:
        archive.writestr("notes.txt", "Hello")
    with pytest.raises(UnreadableFile, match="zip archive, not a Word file"):
        load("a.docx", plain.getvalue())
    with pytest.raises(UnreadableFile, match="unpacked it would hold"):
        load("a.docx", docx_of(p("Hello"), footnotes=part("footnotes", " " * 270_000_000)))


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("a.html", b"<div>" * 3000 + b"deep"),
        ("a.html", b"<b>" * 200 + b"deep"),
        ("a.html", b"<table><tr><td>a<td>" * 200 + b"deep"),
        ("a.md", b">" * 3000 + b" deep"),
        ("a.md", b"[" * 3000),
        ("a.docx", docx_of("<w:sdt>" * 3000 + p("deep") + "</w:sdt>" * 3000)),
        ("a.docx", docx_of("<w:sdt>" * 230 + p("deep") + "</w:sdt>" * 230)),
    ],
    ids=["html", "inline", "tables", "quotes", "brackets", "docx", "docx within the parser's bound"],
)
def test_deep_nesting_is_loaded_or_refused(name: str, data: bytes) -> None:
    loads_or_refuses(name, data)


def loads_or_refuses(name: str, data: bytes) -> None:
    with suppress(UnreadableFile):
        holds(load(name, data))


def holds(loaded: Loaded) -> None:
    """The laws of everything that is loaded."""
    assert loaded.text.strip()
    assert loaded.title.strip()
    assert canonical(loaded.text) == loaded.text
    starts = [page.start for page in loaded.page_starts]
    numbers = [page.number for page in loaded.page_starts]
    assert starts == sorted(set(starts))
    assert numbers == sorted(set(numbers))
    assert bool(starts) == (loaded.kind is Kind.PDF)
    assert not starts or (starts[0] == 0 and starts[-1] < len(loaded.text))


def damaged(data: bytes, chance: random.Random) -> bytes:
    broken = bytearray(data)
    for _ in range(chance.randint(1, 12)):
        place = chance.randrange(len(broken) + 1)
        broken[place : place + chance.randint(0, 20)] = chance.randbytes(chance.randint(0, 20))
    return bytes(broken)
