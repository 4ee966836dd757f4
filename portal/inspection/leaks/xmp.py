"""What an XMP packet says, in words (ISO 16684-1)."""

import re
from collections.abc import Iterator
from typing import Final

from lxml import etree

from portal.inspection.leaks.xml import parsed

NOT_WORDS: Final = re.compile(
    r"(?:Date|Trapped|GTS_|ID$|instanceID|documentID|OriginalDocumentID|conformance|^part$|^rev$"
    r"|^format$|^language$|softwareAgent|^action$|^changed$|RenditionClass|^version|^amd$|^type$"
    r"|^schema|^namespaceURI$|^prefix$|^valueType$|^category$)",
    re.IGNORECASE,
)
"""Properties that are dates, numbers and names of formats."""


def said_in_packet(packet: bytes) -> Iterator[tuple[str, str]]:
    """Give the properties of an XMP packet that are words (ISO 16684-1)."""
    root = parsed(packet)
    if root is None:
        return
    for element in root.iter():
        if not isinstance(element.tag, str):
            continue
        for name, value in element.attrib.items():
            yield from _property(str(name), str(value))
        if element.text and element.text.strip():
            yield from _property(_owner(element), element.text)


def _property(name: str, value: str) -> Iterator[tuple[str, str]]:
    local = etree.QName(name).localname
    if local in {"about", "parseType", "lang", "xmptk", "resource"} or NOT_WORDS.search(local):
        return
    yield local, value


def _owner(element: etree._Element) -> str:
    """Name the property a value belongs to: lists stand between the two."""
    node: etree._Element | None = element
    while node is not None and etree.QName(node).localname in {"li", "Alt", "Seq", "Bag", "value"}:
        node = node.getparent()
    return str((element if node is None else node).tag)
