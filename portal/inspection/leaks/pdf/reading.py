"""Reads a PDF: every page as it is drawn, and everything that is kept beside the pages."""

import io
from typing import Final

import pikepdf
import pypdfium2 as pdfium
from PIL import Image, ImageDraw
from pypdfium2 import raw

from portal.inspection.leaks.model import Box, Deadline, Kind, Passage, Read, around
from portal.inspection.leaks.pdf.hidden_text import find_hidden_text
from portal.inspection.leaks.pdf.look import Look, look_at
from portal.inspection.leaks.pdf.metadata import find_metadata
from portal.inspection.leaks.pdf.notes import (
    covering_boxes,
    find_attachments,
    find_form_values,
    find_notes,
)
from portal.inspection.leaks.pdf.pages import Sheet
from portal.inspection.leaks.pdf.pictures import (
    find_covered_pictures,
    find_cropped_pictures,
    is_plain,
)
from portal.inspection.leaks.pdf.revisions import find_previous_revisions
from portal.inspection.leaks.pdf.structure import (
    find_layers,
    find_leftovers,
    find_marked_replacements,
    find_replacements,
    find_thumbnail,
    texts_instead,
)
from portal.inspection.leaks.pdf.values import FAULTS, entry, text_of
from portal.inspection.leaks.pictures import find_in_picture
from portal.inspection.leaks.words import Seen

_PICTURE_SCALE: Final = 2.0
_MARGIN: Final = 60.0
_WIDEST: Final = 900
NO_PDF: Final = "it does not open as a PDF"
_LOCKED: Final = "it opens as a PDF only with a password"

Described = dict[int, list[tuple[str, list[int]]]]


def read_pdf(content: bytes, until: Deadline) -> tuple[Read, list[tuple[str, bytes]]]:
    """Read a PDF; give what was found, and the files within it."""
    read = Read()
    try:
        document = pdfium.PdfDocument(content)
        pdf = pikepdf.open(io.BytesIO(content))
    except (pdfium.PdfiumError, *FAULTS, RuntimeError) as broken:
        locked = getattr(broken, "err_code", None) == raw.FPDF_ERR_PASSWORD
        locked = locked or isinstance(broken, pikepdf.PasswordError)
        read.unread.append(_LOCKED if locked else NO_PDF)
        return read, []
    described = _pictures_described(pdf)
    for index in range(len(document)):
        if until.over:
            read.unread.append(f"pages {index + 1} to {len(document)}")
            break
        try:
            _read_page(document, pdf, index, described, read)
        except (pdfium.PdfiumError, *FAULTS):
            read.unread.append(f"page {index + 1}")
    seen = Seen(read.shown)
    within = _read_beside(content, pdf, seen, read, until)
    read.picture_of = lambda page, box: picture_of(document, page, box)
    return read, within


def _read_page(
    document: pdfium.PdfDocument, pdf: pikepdf.Pdf, index: int, described: Described, read: Read
) -> None:
    sheet = Sheet(document, index)
    page = pdf.pages[index]
    drawn = sheet.draw()
    boxes = covering_boxes(page)
    look = look_at(sheet, drawn, boxes)
    seen = find_hidden_text(look, read)
    bare = sheet.draw(may_draw_forms=False, draw_annots=False) if boxes else None
    find_covered_pictures(look, bare, read)
    find_cropped_pictures(look, read)
    find_thumbnail(page, index + 1, drawn, read)
    _find_described(look, described.get(index + 1, []), read)
    _keep_words(sheet, seen, read)
    sheet.close()


def _keep_words(sheet: Sheet, seen: list[bool], read: Read) -> None:
    for shown in (True, False):
        signs = [
            each if keep is shown or each.text.isspace() else None
            for each, keep in zip(sheet.signs, seen, strict=True)
        ]
        read.passages.append(
            Passage(
                text="".join(" " if each is None else each.text for each in signs),
                place=f"page {sheet.number}",
                page=sheet.number,
                boxes=tuple(None if each is None else each.box for each in signs),
                shown=shown,
            )
        )


def _pictures_described(pdf: pikepdf.Pdf) -> Described:
    found: Described = {}
    for name, text, page, marks in texts_instead(pdf):
        if name == "/Alt" and page is not None and marks:
            found.setdefault(page, []).append((text, marks))
    return found


def _find_described(look: Look, described: list[tuple[str, list[int]]], read: Read) -> None:
    """Put down descriptions of pictures that are blacked out: they tell what is beneath."""
    if not described:
        return
    for text, marks in described:
        box = around([each.box for each in look.sheet.things if each.mark in marks])
        if box is not None and is_plain(look, box):
            number = look.sheet.number
            read.add(Kind.ALTERNATIVE_TEXT, f"page {number}", text, page=number, box=box)


def _read_beside(
    content: bytes, pdf: pikepdf.Pdf, seen: Seen, read: Read, until: Deadline
) -> list[tuple[str, bytes]]:
    """Read what is kept beside the pages; a broken part does not hide the others."""
    within: list[tuple[str, bytes]] = []
    steps = (
        lambda: find_layers(pdf, read),
        lambda: find_metadata(pdf, seen, read),
        lambda: within.extend(find_attachments(pdf, read)),
        lambda: find_form_values(pdf, read),
        lambda: find_replacements(pdf, seen, read),
        lambda: find_marked_replacements(pdf, read),
        lambda: _read_notes(pdf, seen, read),
        lambda: find_leftovers(pdf, seen, read),
        lambda: find_previous_revisions(content, seen, read, until),
        lambda: _read_photographs(pdf, read),
    )
    for step in steps:
        try:
            step()
        except (*FAULTS, RuntimeError, RecursionError):
            read.unread.append("a part of the file that is kept beside its pages")
    return within


def _read_notes(pdf: pikepdf.Pdf, seen: Seen, read: Read) -> None:
    for number, page in enumerate(pdf.pages, 1):
        find_notes(page, number, seen, read)


def _read_photographs(pdf: pikepdf.Pdf, read: Read) -> None:
    """Look into the photographs that are kept whole, as the camera wrote them."""
    for held in pdf.objects:
        if isinstance(held, pikepdf.Stream) and text_of(entry(held, "/Filter")) == "/DCTDecode":
            find_in_picture(held.read_raw_bytes(), "a picture", read)


def picture_of(document: pdfium.PdfDocument, number: int, box: Box | None) -> bytes:
    """Draw a part of a page as a PNG, with a box around what was found there."""
    sheet = Sheet(document, number - 1, only_to_draw=True)
    scale = min(_PICTURE_SCALE, _WIDEST / max(1.0, sheet.page.get_width()))
    image = sheet.draw(scale, grayscale=False).convert("RGB")
    if box is not None:
        left, top, right, bottom = (each * scale / sheet.scale for each in sheet.pixels(box, 2))
        frame = (
            max(1.0, left), max(1.0, top), min(image.width - 2.0, right),
            min(image.height - 2.0, bottom),
        )  # fmt: skip
        if frame[0] < frame[2] and frame[1] < frame[3]:
            ImageDraw.Draw(image).rectangle(frame, outline=(212, 53, 28), width=3)
            rows = (max(0, int(frame[1] - _MARGIN * scale)), int(frame[3] + _MARGIN * scale))
            image = image.crop((0, rows[0], image.width, min(image.height, rows[1])))
    else:
        image.thumbnail((_WIDEST // 2, _WIDEST))
    sheet.close()
    room = io.BytesIO()
    image.quantize(64, Image.Quantize.FASTOCTREE).save(room, "PNG")
    return room.getvalue()
