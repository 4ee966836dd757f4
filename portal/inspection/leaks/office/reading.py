"""Reads an office file by what its parts say it is."""

from portal.inspection.leaks.model import Read
from portal.inspection.leaks.office.open_document import read_open_document
from portal.inspection.leaks.office.package import Package
from portal.inspection.leaks.office.parts import (
    find_drawings,
    find_parts,
    find_properties,
    words_of_charts,
)
from portal.inspection.leaks.office.sheets import read_sheets
from portal.inspection.leaks.office.slides import read_slides
from portal.inspection.leaks.office.word import read_word
from portal.inspection.leaks.words import Seen


def read_office(content: bytes) -> tuple[Read, list[tuple[str, bytes]]]:
    """Read an office file; give what was found, and the files within it."""
    read = Read()
    package = Package(content)
    if "content.xml" in package.names:
        within = read_open_document(package, read)
    else:
        within = _read_open_xml(package, read)
    read.unread.extend(package.unread)
    return read, within


def _read_open_xml(package: Package, read: Read) -> list[tuple[str, bytes]]:
    readers = {
        "word/document.xml": read_word,
        "xl/workbook.xml": read_sheets,
        "ppt/presentation.xml": read_slides,
    }
    found = [reader for part, reader in readers.items() if part in package.names]
    main = [target for sort, target, _ in package.links("").values() if sort == "officeDocument"]
    # A part of the usual name may be a decoy: programs open the one that is referred to.
    if not found or not set(main) <= readers.keys():
        read.unread.append("the file is no document, spreadsheet or presentation")
    for reader in found:
        reader(package, read)
    words_of_charts(package, read)
    find_properties(package, Seen(read.shown), read)
    find_drawings(package, read)
    return find_parts(package, read)
