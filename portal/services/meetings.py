"""A meeting, as far as its reader may know of it: when, where, the agenda, who came."""

from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any, Final
from uuid import UUID

from sqlalchemy import Select, bindparam, func, select

from portal.errors import NotFound
from portal.policy import BodyId, Permission, Regime
from portal.records.tables import (
    Attendance,
    Body,
    Meeting,
    MeetingState,
    MinutesState,
    Organisation,
    Presence,
)
from portal.services.agenda_lines import Agenda
from portal.services.agenda_page import read_agenda
from portal.services.clear_days import publication_moment
from portal.services.meeting_lists import BodyLine, announced, body_line, start_of_today
from portal.services.procedure import Procedure, read_procedure
from portal.services.work import LOCAL, Work


@dataclass(frozen=True, slots=True, kw_only=True)
class Attendee:
    """Somebody's name in the record of who came."""

    name: str
    organisation: str
    substitute: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class MeetingPage:
    """One meeting, for one principal."""

    id: UUID
    body: BodyLine
    regime: Regime
    starts_at: datetime
    ends_at: datetime | None
    venue: str
    attend: str
    contact: str
    state: MeetingState
    minutes_state: MinutesState
    cancelled_because: str
    published_at: datetime | None
    publish_by_at: datetime  # the last lawful moment for the agenda
    readable: bool  # the agenda is published, or this reader reads the body's drafts
    agenda: Agenda
    attendance: tuple[tuple[Presence, tuple[Attendee, ...]], ...]
    over: bool  # the day of the meeting has passed
    may_record: bool  # this reader records what becomes of it
    procedure: Procedure  # how it dealt with its items, and what was released before it


def read_meeting(work: Work, meeting_id: UUID) -> MeetingPage:
    """Read one meeting, with its agenda as far as this principal may read it.

    :raises NotFound: if there is no such meeting, or none this principal may know of.
    """
    row = meeting_row(work, meeting_id)
    readable = row.published_at is not None or row.body_id in work.scope.drafts_of
    held_on = row.starts_at.astimezone(LOCAL).date()
    agenda = read_agenda(work, meeting_id) if readable else Agenda(lines=(), shut=False)
    return MeetingPage(
        id=meeting_id,
        body=body_line(row),
        regime=row.regime,
        starts_at=row.starts_at,
        ends_at=row.ends_at,
        venue=row.venue,
        attend=row.attend,
        contact=row.contact,
        state=row.state,
        minutes_state=row.minutes_state,
        cancelled_because=row.cancelled_because,
        published_at=row.published_at,
        publish_by_at=publication_moment(held_on, row.jurisdiction, row.regime, work.counting),
        readable=readable,
        agenda=agenda,
        attendance=_attendance(work, meeting_id) if readable else (),
        over=row.starts_at < start_of_today(work),
        may_record=work.principal.may(Permission.MEETING_PUBLISH, BodyId(row.body_id)),
        procedure=read_procedure(work, meeting_id, agenda.items) if readable else Procedure(),
    )


def meeting_row(work: Work, meeting_id: UUID) -> Any:  # noqa: ANN401 -- a row of columns
    """Read a meeting's own row, with its body's.

    :raises NotFound: if there is no such meeting, or none this principal may know of.
    """
    statement = _one_meeting(work.scope.drafts_of)
    row = work.session.execute(statement, {"meeting": meeting_id}).one_or_none()
    if row is None:
        raise NotFound
    return row


@lru_cache(maxsize=128)
def _one_meeting(drafts_of: frozenset[BodyId]) -> Select[*tuple[Any, ...]]:
    return announced(
        drafts_of,
        select(
            Meeting.body_id,
            Meeting.starts_at,
            Meeting.ends_at,
            Meeting.venue,
            Meeting.attend,
            Meeting.contact,
            Meeting.state,
            Meeting.minutes_state,
            Meeting.cancelled_because,
            Meeting.published_at,
            Meeting.regime,
            Meeting.jurisdiction,
            Body.slug,
            Body.name,
            Body.clerk_name,
            Body.clerk_email,
            Body.clerk_telephone,
        ).where(Meeting.id == bindparam("meeting")),
    )


_WHO_CAME: Final = (
    select(
        Attendance.presence,
        Attendance.name,
        Attendance.substitute,
        func.coalesce(Organisation.name, "").label("organisation"),
    )
    .outerjoin(Organisation, Organisation.id == Attendance.organisation_id)
    .where(Attendance.meeting_id == bindparam("meeting"))
    .order_by(Attendance.position)
)


def _attendance(work: Work, meeting: UUID) -> tuple[tuple[Presence, tuple[Attendee, ...]], ...]:
    rows = work.session.execute(_WHO_CAME, {"meeting": meeting}).all()
    return tuple(
        (
            presence,
            tuple(
                Attendee(name=row.name, organisation=row.organisation, substitute=row.substitute)
                for row in rows
                if row.presence is presence
            ),
        )
        for presence in Presence
        if any(row.presence is presence for row in rows)
    )
