"""Reading the text of a published meeting page."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date
from typing import Final

from portal.errors import Refused
from portal.services.imports.accounting import accounted
from portal.services.imports.copies import copy_doubts, with_copies_closed
from portal.services.imports.doubting import doubts_about
from portal.services.imports.labels import closure_of_line
from portal.services.imports.model import (
    BlockKind,
    Closure,
    Doubt,
    DoubtKind,
    Item,
    Publication,
    Words,
)
from portal.services.imports.naming import naming_doubts
from portal.services.imports.page_head import read_head
from portal.services.imports.page_items import RowRead, read_row
from portal.services.imports.page_rows import Rows, heading_line, rows_of
from portal.services.imports.source import Line, Source

_FOLLOWING: Final = re.compile(r"\b(?:items|business|part|section|reports)\b", re.IGNORECASE)
_BULLETS: Final = frozenset("\u00b7\u2022\u25aa\u25e6\u25cf\u2023\uf0b7-\u2013\u2014*")
_AD_HOC: Final = re.compile(r"\d{1,3}\([a-z]{1,4}\)")
_PACK: Final = re.compile(
    r"^[ \t]*(?:A G E N D A|Document is Restricted|This page is intentionally left blank)\s*$",
    re.MULTILINE | re.IGNORECASE,
)


def read_page(source: Source) -> Publication:
    """Read a meeting page: its head, its numbered rows, and every doubt about them.

    :raises Refused: if the text is not a meeting page; the message says what it lacks.
    """
    if _PACK.search(source.text):
        raise Refused("This is an agenda pack; use `portal import pack`.")
    rows = rows_of(source.lines)
    if not rows.rows:
        raise Refused(
            "This is not the text of a meeting page: no line is an item's number, such as 31."
        )
    head = read_head(rows.before, source)
    near = head.day.on if head.day else None
    read = _read_rows(rows, source, near)
    items = _items(read)
    found = replace(
        head,
        items=with_copies_closed(items),
        furniture=(*head.furniture, *(words for each in read for words in each.furniture)),
    )
    doubts = (
        *doubts_about(found, source),
        *copy_doubts(items, found.items),
        *naming_doubts(found.items, source),
        *_doubts(rows, read),
    )
    in_order = sorted(doubts, key=lambda doubt: doubt.spans[:1])
    return accounted(replace(found, doubts=tuple(in_order)), source)


def _read_rows(rows: Rows, source: Source, near: date | None) -> list[RowRead]:
    """Read the rows in order; a mark that stands between two rows closes what follows it."""
    read: list[RowRead] = []
    of_number: dict[int, Closure | None] = {}
    from_here, next_only = _mark_at_the_end(rows.before)
    for row in rows.rows:
        above = of_number.get(row.number) if row.letter else None
        read.append(read_row(row, source, near, closed=above or from_here or next_only))
        of_number.setdefault(row.number, read[-1].item.closed)
        heading = heading_line(row.body)
        below = [line for line in row.body if heading and line.number > heading.number]
        following, next_only = _mark_at_the_end(below)
        from_here = from_here or following
    return read


def _mark_at_the_end(body: Sequence[Line]) -> tuple[Closure | None, Closure | None]:
    """Tell a mark on the last line above a row: for all rows from there on, or for the next.

    "Exempt items" heads a part of the page; a bare "RESTRICTED" stands beside one number.
    """
    last = next((line for line in reversed(body) if not line.blank), None)
    text = last.words().text if last is not None else ""
    closure = closure_of_line(text)
    if closure is None or text[0] in _BULLETS:
        return None, None
    return (closure, None) if _FOLLOWING.search(text) else (None, closure)


def _items(read: Sequence[RowRead]) -> tuple[Item, ...]:
    """Put lettered rows under the row whose number they share, and give running numbers.

    A page that begins at 1 has the numbers of its agenda, not of the board's minutes.
    """
    running = read[0].row.number != 1
    found: list[Item] = []
    for each in read:
        number = each.row.number
        if each.row.letter and found and found[-1].minute_number == number:
            found[-1] = replace(found[-1], items=(*found[-1].items, each.item))
        else:
            found.append(replace(each.item, minute_number=number))
    return tuple(each if running else replace(each, minute_number=None) for each in found)


def _doubts(rows: Rows, read: Sequence[RowRead]) -> Iterator[Doubt]:
    for line in rows.strays:
        yield _number_doubt(
            f"line {line.number}",
            f"Line {line.number} holds only a number that does not follow the items before it; "
            "it was kept as part of the text.",
            line.words(),
        )
    for row in rows.leaps:
        yield _number_doubt(
            f"item {row.printed}",
            f"The items before item {row.printed} do not lead up to it: a number is missing.",
            row.number_line.words(),
        )
    for each in read:
        yield from _row_doubts(each)


def _row_doubts(each: RowRead) -> Iterator[Doubt]:
    where = f"item {each.row.printed}"
    if not each.item.heading.text:
        yield Doubt(
            kind=DoubtKind.HEADING_MISSING,
            where=where,
            sentence=f"{where.capitalize()} has no heading.",
            spans=each.row.number_line.words().spans,
        )
    if each.documents_not_named is not None:
        yield Doubt(
            kind=DoubtKind.DOCUMENTS_NOT_NAMED,
            where=where,
            sentence=f"{where.capitalize()} has additional documents that the page does not name.",
            spans=each.documents_not_named.spans,
        )
    if each.cut_off_number and each.cut_off_number != each.row.printed:
        minutes = each.item.minutes
        cut_off_by = minutes.cut_off_by if minutes else None
        yield _number_doubt(
            where,
            f"Where the minutes of {where} break off, the page names the number of another item.",
            *([cut_off_by] if cut_off_by else []),
        )
    for block in each.item.minutes.blocks if each.item.minutes else ():
        if block.kind is BlockKind.NUMBERED and block.marker and _AD_HOC.match(block.marker.text):
            yield _number_doubt(
                where,
                f"Inside the minutes of {where} a paragraph has a number of another run, "
                "as if it were an item of its own.",
                block.marker,
            )


def _number_doubt(where: str, sentence: str, *words: Words) -> Doubt:
    return Doubt(
        kind=DoubtKind.NUMBER_DISAGREEMENT,
        where=where,
        sentence=sentence,
        spans=tuple(span for each in words for span in each.spans),
    )
