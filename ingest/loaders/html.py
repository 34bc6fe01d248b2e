"""Web pages: the article with its tables, lists and notes, without the navigation.

trafilatura tells which paragraphs are the article. The text itself is read from the page here, because
trafilatura drops parts of tables, lists and footnotes: what stands among the article's paragraphs is kept unless
it is mostly links or plainly furniture. Where trafilatura finds little of what the page says, all of it is kept
but what the page itself marks as navigation.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Iterator, Sequence
from itertools import chain

import trafilatura
from lxml import etree
from lxml.etree import _Element as Element

from ingest.canonical import canonical
from ingest.errors import UnreadableFile
from ingest.loaders.blocks import Table, layout
from ingest.loaders.encoding import decode_html
from ingest.loaders.html_page import Found, blocks_of
from ingest.loaders.loaded import Reading
from ingest.loaders.titles import title_of

# ruff: noqa: SIM905  words read best as words

logging.getLogger("trafilatura").addHandler(logging.NullHandler())  # an empty page is no news to a person

_NAVIGATION_TAGS = {"nav", "menu"}
_NAVIGATION_ROLES = {"navigation", "banner", "contentinfo", "search", "menu", "menubar", "toolbar", "dialog"}
_PAGE_TAGS = {"header", "footer"}
_ARTICLE_TAGS = {"article", "main"}
_FURNITURE = frozenset(
    """
    nav navbar navigation menu breadcrumb breadcrumbs sidebar share sharing social related newsletter cookie
    cookies consent promo advert adverts advertisement ad ads subscribe banner pagination toc skip
    """.split()
)
_OF_FURNITURE = frozenset(
    """
    area article articles bar block bottom box button buttons container content entry footer form header icons
    inner item items left link links list main media mobile news notice outer page popup post posts primary
    right secondary section signup site stories story top widget wrap wrapper
    """.split()
)
"""What a name may say besides and still be furniture's: "related-posts" is, and "related-parties" is not."""
_PARTS = re.compile(r"[-_]+")
_HOLDS_CONTROLS = etree.XPath(".//a[@href] | .//button | .//input")
_NOTES = re.compile(r"foot-?notes?|end-?notes?|references|bibliograph", re.IGNORECASE)
_MOSTLY = 0.5
_LONG = 40
"""Characters of a text that is not found by chance inside another."""
_NOT_WORD = re.compile(r"\W+")
_HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")


def read(name: str, data: bytes) -> Reading:
    source, notes = decode_html(name, data)
    root = _parse(name, canonical(source))
    found = list(blocks_of(root))
    heads = _title_headers(found)
    kept = _article(root, [block for block in found if not _is_navigation(block, heads)], heads) or found
    text = canonical(layout(block.block for block in kept))
    left_out = len(found) - len(kept)
    notes += (f"{left_out} parts of the page were left out as navigation or furniture.",) if left_out else ()
    return Reading(text, title_of(name, *_titles(root, kept), text=text), notes=notes)


def _parse(name: str, source: str) -> Element:
    try:
        root = etree.fromstring(source.encode(), etree.HTMLParser(encoding="utf-8", no_network=True))
    except etree.LxmlError as error:
        raise UnreadableFile(f"{name}: the page cannot be parsed: {error}") from error
    if root is None:
        raise UnreadableFile(f"{name}: there is no text in it")
    return root


_SPANS = re.compile(r"""\s(?:col|row)span\s*=\s*["']?\d+["']?""", re.IGNORECASE)
"""What makes trafilatura fill a table with as many cells as a page cares to claim."""


class _Extract:
    """What trafilatura takes for the article."""

    def __init__(self, root: Element) -> None:
        page = _SPANS.sub("", etree.tostring(root, encoding="unicode", method="html"))
        text = trafilatura.extract(page, include_comments=False, include_tables=True, favor_recall=True) or ""
        self._lines = {_squashed(line) for line in text.split("\n")}
        self._whole = _squashed(text)

    def has(self, block: Found) -> bool:
        text = _squashed(block.text)
        return text in self._lines or (len(text) >= _LONG and text in self._whole)


def _article(root: Element, blocks: Sequence[Found], heads: set[Element]) -> list[Found]:
    """The blocks of the article: those trafilatura finds, and what stands among them."""
    extract = _Extract(root)
    proven = [block for block in blocks if extract.has(block)]
    said = [block for block in blocks if block.link_share < _MOSTLY]
    if not proven or _size(proven) < _MOSTLY * _size(said):
        return list(blocks)
    within = {_container(proven), *heads}
    return [block for block in blocks if extract.has(block) or _belongs(block, within)]


def _belongs(block: Found, within: set[Element]) -> bool:
    if block.element.tag == "h1" or any(_NOTES.search(_names(element)) for element in _up(block.element)):
        return True
    inside = not within.isdisjoint(_up(block.element))
    return inside and block.link_share < _MOSTLY and not _is_furniture(block, within)


def _container(blocks: Sequence[Found]) -> Element:
    """The smallest element around nearly all of the blocks, or the article or main element around it."""
    total = _size(blocks)
    inside: dict[Element, int] = {}
    for block in blocks:
        for element in _up(block.element):
            inside[element] = inside.get(element, 0) + len(block.text)
    around = [element for element in _up(blocks[0].element) if inside[element] >= 0.9 * total]
    around = around or [element for element, size in inside.items() if size == total]
    return next((element for element in around if element.tag in _ARTICLE_TAGS), around[0])


def _title_headers(found: Sequence[Found]) -> set[Element]:
    """The headers that hold the page's only main heading, with authors, date and abstract; a site's hold links."""
    main = [block for block in found if block.element.tag == "h1" and block.link_share < _MOSTLY]
    if len(main) != 1:
        return set()
    return {header for header in main[0].element.iterancestors("header") if not _is_mostly_links(header, found)}


def _is_mostly_links(header: Element, found: Sequence[Found]) -> bool:
    inside = [block for block in found if header in _up(block.element) and not _is_marked(block.element)]
    return 2 * sum(block.link_share >= _MOSTLY for block in inside) > len(inside)


def _is_navigation(block: Found, heads: set[Element]) -> bool:
    if _is_marked(block.element):
        return True
    if not heads.isdisjoint(_up(block.element)):
        return block.link_share >= _MOSTLY
    within = {up.tag for up in _up(block.element)}
    return bool(within & _PAGE_TAGS) and not within & _ARTICLE_TAGS


def _is_marked(element: Element) -> bool:
    """Whether the page itself says that this is no part of an article."""
    return any(up.tag in _NAVIGATION_TAGS or up.get("role") in _NAVIGATION_ROLES for up in _up(element))


def _is_furniture(block: Found, within: set[Element]) -> bool:
    for up in _up(block.element):
        if up in within:
            return False
        if up.tag in ("aside", "form") or (_is_named_furniture(up) and not _is_table(block) and _HOLDS_CONTROLS(up)):
            return True
    return False


def _is_table(block: Found) -> bool:
    return isinstance(block.block, Table)


def _is_named_furniture(element: Element) -> bool:
    names = (set(_PARTS.split(name)) for name in _names(element).lower().split())
    return any(name & _FURNITURE and name <= _FURNITURE | _OF_FURNITURE for name in names)


def _titles(root: Element, kept: Sequence[Found]) -> Iterator[str | None]:
    """The page's heading, then its title, then any heading."""
    headings = {tag: block.text for tag in reversed(_HEADINGS) for block in reversed(kept) if block.element.tag == tag}
    title = next(chain(root.iter("title"), ()), None)
    yield headings.get("h1")
    yield " ".join(map(str, title.itertext())) if title is not None else None
    yield from headings.values()


def _up(element: Element) -> Iterator[Element]:
    return chain((element,), element.iterancestors())


def _names(element: Element) -> str:
    return f"{element.get('id') or ''} {element.get('class') or ''} {element.get('role') or ''}"


def _squashed(text: str) -> str:
    return _NOT_WORD.sub("", text)


def _size(blocks: Sequence[Found]) -> int:
    return sum(len(block.text) for block in blocks)
