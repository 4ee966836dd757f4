"""The front sheet of an agenda pack: when and where, what is to be done, and the meeting after."""

import re
from dataclasses import dataclass
from typing import Final

from portal.services.imports.labels import closure_of_line
from portal.services.imports.model import DayPrinted, DoubtKind, Hours, Item, NextMeeting, Words
from portal.services.imports.pack_membership import is_contact
from portal.services.imports.pack_notebook import TO_BE_CONFIRMED, Notebook, short, touches
from portal.services.imports.pack_reach import Reach, mark_on
from portal.services.imports.pack_rows import Row, continues_pages, read_row, starts_row
from portal.services.imports.pack_sections import Section, matches
from portal.services.imports.source import Line, joined

_LABEL: Final = re.compile(
    r"(?P<label>(?P<day>date|time|date (?:and|&) time)|(?P<place>venue|place|location)) ?: ?",
    re.IGNORECASE,
)
_AGENDA: Final = re.compile(r"a ?g ?e ?n ?d ?a$", re.IGNORECASE)
_COLUMNS: Final = re.compile(
    r"(?:(?:item|no\.?|title|subject|lead|presented by|presenter|time allowed|time|page|pages"
    r"|page no\.?|item no\.?|purpose) ?){1,8}$",
    re.IGNORECASE,
)
_CHAIR: Final = re.compile(
    r"(?P<label>chair(?:ed by|man|person)?) ?: ?(?P<chair>\S.*)$", re.IGNORECASE
)
_NEXT: Final = re.compile(r"dates? of (?:the )?next meeting", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class FrontSheet:
    """What the first pages say; ``left`` are lines that belong to no part of the agenda."""

    board: Words | None
    day: DayPrinted | None
    hours: Hours | None
    venue: Words | None
    items: tuple[Item, ...]
    next_meeting: NextMeeting | None
    left: tuple[Line, ...]


def read_front(section: Section, notebook: Notebook) -> FrontSheet:
    """Read the front sheet up to its membership table."""
    lines = section.busy
    first_row = next((at for at, line in enumerate(lines) if starts_row(line)), len(lines))
    board, day, hours, venue, left = _head(lines[:first_row], notebook)
    reach = Reach()
    for line in lines[:first_row]:
        reach.between(line, closure_of_line(line.text), apart=True, everything=True)
    rows, block, more = _rows(lines[first_row:], reach, notebook)
    return FrontSheet(
        board=board,
        day=day,
        hours=hours,
        venue=venue,
        items=tuple(row.item() for row in rows),
        next_meeting=_next_meeting(block, notebook),
        left=(*left, *more),
    )


def _head(
    lines: tuple[Line, ...], notebook: Notebook
) -> tuple[Words | None, DayPrinted | None, Hours | None, Words | None, tuple[Line, ...]]:
    board: Words | None = None
    day: DayPrinted | None = None
    hours: Hours | None = None
    venue: Words | None = None
    left: list[Line] = []
    for line in lines:
        words = line.words()
        label = _LABEL.match(short(line))
        if closure_of_line(line.text) is not None:
            left.append(line)
        elif label is not None and label["place"] and venue is None:
            notebook.layout(notebook.part(words, label, 0))
            venue = notebook.source.part(words, label.end())
        elif (label is not None and label["day"]) or (day is None and board is not None):
            found_day, found_hours = notebook.day(words), notebook.hours(words)
            if found_day is None and found_hours is None:
                if not _is_layout(line):
                    left.append(line)
                else:
                    notebook.layout(words)
                continue
            day, hours = day or found_day, hours or found_hours
            named = notebook.part(words, label, 0) if label is not None else None
            notebook.layout(named)
            notebook.punctuation(words, named, *_printed(day, hours))
        elif _is_layout(line):
            notebook.layout(words)
        elif board is None and words.text and short(line):
            board = words
        else:
            left.append(line)
    return board, day, hours, venue, tuple(left)


def _printed(*found: DayPrinted | Hours | None) -> tuple[Words, ...]:
    return tuple(each.printed for each in found if each is not None)


def _is_layout(line: Line) -> bool:
    return matches(_AGENDA, line) or matches(_COLUMNS, line)


def _rows(
    lines: tuple[Line, ...], reach: Reach, notebook: Notebook
) -> tuple[list[Row], tuple[Line, ...], tuple[Line, ...]]:
    """Group the lines of the agenda into rows, and give those of the next meeting apart."""
    presenters = _presenters(lines)
    rows: list[Row] = []
    block: list[Line] = []
    left: list[Line] = []
    above: Line | None = None
    for line in lines:
        last = rows[-1].newest if rows else None
        mark = None if starts_row(line) else mark_on(line)
        if starts_row(line):
            row = read_row(line, notebook, presenters)
            row.close(reach.onto_next())
            reach.follow(row.heading.text)
            if row.lettered and rows:
                rows[-1].children.append(row)
            else:
                rows.append(row)
        elif last is None or is_contact(line):
            left.append(line)
        elif continues_pages(last, line):
            last.pages = joined(*(each for each in (last.pages, line.words()) if each is not None))
        elif mark is None and not rows[-1].children and _NEXT.match(rows[-1].heading.text):
            block.append(line)
        elif _is_layout(line):
            notebook.layout(line.words())
        else:
            last.take(line, above, notebook, presenters)
        if not starts_row(line):
            reach.between(line, mark, apart=not touches(line, above))
        above = line
    return rows, tuple(block), tuple(left)


def _presenters(lines: tuple[Line, ...]) -> frozenset[str]:
    """Give the presenters named in columns, to know them again where the columns are lost."""
    named = {"chair", "all", "clerk"}
    for line in lines:
        columns = line.text.split("\t")
        if starts_row(line) and len(columns) > 1 and 1 < len(columns[1].strip()) <= 60:  # noqa: PLR2004 -- characters of a name
            named.add(" ".join(columns[1].split()).casefold())
    return frozenset(named)


def _next_meeting(block: tuple[Line, ...], notebook: Notebook) -> NextMeeting | None:
    """Read the lines below "Date of Next Meeting": board, date and hours, place, chair."""
    if not block:
        return None
    board: Words | None = None
    day: DayPrinted | None = None
    hours: Hours | None = None
    place: Words | None = None
    chair: Words | None = None
    for line in block:
        words = line.words()
        named = _CHAIR.match(short(line))
        unsure = TO_BE_CONFIRMED.search(short(line))
        found = notebook.day(words)
        if named is not None and chair is None:
            notebook.layout(notebook.source.part(words, 0, named.start("chair")))
            chair = notebook.part(words, named, "chair")
        elif day is None and (found is not None or unsure is not None):
            hours = notebook.hours(words)
            day = found
            if day is None and unsure is not None:
                printed = notebook.source.part(words, *unsure.span())
                day = DayPrinted(on=None, printed=printed)
                sentence = "The date of the next meeting is still to be confirmed."
                notebook.doubt(DoubtKind.DATE_MISSING, notebook.line_of(words), sentence, printed)
            notebook.punctuation(words, *_printed(day, hours))
        elif day is None and board is None:
            board = words
        elif place is None and short(line):
            place = words
    return NextMeeting(board=board, day=day, hours=hours, place=place, chair=chair)
