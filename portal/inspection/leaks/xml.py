"""XML from strangers: no entities, no network, no more than fits."""

from typing import Final

from lxml import etree

LONGEST: Final = 200_000_000


def parsed(content: bytes) -> etree._Element | None:
    """Give the root of an XML text; ``None``, if it is none or declares entities."""
    packet = content.strip(b"\x00 \r\n\t")
    start, end = packet.find(b"<x:xmpmeta"), packet.rfind(b"</x:xmpmeta>")
    if start >= 0 and end > start:
        packet = packet[start : end + len(b"</x:xmpmeta>")]
    if not packet or len(packet) > LONGEST or b"<!ENTITY" in packet[:100_000]:
        return None
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, huge_tree=True, recover=True
    )
    try:
        return etree.fromstring(packet, parser)
    except (etree.XMLSyntaxError, ValueError):
        return None


def members(element: etree._Element | None) -> list[etree._Element]:
    """Give the elements within one; none within none."""
    return [] if element is None else [each for each in element if isinstance(each.tag, str)]


def local(element: etree._Element) -> str:
    """Give an element's name without its namespace; nothing for what is no element."""
    return etree.QName(element).localname if isinstance(element.tag, str) else ""


def attribute(element: etree._Element, name: str) -> str:
    """Give an attribute by its name without a namespace; nothing, if there is none."""
    for key, value in element.attrib.items():
        if str(key).rpartition("}")[2] == name:
            return str(value)
    return ""


def reference(element: etree._Element) -> str:
    """Give the id by which an element refers to another part; nothing, if it refers to none."""
    for key, value in element.attrib.items():
        if str(key).endswith("/relationships}id"):
            return str(value)
    return ""
