"""Pictures and texts with one leak each; people and numbers are invented.

Telephone numbers are of the ranges that Ofcom keeps for drama; the health numbers are of the range
999, or have never been given out.
"""

from collections.abc import Callable

from PIL import Image, ImageDraw

from tests.inspection.leaks.pictures_made import (
    cropped_in_place,
    jpeg,
    with_caption,
    with_exif,
    with_place,
    with_small_copy,
    with_texts,
    with_xmp,
)
from tests.inspection.leaks.reports import LINES, Made, photograph, report


def page_saying(*lines: str) -> bytes:
    return Made(report(lines=(*LINES, *lines))).bytes()


def note_saying(line: str) -> bytes:
    return f"Minutes of the Board\n\n{LINES[0]}\n{line}\n{LINES[1]}\n".encode()


def table_saying(heading: str, value: str) -> bytes:
    return f"Ward,{heading}\nOxlode,{value}\nWelney,\n".encode()


def blacked(picture: Image.Image) -> Image.Image:
    made = picture.copy()
    ImageDraw.Draw(made).rectangle((60, 40, 260, 200), fill="black")
    return made


WORDS: dict[str, tuple[str, Callable[[], bytes]]] = {
    "picture: where it was taken": ("picture_place", with_place),
    "picture: who took it": ("picture_metadata", lambda: with_exif(Artist="Hilary Sedgewick")),
    "picture: its owner in XMP": (
        "picture_metadata",
        lambda: with_xmp(
            "<dc:creator><rdf:Seq><rdf:li>Hilary Sedgewick</rdf:li></rdf:Seq></dc:creator>"
        ),
    ),
    "picture: its caption": ("picture_metadata", lambda: with_caption("Home of M Quillfeather")),
    "picture: a text in a PNG": (
        "picture_metadata",
        lambda: with_texts(Comment="Scanned from the file of M Quillfeather"),
    ),
    "picture: a small copy from before it was blacked out": (
        "thumbnail",
        lambda: with_small_copy(photograph(3)),
    ),
    "picture: what it was cropped from": ("trailing_data", cropped_in_place),
    "picture: another picture behind it": ("trailing_data", lambda: jpeg() + jpeg(photograph(5))),
    "marking: OFFICIAL-SENSITIVE at the head": (
        "marking",
        lambda: page_saying("OFFICIAL-SENSITIVE"),
    ),
    "marking: RESTRICTED": ("marking", lambda: note_saying("RESTRICTED")),
    "marking: a protective marking": (
        "marking",
        lambda: page_saying("Protective marking: PROTECTED"),
    ),
    "marking: not for publication": (
        "marking",
        lambda: page_saying(
            "Not for publication by virtue of paragraph 3 of Part 1 of Schedule 12A"
        ),
    ),
    "marking: it says that it is exempt": (
        "marking",
        lambda: page_saying("This report contains exempt information as defined in paragraph 1"),
    ),
    "marking: SECRET": ("marking", lambda: note_saying("TOP SECRET")),
    "a health number": ("nhs_number", lambda: page_saying("NHS number 999 000 0018 was moved.")),
    "a health number in a table": ("nhs_number", lambda: table_saying("NHS number", "9990000018")),
    "an insurance number": (
        "insurance_number",
        lambda: page_saying("His number is QQ 12 34 56 C".replace("QQ", "AB")),
    ),
    "a mobile number": ("telephone", lambda: page_saying("Ring her on 07700 900123 after six.")),
    "a telephone number at home": (
        "telephone",
        lambda: note_saying("Mrs Quillfeather (home) 01632 960 417"),
    ),
    "a telephone number with its country": (
        "telephone",
        lambda: note_saying("She can be had on +44 7700 900 456."),
    ),
    "a postcode of a home": (
        "postcode",
        lambda: page_saying("The complainant lives at 4 Sluice Row, Oxlode ZE9 9ZY."),
    ),
    "a date of birth": ("birth_date", lambda: page_saying("DOB: 14/02/1961")),
    "a date of birth in words": ("birth_date", lambda: note_saying("She was born on 3 May 1974.")),
    "a watched name": (
        "watched_name",
        lambda: page_saying("Thanks are due to Marjorie Quillfeather."),
    ),
    "a watched name, surname first": (
        "watched_name",
        lambda: note_saying("QUILLFEATHER, Marjorie: apologies."),
    ),
    "a phrase of a closed paper": (
        "closed_phrase",
        lambda: page_saying(
            "the lowest offer fell short of the sum that the",
            "Board had set aside for the third year",
        ),
    ),
    "a phrase of a closed paper, broken at the line": (
        "closed_phrase",
        lambda: note_saying(
            "It is known that the lowest offer fell short of the sum that the Bo-\nard had set"
            " aside for the third year."
        ),
    ),
}
CLOSED = (
    "In private the panel heard that the lowest offer fell short of the sum that the Board had set"
    " aside for the third year, and that the bidder would not move."
)
"""A closed paper, of which the phrases are known."""

NAMES = ("Marjorie Quillfeather", "Hilary Sedgewick")
