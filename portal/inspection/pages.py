"""The tasks "text" and "page": a paper's text page by page, and one page as an image."""

import codecs
import ctypes
import io
from collections.abc import Mapping
from typing import Any, Final

import pypdfium2 as pdfium
from PIL import Image, ImageOps
from pypdfium2 import raw

from portal.inspection.lines import as_mark
from portal.inspection.paragraphs import paragraphs
from portal.inspection.tasks import Answer, Made

PDF: Final = "application/pdf"
IMAGES: Final[Mapping[str, str]] = {
    "image/png": "PNG",
    "image/jpeg": "JPEG",
    "image/gif": "GIF",
    "image/tiff": "TIFF",
    "image/webp": "WEBP",
}
"""By media type, the only decoder that such an image is given to."""
MOST_PIXELS: Final = 12_000_000
MOST_PAGES: Final = 2_000
MOST_LETTERS: Final = 4_000_000
_LARGEST_IMAGE: Final = 100_000_000
_MARGIN: Final = 12

Image.init()
# What is looked up at its first use is looked up now: after this, no file is opened.
for _codec in ("utf-16-le", "utf-8", "latin-1", "ascii"):
    codecs.lookup(_codec)
# pdfium reads what it wants of the system when its first document is opened.
pdfium.PdfDocument.new().close()


def text(content: memoryview, asked: Mapping[str, Any]) -> Answer:
    """Give ``{"pages": [text], "count": n, "language": tag, "complete": bool}``.

    A blank line ends a paragraph.  An image has one page and no text.  What cannot be read is
    answered by ``{"refused": why}``.
    """
    if asked["media_type"] != PDF:
        return {"pages": [""], "count": 1, "language": "", "complete": True}
    try:
        document = pdfium.PdfDocument(bytes(content))
    except pdfium.PdfiumError:
        return {"refused": "unreadable"}
    found, letters = [], 0
    for number in range(min(len(document), MOST_PAGES)):
        words = _text(document, number)
        letters += len(words)
        if letters > MOST_LETTERS:
            break
        found.append(words)
    return {
        "pages": found,
        "count": len(document),
        "language": _language(document),
        "complete": len(found) == len(document),
    }


def count(content: memoryview, asked: Mapping[str, Any]) -> Answer:
    """Give ``{"pages": n}``, or ``{"refused": why}``."""
    if asked["media_type"] != PDF:
        return {"pages": 1}
    try:
        return {"pages": len(pdfium.PdfDocument(bytes(content)))}
    except pdfium.PdfiumError:
        return {"refused": "unreadable"}


def page(content: memoryview, asked: Mapping[str, Any]) -> Answer | Made:
    """Draw a page as a PNG of about the width asked for, with the mark below it if there is one.

    Answers ``{"pages": n, "width": …, "height": …}`` and the image, or ``{"refused": why}``;
    pages are counted from 1.
    """
    try:
        image, count = _drawn(content, asked)
    except (pdfium.PdfiumError, OSError, ValueError, Image.DecompressionBombError):
        return {"refused": "unreadable"}
    if image is None:
        return {"refused": "page", "pages": count}
    line = as_mark(asked.get("mark"), "png")
    if line is not None:
        image = _with_line(image, Image.open(io.BytesIO(line), formats=("PNG",)))
    out = io.BytesIO()
    image.save(out, "PNG", compress_level=5)
    answer = {"pages": count, "width": image.width, "height": image.height}
    return Made(answer=answer, name="png", content=out.getbuffer())


def _drawn(content: memoryview, asked: Mapping[str, Any]) -> tuple[Image.Image | None, int]:
    number, width, kind = int(asked["page"]), int(asked["width"]), str(asked["media_type"])
    if kind != PDF:
        return (_picture(content, kind, width) if number == 1 else None), 1
    document = pdfium.PdfDocument(bytes(content))
    if not 1 <= number <= len(document):
        return None, len(document)
    sheet = document[number - 1]
    wide, high = (max(each, 1.0) for each in sheet.get_size())
    scale = min(width / wide, (MOST_PIXELS / (wide * high)) ** 0.5)
    drawn = sheet.render(scale=max(scale, 1 / max(wide, high))).to_pil()
    return drawn.convert("RGB"), len(document)


def _picture(content: memoryview, kind: str, width: int) -> Image.Image:
    if kind not in IMAGES:
        raise ValueError("of another kind")
    found: Image.Image = Image.open(io.BytesIO(content), formats=(IMAGES[kind],))
    # A larger image than it may be is refused by its header, before it is unpacked.
    if found.width * found.height > _LARGEST_IMAGE:
        raise ValueError("too large")
    found.draft("RGB", (width, width * 4))
    found = ImageOps.exif_transpose(found).convert("RGBA")
    found.thumbnail((width, max(1, MOST_PIXELS // width)))
    sheet = Image.new("RGBA", found.size, "white")
    return Image.alpha_composite(sheet, found).convert("RGB")


def _with_line(image: Image.Image, line: Image.Image) -> Image.Image:
    line = line.convert("RGB")
    room = max(image.width - 2 * _MARGIN, 1)
    if line.width > room:
        line = line.resize((room, max(1, line.height * room // line.width)))
    marked = Image.new("RGB", (image.width, image.height + line.height + _MARGIN), "white")
    marked.paste(image, (0, 0))
    marked.paste(line, (_MARGIN, image.height + _MARGIN // 2))
    return marked


def _text(document: pdfium.PdfDocument, number: int) -> str:
    try:
        return paragraphs(document[number].get_textpage())
    except pdfium.PdfiumError:
        return ""


def _language(document: pdfium.PdfDocument) -> str:
    """Give the language that the file says it is in (ISO 32000-1, 14.9.2); or nothing."""
    room = raw.FPDFCatalog_GetLanguage(document, None, 0)
    if not 2 < room <= 200:  # noqa: PLR2004 -- of UTF-16, with its end
        return ""
    told = (ctypes.c_ushort * (room // 2))()
    raw.FPDFCatalog_GetLanguage(document, told, room)
    said = bytes(told).decode("utf-16-le", "replace").rstrip("\0")
    plain = said.replace("-", "")
    return said if plain.isascii() and plain.isalnum() else ""
