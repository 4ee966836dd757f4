"""Loads beforehand what is otherwise loaded at its first use: afterwards no file can be opened."""

import codecs
import encodings.idna
from typing import Final

import phonenumbers
import pypdfium2 as pdfium
from PIL import Image

CODECS: Final = (
    "utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "cp437", "cp1252",
    "latin-1", "ascii", "pdfdoc", "pdfdoc_pikepdf",
)  # fmt: skip
_PAPER: Final = (72, 72)


def warm_up() -> None:
    """Load codecs, pictures' plugins, the plan of telephone numbers, and pdfium's drawing."""
    for name in CODECS:
        codecs.lookup(name)
    encodings.idna.ToASCII("warm")
    Image.init()
    phonenumbers.is_possible_number(phonenumbers.parse("01632 960001", "GB"))
    document = pdfium.PdfDocument.new()
    page = document.new_page(*_PAPER)
    page.render().to_pil().quantize(8, Image.Quantize.FASTOCTREE)
    document.close()
