"""The kinds of files that are taken, by the ends of their names."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

PDF: Final = "application/pdf"
_OOXML: Final = "application/vnd.openxmlformats-officedocument."
_ODF: Final = "application/vnd.oasis.opendocument."


class Family(StrEnum):
    """Formats that are examined alike."""

    PDF = "pdf"
    OFFICE = "office"
    OPENDOCUMENT = "opendocument"
    IMAGE = "image"
    TEXT = "text"


@dataclass(frozen=True, slots=True, kw_only=True)
class Format:
    """One kind of file: its type, and what its first bytes are."""

    family: Family
    media_type: str
    name: str
    magic: bytes

    def begins(self, content: memoryview) -> bool:
        """Say whether a file begins as one of this kind does."""
        return bytes(content[: len(self.magic)]) == self.magic


def _zip(family: Family, media_type: str, name: str) -> Format:
    return Format(family=family, media_type=media_type, name=name, magic=b"PK\x03\x04")


_JPEG: Final = Format(
    family=Family.IMAGE, media_type="image/jpeg", name="JPEG picture", magic=b"\xff\xd8\xff"
)

ALLOWED: Final[Mapping[str, Format]] = {
    ".pdf": Format(family=Family.PDF, media_type=PDF, name="PDF", magic=b"%PDF-"),
    ".docx": _zip(Family.OFFICE, f"{_OOXML}wordprocessingml.document", "Word document"),
    ".xlsx": _zip(Family.OFFICE, f"{_OOXML}spreadsheetml.sheet", "Excel workbook"),
    ".pptx": _zip(Family.OFFICE, f"{_OOXML}presentationml.presentation", "PowerPoint presentation"),
    ".odt": _zip(Family.OPENDOCUMENT, f"{_ODF}text", "OpenDocument text"),
    ".ods": _zip(Family.OPENDOCUMENT, f"{_ODF}spreadsheet", "OpenDocument spreadsheet"),
    ".odp": _zip(Family.OPENDOCUMENT, f"{_ODF}presentation", "OpenDocument presentation"),
    ".png": Format(
        family=Family.IMAGE,
        media_type="image/png",
        name="PNG picture",
        magic=b"\x89PNG\r\n\x1a\n",
    ),
    ".jpg": _JPEG,
    ".jpeg": _JPEG,
    ".txt": Format(family=Family.TEXT, media_type="text/plain", name="plain text", magic=b""),
    ".csv": Format(family=Family.TEXT, media_type="text/csv", name="CSV table", magic=b""),
}
"""What is taken.  Everything else is refused, pages and pictures that hold scripts (HTML, SVG) and
programs among it."""

ENDINGS: Final[Mapping[str, str]] = {
    each.media_type: ending for ending, each in reversed(tuple(ALLOWED.items()))
}
"""By media type, the end of the name that a file of it is given: the first that is taken."""


def ending_of(file_name: str) -> str:
    """Give the end of a file's name, from its last full stop, in small letters."""
    stem, dot, end = file_name.rpartition(".")
    return f".{end.lower()}" if dot and stem else ""
