"""What the public would read of an import, as one text in sections, each below its place."""

from collections.abc import Iterable, Iterator
from typing import Final, TypeVar
from uuid import UUID

from sqlalchemy import select

from portal.records.tables import (
    Action,
    AgendaItem,
    Attendance,
    ForwardPlanEntry,
    Meeting,
    Minute,
    Paper,
)
from portal.services.closing import OPEN_COLUMNS
from portal.services.work import LOCAL, Work

_SECTION: Final = "\f"
Under = TypeVar("Under", Minute, Paper, Action)


def open_text(work: Work, batch_id: UUID) -> bytes:
    """Write down what is open of an import: a form feed between sections, the place on top.

    Whom to ring about the meeting is left out, since a board prints that to be rung.
    """
    told = list(_sections(work, batch_id))
    return _SECTION.join(f"{_clean(place)}\n{_clean(text)}" for place, text in told).encode()


def _sections(work: Work, batch_id: UUID) -> Iterator[tuple[str, str]]:
    meetings = work.session.scalars(
        select(Meeting)
        .where(Meeting.import_batch_id == batch_id)
        .order_by(Meeting.starts_at.desc(), Meeting.id)
    ).all()
    for meeting in meetings:
        on = meeting.starts_at.astimezone(LOCAL)
        of = f", meeting of {on.day} {on:%B %Y}" if len(meetings) > 1 else ""
        yield from _meeting(work, meeting.id, of)
    entries = work.session.scalars(
        select(ForwardPlanEntry)
        .where(
            ForwardPlanEntry.import_batch_id == batch_id,
            ForwardPlanEntry.compartment_id.is_(None),
        )
        .order_by(ForwardPlanEntry.meeting_on, ForwardPlanEntry.position, ForwardPlanEntry.id)
    )
    yield from ((f"the forward plan, row {each.position + 1}", _said(each)) for each in entries)


def _meeting(work: Work, meeting: UUID, of: str) -> Iterator[tuple[str, str]]:
    items = work.session.scalars(
        select(AgendaItem).where(AgendaItem.meeting_id == meeting).order_by(AgendaItem.position)
    )
    for item in items.all():
        place = f"item {item.number}" if item.number else "an item without a number"
        if item.compartment_id is None:
            yield f"{place}{of}", _said(item)
        for minute in _under(work, Minute, item.id):
            yield f"{place}, minutes{of}", _said(minute)
        for number, paper in enumerate(_under(work, Paper, item.id), 1):
            yield f"{place}, paper {number}{of}", _said(paper)
        for action in _under(work, Action, item.id):
            yield f"{place}, an action{of}", _said(action)
    came = work.session.scalars(
        select(Attendance.name)
        .where(Attendance.meeting_id == meeting)
        .order_by(Attendance.position)
    ).all()
    if came:
        yield f"who came{of}", "\n".join(came)


def _under(work: Work, table: type[Under], item: UUID) -> Iterable[Under]:
    """Find what is open under an item, also where the item itself is not."""
    return work.session.scalars(
        select(table)
        .where(table.item_id == item, table.compartment_id.is_(None))
        .order_by(table.position, table.id)
    ).all()


def _said(row: AgendaItem | Minute | Paper | Action | ForwardPlanEntry) -> str:
    said = (str(getattr(row, column)) for column in OPEN_COLUMNS[row.__tablename__])
    return "\n".join(each for each in said if each)


def _clean(text: str) -> str:
    return text.replace(_SECTION, " ")
