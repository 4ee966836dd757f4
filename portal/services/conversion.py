"""Accessible PDFs made of office files, where LibreOffice is there: tagged and titled."""

from collections.abc import Iterable, Iterator
from typing import BinaryIO, Final

from portal.inspection import office
from portal.inspection.office import NotConverted
from portal.inspection.sandbox import NotInspected, make

LANGUAGE: Final = "en-GB"
"""Of a file that names none."""
PIECE: Final = 256 * 1024


def convertible(ending: str) -> bool:
    """Say whether an accessible PDF can be made here of files with such a name."""
    return ending in office.EXPORTS and office.way() is not None


def accessible_pdf(ending: str, pieces: Iterable[bytes], *, title: str) -> BinaryIO:
    """Make an accessible PDF, in memory; the caller closes it.

    :raises NotConverted: if there is no LibreOffice, it does not manage, or what it makes is not
        tagged.
    """
    with office.convert(ending, pieces) as plain:
        try:
            answer, pdf = make(
                "dress", pieces_of(plain), {"title": title or "Paper", "language": LANGUAGE}
            )
        except NotInspected:
            raise NotConverted("failed") from None
    if pdf is None:
        raise NotConverted("failed")
    if not answer["tagged"]:
        pdf.close()
        raise NotConverted("failed")
    return pdf


def pieces_of(file: BinaryIO) -> Iterator[bytes]:
    """Give a file in pieces."""
    while piece := file.read(PIECE):
        yield piece
