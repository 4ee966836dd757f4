"""Text that is in the file and not on the page.

A sign is seen if leaving it out changes a pixel.
"""

import itertools
import re
from collections.abc import Sequence
from typing import Final

import pypdfium2.raw as c

from portal.inspection.leaks.model import Box, Kind, Read, around
from portal.inspection.leaks.pdf.look import LEAST_CONTRAST, TALLEST, Look
from portal.inspection.leaks.pdf.objects import clip_box, in_a_layer, opacity
from portal.inspection.leaks.pdf.pages import BLOCKS, Sign, Thing, area, shared

_INK: Final = 45
_TINY: Final = 1.1  # points
_FEWEST: Final = 2
_FEWEST_TOGETHER: Final = 4
_FEWEST_BEYOND: Final = 12
_WHOLE_PAGE: Final = 0.7
_NUMBERING: Final = re.compile(
    r"\W*(?:page|p\.?)?\s*[A-Z]?\d*\s*(?:(?:of|/)\s*\d*)?\W*", re.IGNORECASE
)
_CLIPS: Final = range(c.FPDF_TEXTRENDERMODE_FILL_CLIP, c.FPDF_TEXTRENDERMODE_CLIP + 1)
_SCANNED: Final = frozenset({Kind.INVISIBLE_TEXT, Kind.OFF_PAGE_TEXT})


def find_hidden_text(look: Look, read: Read) -> list[bool]:
    """Put down the runs of signs that nobody sees, and say of each sign whether it is seen."""
    reasons: list[Kind | None] = []
    why: dict[int, Kind | None] = {}
    for sign in look.sheet.signs:
        drawn = sign.box is not None and sign.thing != 0
        reasons.append(_hidden(look, sign, why) if drawn else None)
    whole = _whole_words(look.sheet.signs, reasons)
    start = 0
    for at, sign in enumerate(look.sheet.signs):
        if sign.text.isalnum() and sign.thing and whole[at] != whole[start]:
            _put_down(look, read, whole[start], start, at)
            start = at
        elif whole[start] is None:
            start = at
    if whole:
        _put_down(look, read, whole[start], start, len(whole))
    return [each is None for each in reasons]


def _whole_words(signs: Sequence[Sign], reasons: Sequence[Kind | None]) -> list[Kind | None]:
    """Let a word of which the most is hidden, for one reason, be told whole.

    A box is often lower than a “d” is high, whose end then shows between letters that do not.
    """
    whole = list(reasons)
    for space, group in itertools.groupby(range(len(signs)), lambda at: signs[at].text.isspace()):
        word = list(group)
        hidden = [at for at in word if reasons[at] is not None]
        if space or 2 * len(hidden) <= len(word) or len({reasons[at] for at in hidden}) > 1:
            continue
        for at in word:
            whole[at] = reasons[hidden[0]]
    return whole


def _put_down(look: Look, read: Read, kind: Kind | None, start: int, end: int) -> None:
    """Put down a run, unless it is so short that it is no more than a slip of the drawing."""
    if kind is None:
        return
    signs = look.sheet.signs[start:end]
    if kind is Kind.OFF_PAGE_TEXT:
        signs = _more_than_numbering(look, signs)
    words = "".join(each.text for each in signs)
    count = sum(each.isalnum() for each in words)
    if count < (_FEWEST_TOGETHER if kind in _SCANNED else _FEWEST):
        return
    box = around([each.box for each in signs if each.box is not None])
    number = look.sheet.number
    read.add(kind, f"page {number}", words, page=number, box=box)


def _more_than_numbering(look: Look, signs: list[Sign]) -> list[Sign]:
    """Leave out of what lies off the page its number, and the end of a line that begins on it."""
    found: list[Sign] = []
    for thing, group in itertools.groupby(signs, lambda each: each.thing):
        run = list(group)
        words = "".join(each.text for each in run)
        holder = look.texts.get(thing)
        begins = holder is not None and area(shared(holder.box, look.sheet.visible)) > 0
        short = begins and sum(each.isalnum() for each in words) < _FEWEST_BEYOND
        if not short and not _NUMBERING.fullmatch(words.strip()):
            found += run
    return found


def _hidden(look: Look, sign: Sign, why: dict[int, Kind | None]) -> Kind | None:
    """Say why a sign is not seen; nothing, if it is."""
    assert sign.box is not None  # noqa: S101 -- asked by the caller
    box = _solid(sign.box)
    left, bottom, right, top = look.sheet.visible
    if box[0] >= right or box[2] <= left or box[1] >= top or box[3] <= bottom:
        return Kind.OFF_PAGE_TEXT
    if sign.text in BLOCKS or not sign.text.isprintable():
        return None
    if look.is_seen(sign.thing, box):
        tiny = sign.text.isalnum() and max(box[3] - box[1], box[2] - box[0]) < _TINY
        return Kind.TINY_TEXT if tiny else None
    return _why_unseen(look, sign, box, why)


def _why_unseen(look: Look, sign: Sign, box: Box, why: dict[int, Kind | None]) -> Kind | None:
    thing = look.texts.get(sign.thing)
    mode = c.FPDFTextObj_GetTextRenderMode(thing.handle) if thing else 0
    invisible = mode == c.FPDF_TEXTRENDERMODE_INVISIBLE
    if (
        (mode in _CLIPS and look.range_within(box) > _INK)
        or _stands_in_a_scan(look, box, thing, invisible=invisible)
        or look.is_seen_in_colour(sign.thing, box)
    ):
        return None
    if sign.thing not in why:
        why[sign.thing] = _reason(thing, invisible=invisible)
    reason = why[sign.thing]
    if reason is None and _is_covered(look, box, thing):
        return Kind.COVERED_TEXT if box[3] - box[1] <= TALLEST else None
    return reason or Kind.FAINT_TEXT


def _reason(thing: Thing | None, *, invisible: bool) -> Kind | None:
    """Give a reason that holds for all that an object draws, if there is one."""
    if thing is None or invisible:
        return Kind.INVISIBLE_TEXT
    if in_a_layer(thing):
        return Kind.HIDDEN_LAYER
    if opacity(thing) <= LEAST_CONTRAST:
        return Kind.INVISIBLE_TEXT
    clip = clip_box(thing)
    if clip is not None and area(shared(clip, thing.box)) < area(thing.box) / 2:
        return Kind.CLIPPED_TEXT
    return None


def _stands_in_a_scan(look: Look, box: Box, thing: Thing | None, *, invisible: bool) -> bool:
    """Say whether a sign is that of a scan's text layer: the picture shows ink in its place."""
    order = thing.order if thing else 0
    least = 0.0 if invisible else _WHOLE_PAGE * area(look.sheet.visible)
    for image in look.images:
        if (invisible or image.order > order) and area(shared(image.box, box)) > 0:
            if area(shared(image.box, look.sheet.visible)) < least:
                continue
            height = box[3] - box[1]
            wider = (box[0] - height, box[1] - height / 4, box[2] + height, box[3])
            return look.range_within(wider) > _INK
    return False


def _solid(box: Box) -> Box:
    """Give a box that has an area, for signs as thin as a line."""
    return (box[0], box[1], max(box[2], box[0] + 0.01), max(box[3], box[1] + 0.01))


def _is_covered(look: Look, box: Box, thing: Thing | None) -> bool:
    order = thing.order if thing else 0
    return any(
        each.order > order and area(shared(each.box, box)) > area(box) / 3 for each in look.covers
    ) or any(area(shared(each, box)) > 0 for each in look.boxes)
