"""A page's text in paragraphs, told apart by where its lines stand."""

import re
from dataclasses import dataclass
from itertools import pairwise
from statistics import median
from typing import Final

import pypdfium2 as pdfium

_GAP: Final = 1.45
"""How much further apart than usual two lines are, between which a paragraph ends."""
_SHORT: Final = 0.72
"""How much of the widest line a line fills, after which its paragraph goes on."""
_NUMBERED: Final = re.compile(
    r"(?:\(?[0-9]{1,3}(?:\.[0-9]{1,3})+[.)]?|\((?:[a-z]|[ivx]{1,5})\)|[•‣◦▪])\s+[^\Wa-z\d_]|[•‣◦▪]\s"
)
"""What a paragraph begins with, however close it stands: “2.3 The”, “(a) Any”, a bullet."""
_HYPHENS: Final = "\u00ad\ufffe\x02"


@dataclass(frozen=True, slots=True)
class _Line:
    words: str
    left: float
    right: float
    bottom: float
    top: float


def paragraphs(page: pdfium.PdfTextPage) -> str:
    """Give a page's text; lines of one paragraph follow each other, a blank line ends it."""
    lines = _lines(page)
    if not lines:
        return ""
    gaps = [above.bottom - line.bottom for above, line in _pairs(lines)]
    down = [gap for gap in gaps if gap > 1]
    usual = median(down) if down else 0.0
    widest = max(line.right for line in lines) - min(line.left for line in lines)
    out = [lines[0].words]
    for (above, line), gap in zip(_pairs(lines), gaps, strict=True):
        apart = gap < -1 or (usual > 0 and gap > usual * _GAP)
        size = max(above.top - above.bottom, 1.0)
        changed = abs((line.top - line.bottom) - size) > size * 0.35
        short = above.right - above.left < widest * _SHORT and gap > 1
        if apart or short or changed or _NUMBERED.match(line.words):
            out.append("")
        out.append(line.words)
    return "\n".join(out)


def _pairs(lines: list[_Line]) -> list[tuple[_Line, _Line]]:
    return list(pairwise(lines))


def _lines(page: pdfium.PdfTextPage) -> list[_Line]:
    whole = page.get_text_range()
    found, at = [], 0
    for raw in whole.split("\r\n"):
        words = "".join(each for each in raw if each not in _HYPHENS).strip()
        if words:
            box = _box(page, at, at + len(raw))
            if box is not None:
                found.append(_Line(" ".join(words.split()), *box))
        at += len(raw) + 2
    return found


def _box(page: pdfium.PdfTextPage, start: int, stop: int) -> tuple[float, ...] | None:
    """Give where a line stands: left, right, bottom, top."""
    count = page.count_chars()
    boxes = [
        page.get_charbox(at, loose=True)
        for at in {start, (start + stop) // 2, stop - 1}
        if 0 <= at < count
    ]
    if not boxes:
        return None
    return (
        min(each[0] for each in boxes),
        max(each[2] for each in boxes),
        min(each[1] for each in boxes),
        max(each[3] for each in boxes),
    )
