"""From the record of seats, offices and permissions to what one person may read today."""

from datetime import date
from typing import Final
from uuid import UUID

from sqlalchemy import BindParameter, ColumnElement, and_, bindparam, or_, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from portal.policy import (
    ANONYMOUS,
    ROLE_OF,
    WITHOUT_COMPARTMENTS,
    Appointment,
    Office,
    Principal,
    Role,
    Scope,
    Standing,
)
from portal.policy.principals import BodyId, CompartmentId, ItemId, MeetingId, PersonId
from portal.records.tables import (
    Body,
    Capacity,
    Declaration,
    Invitation,
    OfficeHolding,
    Organisation,
    Permission,
    Person,
    Seat,
)

OFF_THE_BODY = frozenset({Capacity.ADVISER, Capacity.OBSERVER})
"""Seats at the table that carry no vote, and no access by office."""


def principal_of(session: Session, person: UUID, today: date) -> Principal:
    """Say who a person is today: nobody, once their account is closed."""
    rows = session.execute(_OFFICES, {"person": person, "today": today}).all()
    if not rows:
        return ANONYMOUS
    return Principal(
        person=PersonId(person),
        appointments=frozenset(
            Appointment(office=row.office, body=BodyId(row.body_id) if row.body_id else None)
            for row in rows
            if row.office is not None
        ),
    )


def scope_of(session: Session, principal: Principal, today: date) -> Scope:
    """Work out what a principal may read today.

    Seats, offices and permissions count from their first day to their last.  Whoever is an
    administrator or an auditor stands in that office alone, whatever seats they also hold:
    nobody both minds the system or its log and reads what is sealed (AZ-02).
    """
    if principal.person is None:
        return Scope(standings=(Standing(role=Role.PUBLIC),))
    person = principal.person
    offices = [(held.office, held.body) for held in principal.appointments]
    in_office = tuple(
        Standing(role=ROLE_OF[office], body=body) for office, body in sorted(offices, key=str)
    )
    if WITHOUT_COMPARTMENTS & {office for office, _ in offices}:
        kept = tuple(each for each in in_office if each.role in {Role.SYSADMIN, Role.AUDITOR})
        return Scope(standings=(Standing(role=Role.PUBLIC), *kept))
    live = session.execute(_PERMISSIONS, {"person": person, "today": today}).all()
    return Scope(
        standings=(
            Standing(role=Role.PUBLIC),
            *in_office,
            *_seats(session, person, today),
        ),
        permitted=frozenset(CompartmentId(each) for each, item in live if item is None),
        permitted_items=frozenset(
            (CompartmentId(each), ItemId(item)) for each, item in live if item is not None
        ),
        invited=frozenset(map(ItemId, session.scalars(_INVITATIONS, {"person": person}))),
        conflicted=frozenset(map(ItemId, session.scalars(_DECLARATIONS, {"person": person}))),
        drafts_of=_drafts_of(session, {body for office, body in offices if office is Office.CLERK}),
    )


def _drafts_of(session: Session, clerk_of: set[BodyId | None]) -> frozenset[BodyId]:
    if None in clerk_of:
        return frozenset(map(BodyId, session.scalars(select(Body.id))))
    return frozenset(each for each in clerk_of if each is not None)


def _seats(session: Session, person: UUID, today: date) -> tuple[Standing, ...]:
    rows = session.execute(_SEATS, {"person": person, "today": today}).all()
    seated = tuple(
        Standing(
            role=row.role,
            body=BodyId(row.body_id),
            meeting=MeetingId(row.meeting_id) if row.meeting_id else None,
            on_body=row.capacity not in OFF_THE_BODY,
            isa=row.sharing_agreed_on is not None and row.sharing_agreed_on <= today,
        )
        for row in rows
        if row.body_id is not None
    )
    councillor = any(row.councillor for row in rows)
    return (Standing(role=Role.COUNCILLOR), *seated) if councillor else seated


def _runs(
    start: InstrumentedAttribute[date],
    end: InstrumentedAttribute[date] | InstrumentedAttribute[date | None],
) -> ColumnElement[bool]:
    today: BindParameter[date] = bindparam("today")
    return (start <= today) & or_(end.is_(None), end >= today)


# Asked at every request of whoever is signed in, so they are made once.  A person without
# offices or seats is one row without them; nobody is no row.
_OFFICES: Final = (
    select(OfficeHolding.office, OfficeHolding.body_id)
    .select_from(Person)
    .outerjoin(
        OfficeHolding,
        and_(
            OfficeHolding.person_id == Person.id,
            _runs(OfficeHolding.from_on, OfficeHolding.until_on),
        ),
    )
    .where(Person.id == bindparam("person"), Person.closed_at.is_(None))
)
_SEATS: Final = (
    select(
        Person.councillor,
        Seat.body_id,
        Seat.meeting_id,
        Seat.capacity,
        Seat.role,
        Organisation.sharing_agreed_on,
    )
    .select_from(Person)
    .outerjoin(Seat, and_(Seat.person_id == Person.id, _runs(Seat.from_on, Seat.until_on)))
    .outerjoin(Organisation, Organisation.id == Seat.organisation_id)
    .where(Person.id == bindparam("person"))
    .order_by(Seat.body_id, Seat.id)
)
_PERMISSIONS: Final = select(Permission.compartment_id, Permission.item_id).where(
    Permission.person_id == bindparam("person"),
    Permission.ended_at.is_(None),
    _runs(Permission.from_on, Permission.until_on),
)
_INVITATIONS: Final = select(Invitation.item_id).where(Invitation.person_id == bindparam("person"))
_DECLARATIONS: Final = select(Declaration.item_id).where(
    Declaration.person_id == bindparam("person")
)
