"""One page drawn with and without its text, and its objects sorted by what they may hide."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import pypdfium2.raw as c
from PIL import Image, ImageChops

from portal.inspection.leaks.model import Box
from portal.inspection.leaks.pdf.objects import is_filled
from portal.inspection.leaks.pdf.pages import Sheet, Thing, shared
from portal.inspection.leaks.pixels import range_of

LEAST_CONTRAST: Final = 14
_SMALLEST_COVER: Final = 3.0
_MOST_GROUPS: Final = 6
TALLEST: Final = 36.0
"""Points: what is taller is a watermark or a title, and may lie under a picture."""


class Greys:
    """A drawing in greys, asked whether a part of it reaches a level: the question of each sign."""

    def __init__(self, image: Image.Image) -> None:
        self._levels = image.tobytes()
        self._wide, self._high = image.size

    def reach(self, region: tuple[int, int, int, int], level: int) -> bool:
        """Say whether any pixel of a region is as bright; the middle is asked first."""
        left, right = max(0, region[0]), min(self._wide, region[2])
        top, bottom = max(0, region[1]), min(self._high, region[3])
        if left >= right or top >= bottom:
            return False
        levels, wide = self._levels, self._wide
        middle = (top + bottom) // 2
        for row in (middle, *range(top, middle), *range(middle + 1, bottom)):
            if max(levels[row * wide + left : row * wide + right]) >= level:
                return True
        return False


@dataclass(slots=True, kw_only=True)
class Look:
    """What is known of a page: its drawing, where its text makes a difference, and its covers.

    ``boxes`` are the boxes of its annotations that may lie over something; ``alone`` is what
    text under a label changes by itself.
    """

    sheet: Sheet
    drawn: Image.Image
    differs: Greys
    texts: dict[int, Thing]
    covers: list[Thing]
    images: list[Thing]
    boxes: Sequence[Box]
    alone: dict[int, Greys]
    _colours: Greys | None = None

    def is_seen(self, thing: int, box: Box) -> bool:
        """Say whether a text object changes the page's drawing within a box."""
        return self.alone.get(thing, self.differs).reach(self.sheet.pixels(box), LEAST_CONTRAST)

    def is_seen_in_colour(self, thing: int, box: Box) -> bool:
        """Say the same of colours, which may differ where their greys do not."""
        if thing in self.alone:
            return False
        if self._colours is None:
            whole = self.sheet.draw(grayscale=False)
            found = _without(self.sheet, whole, list(self.texts.values()), grayscale=False)
            red, green, blue = found.split()[:3]
            self._colours = Greys(ImageChops.lighter(ImageChops.lighter(red, green), blue))
        return self._colours.reach(self.sheet.pixels(box), LEAST_CONTRAST)

    def range_within(self, box: Box) -> int:
        """Give how much the page's greys differ from each other within a box."""
        return range_of(self.drawn, self.sheet.pixels(box))


def look_at(sheet: Sheet, drawn: Image.Image, boxes: Sequence[Box]) -> Look:
    """Draw a page again without its text, and sort its objects."""
    texts = [each for each in sheet.things if each.kind == c.FPDF_PAGEOBJ_TEXT]
    covers = [each for each in sheet.things if _may_cover(each)]
    alone: dict[int, Greys] = {}
    for group in _apart(_beneath_labels(texts, covers)):
        found = Greys(_without(sheet, drawn, group, grayscale=True))
        alone.update({each.address: found for each in group})
    return Look(
        sheet=sheet,
        drawn=drawn,
        differs=Greys(_without(sheet, drawn, texts, grayscale=True)),
        texts={each.address: each for each in texts},
        covers=covers,
        images=[each for each in sheet.things if each.kind == c.FPDF_PAGEOBJ_IMAGE],
        boxes=boxes,
        alone=alone,
    )


def _may_cover(thing: Thing) -> bool:
    left, bottom, right, top = thing.box
    if min(right - left, top - bottom) < _SMALLEST_COVER:
        return False
    if thing.kind == c.FPDF_PAGEOBJ_PATH:
        return is_filled(thing)
    if thing.kind == c.FPDF_PAGEOBJ_TEXT:
        return thing.blocks
    return thing.kind in {c.FPDF_PAGEOBJ_IMAGE, c.FPDF_PAGEOBJ_SHADING}


def _without(
    sheet: Sheet, whole: Image.Image, things: list[Thing], *, grayscale: bool
) -> Image.Image:
    """Give what changes when some objects are left out."""
    sheet.show(things, active=False)
    bare = sheet.draw(grayscale=grayscale)
    sheet.show(things, active=True)
    return ImageChops.difference(whole, bare)


def _beneath_labels(texts: list[Thing], covers: list[Thing]) -> list[Thing]:
    """Find text under a cover on which other text stands: a label, or solid blocks."""
    found = []
    for low in texts:
        if low.box[3] - low.box[1] > TALLEST:
            continue
        above = [each for each in covers if each.order > low.order and _overlap(each.box, low.box)]
        if above and any(
            high.order >= above[0].order and _overlap(high.box, low.box) for high in texts
        ):
            found.append(low)
    return found


def _apart(things: list[Thing]) -> list[list[Thing]]:
    """Sort objects into groups of which none lies over another: each group is one drawing."""
    groups: list[list[Thing]] = []
    for each in things:
        for group in groups:
            if not any(_overlap(each.box, other.box) for other in group):
                group.append(each)
                break
        else:
            if len(groups) < _MOST_GROUPS:
                groups.append([each])
    return groups


def _overlap(one: Box, other: Box) -> bool:
    """Say whether two boxes share more than an edge."""
    common = shared(one, other)
    return common[2] - common[0] > 1 and common[3] - common[1] > 1
