"""Seats: filled, ended and left vacant, each from a day and to a day."""

from dataclasses import dataclass
from datetime import date
from typing import Final
from uuid import UUID, uuid4

from sqlalchemy import or_, select

from portal.audit import Verb
from portal.errors import NotFound
from portal.policy import Permission, Role
from portal.records.tables import Body, Capacity, Organisation, Person, Seat
from portal.services.access.asking import (
    Choice,
    Unfit,
    an_act,
    asker,
    demand,
    end_now,
    note,
    people,
    somebody,
)
from portal.services.bodies_of import where_may
from portal.services.work import Work

CAPACITIES: Final = tuple(each for each in Capacity if each is not Capacity.SUBSTITUTE)
"""What a seat can be given as; a substitute's follows from a member's wish."""
ROLES: Final = (Role.PARTNER, Role.COUNCILLOR, Role.COOPTED, Role.ADVISER, Role.OFFICER)
"""In what role a seat lets somebody ask to read."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """A seat to be given."""

    person: UUID | None
    organisation: UUID | None
    post_title: str
    capacity: str
    role: str
    from_on: date | None
    until_on: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SeatLine:
    """One seat, with who holds it."""

    id: UUID
    person: UUID | None
    name: str
    organisation: str
    post_title: str
    capacity: Capacity
    role: Role
    from_on: date
    until_on: date | None
    left: bool  # the account of whoever sits here is closed
    suspended: bool
    guest: bool
    over: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class BodyLine:
    """A body whose membership the asker keeps."""

    id: UUID
    slug: str
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SeatsPage:
    """The seats of one body, and what can be chosen for a new one."""

    body: BodyLine
    seats: tuple[SeatLine, ...]
    people: tuple[Choice, ...]
    organisations: tuple[Choice, ...]


def bodies(work: Work) -> tuple[BodyLine, ...]:
    """List the bodies whose membership the asker keeps."""
    rows = work.session.execute(
        select(Body.id, Body.slug, Body.name)
        .where(where_may(work.principal, Permission.SEAT_FILL, Body.id))
        .order_by(Body.name)
    )
    return tuple(BodyLine(id=row.id, slug=row.slug, name=row.name) for row in rows)


def body_kept(work: Work, slug: str) -> BodyLine:
    """Find a body whose membership the asker keeps.

    :raises NotFound: if there is none of that name.
    """
    found = [each for each in bodies(work) if each.slug == slug]
    if not found:
        raise NotFound
    return found[0]


def read_seats(work: Work, slug: str) -> SeatsPage:
    """Read the seats of a body: those that run or are to come, and those that ended.

    :raises NotFound: if there is no such body for this asker.
    """
    body = body_kept(work, slug)
    rows = work.session.execute(
        select(
            Seat,
            Person.name,
            Person.closed_at,
            Person.suspended_at,
            Person.guest,
            Organisation.name.label("organisation"),
        )
        .outerjoin(Person, Person.id == Seat.person_id)
        .outerjoin(Organisation, Organisation.id == Seat.organisation_id)
        .where(Seat.body_id == body.id, Seat.meeting_id.is_(None))
        .order_by(Seat.position, Seat.from_on, Seat.id)
    )
    organisations = work.session.execute(
        select(Organisation.id, Organisation.name).order_by(Organisation.name)
    )
    return SeatsPage(
        body=body,
        seats=tuple(
            SeatLine(
                id=seat.id,
                person=seat.person_id,
                name=name or "",
                organisation=organisation or "",
                post_title=seat.post_title,
                capacity=seat.capacity,
                role=seat.role,
                from_on=seat.from_on,
                until_on=seat.until_on,
                left=closed_at is not None,
                suspended=suspended_at is not None,
                guest=bool(guest),
                over=seat.until_on is not None and seat.until_on < work.today,
            )
            for seat, name, closed_at, suspended_at, guest, organisation in rows
        ),
        people=people(work),
        organisations=tuple(Choice(id=row.id, name=row.name) for row in organisations),
    )


def read_seat(work: Work, seat_id: UUID) -> tuple[BodyLine, SeatLine]:
    """Read one seat that somebody holds.

    :raises NotFound: if there is no such seat for this asker.
    """
    for body in bodies(work):
        for line in read_seats(work, body.slug).seats:
            if line.id == seat_id and line.person is not None:
                return body, line
    raise NotFound


@an_act
def fill(work: Work, slug: str, wanted: Wanted, vacancy: UUID | None = None) -> UUID:
    """Give somebody a seat; with ``vacancy``, the one that stands vacant.

    :raises NotFound: if there is no such body for this asker, or no such person or vacancy.
    :raises Unfit: if something is missing, the days are reversed, the seat is for the asker, or
        a councillor's for somebody who is none.
    """
    body = body_kept(work, slug)
    capacity, role, from_on = _checked(work, wanted)
    if wanted.person is None:
        raise Unfit({"person": "Choose who takes the seat."})
    person = somebody(work, wanted.person)
    if person.id == asker(work):
        raise Unfit({"person": "Somebody else must give you a seat."})
    if role is Role.COUNCILLOR and not person.councillor:
        raise Unfit({"role": "This person is not a councillor: choose another role."})
    if vacancy is None:
        last = select(Seat.position).where(Seat.body_id == body.id).order_by(Seat.position.desc())
        position = (work.session.scalar(last.limit(1)) or 0) + 1
        seat = Seat(id=uuid4(), body_id=body.id, position=position)
        work.session.add(seat)
    else:
        seat = _seat(work, vacancy, body.id)
        if seat.person_id is not None:
            raise Unfit({"person": "This seat is not vacant: end it first."})
    seat.person_id = person.id
    seat.organisation_id = wanted.organisation or person.organisation_id
    seat.post_title = wanted.post_title
    seat.capacity, seat.role = capacity, role
    seat.from_on, seat.until_on = from_on, wanted.until_on
    work.session.flush()
    note(work, Verb.SEAT_TAKEN, seat.id, body.id, holder=person.id)
    work.commit()
    return seat.id


@an_act
def end(work: Work, seat_id: UUID, last_on: date | None, *, vacant: bool = False) -> str:
    """End a seat with a last day, or with none at once; give the name of its body's pages.

    :param vacant: leave the place standing, for somebody to come.
    :raises NotFound: if there is no such seat for this asker.
    :raises Unfit: if the last day is before the first, or the seat has ended.
    """
    seat = work.session.get(Seat, seat_id, with_for_update=True)
    if seat is None or seat.person_id is None:
        raise NotFound
    demand(work, Permission.SEAT_FILL, seat.body_id)
    leave(work, seat, last_on)
    if vacant and seat.until_on is not None:
        work.session.add(
            Seat(
                body_id=seat.body_id,
                organisation_id=seat.organisation_id,
                post_title=seat.post_title,
                capacity=seat.capacity,
                role=seat.role,
                position=seat.position,
                from_on=max(work.today, seat.until_on),
            )
        )
    slug = work.session.get_one(Body, seat.body_id).slug
    work.commit()
    return slug


def leave(work: Work, seat: Seat, last_on: date | None = None) -> None:
    """End a seat, and the seats of those who stand in for it.  The caller commits.

    :raises Unfit: if the last day is before the first, or the seat has ended.
    """
    if seat.until_on is not None and seat.until_on < work.today:
        raise Unfit({"last_on": "This seat has ended already."})
    if last_on is not None and last_on < seat.from_on:
        raise Unfit({"last_on": "The last day cannot be before the first."})
    if last_on is None:
        end_now(seat, work.today)
    else:
        seat.until_on = last_on
    work.session.flush()
    if seat.person_id is not None:
        note(work, Verb.SEAT_LEFT, seat.id, seat.body_id, holder=seat.person_id)
    standing_in = select(Seat).where(
        Seat.substitute_for_id == seat.id,
        or_(Seat.until_on.is_(None), Seat.until_on > seat.until_on),
        Seat.until_on >= work.today,
    )
    for each in work.session.scalars(standing_in).all():
        leave(work, each, last_on if last_on and last_on >= each.from_on else None)


def _seat(work: Work, seat_id: UUID, body: UUID) -> Seat:
    seat = work.session.get(Seat, seat_id, with_for_update=True)
    if seat is None or seat.body_id != body:
        raise NotFound
    return seat


def _checked(work: Work, wanted: Wanted) -> tuple[Capacity, Role, date]:
    faults = {}
    if wanted.capacity not in CAPACITIES:
        faults["capacity"] = "Choose in what capacity they sit."
    if wanted.role not in ROLES:
        faults["role"] = "Choose in what role they sit."
    if wanted.from_on is None:
        faults["from_on"] = "Enter the first day."
    elif wanted.until_on is not None and wanted.until_on < wanted.from_on:
        faults["until_on"] = "The last day cannot be before the first."
    if wanted.organisation is not None:
        known = work.session.get(Organisation, wanted.organisation)
        faults |= {} if known else {"organisation": "Choose an organisation from the list."}
    if faults or wanted.from_on is None:
        raise Unfit(faults)
    return Capacity(wanted.capacity), Role(wanted.role), wanted.from_on
