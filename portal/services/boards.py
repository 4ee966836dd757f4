"""Boards, as everybody may read of them: what they are, who sits there, when they meet."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final
from uuid import UUID

from sqlalchemy import ColumnElement, func, or_, select

from portal.errors import NotFound
from portal.policy import Classification
from portal.records import visible
from portal.records.tables import (
    Action,
    ActionState,
    AgendaItem,
    Body,
    BodyRegime,
    Capacity,
    ForwardPlanEntry,
    Meeting,
    Organisation,
    Paper,
    Person,
    Seat,
)
from portal.services.clear_days import rules_there
from portal.services.meeting_lists import (
    BodyLine,
    MeetingLine,
    body_line,
    meeting_lines,
    start_of_today,
    to_come,
)
from portal.services.opening import shown
from portal.services.withheld import count_in_year
from portal.services.work import Work

SOON: Final = 5
LATELY: Final = timedelta(days=14)
MOST_NEW: Final = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class BoardLine:
    """A board in a list."""

    slug: str
    name: str
    purpose: str
    next_meeting: MeetingLine | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ClerkLine:
    """Whom to ring about a board."""

    board: str
    name: str
    telephone: str


@dataclass(frozen=True, slots=True, kw_only=True)
class NewPaper:
    """An open paper that was published lately."""

    id: UUID
    title: str
    published_on: date
    body_name: str
    meeting_on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class HomePage:
    """What there is to read on the first page."""

    meetings: tuple[MeetingLine, ...]
    papers: tuple[NewPaper, ...]
    boards: tuple[BoardLine, ...]
    year: int
    withheld: int  # notices about meetings of this year


@dataclass(frozen=True, slots=True, kw_only=True)
class BoardPage:
    """One board."""

    body: BodyLine
    purpose: str
    legal_basis: str
    access: str  # what rules open its meetings and papers
    archived_on: date | None
    next_meetings: tuple[MeetingLine, ...]
    past_meetings: tuple[MeetingLine, ...]
    members: int
    open_actions: int
    planned: int


@dataclass(frozen=True, slots=True, kw_only=True)
class SeatLine:
    """A seat on a board, and who holds it."""

    name: str  # empty if the seat is vacant
    post_title: str
    organisation: str
    capacity: Capacity
    since: date


@dataclass(frozen=True, slots=True, kw_only=True)
class MembersPage:
    """Who sits on a board."""

    body: BodyLine
    members: tuple[SeatLine, ...]
    advisers: tuple[SeatLine, ...]


def read_home(work: Work) -> HomePage:
    """Read the first page."""
    papers = visible.papers(work.scope).where(
        Paper.classification == Classification.PUB,
        Paper.published_at >= start_of_today(work) - LATELY,
        Paper.disposed_at.is_(None),
        Meeting.published_at.is_not(None),
    )
    new = papers.order_by(Paper.published_at.desc(), Paper.id).limit(MOST_NEW).all(work.session)
    places = _places(work, {row.item_id for row in new})
    return HomePage(
        meetings=meeting_lines(work, to_come(work), limit=SOON),
        papers=tuple(
            NewPaper(
                id=row.id,
                title=row.title,
                published_on=row.published_at,
                body_name=places[row.item_id][0],
                meeting_on=places[row.item_id][1],
            )
            for row in new
            if row.published_at is not None
        ),
        boards=list_boards(work),
        year=work.today.year,
        withheld=count_in_year(work, work.today.year),
    )


def list_boards(work: Work) -> tuple[BoardLine, ...]:
    """List the boards that meet, by name, each with its next meeting."""
    rows = work.session.execute(
        select(Body.slug, Body.name, Body.purpose)
        .where(Body.archived_on.is_(None))
        .order_by(Body.name)
    )
    ahead: dict[str, MeetingLine] = {}
    for line in meeting_lines(work, to_come(work), limit=200):
        ahead.setdefault(line.body_slug, line)
    return tuple(
        BoardLine(
            slug=row.slug, name=row.name, purpose=row.purpose, next_meeting=ahead.get(row.slug)
        )
        for row in rows
    )


def clerks_to_ring(work: Work) -> tuple[ClerkLine, ...]:
    """List the clerks who have a telephone, by their boards' names, for whoever cannot get in."""
    rows = work.session.execute(
        select(Body.name, Body.clerk_name, Body.clerk_telephone)
        .where(Body.archived_on.is_(None), Body.clerk_telephone != "")
        .order_by(Body.name)
    )
    return tuple(
        ClerkLine(board=row.name, name=row.clerk_name, telephone=row.clerk_telephone)
        for row in rows
    )


def find_body(work: Work, slug: str) -> BodyLine:
    """Find a body by the name in its address.

    :raises NotFound: if there is none.
    """
    row = work.session.execute(
        select(
            Body.id.label("body_id"),
            Body.slug,
            Body.name,
            Body.clerk_name,
            Body.clerk_email,
            Body.clerk_telephone,
        ).where(Body.slug == slug)
    ).one_or_none()
    if row is None:
        raise NotFound
    return body_line(row)


def read_board(work: Work, slug: str) -> BoardPage:
    """Read what a board is, and how far its business has come.

    :raises NotFound: if there is none of that name.
    """
    body = find_body(work, slug)
    more = work.session.execute(
        select(Body.purpose, Body.legal_basis, Body.archived_on).where(Body.id == body.id)
    ).one()
    of_body = Meeting.body_id == body.id
    actions = shown(work, visible.actions(work.scope)).where(
        Action.body_id == body.id, Action.state != ActionState.COMPLETED
    )
    planned = shown(work, visible.forward_plan(work.scope)).where(
        ForwardPlanEntry.body_id == body.id, ForwardPlanEntry.meeting_on >= work.today
    )
    return BoardPage(
        body=body,
        purpose=more.purpose,
        legal_basis=more.legal_basis,
        access=_access(work, body.id),
        archived_on=more.archived_on,
        next_meetings=meeting_lines(work, of_body, to_come(work), limit=SOON),
        past_meetings=meeting_lines(
            work, of_body, ~to_come(work), newest_first=True, limit=2 * SOON
        ),
        members=work.session.scalar(
            select(func.count(Seat.id)).where(Seat.body_id == body.id, *_held(work))
        )
        or 0,
        open_actions=actions.count(work.session),
        planned=planned.count(work.session),
    )


def read_members(work: Work, slug: str) -> MembersPage:
    """Read who sits on a board today, vacant seats included.

    :raises NotFound: if there is no board of that name.
    """
    body = find_body(work, slug)
    rows = work.session.execute(
        select(
            func.coalesce(Person.name, "").label("name"),
            Seat.post_title,
            func.coalesce(Organisation.name, "").label("organisation"),
            Seat.capacity,
            Seat.from_on,
        )
        .outerjoin(Person, Person.id == Seat.person_id)
        .outerjoin(Organisation, Organisation.id == Seat.organisation_id)
        .where(Seat.body_id == body.id, *_held(work))
        .order_by(Seat.position, Seat.id)
    )
    seats = [
        SeatLine(
            name=row.name,
            post_title=row.post_title,
            organisation=row.organisation,
            capacity=row.capacity,
            since=row.from_on,
        )
        for row in rows
    ]
    beside = {Capacity.ADVISER, Capacity.OBSERVER}
    return MembersPage(
        body=body,
        members=tuple(each for each in seats if each.capacity not in beside),
        advisers=tuple(each for each in seats if each.capacity in beside),
    )


def _held(work: Work) -> tuple[ColumnElement[bool], ...]:
    return (
        Seat.capacity != Capacity.SUBSTITUTE,
        Seat.from_on <= work.today,
        or_(Seat.until_on.is_(None), Seat.until_on >= work.today),
    )


def _access(work: Work, body: UUID) -> str:
    found = work.session.execute(
        select(BodyRegime.regime, BodyRegime.jurisdiction)
        .where(BodyRegime.body_id == body, BodyRegime.from_on <= work.today)
        .order_by(BodyRegime.from_on.desc())
        .limit(1)
    ).one_or_none()
    return rules_there(found.regime, found.jurisdiction).tells_readers if found else ""


def _places(work: Work, items: set[UUID]) -> dict[UUID, tuple[str, date]]:
    rows = work.session.execute(
        select(AgendaItem.id, Body.name, Meeting.starts_at)
        .join(Meeting, Meeting.id == AgendaItem.meeting_id)
        .join(Body, Body.id == Meeting.body_id)
        .where(AgendaItem.id.in_(items))
    )
    return {row.id: (row.name, row.starts_at) for row in rows}
