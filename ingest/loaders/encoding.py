"""Bytes to text: byte order marks, what the file declares, UTF-8, then a guess among the encodings in use."""

from __future__ import annotations

import codecs
import re
from typing import TYPE_CHECKING

from ingest.errors import UnreadableFile
from vectorstore.language import language_of

if TYPE_CHECKING:
    from charset_normalizer import CharsetMatch

_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_IN_USE = [
    *("cp1252", "cp1250", "cp1251", "cp1253", "cp1254", "cp1255", "cp1256", "cp1257", "koi8_r", "iso8859_2"),
    *("cp932", "euc_jp", "gb18030", "big5", "cp949", "mac_roman", "utf_16_le", "utf_16_be", "utf_32"),
]
_AS_BROWSERS_READ = {"iso8859-1": "cp1252", "ascii": "cp1252", "gb2312": "gb18030", "gbk": "gb18030"}
_DECLARATION = re.compile(rb"<meta[^>]{0,200}?charset\s*=\s*[\"']?\s*([\w.:-]{2,40})", re.IGNORECASE)
_XML_DECLARATION = re.compile(rb"^\s*<\?xml[^>]{0,100}?encoding\s*=\s*[\"']([\w.:-]{2,40})", re.IGNORECASE)
_DECLARED_WITHIN = 4096
_GUESSED_FROM = 200_000
_BINARY = re.compile("[\x00-\x08\x0e-\x1a]")
_UNDECODED = re.compile("[\udc80-\udcff]{1,3}")
"""What one damaged character of UTF-8 leaves, or a part of what more of them leave."""
_MISPLACED_CAPITAL = re.compile("[a-z.,;:!?][À-ÖØ-ÝŠŽŸ]")
"""What the punctuation of another encoding, most of all Mac Roman's, looks like in cp1252."""
_TAG = re.compile("<[^<>]{0,500}>")
_MOSTLY_ASCII = 0.95
_MOST_BINARY = 0.01


def decode(name: str, data: bytes) -> tuple[str, tuple[str, ...]]:
    """The text of a text file, and notes where characters were lost. Raises UnreadableFile for a binary file."""
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return _lenient(data[len(mark) :], encoding)
    notes: tuple[str, ...] = ()
    text = _strict(data, "utf-8")
    if text is None and _is_damaged_utf_8(data):
        text, notes = _lenient(data, "utf-8")
    elif text is None or "\0" in text:
        match = _guess(data)
        text = str(data, match, "replace") if match else text
    if text is None or _is_binary(text):
        raise UnreadableFile(f"{name}: this is not text in any encoding in use; it looks like a binary file")
    return text, notes


def decode_html(name: str, data: bytes) -> tuple[str, tuple[str, ...]]:
    """The source of a web page, by byte order mark, then what it declares, then as any text."""
    declared = _declared(data)
    if declared is None or data.startswith(tuple(mark for mark, _ in _MARKS)) or _strict(data, "utf-8") is not None:
        return decode(name, data)
    return _lenient(data, declared)


def _declared(data: bytes) -> str | None:
    head = data[:_DECLARED_WITHIN]
    found = _DECLARATION.search(head) or _XML_DECLARATION.search(head)
    if found is None:
        return None
    try:
        encoding = codecs.lookup(found[1].decode("ascii", "replace")).name
        "".encode(encoding)
    except LookupError:
        return None
    if encoding.startswith(("utf-16", "utf-32")):  # a declaration that could be read as ASCII is wrong about this
        return "utf-8"
    return _AS_BROWSERS_READ.get(encoding, encoding)


def _lenient(data: bytes, encoding: str) -> tuple[str, tuple[str, ...]]:
    text = data.decode(encoding, "replace")
    lost = text.count("\N{REPLACEMENT CHARACTER}")
    return text, (f"{lost} characters could not be decoded as {encoding}.",) if lost else ()


def _strict(data: bytes, encoding: str) -> str | None:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError:
        return None


def _is_damaged_utf_8(data: bytes) -> bool:
    """Whether less is lost in UTF-8 than is proved by the bytes that go on a character."""
    text = data.decode("utf-8", "surrogateescape")
    whole, lost = _UNDECODED.subn("", text)
    return lost < len(whole.encode()) - len(whole)


def _guess(data: bytes) -> str | None:
    """The encoding: cp1252 for English, whose few other characters tell a guesser too little."""
    western = _strict(data, "cp1252")
    if western is not None and _is_english(western):
        return "cp1252"
    return _likeliest(data)


def _is_english(text: str) -> bool:
    if "\0" in text or _MISPLACED_CAPITAL.search(text):
        return False
    language = language_of(_TAG.sub(" ", text))
    ascii_only = sum(map(str.isascii, text)) >= _MOSTLY_ASCII * len(text)
    return language == "en" or (language is None and ascii_only)


def _likeliest(data: bytes) -> str | None:
    from charset_normalizer import from_bytes  # noqa: PLC0415 (only files that are not UTF-8 need it)

    matches = list(from_bytes(data[:_GUESSED_FROM], cp_isolation=_IN_USE))
    if not matches:
        return None
    as_likely = [match for match in matches if _likelihood(match) == _likelihood(matches[0])]
    western = any("cp1252" in match.could_be_from_charset for match in as_likely)
    return "cp1252" if western else matches[0].encoding


def _likelihood(match: CharsetMatch) -> tuple[float, float]:
    return match.chaos, match.coherence


def _is_binary(text: str) -> bool:
    return len(_BINARY.findall(text)) > _MOST_BINARY * len(text)
