"""The same text by other ways: written as PDF, DOCX and HTML and taken in again, and as a browser shows and prints it.

Long words carry soft hyphens and columns are narrow, so that lines wrap inside words as they do in print.
"""

from __future__ import annotations

import io
import re
import shutil
from collections.abc import Collection, Mapping, Sequence
from html import escape
from importlib.util import find_spec
from pathlib import Path

from ingest.canonical import canonical
from ingest.loaders import load

BY_BROWSER = ("a browser's text", "a browser's PDF")
WAYS = ("PDF", "DOCX", "HTML", *BY_BROWSER)
_LONG_WORD = re.compile(r"(?<=[a-z]{4})(?=[a-z]{4})")
_STYLE = "body { width: 19em; font: 11pt serif; text-align: justify; hyphens: manual }"


def renditions(texts: Mapping[str, str], ways: Collection[str] = WAYS) -> dict[str, dict[str, str]]:
    """For each of the ways that can be gone on this machine, the texts that come out at its end, by uri.

    The browser's two need Playwright and a Chromium, the others the extra ``evals``.
    """
    blocks = {
        uri: [" ".join(line.split()) for line in text.splitlines() if line.strip()] for uri, text in texts.items()
    }
    writers = {"PDF": _pdf, "DOCX": _docx, "HTML": _html}
    read = {
        way: {uri: load(f"text.{way.lower()}", write(each)).text for uri, each in blocks.items()}
        for way, write in writers.items()
        if way in ways
    }
    if no_browser() or not {*BY_BROWSER} & {*ways}:
        return read
    return read | {way: shown for way, shown in _browsed(blocks).items() if way in ways}


def no_browser() -> str | None:
    """Why the browser's ways cannot be gone on this machine; None where they can."""
    if find_spec("playwright") is None:
        return "Playwright is not installed"
    return None if chromium_place() else "there is no Chromium: install the package chromium"


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
    SimpleDocTemplate(file, pagesize=A5, invariant=1).build([Paragraph(_soft(block), style) for block in blocks])
    return file.getvalue()


def _docx(blocks: Sequence[str]) -> bytes:
    from docx import Document  # noqa: PLC0415  slow to load

    document = Document()
    for block in blocks:
        document.add_paragraph(block)
    file = io.BytesIO()
    document.save(file)
    return file.getvalue()


def _html(blocks: Sequence[str]) -> bytes:
    return _page(blocks).encode()


def _page(blocks: Sequence[str]) -> str:
    paragraphs = "\n".join(f"<p>{_soft(block)}</p>" for block in blocks)
    head = f'<meta charset="utf-8"><title>text</title><style>{_STYLE}</style>'
    return f'<!doctype html><html lang="en"><head>{head}</head><body><article>{paragraphs}</article></body></html>'


def _soft(block: str) -> str:
    """Escaped, with soft hyphens in long words."""
    return escape(_LONG_WORD.sub("\u00ad", block), quote=False)


def _browsed(blocks: Mapping[str, Sequence[str]]) -> dict[str, dict[str, str]]:
    from playwright.sync_api import sync_playwright  # noqa: PLC0415  slow to load

    shown: dict[str, str] = {}
    printed: dict[str, str] = {}
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium_place())
        page = browser.new_page()
        for uri, each in blocks.items():
            page.set_content(_page(each))
            shown[uri] = canonical(page.evaluate("document.body.innerText"))
            printed[uri] = load("text.pdf", page.pdf(format="A5")).text
        browser.close()
    return dict(zip(BY_BROWSER, (shown, printed), strict=True))


def chromium_place() -> str | None:
    """The path of the browser that is installed, where one is."""
    return shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
