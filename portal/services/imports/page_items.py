"""One row of a meeting page as an agenda item: heading, documents, minutes, actions."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Final

from portal.services.imports.actions import actions_in, task_in
from portal.services.imports.blocks import blocks_of
from portal.services.imports.labels import (
    closure_of_heading,
    compartment_for,
    marking_of_heading,
)
from portal.services.imports.model import (
    Action,
    Block,
    BlockKind,
    Closure,
    Document,
    Item,
    ItemKind,
    Minutes,
    Words,
)
from portal.services.imports.page_rows import SECTION, Row, heading_line, minutes_in
from portal.services.imports.source import Line, Source

_FORMATS: Final = "PDF|DOCX?|XLSX?|PPTX?|RTF|ODT|ODS|CSV|TXT|JPE?G|PNG|ZIP"
_FILE: Final = re.compile(
    rf"\(?(?:(?:{_FORMATS}) icon,? )?(?P<format>{_FORMATS}),? (?P<size>\d[\d.,]{{0,9}} ?"
    r"(?:[KMG]B|bytes?))\)?$",
    re.IGNORECASE,
)
_CUT_OFF: Final = re.compile(
    r"(?:\.\.\.|\u2026)? ?view the full (?:minutes|decision)s? text"
    r" for item (?P<number>\w{1,6})\.?$",
    re.IGNORECASE,
)
_CHILD: Final = frozenset({BlockKind.BULLET, BlockKind.DASH, BlockKind.NUMBERED})
_EMPTY: Final = Words(text="", spans=())


@dataclass(slots=True)
class _Sections:
    """A row's lines under the label they stand below."""

    agenda: list[Line] = field(default_factory=list)
    documents: list[Line] = field(default_factory=list)
    minutes: list[Line] = field(default_factory=list)
    labels: list[Words] = field(default_factory=list)
    decided: Words | None = None
    has_minutes: bool = False
    names_documents: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class RowRead:
    """An item, the labels that only carried the layout, and what the readers' doubts turn on."""

    row: Row
    item: Item
    furniture: tuple[Words, ...]
    documents_not_named: Words | None  # the label under which no document stands
    cut_off_number: str  # the item number named where the minutes break off


def read_row(
    row: Row, source: Source, near: date | None, *, closed: Closure | None = None
) -> RowRead:
    """Read one row; ``closed`` closes it whatever its own heading says.

    ``near`` is the day of the meeting, by which dates without a year are understood.
    """
    first = heading_line(row.body)
    if first is not None and SECTION.fullmatch(first.words().text):
        first = None
    rest = [line for line in row.body if first is None or line.number > first.number]
    sections = _divide(rest)
    heading, own = _named(first, source) if first is not None else (_EMPTY, ())
    agenda, listed = _documents(sections.agenda, source, every=False)
    added, also = _documents(sections.documents, source, every=True)
    agenda_text = (*blocks_of(agenda), *blocks_of(added))
    closed = closed or _closure(heading, agenda_text)
    blocks, cut_off_by, cut_off_number = _cut_off(blocks_of(sections.minutes), source)
    minutes = Minutes(blocks=blocks, complete=cut_off_by is None, cut_off_by=cut_off_by)
    time_printed = row.time_line.words() if row.time_line else None
    item = Item(
        number=_number(row, source),
        heading=heading,
        closed=closed,
        kind=ItemKind.DECISION if sections.decided else ItemKind.UNSTATED,
        kind_printed=sections.decided,
        minutes_allowed=minutes_in(time_printed.text) if time_printed else None,
        minutes_allowed_printed=time_printed,
        agenda_text=agenda_text,
        documents=(*own, *listed, *also),
        minutes=minutes if sections.has_minutes else None,
        actions=_actions(blocks, source, near),
    )
    label = sections.labels[-1] if sections.names_documents and not also else None
    return RowRead(
        row=row,
        item=item,
        furniture=(row.number_line.words(), *sections.labels),
        documents_not_named=label,
        cut_off_number=cut_off_number,
    )


def _number(row: Row, source: Source) -> Words:
    printed = row.number_line.words()
    return source.part(printed, 0, len(row.printed)) if row.printed in printed.text else printed


def _divide(lines: Sequence[Line]) -> _Sections:
    found = _Sections()
    under = found.agenda
    for line in lines:
        match = SECTION.fullmatch(line.words().text) if line.text.strip().endswith(":") else None
        if match is None:
            under.append(line)
            continue
        label = line.words()
        if match["documents"] and not found.has_minutes:
            under = found.documents
            found.names_documents = True
            found.labels.append(label)
            continue
        under = found.minutes
        found.has_minutes = True
        if match["decision"] and found.decided is None:
            found.decided = label
        found.labels.append(label)
    return found


def _named(line: Line, source: Source) -> tuple[Words, tuple[Document, ...]]:
    """Take the format and size off the end of a line that names a document."""
    words = line.words()
    tail = words.text[-80:]
    match = _FILE.search(tail)
    if match is None:
        return words, ()
    at = len(words.text) - len(tail) + match.start()
    name = source.part(words, 0, at)
    document = Document(
        name=name,
        format=match["format"].upper(),
        size=match["size"],
        printed=source.part(words, at),
        closed=closure_of_heading(name.text),
    )
    return name, (document,)


def _documents(
    lines: Sequence[Line], source: Source, *, every: bool
) -> tuple[list[Line], tuple[Document, ...]]:
    """Take the lines that name documents; give the others back.

    ``every`` is for lines under "Additional documents": there a short line is one too.
    """
    others: list[Line] = []
    found: list[Document] = []
    for line in lines:
        name, documents = _named(line, source)
        if documents:
            found.extend(documents)
        elif every and name.text and len(name.text) < 200:  # noqa: PLR2004 -- longer is prose
            found.append(Document(name=name, closed=closure_of_heading(name.text)))
        else:
            others.append(line)
    return others, tuple(found)


def _closure(heading: Words, agenda_text: tuple[Block, ...]) -> Closure | None:
    """Close an item whose heading is marked, or that has a mark standing below its heading."""
    context = " ".join(block.text.text for block in agenda_text)[:2000]
    label = marking_of_heading(heading.text)
    for block in agenda_text:
        if not label and block.closed and block.kind not in _CHILD:
            label = block.closed.label
    if not label:
        return None
    return Closure(compartment=compartment_for(f"{heading.text} {context}"), label=label)


def _cut_off(
    blocks: tuple[Block, ...], source: Source
) -> tuple[tuple[Block, ...], Words | None, str]:
    """Take "... view the full minutes text" off the last block that ends with it."""
    for at in range(len(blocks) - 1, -1, -1):
        text = blocks[at].text
        tail = text.text[-80:]
        if match := _CUT_OFF.search(tail):
            start = len(text.text) - len(tail) + match.start()
            kept = replace(blocks[at], text=source.part(text, 0, start))
            return (
                (*blocks[:at], kept, *blocks[at + 1 :]),
                source.part(text, start),
                match["number"],
            )
    return blocks, None, ""


def _actions(blocks: tuple[Block, ...], source: Source, near: date | None) -> tuple[Action, ...]:
    """Read the actions in the blocks; below a bare "Actions:" each line of a list is one."""
    found: list[Action] = []
    bare = False
    for block in blocks:
        if block.kind is BlockKind.ACTION:
            read = actions_in(block.text, source, near, closed=block.closed)
            found.extend(read)
            bare = not read
        elif bare and block.kind in _CHILD:
            found.append(task_in(block.text, source, near, closed=block.closed))
        else:
            bare = False
    return tuple(found)
