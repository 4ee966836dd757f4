"""What a presentation holds besides its slides: notes, hidden slides, shapes beside the slide."""

from dataclasses import dataclass, field
from typing import Final

from lxml import etree

from portal.inspection.leaks.model import Box, Kind, Passage, Read
from portal.inspection.leaks.office.colours import WHITE, is_colour, is_lost
from portal.inspection.leaks.office.package import Package, child, texts
from portal.inspection.leaks.xml import attribute, local, members, reference

_FALSE: Final = frozenset({"0", "false"})
_SHAPES: Final = frozenset({"sp", "pic", "graphicFrame", "cxnSp"})
_USUAL: Final = (12_192_000, 6_858_000)
_TINIEST: Final = 250  # hundredths of a point
_COVERED: Final = 0.85


@dataclass(frozen=True, slots=True, kw_only=True)
class _Shape:
    """One shape of a slide, in the order of drawing."""

    element: etree._Element = field(repr=False)
    words: str = field(repr=False)
    box: Box | None
    fill: str  # its own colour; nothing, if it has none that is given in numbers
    plain: bool  # without any filling
    hidden: bool


def read_slides(package: Package, read: Read) -> None:
    """Put down what a presentation holds besides, and keep its words."""
    show = package.xml("ppt/presentation.xml")
    links = package.links("ppt/presentation.xml")
    size = child(show, "sldSz")
    wide, high = (
        int(attribute(size, name))
        if size is not None and attribute(size, name).isdigit()
        else usual
        for name, usual in zip(("cx", "cy"), _USUAL, strict=True)
    )
    listed = child(show, "sldIdLst")
    order = [links.get(reference(each), ("", "", False))[1] for each in members(listed)]
    white = _is_white(package)
    for number, part in enumerate(order, 1):
        root = package.xml(part)
        if root is not None:
            slide = _Slide(number, root, (0.0, 0.0, float(wide), float(high)), white=white)
            slide.put_down(read)
        _read_notes(package, part, number, read)
        _read_comments(package, part, number, read)
    for part in package.under("ppt/slides/slide", ".xml"):
        root = package.xml(part)
        if part not in order and root is not None:
            read.add(
                Kind.LEFTOVER_PAGE, "a slide that was taken out", texts(root, "t", between=" ")
            )


class _Slide:
    def __init__(self, number: int, root: etree._Element, edge: Box, *, white: bool) -> None:
        self._place = f"slide {number}"
        self._root = root
        self._edge = edge
        self._white = white and child(root, "cSld", "bg") is None
        self._shapes = [_shape(each) for each in root.iter() if local(each) in _SHAPES]
        self._shown = attribute(root, "show") not in _FALSE

    def put_down(self, read: Read) -> None:
        """Put down what of the slide is not seen, and keep its words."""
        if not self._shown:
            read.add(Kind.HIDDEN_SLIDE, self._place, texts(self._root, "t", between=" "))
        for at, shape in enumerate(self._shapes):
            kind = self._why_hidden(at, shape)
            if kind is not None:
                read.add(kind, self._place, shape.words or "A picture")
            shown = self._shown and kind is None
            read.passages.append(Passage(text=shape.words, place=self._place, shown=shown))

    def _why_hidden(self, at: int, shape: _Shape) -> Kind | None:
        picture = local(shape.element) == "pic"
        if not shape.words.strip() and not picture:
            return None
        if shape.hidden:
            return Kind.HIDDEN_TEXT
        if shape.box is not None and not _meet(shape.box, self._edge):
            return Kind.OFF_PAGE_TEXT
        if any(_covers(each, shape) for each in self._shapes[at + 1 :]):
            return Kind.COVERED_PICTURE if picture else Kind.COVERED_TEXT
        return self._why_unread(shape)

    def _why_unread(self, shape: _Shape) -> Kind | None:
        ground = shape.fill or (WHITE if shape.plain and self._white else "")
        for run in shape.element.iter():
            if local(run) not in {"rPr", "defRPr"} or not texts(run.getparent(), "t").strip():
                continue
            if attribute(run, "sz").isdigit() and int(attribute(run, "sz")) <= _TINIEST:
                return Kind.TINY_TEXT
            colour = child(run, "solidFill", "srgbClr")
            value = attribute(colour, "val") if colour is not None else ""
            if is_colour(value) and is_colour(ground) and is_lost(value, ground):
                return Kind.FAINT_TEXT
        return None


def _shape(element: etree._Element) -> _Shape:
    own = next((each for each in element.iter() if local(each) == "spPr"), None)
    frame = child(own, "xfrm")
    frame = child(element, "xfrm") if frame is None else frame
    named = next((each for each in element.iter() if local(each) == "cNvPr"), None)
    colour = child(own, "solidFill", "srgbClr")
    filled = any(
        child(own, name) is not None for name in ("solidFill", "gradFill", "blipFill", "pattFill")
    )
    styled = child(element, "style", "fillRef") is not None and child(own, "noFill") is None
    see_through = colour is not None and child(colour, "alpha") is not None
    return _Shape(
        element=element,
        words=texts(element, "t", between=" "),
        box=_box(frame) if not _in_group(element) else None,
        fill=attribute(colour, "val") if colour is not None and not see_through else "",
        plain=not filled and not styled,
        hidden=named is not None and attribute(named, "hidden") in {"1", "true"},
    )


def _in_group(element: etree._Element) -> bool:
    """Say whether a shape's measures are those of a group, and not of the slide."""
    return any(local(up) == "grpSp" for up in element.iterancestors())


def _box(frame: etree._Element | None) -> Box | None:
    at, size = child(frame, "off"), child(frame, "ext")
    if at is None or size is None:
        return None
    try:
        x, y = int(attribute(at, "x")), int(attribute(at, "y"))
        return (x, y, x + int(attribute(size, "cx")), y + int(attribute(size, "cy")))
    except ValueError:
        return None


def _meet(one: Box, other: Box) -> bool:
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]


def _covers(above: _Shape, below: _Shape) -> bool:
    """Say whether a plain filled shape without words lies over nearly all of another."""
    if not above.fill or above.words.strip() or above.hidden or not above.box or not below.box:
        return False
    wide = min(above.box[2], below.box[2]) - max(above.box[0], below.box[0])
    high = min(above.box[3], below.box[3]) - max(above.box[1], below.box[1])
    whole = (below.box[2] - below.box[0]) * (below.box[3] - below.box[1])
    return wide > 0 and high > 0 and wide * high >= _COVERED * whole


def _is_white(package: Package) -> bool:
    """Say whether slides that have no background of their own are white, as far as can be told."""
    for name in [
        *package.under("ppt/slideMasters/", ".xml"),
        *package.under("ppt/slideLayouts/", ".xml"),
    ]:
        root = package.xml(name)
        ground = child(root, "cSld", "bg")
        if ground is None:
            continue
        colours = [attribute(each, "val") for each in ground.iter() if local(each).endswith("Clr")]
        if any(each not in {"bg1", "lt1", "FFFFFF"} for each in colours):
            return False
    return True


def _read_notes(package: Package, part: str, number: int, read: Read) -> None:
    for sort, target, _ in package.links(part).values():
        root = package.xml(target) if sort == "notesSlide" else None
        for shape in root.iter() if root is not None else ():
            place = next((each for each in shape.iter() if local(each) == "ph"), None)
            if local(shape) != "sp" or (
                place is not None
                and attribute(place, "type") in {"sldNum", "sldImg", "dt", "hdr", "ftr"}
            ):
                continue
            said = texts(shape, "t", between=" ")
            if said.strip():
                read.add(Kind.SPEAKER_NOTES, f"slide {number}, notes", said)
                read.passages.append(
                    Passage(text=said, place=f"slide {number}, notes", shown=False)
                )


def _read_comments(package: Package, part: str, number: int, read: Read) -> None:
    for sort, target, _ in package.links(part).values():
        root = package.xml(target) if sort.startswith("comment") else None
        for each in root.iter() if root is not None else ():
            if local(each) in {"cm", "reply"}:
                said = texts(each, "text", "t", between=" ")
                read.add(Kind.COMMENT, f"slide {number}, comment", said)
                read.passages.append(
                    Passage(text=said, place=f"slide {number}, comment", shown=False)
                )
