"""Small readings of Word's XML, by local names, so that both of its namespaces (transitional and strict) are read."""

from __future__ import annotations

from collections.abc import Iterator

from lxml import etree

Element = etree._Element  # noqa: SLF001 (lxml's public functions return it and give it no public name)


def parse(xml: bytes) -> Element:
    """The root of a part. No entity is expanded and nothing is fetched. Raises lxml.etree.LxmlError."""
    return etree.fromstring(xml, etree.XMLParser(resolve_entities=False, no_network=True))


def local(element: Element) -> str:
    """The tag without its namespace; empty for comments and processing instructions."""
    return etree.QName(element).localname if isinstance(element.tag, str) else ""


def child(element: Element | None, *path: str) -> Element | None:
    """The first descendant along a path of local names."""
    for name in path:
        if element is None:
            return None
        element = next((inner for inner in element if local(inner) == name), None)
    return element


def children(element: Element | None, name: str) -> Iterator[Element]:
    return (inner for inner in (() if element is None else element) if local(inner) == name)


def value(element: Element | None, name: str = "val") -> str | None:
    """An attribute by its local name."""
    if element is None:
        return None
    found = (text for key, text in element.attrib.items() if etree.QName(key).localname == name)
    return next(map(str, found), None)


def number(element: Element | None, default: int, name: str = "val") -> int:
    text = value(element, name) or ""
    return int(text) if text.lstrip("-").isdecimal() else default


def is_on(element: Element | None) -> bool:
    """Whether a switch such as ``w:b`` is there and not turned off."""
    return element is not None and value(element) not in ("0", "false", "off", "none")
