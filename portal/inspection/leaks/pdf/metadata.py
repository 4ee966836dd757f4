"""What a PDF says of its making: who made it, under what name, in whose folder."""

from collections.abc import Iterator, Mapping
from typing import Final

import pikepdf

from portal.inspection.leaks.model import Kind, Read
from portal.inspection.leaks.pdf.tree import outlines
from portal.inspection.leaks.pdf.values import bytes_of, entry, names_of, text_of
from portal.inspection.leaks.telling import is_telling
from portal.inspection.leaks.words import Seen
from portal.inspection.leaks.xmp import NOT_WORDS, said_in_packet

_NAMES: Final[Mapping[str, str]] = {
    "/Title": "title", "/Author": "author", "/Subject": "subject", "/Keywords": "keywords",
}  # fmt: skip
_PROGRAMS: Final = frozenset(
    {"/Creator", "/Producer", "/PTEX.Fullbanner", "/CreatorTool", "CreatorTool", "Producer"}
)


def find_metadata(pdf: pikepdf.Pdf, seen: Seen, read: Read) -> None:
    """Put down what the Info dictionary, the XMP packets and the bookmarks tell besides."""
    told: set[str] = set()
    for name, value in (*_information(pdf), *_packets(pdf)):
        program = name in _PROGRAMS or name.rpartition(":")[2] in _PROGRAMS
        key = f"{value.strip()}"
        if key not in told and is_telling(value, seen, program=program):
            told.add(key)
            label = _NAMES.get(name, name.lstrip("/"))
            read.add(Kind.METADATA, f"properties of the file, {label}", value)
    for title in outlines(pdf.Root):
        if seen.more_in(title) and not seen.says(title):
            read.add(Kind.BOOKMARK, "bookmarks", title)


def _information(pdf: pikepdf.Pdf) -> Iterator[tuple[str, str]]:
    info = entry(pdf.trailer, "/Info")
    for name in names_of(info):
        if not NOT_WORDS.search(name.lstrip("/")):
            yield name, text_of(entry(info, name))


def _packets(pdf: pikepdf.Pdf) -> Iterator[tuple[str, str]]:
    """Give what every XMP packet says: that of the file, and those of its pages and pictures."""
    for held in pdf.objects:
        packet = entry(held, "/Metadata")
        if isinstance(packet, pikepdf.Stream):
            yield from said_in_packet(bytes_of(packet))
