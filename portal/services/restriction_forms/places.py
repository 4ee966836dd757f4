"""Where a restriction is being written: the item, its meeting, and what there is to choose from."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from types import MappingProxyType
from typing import Final
from uuid import UUID

from sqlalchemy import select

from portal.policy import PUBLIC_SCOPE, BodyId, Classification, Permission, Stage, Thing
from portal.policy.grounds import KIND_OF, Kind, NoSchemeInForce, Scheme, scheme_for
from portal.policy.restrictions import Covers, Sitting
from portal.records import visible
from portal.records.tables import (
    AgendaItem,
    Body,
    Compartment,
    Meeting,
    OfficeHolding,
    Paper,
    Person,
    Restriction,
)
from portal.services.opening import absent
from portal.services.restricting import sitting_of
from portal.services.restriction_steps import ENDED
from portal.services.work import Work

OVER: Final = frozenset({Stage.POST_OPEN, Stage.WITHDRAWN})
"""Stages at which an item's business can no longer be closed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """The item a restriction is written for, and what its questions offer."""

    item: UUID
    thing: Thing = field(repr=False)
    body: UUID
    body_name: str
    meeting: UUID
    starts_at: datetime
    sitting: Sitting
    number: str
    heading: str = field(repr=False)  # empty where the item is closed
    today: date
    author: str
    compartments: Mapping[str, tuple[str, bool]]  # by identifier: its name, and is it sensitive
    general: UUID
    papers: Mapping[str, str] = field(repr=False)  # open, and not public yet: by identifier
    standing: Mapping[str, frozenset[str]]  # restrictions there are, and what they close

    @property
    def called(self) -> str:
        """What pages call the item."""
        named = f"Item {self.number}" if self.number else "An item"
        return f"{named}: {self.heading}" if self.heading else named

    def scheme(self, classification: Classification) -> Scheme:
        """Give the scheme of a class that is in force on the day of the meeting.

        :raises NoSchemeInForce: if none is recorded.
        """
        return scheme_for(self.sitting.jurisdiction, self.sitting.on, KIND_OF[classification])

    def statute(self) -> Scheme | None:
        """Give the nation's own scheme on the day, with which a partner's confidence is paired."""
        try:
            return scheme_for(self.sitting.jurisdiction, self.sitting.on, Kind.EXEMPT)
        except NoSchemeInForce:
            return None


def may_restrict(work: Work, item_id: UUID) -> bool:
    """Say whether to offer the asker the form for an item that a page shows."""
    found = work.session.execute(
        select(Meeting.body_id, AgendaItem.stage)
        .join(AgendaItem, AgendaItem.meeting_id == Meeting.id)
        .where(AgendaItem.id == item_id)
    ).one_or_none()
    return (
        found is not None
        and found.stage not in OVER
        and work.principal.may(Permission.RESTRICTION_PROPOSE, BodyId(found.body_id))
    )


def find_place(work: Work, item_id: UUID) -> Place:
    """Find the item for somebody who may propose its restriction.

    :raises NotFound: if there is no such item, or the asker may not know of it or restrict it.
    """
    thing = visible.thing(work.session, AgendaItem, item_id)
    if thing is None or not may_restrict(work, item_id) or not work.scope.admits(thing):
        raise absent(work, AgendaItem, item_id)
    item = work.session.get_one(AgendaItem, item_id)
    meeting = work.session.get_one(Meeting, item.meeting_id)
    rooms = work.session.scalars(
        select(Compartment)
        .where(Compartment.body_id == meeting.body_id)
        .order_by(Compartment.sensitive, Compartment.name)
    ).all()
    return Place(
        item=item_id,
        thing=thing,
        body=meeting.body_id,
        body_name=work.session.get_one(Body, meeting.body_id).name,
        meeting=meeting.id,
        starts_at=meeting.starts_at,
        sitting=sitting_of(meeting),
        number=item.number,
        heading=item.heading,
        today=work.today,
        author=work.session.get_one(Person, work.principal.person).name,
        compartments=MappingProxyType(
            {str(each.id): (each.name, each.sensitive) for each in rooms}
        ),
        general=next(each.id for each in rooms if each.slug == "general"),
        papers=_papers(work, item_id),
        standing=_standing(work, item_id),
    )


def deciders(work: Work, body: UUID) -> tuple[tuple[str, str], ...]:
    """List who holds an office that decides on restrictions: name, and office as it is spoken."""
    rows = work.session.execute(
        select(Person.name, OfficeHolding.office)
        .join(Person, Person.id == OfficeHolding.person_id)
        .where(
            OfficeHolding.office.in_(["proper_officer", "monitoring_officer"]),
            (OfficeHolding.body_id == body) | OfficeHolding.body_id.is_(None),
        )
        .order_by(Person.name)
    )
    return tuple((row.name, str(row.office).replace("_", " ").capitalize()) for row in rows)


def _papers(work: Work, item_id: UUID) -> Mapping[str, str]:
    rows = work.session.execute(
        select(Paper.id, Paper.title)
        .where(
            Paper.item_id == item_id,
            Paper.compartment_id.is_(None),
            Paper.disposed_at.is_(None),
        )
        .order_by(Paper.position)
    ).all()
    things = {row.id: visible.thing(work.session, Paper, row.id) for row in rows}
    return MappingProxyType(
        {
            str(row.id): row.title
            for row in rows
            if (thing := things[row.id]) is not None and not PUBLIC_SCOPE.admits(thing)
        }
    )


def _standing(work: Work, item_id: UUID) -> Mapping[str, frozenset[str]]:
    rows = work.session.execute(
        select(Restriction.id, Restriction.covers).where(
            Restriction.item_id == item_id, Restriction.state.not_in(ENDED)
        )
    )
    return MappingProxyType(
        {str(row.id): frozenset(row.covers.split(",")) - {Covers.PAPERS.value} for row in rows}
    )
