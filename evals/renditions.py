"""The same text by other ways: written as PDF, DOCX and HTML and taken in again, and as a browser shows and prints it.

It is set as such files have it: quotation marks are curly, a number and the word after it share a line, long words
carry soft hyphens, and columns are narrow, so that lines wrap inside words as they do in print. What is copied from a
page keeps those line ends; what the product takes in has them mended.
"""

from __future__ import annotations

import io
import re
import shutil
from collections.abc import Callable, Collection, Mapping, Sequence
from html import escape
from importlib.util import find_spec
from pathlib import Path

from pypdfium2 import PdfDocument

from ingest.canonical import canonical
from ingest.loaders import load

BY_BROWSER = ("a browser's text", "a browser's PDF", "copied from a browser's PDF")
WAYS = ("PDF", "copied from a PDF", "DOCX", "HTML", *BY_BROWSER)
_LONG_WORD = re.compile(r"(?<=[a-z]{4})(?=[a-z]{4})")
_OPENING = re.compile(r"(?<![^\s(\[—–-])[\"']")
_OPENED, _CLOSED = str.maketrans("\"'", "“‘"), str.maketrans("\"'", "”’")
_AFTER_NUMBER = re.compile(r"(?<=\d) (?=[^\d\s])")
_PDF_HYPHEN = "\ufffe"
"""What PDFium writes for a hyphen that a line ends in, and for that line's end."""
_STYLE = "body { width: 19em; font: 11pt serif; text-align: justify; hyphens: manual }"


def renditions(texts: Mapping[str, str], ways: Collection[str] = WAYS) -> dict[str, dict[str, str]]:
    """For each of the ways that can be gone on this machine, the texts that come out at its end, by uri.

    The browser's two need Playwright and a Chromium, the others the extra ``evals``.
    """
    blocks = {
        uri: [_typeset(" ".join(line.split())) for line in text.splitlines() if line.strip()]
        for uri, text in texts.items()
    }
    goers: dict[str, Callable[[Sequence[str]], str]] = {
        "PDF": lambda each: load("text.pdf", _pdf(each)).text,
        "copied from a PDF": lambda each: _copied(_pdf(each)),
        "DOCX": lambda each: load("text.docx", _docx(each)).text,
        "HTML": lambda each: load("text.html", _page(each).encode()).text,
    }
    read = {way: {uri: go(each) for uri, each in blocks.items()} for way, go in goers.items() if way in ways}
    if no_browser() or not {*BY_BROWSER} & {*ways}:
        return read
    return read | {way: shown for way, shown in _browsed(blocks).items() if way in ways}


def no_browser() -> str | None:
    """Why the browser's ways cannot be gone on this machine; None where they can."""
    if find_spec("playwright") is None:
        return "Playwright is not installed"
    return None if chromium_place() else "there is no Chromium: install the package chromium"


def _typeset(block: str) -> str:
    block = _OPENING.sub(lambda mark: mark.group().translate(_OPENED), block).translate(_CLOSED)
    return _LONG_WORD.sub("\u00ad", _AFTER_NUMBER.sub("\u00a0", block))


def _pdf(blocks: Sequence[str]) -> bytes:
    from matplotlib import get_data_path  # noqa: PLC0415  for a font with all the signs of our texts
    from reportlab.lib.pagesizes import A5  # noqa: PLC0415  the same
    from reportlab.lib.styles import ParagraphStyle  # noqa: PLC0415  the same
    from reportlab.pdfbase.pdfmetrics import registerFont  # noqa: PLC0415  the same
    from reportlab.pdfbase.ttfonts import TTFont  # noqa: PLC0415  the same
    from reportlab.platypus import Paragraph, SimpleDocTemplate  # noqa: PLC0415  the same

    registerFont(TTFont("DejaVu", str(Path(get_data_path(), "fonts", "ttf", "DejaVuSans.ttf"))))
    style = ParagraphStyle("text", fontName="DejaVu", fontSize=11, leading=14, spaceAfter=10, alignment=4)
    file = io.BytesIO()
    SimpleDocTemplate(file, pagesize=A5, invariant=1).build(
        [Paragraph(escape(block, quote=False), style) for block in blocks]
    )
    return file.getvalue()


def _docx(blocks: Sequence[str]) -> bytes:
    from docx import Document  # noqa: PLC0415  slow to load
    from docx.oxml import OxmlElement  # noqa: PLC0415  the same

    document = Document()
    for block in blocks:
        paragraph = document.add_paragraph()
        first, *others = block.split("\u00ad")
        paragraph.add_run(first)
        for other in others:
            paragraph.add_run().element.append(OxmlElement("w:softHyphen"))
            paragraph.add_run(other)
    file = io.BytesIO()
    document.save(file)
    return file.getvalue()


def _copied(pdf: bytes) -> str:
    """What a viewer puts on the clipboard for all pages: the lines as they stand there."""
    document = PdfDocument(pdf)
    try:
        pages = [page.get_textpage().get_text_range() for page in document]
    finally:
        document.close()
    return canonical("\n".join(pages).replace(_PDF_HYPHEN, "-\n"))


def _page(blocks: Sequence[str]) -> str:
    paragraphs = "\n".join(f"<p>{escape(block, quote=False)}</p>" for block in blocks)
    head = f'<meta charset="utf-8"><title>text</title><style>{_STYLE}</style>'
    return f'<!doctype html><html lang="en"><head>{head}</head><body><article>{paragraphs}</article></body></html>'


def _browsed(blocks: Mapping[str, Sequence[str]]) -> dict[str, dict[str, str]]:
    from playwright.sync_api import sync_playwright  # noqa: PLC0415  slow to load

    read: dict[str, dict[str, str]] = {way: {} for way in BY_BROWSER}
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium_place())
        page = browser.new_page()
        for uri, each in blocks.items():
            page.set_content(_page(each))
            pdf = page.pdf(format="A5")
            shown = canonical(page.evaluate("document.body.innerText"))
            for way, text in zip(BY_BROWSER, (shown, load("text.pdf", pdf).text, _copied(pdf)), strict=True):
                read[way][uri] = text
        browser.close()
    return read


def chromium_place() -> str | None:
    """The path of the browser that is installed, where one is."""
    return shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
