"""A PDF's pages as pdfium draws them: every sign and every object, in the order of drawing."""

import ctypes
import math
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final

import pypdfium2 as pdfium
import pypdfium2.raw as c
from PIL import Image

from portal.inspection.leaks.model import Box

SCALE: Final = 1.25
_LARGE: Final = 1_000_000
_DEEPEST: Final = 6
_MOST_PIXELS: Final = 6_000_000
BLOCKS: Final = frozenset("\u2580\u2584\u2588\u2589\u258a\u258b\u25a0\u25ac\u25ae\u2b1b")


@dataclass(slots=True)
class Sign:
    """One sign of the text layer; ``thing`` is the address of the object that draws it."""

    text: str
    thing: int
    box: Box | None


@dataclass(slots=True, kw_only=True)
class Thing:
    """One object of a page; ``order`` is its place in the drawing."""

    address: int
    kind: int
    order: int
    box: Box
    handle: object = field(repr=False)
    outer: tuple[float, ...] = (1, 0, 0, 1, 0, 0)
    mark: int = -1  # its number in the structure of the document
    blocks: bool = False  # text made of solid blocks


class Sheet:
    """One page, opened."""

    def __init__(
        self, document: pdfium.PdfDocument, index: int, *, only_to_draw: bool = False
    ) -> None:
        self.page = document[index]
        self.number = index + 1
        width, height = self.page.get_size()
        self.scale = min(SCALE, math.sqrt(_MOST_PIXELS / max(1.0, width * height)))
        self.visible = self._visible()
        self._to_pixels = self._affine(width, height)
        self.signs = [] if only_to_draw else self._read_signs()
        self.things = [] if only_to_draw else self._read_things()

    def close(self) -> None:
        """Give back what pdfium holds for the page."""
        self.page.close()

    def draw(self, scale: float | None = None, **told: bool) -> Image.Image:
        """Draw the page as it is now, in grey unless told otherwise."""
        told = {"grayscale": True, **told}
        image: Image.Image = self.page.render(scale=scale or self.scale, **told).to_pil()
        return image

    def show(self, things: list[Thing], *, active: bool) -> None:
        """Let objects be drawn, or left out."""
        for each in things:
            c.FPDFPageObj_SetIsActive(each.handle, active)

    def pixels(self, box: Box, grow: float = 0.0) -> tuple[int, int, int, int]:
        """Give the pixels of a box, in a drawing of the usual scale; it may lie outside."""
        a, b, d, e, x, y = self._to_pixels
        left, bottom, right, top = box
        x0, x1 = a * left + d * bottom + x, a * right + d * top + x
        y0, y1 = b * left + e * bottom + y, b * right + e * top + y
        if x0 > x1:
            x0, x1 = x1, x0
        if y0 > y1:
            y0, y1 = y1, y0
        first, upper = math.floor(x0 - grow), math.floor(y0 - grow)
        return (
            first,
            upper,
            max(first + 1, math.ceil(x1 + grow)),
            max(upper + 1, math.ceil(y1 + grow)),
        )

    def _visible(self) -> Box:
        media, crop = self.page.get_mediabox(), self.page.get_cropbox()
        found = (
            max(media[0], crop[0]), max(media[1], crop[1]),
            min(media[2], crop[2]), min(media[3], crop[3]),
        )  # fmt: skip
        return found if found[0] < found[2] and found[1] < found[3] else media

    def _affine(self, width: float, height: float) -> tuple[float, ...]:
        """Work out how the page's measure becomes pixels, whatever its rotation."""
        across, down = ctypes.c_int(), ctypes.c_int()
        found = []
        unit = 100.0
        for x, y in ((0.0, 0.0), (unit, 0.0), (0.0, unit)):
            c.FPDF_PageToDevice(
                self.page, 0, 0, _LARGE, _LARGE, 0, x, y, ctypes.byref(across), ctypes.byref(down)
            )
            found.append(
                (
                    across.value / _LARGE * width * self.scale,
                    down.value / _LARGE * height * self.scale,
                )
            )
        (x0, y0), (x1, y1), (x2, y2) = found
        return (
            (x1 - x0) / unit, (y1 - y0) / unit, (x2 - x0) / unit, (y2 - y0) / unit, x0, y0,
        )  # fmt: skip

    def _read_signs(self) -> list[Sign]:
        text = self.page.get_textpage()
        edges = [ctypes.c_double() for _ in range(4)]
        left, right, bottom, top = (ctypes.byref(each) for each in edges)
        found: list[Sign] = []
        for at in range(text.count_chars()):
            code = c.FPDFText_GetUnicode(text, at)
            sign = chr(code) if 0 < code < 0x110000 and not 0xD800 <= code < 0xE000 else "\ufffd"  # noqa: PLR2004 -- the bounds of Unicode and of its surrogates
            if sign.isspace():
                found.append(Sign(sign, 0, None))
                continue
            drawn = c.FPDFText_GetTextObject(text, at)
            box: Box | None = None
            if drawn:
                c.FPDFText_GetCharBox(text, at, left, right, bottom, top)
                box = (edges[0].value, edges[2].value, edges[1].value, edges[3].value)
            found.append(Sign(sign, _address(drawn), box))
        text.close()
        return found

    def _read_things(self) -> list[Thing]:
        blocky = {each.thing for each in self.signs if each.text in BLOCKS}
        found: list[Thing] = []
        for handle, outer in _objects(self.page):
            address, kind = _address(handle), c.FPDFPageObj_GetType(handle)
            found.append(
                Thing(
                    address=address,
                    kind=kind,
                    order=len(found),
                    box=_bounds(handle, outer),
                    handle=handle,
                    outer=outer,
                    mark=c.FPDFPageObj_GetMarkedContentID(handle),
                    blocks=address in blocky,
                )
            )
        return found


def _address(handle: object) -> int:
    return ctypes.addressof(handle.contents) if handle else 0  # type: ignore[attr-defined]


def _objects(page: pdfium.PdfPage) -> Iterator[tuple[object, tuple[float, ...]]]:
    """Give every object, those within forms too, with the matrix that leads to the page."""
    for at in range(c.FPDFPage_CountObjects(page)):
        yield from _within(c.FPDFPage_GetObject(page, at), (1.0, 0.0, 0.0, 1.0, 0.0, 0.0), 0)


def _within(
    handle: object, outer: tuple[float, ...], depth: int
) -> Iterator[tuple[object, tuple[float, ...]]]:
    if c.FPDFPageObj_GetType(handle) != c.FPDF_PAGEOBJ_FORM:
        yield handle, outer
    elif depth < _DEEPEST:
        inner = times(matrix_of(handle), outer)
        for at in range(c.FPDFFormObj_CountObjects(handle)):
            yield from _within(c.FPDFFormObj_GetObject(handle, at), inner, depth + 1)


def matrix_of(handle: object) -> tuple[float, ...]:
    """Give the matrix of an object."""
    found = c.FS_MATRIX()
    c.FPDFPageObj_GetMatrix(handle, ctypes.byref(found))
    return (found.a, found.b, found.c, found.d, found.e, found.f)


def times(inner: tuple[float, ...], outer: tuple[float, ...]) -> tuple[float, ...]:
    """Do one matrix after another (ISO 32000-2, 8.3.4)."""
    a, b, d, e, x, y = inner
    oa, ob, od, oe, ox, oy = outer
    return (
        a * oa + b * od, a * ob + b * oe, d * oa + e * od, d * ob + e * oe,
        x * oa + y * od + ox, x * ob + y * oe + oy,
    )  # fmt: skip


def _bounds(handle: object, outer: tuple[float, ...]) -> Box:
    edges = [ctypes.c_float() for _ in range(4)]
    c.FPDFPageObj_GetBounds(handle, *(ctypes.byref(each) for each in edges))
    left, bottom, right, top = (each.value for each in edges)
    a, b, d, e, x, y = outer
    corners = [
        (a * px + d * py + x, b * px + e * py + y) for px in (left, right) for py in (bottom, top)
    ]
    xs, ys = [each[0] for each in corners], [each[1] for each in corners]
    return (min(xs), min(ys), max(xs), max(ys))


def area(box: Box) -> float:
    """Give the area of a box; none, if it is turned inside out."""
    return max(0.0, box[2] - box[0]) * max(0.0, box[3] - box[1])


def shared(one: Box, other: Box) -> Box:
    """Give what two boxes share; turned inside out, if nothing."""
    return (
        max(one[0], other[0]), max(one[1], other[1]), min(one[2], other[2]), min(one[3], other[3]),
    )  # fmt: skip
