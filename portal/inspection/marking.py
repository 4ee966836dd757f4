"""The task "mark": one reader's copy of a PDF, with a line on each page that says whose it is.

The line stands in a strip that is added below each page as it is seen, so it covers no text.  It
is an artifact (ISO 32000-1, 14.8.2.2): readers that speak pages aloud pass it over.  Text, tags,
bookmarks, links and fields stay as they are; a signature over the file no longer holds.
"""

import io
from collections.abc import Mapping
from decimal import Decimal
from typing import Any, Final

import pikepdf
from pikepdf import Array, Dictionary, Name, Object, Page, Pdf

from portal.inspection.lines import as_mark
from portal.inspection.tasks import Answer, Made

_NAME: Final = "/ClearDaysCopy"
_MARGIN: Final = 10.0
_AROUND: Final = 4.0
_TURNED: Final = 90
_ARTIFACT: Final = b"/Artifact <</Type /Pagination /Subtype /Watermark>> BDC\n"
_USUAL: Final = Array([0, 0, 612, 792])
"""The page of a PDF that does not say how large it is."""

Box = tuple[float, float, float, float]


def mark(content: memoryview, asked: Mapping[str, Any]) -> Answer | Made:
    """Mark each page; answer ``{"pages": n}`` and the copy, or ``{"refused": why}``.

    ``asked["mark"]`` is the line as :mod:`portal.inspection.lines` set it.
    """
    line = as_mark(asked["mark"], "pdf")
    if line is None:
        raise ValueError("a copy is marked with something")
    try:
        with Pdf.open(io.BytesIO(content)) as pdf, Pdf.open(io.BytesIO(line)) as source:
            form = pdf.copy_foreign(source.pages[0].as_form_xobject())
            for page in pdf.pages:
                _mark(page, form)
            copy = io.BytesIO()
            pdf.save(copy, encryption=False, fix_metadata_version=False)
            return Made(answer={"pages": len(pdf.pages)}, name="pdf", content=copy.getbuffer())
    except pikepdf.PasswordError:
        return {"refused": "password"}
    except (pikepdf.PdfError, ValueError, TypeError, KeyError, RecursionError):
        return {"refused": "unreadable"}


def _mark(page: Page, form: Object) -> None:
    turned = int(page.get(Name.Rotate, _inherited(page, "/Rotate") or 0)) % 360
    media = _box(_inherited(page, "/MediaBox") or _USUAL)
    seen = _within(_box(_inherited(page, "/CropBox") or Array(list(map(Decimal, media)))), media)
    x0, y0, x1, y1 = map(float, form.BBox)
    length, height = x1 - x0, y1 - y0
    wide = (seen[3] - seen[1]) if turned % 180 == _TURNED else (seen[2] - seen[0])
    scale = min(1.0, max(wide - 2 * _MARGIN, 1.0) / length)
    strip = height * scale + 2 * _AROUND
    grown, where = _strip(seen, turned, strip)
    outer = (
        min(media[0], grown[0]),
        min(media[1], grown[1]),
        max(media[2], grown[2]),
        max(media[3], grown[3]),
    )
    page.obj.MediaBox = _array(outer)
    page.obj.CropBox = _array(grown)
    _name(page, form)
    drawing = (
        _ARTIFACT
        + b"q 1 g %b re f Q\n" % _numbers(_side(seen, grown))
        + b"q %b cm %b cm %s Do Q\nEMC\n"
        % (_numbers(where), _numbers((scale, 0, 0, scale, _MARGIN, _AROUND)), _NAME.encode())
    )
    # The line comes first, where nothing the page does can have moved it; what the page draws is
    # then held to where it could be seen before, so that the strip brings nothing to light.
    inner = (seen[0], seen[1], seen[2] - seen[0], seen[3] - seen[1])
    page.contents_add(drawing + b"q %b re W n\n" % _numbers(inner), prepend=True)
    page.contents_add(b"\nQ\n")


def _strip(seen: Box, turned: int, strip: float) -> tuple[Box, tuple[float, ...]]:
    """Give the page with a strip below it as it is seen, and how to draw there."""
    x0, y0, x1, y1 = seen
    if turned == 90:  # noqa: PLR2004 -- a quarter to the right: its right side is seen below
        return (x0, y0, x1 + strip, y1), (0, 1, -1, 0, x1 + strip, y0)
    if turned == 180:  # noqa: PLR2004 -- upside down
        return (x0, y0, x1, y1 + strip), (-1, 0, 0, -1, x1, y1 + strip)
    if turned == 270:  # noqa: PLR2004 -- a quarter to the left
        return (x0 - strip, y0, x1, y1), (0, -1, 1, 0, x0 - strip, y1)
    return (x0, y0 - strip, x1, y1), (1, 0, 0, 1, x0, y0 - strip)


def _side(seen: Box, grown: Box) -> tuple[float, ...]:
    """Give the strip itself: what the page has grown by."""
    if grown[0] < seen[0]:
        return grown[0], grown[1], seen[0] - grown[0], grown[3] - grown[1]
    if grown[1] < seen[1]:
        return grown[0], grown[1], grown[2] - grown[0], seen[1] - grown[1]
    if grown[2] > seen[2]:
        return seen[2], grown[1], grown[2] - seen[2], grown[3] - grown[1]
    return grown[0], seen[3], grown[2] - grown[0], grown[3] - seen[3]


def _name(page: Page, form: Object) -> None:
    """Give the line a name on this page alone: pages may share their resources."""
    shared = _inherited(page, "/Resources")
    resources = Dictionary(shared) if shared is not None else Dictionary()
    forms: Any = resources.get(Name.XObject)
    resources.XObject = Dictionary(forms) if forms is not None else Dictionary()
    resources.XObject[_NAME] = form
    page.obj.Resources = resources


def _inherited(page: Page, name: str) -> Any:  # noqa: ANN401 -- whatever the file has there
    node: Any = page.obj
    steps = 0
    while node is not None and steps < 100:  # noqa: PLR2004 -- a tree, unless somebody made a ring
        if name in node:
            return node[name]
        node, steps = node.get("/Parent"), steps + 1
    return None


def _box(given: Any) -> Box:  # noqa: ANN401 -- whatever the file has there
    ax, ay, bx, by = (float(each) for each in given)
    return min(ax, bx), min(ay, by), max(ax, bx), max(ay, by)


def _within(box: Box, outer: Box) -> Box:
    x0, y0 = max(box[0], outer[0]), max(box[1], outer[1])
    x1, y1 = min(box[2], outer[2]), min(box[3], outer[3])
    return (x0, y0, x1, y1) if x0 < x1 and y0 < y1 else outer


def _array(box: Box) -> Array:
    return Array([Decimal(f"{each:.3f}") for each in box])


def _numbers(given: tuple[float, ...]) -> bytes:
    return " ".join(f"{each:.4f}" for each in given).encode()
