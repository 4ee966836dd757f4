"""What a signed-in person comes for: the next meetings, what is new, what is to be done."""

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Final
from uuid import UUID

from sqlalchemy import func, or_, select

from portal.audit import Verb
from portal.errors import NotFound
from portal.records import visible
from portal.records.rows import ActionRow, PaperRow
from portal.records.tables import (
    Action,
    ActionState,
    AgendaItem,
    Body,
    Meeting,
    MeetingState,
    Organisation,
    Paper,
    Person,
)
from portal.services.opening import Opened, open_page
from portal.services.reviewing.opinions import count_asked
from portal.services.work import Work

NEW_FOR: Final = timedelta(days=90)
MOST: Final = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class NextMeeting:
    """A meeting to come, of a body this person has to do with."""

    id: UUID
    body_name: str
    starts_at: datetime
    venue: str
    published: bool
    papers_ready: int
    restricted: int  # of those ready, how many are closed to the public


@dataclass(frozen=True, slots=True, kw_only=True)
class NewPaper:
    """A paper put before one of this person's bodies lately."""

    id: UUID
    title: str = field(repr=False)
    restricted: bool
    meeting: UUID
    meeting_at: datetime
    item_number: str
    published_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ToDo:
    """An open action of one of this person's bodies."""

    text: str = field(repr=False)
    owner: str = field(repr=False)
    due_on: date | None
    overdue: bool
    restricted: bool
    item: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class Home:
    """My home."""

    name: str
    organisation: str
    meetings: tuple[NextMeeting, ...]
    new: tuple[NewPaper, ...]
    to_do: tuple[ToDo, ...]
    opinions: int  # reviews of what this person wrote, which ask for their opinion
    shut: bool  # restricted rows are left out, because they cannot be opened at the moment


def read_home(work: Work) -> Home:
    """Gather a person's own page; the restricted titles on it are opened under one intent.

    :raises NotFound: to a stranger, who has none.
    """
    if not work.principal.signed_in:
        raise NotFound
    bodies = _bodies(work)
    papers = _new_papers(work, bodies)
    actions = _open_actions(work, bodies)
    opened = open_page(work, Verb.TITLES_LISTED, (Paper, papers), (Action, actions))
    places = _places(work, {row.item_id for row in papers})
    me = work.session.execute(
        select(Person.name, Organisation.name.label("organisation"))
        .outerjoin(Organisation, Organisation.id == Person.organisation_id)
        .where(Person.id == work.principal.person)
    ).one()
    return Home(
        name=me.name,
        organisation=me.organisation or "",
        meetings=_next_meetings(work, bodies),
        new=tuple(
            NewPaper(
                id=row.id,
                title=opened.word(row, "title"),
                restricted=row.sealed is not None,
                meeting=places[row.item_id].meeting,
                meeting_at=places[row.item_id].starts_at,
                item_number=places[row.item_id].number,
                published_at=row.published_at,
            )
            for row in papers
            if opened.shows(row)
        ),
        to_do=tuple(_to_do(work, row, opened) for row in actions if opened.shows(row)),
        opinions=count_asked(work),
        shut=opened.shut,
    )


def _bodies(work: Work) -> frozenset[UUID]:
    """Find the bodies somebody has a seat or an office on."""
    return frozenset(each.body for each in work.scope.standings if each.body is not None)


def _new_papers(work: Work, bodies: frozenset[UUID]) -> list[PaperRow]:
    since = work.clock() - NEW_FOR
    return (
        visible.papers(work.scope)
        .where(
            or_(Meeting.body_id.in_(bodies), AgendaItem.id.in_(work.scope.invited)),
            Paper.published_at >= since,
            Paper.disposed_at.is_(None),
            Meeting.published_at.is_not(None),
        )
        .order_by(Meeting.starts_at.desc(), AgendaItem.position, Paper.position)
        .limit(MOST)
        .all(work.session)
    )


def _open_actions(work: Work, bodies: frozenset[UUID]) -> list[ActionRow]:
    return (
        visible.actions(work.scope)
        .where(Action.body_id.in_(bodies), Action.state != ActionState.COMPLETED)
        .order_by(Action.due_on, Action.id)
        .limit(MOST)
        .all(work.session)
    )


def _to_do(work: Work, row: ActionRow, opened: Opened) -> ToDo:
    return ToDo(
        text=opened.word(row, "text"),
        owner=opened.word(row, "owner"),
        due_on=row.due_on,
        overdue=row.due_on is not None and row.due_on < work.today,
        restricted=row.sealed is not None,
        item=row.item_id,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Place:
    meeting: UUID
    starts_at: datetime
    number: str


def _places(work: Work, items: set[UUID]) -> dict[UUID, _Place]:
    rows = work.session.execute(
        select(AgendaItem.id, AgendaItem.number, Meeting.id.label("meeting"), Meeting.starts_at)
        .join(Meeting, Meeting.id == AgendaItem.meeting_id)
        .where(AgendaItem.id.in_(items))
    )
    return {
        row.id: _Place(meeting=row.meeting, starts_at=row.starts_at, number=row.number)
        for row in rows
    }


def _next_meetings(work: Work, bodies: frozenset[UUID]) -> tuple[NextMeeting, ...]:
    rows = work.session.execute(
        select(Meeting.id, Body.name, Meeting.starts_at, Meeting.venue, Meeting.published_at)
        .join(Body, Body.id == Meeting.body_id)
        .where(
            Meeting.body_id.in_(bodies),
            or_(Meeting.announced, Meeting.body_id.in_(work.scope.drafts_of)),
            Meeting.starts_at >= work.clock(),
            Meeting.state != MeetingState.CANCELLED,
        )
        .order_by(Meeting.starts_at)
        .limit(MOST)
    ).all()
    ready = _ready(work, {row.id for row in rows})
    return tuple(
        NextMeeting(
            id=row.id,
            body_name=row.name,
            starts_at=row.starts_at,
            venue=row.venue,
            published=row.published_at is not None,
            papers_ready=ready.get(row.id, (0, 0))[0],
            restricted=ready.get(row.id, (0, 0))[1],
        )
        for row in rows
    )


def _ready(work: Work, meetings: set[UUID]) -> dict[UUID, tuple[int, int]]:
    """Count, after the policy, the papers of each meeting and the closed ones among them."""
    counted = (
        visible.papers(work.scope)
        .where(Meeting.id.in_(meetings), Paper.disposed_at.is_(None))
        .statement.with_only_columns(
            Meeting.id.label("meeting"),
            func.count().label("papers"),
            func.count(Paper.compartment_id).label("closed"),
        )
        .order_by(None)
        .group_by(Meeting.id)
    )
    return {row.meeting: (row.papers, row.closed) for row in work.session.execute(counted)}
