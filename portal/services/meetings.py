"""Meetings, as everybody may read of them: when and where, and what was on the agenda."""

from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any, Final
from uuid import UUID

from sqlalchemy import ColumnElement, Select, false, func, or_, select

from portal.errors import NotFound
from portal.policy import Regime
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
from portal.services.clear_days import publication_day
from portal.services.work import LOCAL, Work

A_PAGE: Final = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class BodyLine:
    """A body, as other pages name it."""

    id: UUID
    slug: str
    name: str
    clerk_name: str
    clerk_email: str
    clerk_telephone: str


@dataclass(frozen=True, slots=True, kw_only=True)
class MeetingLine:
    """A meeting in a list."""

    id: UUID
    body_name: str
    body_slug: str
    starts_at: datetime
    ends_at: datetime | None
    venue: str
    state: MeetingState
    minutes_state: MinutesState
    published: bool


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
    publish_by: date  # the last lawful day for the agenda
    readable: bool  # the agenda is published, or this reader reads the body's drafts
    agenda: Agenda
    attendance: tuple[tuple[Presence, tuple[Attendee, ...]], ...]
    over: bool  # the day of the meeting has passed


@dataclass(frozen=True, slots=True, kw_only=True)
class MeetingsPage:
    """Some meetings, newest first, and what they can be narrowed by."""

    lines: tuple[MeetingLine, ...]
    total: int
    page: int
    pages: int
    bodies: tuple[tuple[str, str], ...]  # slug and name
    years: tuple[int, ...]


def list_meetings(
    work: Work, *, body: str = "", year: int | None = None, page: int = 1, none: bool = False
) -> MeetingsPage:
    """List the meetings of one body or all, of one year or all.

    :param none: list none, because what was asked for makes no sense.
    :raises NotFound: if the page is beyond the last.
    """
    narrowed: list[ColumnElement[bool]] = []
    if body:
        narrowed.append(Body.slug == body)
    if none:
        narrowed.append(false())
    if year is not None:
        narrowed.append(func.extract("year", Meeting.starts_at) == year)
    total = (
        work.session.scalar(_announced(work, select(func.count(Meeting.id))).where(*narrowed)) or 0
    )
    pages = max(1, -(-total // A_PAGE))
    if not 1 <= page <= pages:
        raise NotFound
    bodies = work.session.execute(select(Body.slug, Body.name).order_by(Body.name)).all()
    found_years = work.session.scalars(
        _announced(work, select(func.extract("year", Meeting.starts_at))).distinct()
    )
    return MeetingsPage(
        lines=meeting_lines(
            work, *narrowed, newest_first=True, limit=A_PAGE, after=(page - 1) * A_PAGE
        ),
        total=total,
        page=page,
        pages=pages,
        bodies=tuple((row.slug, row.name) for row in bodies),
        years=tuple(sorted({int(each) for each in found_years}, reverse=True)),
    )


def meeting_lines(
    work: Work,
    *criteria: ColumnElement[bool],
    newest_first: bool = False,
    limit: int = A_PAGE,
    after: int = 0,
) -> tuple[MeetingLine, ...]:
    """List announced meetings that meet some criteria, in the order of their dates."""
    moment = Meeting.starts_at.desc() if newest_first else Meeting.starts_at
    rows = work.session.execute(
        _announced(
            work,
            select(
                Meeting.id,
                Body.name.label("body_name"),
                Body.slug.label("body_slug"),
                Meeting.starts_at,
                Meeting.ends_at,
                Meeting.venue,
                Meeting.state,
                Meeting.minutes_state,
                Meeting.published_at,
            ),
        )
        .where(*criteria)
        .order_by(moment, Meeting.id)
        .limit(limit)
        .offset(after)
    )
    return tuple(
        MeetingLine(
            id=row.id,
            body_name=row.body_name,
            body_slug=row.body_slug,
            starts_at=row.starts_at,
            ends_at=row.ends_at,
            venue=row.venue,
            state=row.state,
            minutes_state=row.minutes_state,
            published=row.published_at is not None,
        )
        for row in rows
    )


def to_come(work: Work) -> ColumnElement[bool]:
    """Say that a meeting is today or later."""
    return Meeting.starts_at >= start_of_today(work)


def start_of_today(work: Work) -> datetime:
    """Give the moment today began.  Pages depend on the date, never on the hour."""
    return datetime.combine(work.today, time.min, LOCAL)


def read_meeting(work: Work, meeting_id: UUID) -> MeetingPage:
    """Read one meeting, with its agenda as far as this principal may read it.

    :raises NotFound: if there is no such meeting, or none this principal may know of.
    """
    row = meeting_row(work, meeting_id)
    readable = row.published_at is not None or row.body_id in work.scope.drafts_of
    held_on = row.starts_at.astimezone(LOCAL).date()
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
        publish_by=publication_day(held_on, row.jurisdiction),
        readable=readable,
        agenda=read_agenda(work, meeting_id) if readable else Agenda(lines=(), shut=False),
        attendance=_attendance(work, meeting_id) if readable else (),
        over=row.starts_at < start_of_today(work),
    )


def meeting_row(work: Work, meeting_id: UUID) -> Any:  # noqa: ANN401 -- a row of columns
    """Read a meeting's own row, with its body's.

    :raises NotFound: if there is no such meeting, or none this principal may know of.
    """
    statement = _announced(
        work,
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
        ),
    )
    row = work.session.execute(statement.where(Meeting.id == meeting_id)).one_or_none()
    if row is None:
        raise NotFound
    return row


def body_line(row: Any) -> BodyLine:  # noqa: ANN401 -- a row of columns
    """Make a body's line of a row that selected its columns."""
    return BodyLine(
        id=row.body_id,
        slug=row.slug,
        name=row.name,
        clerk_name=row.clerk_name,
        clerk_email=row.clerk_email,
        clerk_telephone=row.clerk_telephone,
    )


def _announced(work: Work, statement: Select[*tuple[Any, ...]]) -> Select[*tuple[Any, ...]]:
    """Keep meetings whose date is public, and those of bodies whose drafts the asker reads."""
    return (
        statement.select_from(Meeting)
        .join(Body, Body.id == Meeting.body_id)
        .where(or_(Meeting.announced, Meeting.body_id.in_(work.scope.drafts_of)))
    )


def _attendance(work: Work, meeting: UUID) -> tuple[tuple[Presence, tuple[Attendee, ...]], ...]:
    rows = work.session.execute(
        select(
            Attendance.presence,
            Attendance.name,
            Attendance.substitute,
            func.coalesce(Organisation.name, "").label("organisation"),
        )
        .outerjoin(Organisation, Organisation.id == Attendance.organisation_id)
        .where(Attendance.meeting_id == meeting)
        .order_by(Attendance.position)
    ).all()
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
