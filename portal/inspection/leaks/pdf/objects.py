"""What pdfium tells of one object of a page: its marks, its clip, whether it is painted over."""

import ctypes
from typing import Final

import pypdfium2.raw as c

from portal.inspection.leaks.model import Box, around
from portal.inspection.leaks.pdf.pages import Thing

_LONGEST_NAME: Final = 128
_MOST_POINTS: Final = 2_000


def in_a_layer(thing: Thing) -> bool:
    """Say whether an object belongs to a layer (optional content, ISO 32000-2, 8.11)."""
    return any(
        _name(c.FPDFPageObj_GetMark(thing.handle, at)) == "OC"
        for at in range(c.FPDFPageObj_CountMarks(thing.handle))
    )


def _name(mark: object) -> str:
    room = (ctypes.c_ushort * _LONGEST_NAME)()
    used = ctypes.c_ulong()
    if not c.FPDFPageObjMark_GetName(mark, room, ctypes.sizeof(room), ctypes.byref(used)):
        return ""
    return bytes(room)[: max(0, used.value - 2)].decode("utf-16-le", "replace")


def opacity(thing: Thing) -> int:
    """Give how far an object's filling hides what is behind it, from 0 to 255."""
    parts = [ctypes.c_uint() for _ in range(4)]
    if not c.FPDFPageObj_GetFillColor(thing.handle, *(ctypes.byref(each) for each in parts)):
        return 255
    return parts[3].value


def is_filled(thing: Thing) -> bool:
    """Say whether a path is filled, or is only an outline."""
    mode, stroke = ctypes.c_int(), ctypes.c_int()
    if not c.FPDFPath_GetDrawMode(thing.handle, ctypes.byref(mode), ctypes.byref(stroke)):
        return True
    return mode.value != int(c.FPDF_FILLMODE_NONE)


def clip_box(thing: Thing) -> Box | None:
    """Give the box around an object's clip, on the page; none, if it is not clipped."""
    clip = c.FPDFPageObj_GetClipPath(thing.handle)
    if not clip:
        return None
    found: Box | None = None
    for path in range(max(0, c.FPDFClipPath_CountPaths(clip))):
        points: list[Box] = []
        for at in range(min(_MOST_POINTS, max(0, c.FPDFClipPath_CountPathSegments(clip, path)))):
            across, up = ctypes.c_float(), ctypes.c_float()
            segment = c.FPDFClipPath_GetPathSegment(clip, path, at)
            if c.FPDFPathSegment_GetPoint(segment, ctypes.byref(across), ctypes.byref(up)):
                a, b, d, e, x, y = thing.outer
                px, py = across.value, up.value
                points.append((a * px + d * py + x, b * px + e * py + y) * 2)
        box = around(points)
        if box is not None:
            found = box if found is None else _within(found, box)
    return found


def _within(one: Box, other: Box) -> Box:
    return (
        max(one[0], other[0]), max(one[1], other[1]), min(one[2], other[2]), min(one[3], other[3]),
    )  # fmt: skip
