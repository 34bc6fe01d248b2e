"""Word files: body, lists, tables, notes, text boxes, and headers and footers once at the end.

docx2python opens the package and counts the lists; the words are read from the XML here, because that library
writes marks of its own into them and drops hyphens that must not break.
"""

from __future__ import annotations

import zipfile
import zlib
from collections.abc import Iterator
from contextlib import closing
from io import BytesIO

from docx2python.docx_context import collect_docProps
from docx2python.docx_reader import DocxReader
from lxml import etree

from ingest.canonical import canonical
from ingest.errors import UnreadableFile
from ingest.loaders.blocks import layout
from ingest.loaders.docx_body import Body, first_heading
from ingest.loaders.docx_lists import Numbering
from ingest.loaders.docx_xml import Element, parse
from ingest.loaders.loaded import Reading
from ingest.loaders.titles import title_of

_MOST_BYTES = 256 * 1024 * 1024
_BROKEN = (
    *(zipfile.BadZipFile, zlib.error, etree.LxmlError, LookupError, ValueError, TypeError, AttributeError),
    *(EOFError, OSError, NotImplementedError, RuntimeError),
)


def read(name: str, data: bytes) -> Reading:
    _check_archive(name, data)
    with closing(DocxReader(BytesIO(data))) as package:  # its own context manager swallows errors
        try:
            return _read(name, package)
        except _BROKEN as error:
            raise UnreadableFile(f"{name}: the Word file is broken: {error}") from error


def _check_archive(name: str, data: bytes) -> None:
    try:
        with zipfile.ZipFile(BytesIO(data)) as archive:
            entries = archive.infolist()
    except _BROKEN as error:
        raise UnreadableFile(f"{name}: the Word file is broken: {error}") from error
    if "word/document.xml" not in {entry.filename for entry in entries} and not any(
        entry.filename.startswith("word/") for entry in entries
    ):
        raise UnreadableFile(f"{name}: by its content this is a zip archive, not a Word file; unpack it")
    unpacked = sum(entry.file_size for entry in entries if entry.filename.endswith((".xml", ".rels")))
    if unpacked > _MOST_BYTES:
        raise UnreadableFile(
            f"{name}: unpacked it would hold {unpacked:,} bytes of text, more than {_MOST_BYTES:,}; it looks harmful"
        )


def _read(name: str, package: DocxReader) -> Reading:
    problems: list[str] = []
    numbering = Numbering(*(next(_parts(package, kind, problems), None) for kind in ("numbering", "styles")))
    body = Body(numbering, [*_parts(package, "footnotes", problems), *_parts(package, "endnotes", problems)])
    root = parse(package.zipf.read(package.file_of_type("officeDocument").path))
    blocks = [*body.blocks(root), *body.rest()]
    around = _once(body, [*_parts(package, "header", problems), *_parts(package, "footer", problems)])
    text = canonical("\n\n".join(filter(None, (layout(blocks), *around))))
    title = title_of(name, _core_title(package), first_heading(root, numbering), text=canonical(layout(blocks[:5])))
    return Reading(text, title, notes=tuple(problems))


def _parts(package: DocxReader, kind: str, problems: list[str]) -> Iterator[Element]:
    """The roots of the parts of a kind; one that cannot be read is named in ``problems``."""
    for path in dict.fromkeys(file.path for file in package.files_of_type(kind)):
        try:
            yield parse(package.zipf.read(path))
        except _BROKEN as error:
            problems.append(f"The part {path} could not be read: {error}.")


def _once(body: Body, parts: list[Element]) -> list[str]:
    """The texts of headers and footers, each said once."""
    return list(dict.fromkeys(layout(body.blocks(part)) for part in parts))


def _core_title(package: DocxReader) -> str | None:
    files = package.files_of_type("core-properties")
    try:
        return collect_docProps(files[0].root_element).get("title") if files else None
    except _BROKEN:
        return None
