"""Pictures on a page that hold more than is seen of them: under a box, or beyond their crop."""

import ctypes
from collections.abc import Sequence
from typing import Final

import pypdfium2 as pdfium
import pypdfium2.raw as c
from PIL import Image

from portal.inspection.leaks.model import Box, Kind, Read
from portal.inspection.leaks.pdf.look import Look
from portal.inspection.leaks.pdf.objects import clip_box
from portal.inspection.leaks.pdf.pages import Sheet, Thing, area, matrix_of, shared, times
from portal.inspection.leaks.pixels import range_of

_SMALLEST: Final = 16.0
_SMALLEST_BOX: Final = 6.0
_FLAT: Final = 18
_RICH: Final = 60
_STRIP: Final = 0.06
_MOST_PIXELS: Final = 40_000_000


def find_covered_pictures(look: Look, bare: Image.Image | None, read: Read) -> None:
    """Put down what lies in a picture under a plain box; ``bare`` is the page without notes."""
    sheet = look.sheet
    pictures = [each for each in look.images if _is_large(each.box, _SMALLEST)]
    pairs = [
        (cover, shared(cover.box, picture.box))
        for picture in pictures
        for cover in look.covers
        if cover.order > picture.order
        and cover.kind != c.FPDF_PAGEOBJ_TEXT
        and _covers_part(cover.box, picture.box)
        and not _has_words_on(look, cover)
        and look.range_within(_inner(shared(cover.box, picture.box))) <= _FLAT
    ]
    if pairs:
        covers = [cover for cover, _ in pairs]
        sheet.show(covers, active=False)
        without = sheet.draw()
        sheet.show(covers, active=True)
        _compare(sheet, without, [box for _, box in pairs], read)
    if bare is not None and pictures:
        boxes = [
            shared(box, each.box)
            for box in look.boxes
            for each in pictures
            if _covers_part(box, each.box)
        ]
        flat = [box for box in boxes if look.range_within(_inner(box)) <= _FLAT]
        _compare(sheet, bare, flat, read)


def find_cropped_pictures(look: Look, read: Read) -> None:
    """Put down pictures of which only a part is shown, if the rest is more than plain paper."""
    for picture in look.images:
        if not _is_large(picture.box, _SMALLEST):
            continue
        clip = clip_box(picture)
        window = look.sheet.visible if clip is None else shared(clip, look.sheet.visible)
        if _holds_more(picture, window):
            number = look.sheet.number
            read.add(
                Kind.CROPPED_PICTURE,
                f"page {number}",
                "A picture is cropped, and the file still has what was cut away.",
                page=number,
                box=shared(picture.box, window),
            )


def is_plain(look: Look, box: Box) -> bool:
    """Say whether a part of the page shows nothing but one colour."""
    return _is_large(box, _SMALLEST_BOX) and look.range_within(_inner(box)) <= _FLAT


def _compare(sheet: Sheet, without: Image.Image, boxes: Sequence[Box], read: Read) -> None:
    for box in boxes:
        if range_of(without, sheet.pixels(_inner(box))) > _RICH:
            read.add(
                Kind.COVERED_PICTURE,
                f"page {sheet.number}",
                "A box lies over a part of a picture, and the file still has that part.",
                page=sheet.number,
                box=box,
            )


def _covers_part(cover: Box, picture: Box) -> bool:
    """Say whether a box lies mostly on a picture and is not its whole background."""
    common = area(shared(cover, picture))
    return _is_large(cover, _SMALLEST_BOX) and common > area(cover) / 2


def _has_words_on(look: Look, cover: Thing) -> bool:
    """Say whether text stands on a cover, as on a banner over a photograph."""
    return any(
        text.order > cover.order
        and area(shared(text.box, cover.box)) > 0
        and c.FPDFTextObj_GetTextRenderMode(text.handle) != c.FPDF_TEXTRENDERMODE_INVISIBLE
        for text in look.texts.values()
    )


def _is_large(box: Box, least: float) -> bool:
    return min(box[2] - box[0], box[3] - box[1]) >= least


def _inner(box: Box) -> Box:
    """Give a box without its edge, where the drawing mixes colours."""
    across, up = (box[2] - box[0]) / 8, (box[3] - box[1]) / 8
    return (box[0] + across, box[1] + up, box[2] - across, box[3] - up)


def _holds_more(picture: Thing, window: Box) -> bool:
    a, b, d, e, x, y = times(matrix_of(picture.handle), picture.outer)
    if abs(b) > abs(a) / 100 or abs(d) > abs(e) / 100 or not a or not e:
        return False  # turned pictures are cropped by nobody's word processor
    across = sorted(((window[0] - x) / a, (window[2] - x) / a))
    up = sorted(((window[1] - y) / e, (window[3] - y) / e))
    strips = [
        (0.0, 0.0, across[0], 1.0),
        (across[1], 0.0, 1.0, 1.0),
        (0.0, 0.0, 1.0, up[0]),
        (0.0, up[1], 1.0, 1.0),
    ]
    cut = [each for each in strips if each[2] - each[0] > _STRIP and each[3] - each[1] > _STRIP]
    if not cut:
        return False
    image = _pixels_of(picture)
    return image is not None and any(range_of(image, _region(image, each)) > _RICH for each in cut)


def _region(image: Image.Image, strip: Box) -> tuple[int, int, int, int]:
    """Give the pixels of a strip of the unit square, in which a picture stands upright."""
    left, bottom, right, top = strip
    return (
        int(max(0.0, left) * image.width),
        int((1 - min(1.0, top)) * image.height),
        int(min(1.0, right) * image.width),
        int((1 - max(0.0, bottom)) * image.height),
    )


def _pixels_of(picture: Thing) -> Image.Image | None:
    wide, high = ctypes.c_uint(), ctypes.c_uint()
    c.FPDFImageObj_GetImagePixelSize(picture.handle, ctypes.byref(wide), ctypes.byref(high))
    if not 0 < wide.value * high.value <= _MOST_PIXELS:
        return None
    raw = c.FPDFImageObj_GetBitmap(picture.handle)
    if not raw:
        return None
    try:
        image: Image.Image = pdfium.PdfBitmap.from_raw(raw).to_pil().convert("L")
    finally:
        c.FPDFBitmap_Destroy(raw)
    return image
