"""What is closed of the bodies whose access somebody may explain: metadata alone, no title."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from sqlalchemy import func, select

from portal.errors import NotFound
from portal.policy import Permission
from portal.records.tables import AgendaItem, Body, Meeting, WithheldNotice
from portal.services.bodies_of import where_may
from portal.services.explaining.things import NOUNS
from portal.services.work import Work

MOST: Final = 100
"""How many items a page lists."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ClosedThing:
    """One closed row."""

    noun: str
    row: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class ClosedItem:
    """An item with something closed about it, by what the public is told of it."""

    item: UUID
    number: str
    notice: str
    body_name: str
    meeting_at: datetime
    things: tuple[ClosedThing, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class BodyChoice:
    """A body that can be chosen."""

    slug: str
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ClosedThings:
    """The items with something closed about them, newest meetings first."""

    bodies: tuple[BodyChoice, ...]
    slug: str
    items: tuple[ClosedItem, ...]
    more: bool


def bodies_for(work: Work, permission: Permission) -> tuple[BodyChoice, ...]:
    """List the bodies for which an office of the asker allows this."""
    rows = work.session.execute(
        select(Body.slug, Body.name)
        .where(where_may(work.principal, permission, Body.id))
        .order_by(Body.name)
    )
    return tuple(BodyChoice(slug=row.slug, name=row.name) for row in rows)


def read_closed_things(work: Work, slug: str = "") -> ClosedThings:
    """List what is closed, for somebody who may explain who reads it.

    :param slug: of one body; empty for all of the asker's.
    :raises NotFound: to whoever may explain nothing, or not that body's.
    """
    bodies = bodies_for(work, Permission.ACCESS_EXPLAIN)
    if not bodies or (slug and slug not in {each.slug for each in bodies}):
        raise NotFound
    of_body = where_may(work.principal, Permission.ACCESS_EXPLAIN, Meeting.body_id)
    found: dict[UUID, list[ClosedThing]] = {}
    for noun, table in NOUNS.items():
        if noun == "plan-entry":
            continue
        for row, item in _closed_rows(work, table, of_body, slug):
            found.setdefault(item, []).append(ClosedThing(noun=noun, row=row))
    notice = (
        select(func.min(WithheldNotice.heading))
        .where(WithheldNotice.item_id == AgendaItem.id, WithheldNotice.published_at.is_not(None))
        .scalar_subquery()
    )
    rows = work.session.execute(
        select(
            AgendaItem.id,
            AgendaItem.number,
            notice.label("notice"),
            Body.name,
            Meeting.starts_at,
        )
        .join(Meeting, Meeting.id == AgendaItem.meeting_id)
        .join(Body, Body.id == Meeting.body_id)
        .where(AgendaItem.id.in_(list(found)))
        .order_by(Meeting.starts_at.desc(), AgendaItem.position)
        .limit(MOST + 1)
    ).all()
    return ClosedThings(
        bodies=bodies,
        slug=slug,
        items=tuple(
            ClosedItem(
                item=row.id,
                number=row.number,
                notice=row.notice or "",
                body_name=row.name,
                meeting_at=row.starts_at,
                things=tuple(found[row.id]),
            )
            for row in rows[:MOST]
        ),
        more=len(rows) > MOST,
    )


def _closed_rows(work: Work, table: Any, of_body: Any, slug: str) -> list[tuple[UUID, UUID]]:  # noqa: ANN401 -- a mapped class, a condition
    """Read the newest closed rows of a table, each with its item."""
    asked = select(table.id, AgendaItem.id).select_from(table)
    if table is not AgendaItem:
        asked = asked.join(AgendaItem, AgendaItem.id == table.item_id)
    asked = (
        asked.join(Meeting, Meeting.id == AgendaItem.meeting_id)
        .where(of_body, table.compartment_id.is_not(None))
        .order_by(Meeting.starts_at.desc(), table.id)
        .limit(MOST * 5)
    )
    if slug:
        asked = asked.join(Body, Body.id == Meeting.body_id).where(Body.slug == slug)
    return [(row, item) for row, item in work.session.execute(asked)]
