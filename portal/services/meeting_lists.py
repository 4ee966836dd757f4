"""Lists of meetings: what is public of each of them before its agenda is."""

from dataclasses import dataclass
from datetime import datetime, time
from typing import Any, Final
from uuid import UUID

from sqlalchemy import ColumnElement, Select, false, func, or_, select

from portal.errors import NotFound
from portal.policy import BodyId
from portal.records.tables import Body, Meeting, MeetingState, MinutesState
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
        work.session.scalar(
            announced(work.scope.drafts_of, select(func.count(Meeting.id))).where(*narrowed)
        )
        or 0
    )
    pages = max(1, -(-total // A_PAGE))
    if not 1 <= page <= pages:
        raise NotFound
    bodies = work.session.execute(select(Body.slug, Body.name).order_by(Body.name)).all()
    found_years = work.session.scalars(
        announced(work.scope.drafts_of, select(func.extract("year", Meeting.starts_at))).distinct()
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
        announced(
            work.scope.drafts_of,
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


def announced(
    drafts_of: frozenset[BodyId], statement: Select[*tuple[Any, ...]]
) -> Select[*tuple[Any, ...]]:
    """Keep meetings whose date is public, and those of bodies whose drafts the asker reads."""
    return (
        statement.select_from(Meeting)
        .join(Body, Body.id == Meeting.body_id)
        .where(or_(Meeting.announced, Meeting.body_id.in_(drafts_of)))
    )
