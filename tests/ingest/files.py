"""Makes the files that the loader tests read: PDF through reportlab, Word by its XML."""

from __future__ import annotations

import zipfile
from collections.abc import Callable, Mapping, Sequence
from io import BytesIO
from itertools import pairwise

from reportlab.lib.pdfencrypt import StandardEncryption
from reportlab.pdfgen.canvas import Canvas

LINE = 14
"""Points from one baseline to the next."""
LEFT = 72
TOP = 760

PdfLine = str | tuple[str, Mapping[str, float | str]]


def pdf_of(
    *pages: Sequence[PdfLine],
    title: str = "",
    password: str | None = None,
    decorate: Callable[[Canvas, int], None] | None = None,
    labels: bool = False,
) -> bytes:
    """A PDF with a line of text for each string; ``(text, {"y": …, "x": …, "size": …, "font": …})`` places one.

    ``decorate`` draws on each page, numbered from 1; ``labels`` numbers the pages i, ii, iii.
    """
    out = BytesIO()
    canvas = Canvas(out, encrypt=StandardEncryption(password, canPrint=0) if password else None, invariant=1)
    canvas.setTitle(title)
    if labels:
        canvas.addPageLabel(0, style="ROMAN_LOWER", start=1)
    for number, page in enumerate(pages, 1):
        _draw(canvas, page)
        if decorate:
            decorate(canvas, number)
        canvas.showPage()
    canvas.save()
    return out.getvalue()


def pdf_without(data: bytes, *pages: int) -> bytes:
    """The PDF with these pages, numbered from 1, damaged so that they cannot be loaded."""
    head, *rest = data.split(b"/Type /Page\n")
    return head + b"".join(
        (b"/Type /Font\n" if number in pages else b"/Type /Page\n") + part for number, part in enumerate(rest, 1)
    )


def _draw(canvas: Canvas, page: Sequence[PdfLine]) -> None:
    y = float(TOP)
    for line in page:
        text, place = (line, {}) if isinstance(line, str) else line
        y = float(place.get("y", y))
        canvas.setFont(str(place.get("font", "Helvetica")), float(place.get("size", 11)))
        canvas.drawString(float(place.get("x", LEFT)), y, text)
        y -= LINE


def draw_table(canvas: Canvas, rows: Sequence[Sequence[str]], columns: Sequence[float], top: float) -> None:
    """A ruled table; ``columns`` are the x of its upright rules."""
    height = 20
    bottom = top - height * len(rows)
    canvas.grid(list(columns), [top - height * i for i in range(len(rows) + 1)])
    canvas.setFont("Helvetica", 10)
    for i, row in enumerate(rows):
        for (left, _), cell in zip(pairwise(columns), row, strict=False):
            canvas.drawString(left + 4, top - height * i - 14, cell)
    assert bottom > 0


W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_CORE = "http://schemas.openxmlformats.org/package/2006/relationships/metadata/core-properties"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships"


def docx_of(body: str, *, core_title: str | None = None, namespace: str = W, **parts: str) -> bytes:
    """A Word file with this XML in its body; ``footnotes=…``, ``header1=…`` and so on add parts with their roots."""
    out = BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        core = f'<Relationship Id="c" Type="{_CORE}" Target="docProps/core.xml"/>' if core_title is not None else ""
        main = f'<Relationship Id="d" Type="{_OFFICE}/officeDocument" Target="word/document.xml"/>'
        archive.writestr("_rels/.rels", f'<Relationships xmlns="{_PACKAGE}">{main}{core}</Relationships>')
        links = "".join(
            f'<Relationship Id="r{i}" Type="{_OFFICE}/{name.rstrip("0123456789")}" Target="{name}.xml"/>'
            for i, name in enumerate(parts)
        )
        archive.writestr("word/_rels/document.xml.rels", f'<Relationships xmlns="{_PACKAGE}">{links}</Relationships>')
        archive.writestr("word/document.xml", f'<w:document xmlns:w="{namespace}"><w:body>{body}</w:body></w:document>')
        for name, xml in parts.items():
            archive.writestr(f"word/{name}.xml", xml)
        if core_title is not None:
            archive.writestr("docProps/core.xml", _core(core_title))
    return out.getvalue()


def p(*runs: str, style: str | None = None, properties: str = "") -> str:
    """A paragraph; a run that begins with ``<`` is XML, any other is text."""
    named = f'<w:pStyle w:val="{style}"/>' if style else ""
    inside = "".join(run if run.startswith("<") else r(run) for run in runs)
    return f"<w:p><w:pPr>{named}{properties}</w:pPr>{inside}</w:p>"


def r(text: str, properties: str = "") -> str:
    return f'<w:r><w:rPr>{properties}</w:rPr><w:t xml:space="preserve">{text}</w:t></w:r>'


def table(*rows: Sequence[str], first_row: str = "") -> str:
    """A table; a cell that begins with ``<`` is XML, any other is text. ``first_row`` is the first row's trPr."""
    lines = []
    for i, row in enumerate(rows):
        cells = "".join(cell if cell.startswith("<w:tc>") else tc(cell) for cell in row)
        lines.append(f"<w:tr><w:trPr>{first_row if i == 0 else ''}</w:trPr>{cells}</w:tr>")
    return f"<w:tbl>{''.join(lines)}</w:tbl>"


def tc(content: str, properties: str = "") -> str:
    inside = content if content.startswith("<") else p(content)
    return f"<w:tc><w:tcPr>{properties}</w:tcPr>{inside}</w:tc>"


def part(root: str, content: str) -> str:
    return f'<w:{root} xmlns:w="{W}">{content}</w:{root}>'


def _core(title: str) -> str:
    spaces = (
        'xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties"'
        ' xmlns:dc="http://purl.org/dc/elements/1.1/"'
    )
    return f"<cp:coreProperties {spaces}><dc:title>{title}</dc:title></cp:coreProperties>"
