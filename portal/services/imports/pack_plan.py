"""The forward plan of a pack, and the pages where papers are kept back.

The columns of a printed plan shift: the date may be missing, indented, or followed by an empty
column.  So a row is read by what its cells look like and by their order, not by their place.
"""

import re
from collections import Counter
from typing import Final

from portal.services.imports.days import days_in, in_words
from portal.services.imports.labels import closure_of_heading, compartment_for
from portal.services.imports.model import (
    Closure,
    DayPrinted,
    DoubtKind,
    PlannedMeeting,
    PlanRow,
    WithheldPaper,
    Words,
)
from portal.services.imports.pack_notebook import LONGEST_HEAD, Notebook, cells
from portal.services.imports.pack_reach import Reach, mark_on
from portal.services.imports.pack_sections import GROUND, Section, is_plan_header, matches
from portal.services.imports.source import Line, joined

_MINUTES: Final = re.compile(r"(?P<minutes>\d{1,3}) ?min(?:ute)?s?\.?$", re.IGNORECASE)
_ITEM: Final = re.compile(r"(?:agenda )?item (?:no\.? ?)?\d{1,3}[a-z]?$", re.IGNORECASE)
_AFTER_DAY: Final = 25  # characters that may follow the day in its cell: its hours
_PARAGRAPHS: Final = re.compile(
    r"paragraphs? ?(?:\(s\))? ?"
    r"(?P<paragraphs>\d{1,2}[A-Z]?(?:(?:, ?| & |,? and )\d{1,2}[A-Z]?){0,20})",
    re.IGNORECASE,
)
_SCHEME: Final = re.compile(r"Part \w{1,4} of (?:the )?Schedule \w{1,4}", re.IGNORECASE)


def read_plan(section: Section, notebook: Notebook) -> tuple[PlannedMeeting, ...]:
    """Read a plan's meetings with their rows; a row that is marked comes in closed."""
    days: list[DayPrinted] = []
    rows: list[list[PlanRow]] = []
    all_closed: Closure | None = None
    reach = Reach()
    for at, line in enumerate(section.busy):
        if is_plan_header(line):
            notebook.layout(line.words())
            continue
        if at == 0:
            all_closed = mark_on(line)
            notebook.layout(line.words() if all_closed is None else None)
            continue
        filled = [each for each in cells(line) if each.text]
        dated = next((each for each in filled[:2] if _is_day(each)), None)
        if dated is not None:
            found = notebook.day(dated)
            days.append(DayPrinted(on=found.on if found else None, printed=dated))
            rows.append([])
            reach = Reach(following=reach.following)
        elif "\t" not in line.text.strip() and not line.text.startswith("\t"):
            reach.between(line, mark_on(line), apart=True, everything=True)
            continue  # no row and no day: left to be reported
        reach.follow(line.text if len(filled) == 1 else "")
        row = _row([each for each in filled if each is not dated], reach.onto_next() or all_closed)
        if row is not None and not days:
            days.append(DayPrinted(on=None, printed=Words(text="", spans=())))
            rows.append([])
            sentence = "The first rows of the forward plan stand under no date."
            notebook.doubt(DoubtKind.DATE_MISSING, f"line {line.number}", sentence)
        if row is not None:
            rows[-1].append(row)
            reach.between(line, row.closed if len(filled) == 1 else None, apart=True)
    meetings = tuple(
        PlannedMeeting(day=day, rows=tuple(each)) for day, each in zip(days, rows, strict=True)
    )
    for meeting in meetings:
        _doubt(meeting, notebook)
    return meetings


def row_place(meeting: PlannedMeeting, row: PlanRow) -> str:
    """Say where a row is, by its date and number, never by its title."""
    on = in_words(meeting.day.on) if meeting.day.on else "a meeting without a date"
    number = row.item_number.text.lower() if row.item_number else "a row without a number"
    return f"the forward plan, {on}, {number}"


def _is_day(words: Words) -> bool:
    """Say whether a cell holds the day of a meeting and nothing else but its hours."""
    if len(words.text) > LONGEST_HEAD:
        return False
    found = next(days_in(words.text), None)
    certain = found is not None and (found.year is not None or found.weekday is not None)
    return (
        found is not None
        and certain
        and found.start == 0
        and len(words.text) - found.end <= _AFTER_DAY
    )


def _row(filled: list[Words], closed: Closure | None) -> PlanRow | None:
    if not filled:
        return None
    minutes = next((at for at, each in enumerate(filled) if _MINUTES.match(each.text)), None)
    number = next((at for at, each in enumerate(filled) if _ITEM.match(each.text)), None)
    known = {each for each in (minutes, number) if each is not None}
    stop = min(known, default=len(filled))
    before = filled[:stop]
    after = [each for at, each in enumerate(filled) if at >= stop and at not in known]
    if not before:
        before, after = after[:1], after[1:]
    status = [*before[2:], *after]
    found = _MINUTES.match(filled[minutes].text) if minutes is not None else None
    title = before[0] if before else Words(text="", spans=())
    return PlanRow(
        title=title,
        presenter=before[1] if len(before) > 1 else None,
        minutes_allowed=int(found["minutes"]) if found else None,
        minutes_allowed_printed=filled[minutes] if minutes is not None else None,
        item_number=filled[number] if number is not None else None,
        status=joined(*status) if status else None,
        closed=_closure(title, filled) or closed,
    )


def _closure(title: Words, filled: list[Words]) -> Closure | None:
    """Close a row if any cell of it is marked, whichever column the mark stands in."""
    for each in filled:
        marked = closure_of_heading(each.text)
        if marked is not None:
            return Closure(compartment=compartment_for(title.text), label=marked.label)
    return None


def _doubt(meeting: PlannedMeeting, notebook: Notebook) -> None:
    for row in meeting.rows:
        if row.closed is not None:
            where = row_place(meeting, row)
            sentence = f"This row has a label only, {row.closed.label}: it needs a ground."
            notebook.doubt(DoubtKind.LABEL_ONLY_NEEDS_GROUND, where, sentence, row.title)
    numbers = Counter(row.item_number.text.casefold() for row in meeting.rows if row.item_number)
    for row in meeting.rows:
        printed = row.item_number
        if printed is not None and numbers.pop(printed.text.casefold(), 0) > 1:
            sentence = f"More than one row of this meeting is numbered {printed.text.lower()}."
            same = [
                each.item_number
                for each in meeting.rows
                if each.item_number and each.item_number.text.casefold() == printed.text.casefold()
            ]
            where = row_place(meeting, row)
            notebook.doubt(DoubtKind.DUPLICATE_NUMBER, where, sentence, *same)


def read_withheld(section: Section, position: int, notebook: Notebook) -> WithheldPaper:
    """Read a page where a paper is kept back, with the paragraphs it names, if any."""
    lines = section.busy
    start = next((at for at, line in enumerate(lines) if matches(GROUND, line)), None)
    ground = _ground(lines, start) if start is not None else ()
    marker = tuple(line for line in lines if line not in ground)
    printed = joined(*(line.words() for line in ground)) if ground else None
    found = _PARAGRAPHS.search(printed.text) if printed else None
    scheme = _SCHEME.search(printed.text) if printed else None
    paragraphs = tuple(re.findall(r"\d{1,2}[A-Z]?", found["paragraphs"])) if found else ()
    words = joined(*(line.words() for line in marker))
    if not paragraphs:
        sentence = "A paper is kept back here and no paragraph is named as its ground."
        place = notebook.line_of(words if words.spans else lines[0].words())
        notebook.doubt(DoubtKind.WITHHELD_WITHOUT_GROUND, place, sentence, words)
    return WithheldPaper(
        position=position,
        printed=words,
        paragraphs=paragraphs,
        scheme=scheme[0] if scheme else "",
        ground_printed=printed,
        closed=Closure(compartment=compartment_for(""), label="RESTRICTED"),
    )


def _ground(lines: tuple[Line, ...], start: int) -> tuple[Line, ...]:
    """Give the lines of a ground: the first, and those that touch it."""
    end = start + 1
    while end < len(lines) and lines[end].number == lines[end - 1].number + 1:
        end += 1
    return lines[start:end]
