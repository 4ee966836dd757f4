"""What a board must see to and what it expects: its actions and its forward plan."""

from dataclasses import dataclass, field
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import select

from portal.audit import Verb
from portal.records import visible
from portal.records.tables import (
    Action,
    ActionState,
    AgendaItem,
    ForwardPlanEntry,
    Meeting,
)
from portal.services.boards import find_body
from portal.services.meeting_lists import BodyLine
from portal.services.opening import open_page, shown
from portal.services.work import Work


@dataclass(frozen=True, slots=True, kw_only=True)
class BoardAction:
    """An action with where it was given."""

    id: UUID
    text: str = field(repr=False)
    owner: str = field(repr=False)
    due_on: date | None
    due_text: str = field(repr=False)
    state: ActionState
    restricted: bool
    meeting_id: UUID
    meeting_at: datetime
    item_id: UUID
    item_number: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ActionsPage:
    """The actions of a board that this reader may read of."""

    body: BodyLine
    under_way: tuple[BoardAction, ...]
    completed: tuple[BoardAction, ...]
    shut: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanLine:
    """A matter that is expected."""

    number: str
    title: str = field(repr=False)
    presenter: str = field(repr=False)
    minutes_allowed: int | None
    status: str = field(repr=False)
    restricted: bool
    draft: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class PlannedDay:
    """What is expected on one day."""

    on: date
    lines: tuple[PlanLine, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanPage:
    """What is coming to a board."""

    body: BodyLine
    days: tuple[PlannedDay, ...]
    shut: bool


def read_actions(work: Work, slug: str) -> ActionsPage:
    """Read a board's actions, those due first at the head.

    :raises NotFound: if there is no board of that name.
    """
    body = find_body(work, slug)
    rows = (
        shown(work, visible.actions(work.scope))
        .where(Action.body_id == body.id)
        .order_by(Meeting.starts_at.desc(), AgendaItem.position, Action.position, Action.id)
        .all(work.session)
    )
    opened = open_page(work, Verb.TITLES_LISTED, (Action, rows))
    given = {
        row.id: row
        for row in work.session.execute(
            select(AgendaItem.id, AgendaItem.number, AgendaItem.meeting_id, Meeting.starts_at)
            .join(Meeting, Meeting.id == AgendaItem.meeting_id)
            .where(AgendaItem.id.in_({row.item_id for row in rows}))
        )
    }
    lines = [
        BoardAction(
            id=row.id,
            text=opened.word(row, "text"),
            owner=opened.word(row, "owner"),
            due_on=row.due_on,
            due_text=opened.word(row, "due_text"),
            state=row.state,
            restricted=row.sealed is not None,
            meeting_id=given[row.item_id].meeting_id,
            meeting_at=given[row.item_id].starts_at,
            item_id=row.item_id,
            item_number=given[row.item_id].number,
        )
        for row in rows
        if opened.shows(row)
    ]
    done = ActionState.COMPLETED
    return ActionsPage(
        body=body,
        under_way=tuple(
            sorted(
                (each for each in lines if each.state is not done),
                key=lambda each: each.due_on or date.max,
            )
        ),
        completed=tuple(each for each in lines if each.state is done),
        shut=opened.shut,
    )


def read_forward_plan(work: Work, slug: str) -> PlanPage:
    """Read what is expected to come to a board from today on.

    :raises NotFound: if there is no board of that name.
    """
    body = find_body(work, slug)
    order = (ForwardPlanEntry.meeting_on, ForwardPlanEntry.position, ForwardPlanEntry.id)
    rows = (
        shown(work, visible.forward_plan(work.scope))
        .where(ForwardPlanEntry.body_id == body.id, ForwardPlanEntry.meeting_on >= work.today)
        .order_by(*order)
        .all(work.session)
    )
    opened = open_page(work, Verb.TITLES_LISTED, (ForwardPlanEntry, rows))
    there = [row for row in rows if opened.shows(row)]
    return PlanPage(
        body=body,
        days=tuple(
            PlannedDay(
                on=day,
                lines=tuple(
                    PlanLine(
                        number=row.number,
                        title=opened.word(row, "title"),
                        presenter=opened.word(row, "presenter"),
                        minutes_allowed=row.minutes_allowed,
                        status=opened.word(row, "status"),
                        restricted=row.sealed is not None,
                        draft=row.draft,
                    )
                    for row in there
                    if row.meeting_on == day
                ),
            )
            for day in sorted({row.meeting_on for row in there})
        ),
        shut=opened.shut,
    )
