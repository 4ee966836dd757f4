"""The minutes of an earlier meeting, as a pack prints them for approval."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Final

from portal.services.imports.blocks import blocks_of
from portal.services.imports.labels import closure_of_heading, closure_of_line, compartment_for
from portal.services.imports.model import (
    Attendance,
    Attendee,
    Block,
    BlockKind,
    Closure,
    DayPrinted,
    DoubtKind,
    EarlierMinutes,
    Hours,
    Item,
    Minutes,
    Words,
)
from portal.services.imports.pack_actions import with_actions
from portal.services.imports.pack_membership import capacity_of
from portal.services.imports.pack_notebook import LONGEST_HEAD, Notebook, short, touches
from portal.services.imports.pack_reach import Reach
from portal.services.imports.pack_sections import Section, says_withheld
from portal.services.imports.source import Line, joined

_LABELS: Final = (
    (
        "present",
        re.compile(
            r"(?:members |those |board members |also )?"
            r"(?:present|in attendance|attendance|attendees) ?: ?",
            re.IGNORECASE,
        ),
    ),
    (
        "apologies",
        re.compile(r"apologies(?: for absence| received| from){0,2} ?: ?", re.IGNORECASE),
    ),
    (
        "taker",
        re.compile(
            r"(?:minutes|minute[- ]taker|minutes taken by|notes?|note[- ]taker|clerk) ?: ?",
            re.IGNORECASE,
        ),
    ),
)
_NAME: Final = re.compile(r"(?:[^,;()]|\([^()]{0,80}\)|[()])+")
_AND: Final = re.compile(r"\s(?:and|&)\s")
_LEADING_AND: Final = re.compile(r"\s*(?:and|&)\s")
_CAPACITY: Final = re.compile(
    r"\((?:co-chair|vice[- ]chair|deputy chair|chair(?:man|person)?|substitute|observer)\)$",
    re.IGNORECASE,
)
_HEADING: Final = re.compile(r"(?P<number>\d{1,2})(?P<stop>[.)]|(?=\t))\s?(?=\S)")
_BARE: Final = 40  # characters; a marked line no longer than this is about its whole item
_GAP: Final = 2  # numbers that may be missing between two headings
_BY: Final = re.compile(r".* by (?P<name>[A-Z]\S{1,30}(?: [A-Z]\S{1,30}){1,3})$")


@dataclass(slots=True)
class _Gathered:
    """One item's lines while they are being gathered."""

    line: Line
    number: Words
    stop: Words
    heading: Words
    body: list[Line] = field(default_factory=list)


def read_minutes(section: Section, notebook: Notebook) -> EarlierMinutes:
    """Read minutes: their head, who came, and the items with text and actions."""
    head, gathered = _gathered(section.lines, notebook)
    board, day, hours, attendance, closed = _head(head, notebook)
    near = day.on if day else None
    names = tuple(each.name.text for each in (*attendance.present, *attendance.apologies))
    reach = Reach()
    items = tuple(_item(each, names, near, reach, notebook) for each in gathered)
    return EarlierMinutes(
        board=board, day=day, hours=hours, attendance=attendance, items=items, closed=closed
    )


def with_last_kept_back(minutes: EarlierMinutes) -> EarlierMinutes:
    """Close the last item if it has no text: a withheld page right below it is its text."""
    *others, last = minutes.items or (None,)
    if last is None or last.closed or (last.minutes and last.minutes.blocks):
        return minutes
    closure = Closure(compartment=compartment_for(last.heading.text), label="RESTRICTED")
    return replace(
        minutes, items=(*(each for each in others if each), replace(last, closed=closure))
    )


def _gathered(
    lines: Sequence[Line], notebook: Notebook
) -> tuple[tuple[Line, ...], list[_Gathered]]:
    """Part the lines at the items' headings, and give those of the head apart."""
    head: list[Line] = []
    items: list[_Gathered] = []
    above: Line | None = None
    listed = expected = 0
    for at, line in enumerate(lines):
        if line.blank:
            (items[-1].body if items else head).append(line)
            continue
        number = _number(line)
        apart = not touches(line, above)
        in_list = number == listed + 1 and listed > 0 and not apart
        ends = at + 1 == len(lines) or lines[at + 1].blank
        skipped = (
            apart and ends and expected + 1 < number <= expected + 1 + _GAP and listed + 1 != number
        )
        if number and not in_list and (number == expected + 1 or skipped):
            items.append(_begun(line, notebook))
            if skipped:
                sentence = "The number before this one is missing from the minutes."
                notebook.doubt(
                    DoubtKind.NUMBER_DISAGREEMENT, f"line {line.number}", sentence, items[-1].number
                )
            expected, listed = number, 0
        else:
            listed = number or (0 if apart else listed)
            (items[-1].body if items else head).append(line)
        above = line
    return tuple(head), items


def _number(line: Line) -> int:
    found = _HEADING.match(line.text.lstrip()[:LONGEST_HEAD]) if short(line) else None
    return int(found["number"]) if found else 0


def _begun(line: Line, notebook: Notebook) -> _Gathered:
    indent = len(line.text) - len(line.text.lstrip())
    found = _HEADING.match(line.text[indent:])
    start, end = found.span("number") if found else (0, 0)
    past = found.end() if found else 0
    stop = line.words(indent + end, indent + past)
    notebook.layout(stop)
    return _Gathered(
        line=line,
        number=line.words(indent + start, indent + end),
        stop=stop,
        heading=line.words(indent + past),
    )


def _head(
    lines: Sequence[Line], notebook: Notebook
) -> tuple[Words, DayPrinted | None, Hours | None, Attendance, Closure | None]:
    """Read the lines above the first item."""
    board: Words | None = None
    day: DayPrinted | None = None
    hours: Hours | None = None
    closed: Closure | None = None
    named: dict[str, list[Words]] = {"present": [], "apologies": [], "taker": []}
    printed: list[Words] = []
    into = ""
    above: Line | None = None
    for line in (each for each in lines if not each.blank):
        label, past = _label(line)
        closed = closed or closure_of_heading(line.words().text[:LONGEST_HEAD])
        if label or (into and touches(line, above)):
            into = label or into
            named[into].extend(_names(line, past))
            printed.append(line.words())
        elif not into and (found := notebook.day(line.words())) is not None and day is None:
            day, hours = found, notebook.hours(line.words())
            printed.append(line.words())
        elif not into and board is None:
            board = line.words()
        above = line
    attendance = Attendance(
        present=tuple(_attendee(each, notebook) for each in named["present"]),
        apologies=tuple(_attendee(each, notebook) for each in named["apologies"]),
        minute_taker=next(iter(named["taker"]), None),
        printed=tuple(printed),
    )
    return board or Words(text="", spans=()), day, hours, attendance, closed


def _label(line: Line) -> tuple[str, int]:
    """Give which list of names a line begins, and the column after its label."""
    text = line.text.lstrip()
    for name, form in _LABELS:
        found = form.match(text[:LONGEST_HEAD])
        if found is not None:
            return name, len(line.text) - len(text) + found.end()
    return "", 0


def _names(line: Line, start: int) -> list[Words]:
    """Part a line at its commas and at each "and", brackets left whole."""
    found: list[Words] = []
    for match in _NAME.finditer(line.text, start):
        begin = match.start()
        leading = _LEADING_AND.match(line.text[begin : begin + LONGEST_HEAD])
        begin += leading.end() if leading else 0
        for gap in _AND.finditer(line.text, begin, match.end()):
            found.append(line.words(begin, gap.start()))
            begin = gap.end()
        found.append(line.words(begin, match.end()))
    return [each for each in found if each.text.strip(". ")]


def _attendee(words: Words, notebook: Notebook) -> Attendee:
    found = _CAPACITY.search(words.text[-40:])
    if found is None:
        return Attendee(name=words)
    start = len(words.text) - len(words.text[-40:]) + found.start()
    return Attendee(
        name=notebook.source.part(words, 0, start),
        capacity=capacity_of(found[0].strip("()")),
        capacity_printed=notebook.source.part(words, start),
    )


def _item(
    gathered: _Gathered,
    names: tuple[str, ...],
    near: date | None,
    reach: Reach,
    notebook: Notebook,
) -> Item:
    closed = _closure(gathered) or reach.onto_next()
    reach.follow(gathered.heading.text)
    for line in gathered.body:
        reach.follow(line.text)
    blocks, actions = with_actions(_mended(blocks_of(gathered.body)), notebook.source, near)
    return Item(
        number=gathered.number,
        heading=gathered.heading,
        closed=closed,
        presenter=_presenter(gathered.heading, names, notebook),
        minutes=Minutes(blocks=blocks) if blocks else None,
        actions=actions,
    )


def _mended(blocks: tuple[Block, ...]) -> tuple[Block, ...]:
    """Join the halves of a sentence that the end of a page has broken."""
    runs: list[list[Block]] = []
    for block in blocks:
        last = runs[-1][-1] if runs else None
        if (
            last is not None
            and last.kind is block.kind is BlockKind.PARAGRAPH
            and last.closed == block.closed
            and last.text.text[-1:].isalpha()
            and block.text.text[:1].islower()
        ):
            runs[-1].append(block)
        else:
            runs.append([block])
    return tuple(replace(run[0], text=joined(*(each.text for each in run))) for run in runs)


def _closure(gathered: _Gathered) -> Closure | None:
    """Close an item whose heading is marked, or whose text says that all of it is kept back."""
    heading = gathered.heading.text
    if marked := closure_of_heading(heading):
        return marked
    busy = [line for line in gathered.body if not line.blank]
    for at, line in enumerate(busy):
        text = short(line)
        own = closure_of_line(line.text) if at == 0 or 0 < len(text) <= _BARE else None
        if own or says_withheld(line):
            label = own.label if own else "RESTRICTED"
            return Closure(compartment=compartment_for(heading), label=label)
    return None


def _presenter(heading: Words, names: tuple[str, ...], notebook: Notebook) -> Words | None:
    """Give the name that a heading ends in, if it is somebody's who was there."""
    text = heading.text
    if len(text) > LONGEST_HEAD:
        return None
    for name in names[:LONGEST_HEAD]:
        if name and text.casefold().endswith(name.casefold()) and len(name) < len(text):
            return notebook.source.part(heading, len(text) - len(name))
    found = _BY.match(text)
    return notebook.part(heading, found, "name") if found else None
