"""Leavers: one act closes the account, ends the sessions and everything that was held."""

from dataclasses import dataclass
from datetime import datetime
from typing import TypeVar
from uuid import UUID

from sqlalchemy import or_, select

from portal.audit import Verb
from portal.errors import NotFound
from portal.policy import BodyId
from portal.policy import Permission as May
from portal.records.tables import (
    AskState,
    Body,
    Invitation,
    NeedToKnow,
    OfficeHolding,
    Permission,
    Person,
    Seat,
)
from portal.services.access.asking import Unfit, an_act, asker, end_now, note
from portal.services.access.guests import show_out
from portal.services.access.needs import forget
from portal.services.access.permissions import take_back
from portal.services.access.seats import leave
from portal.services.bodies_of import where_may
from portal.services.sign_in.endings import note_ended
from portal.services.sign_in.sessions import end_sessions_of
from portal.services.work import Work

Held = TypeVar("Held", Seat, OfficeHolding)


@dataclass(frozen=True, slots=True, kw_only=True)
class StillSeated:
    """Somebody whose account is closed, and who sits on a body still."""

    seat: UUID
    name: str
    body_name: str
    closed_at: datetime


def left_but_seated(work: Work) -> tuple[StillSeated, ...]:
    """List those who left and still have a seat on the asker's bodies."""
    rows = work.session.execute(
        select(Seat.id, Person.name, Body.name.label("body"), Person.closed_at)
        .join(Person, Person.id == Seat.person_id)
        .join(Body, Body.id == Seat.body_id)
        .where(
            Person.closed_at.is_not(None),
            or_(Seat.until_on.is_(None), Seat.until_on >= work.today),
            where_may(work.principal, May.SEAT_FILL, Seat.body_id),
        )
        .order_by(Person.name)
    )
    return tuple(
        StillSeated(seat=row.id, name=row.name, body_name=row.body, closed_at=row.closed_at)
        for row in rows
    )


def name_of_leaver(work: Work, person_id: UUID) -> str:
    """Name somebody whose account this asker may close.

    :raises NotFound: if there is nobody of that.
    """
    person, _ = _leaving(work, person_id, locked=False)
    return person.name


@an_act
def leave_for_good(work: Work, person_id: UUID) -> None:
    """Close an account: nothing of what it held counts at the next request, or ever again.

    :raises NotFound: if there is no such person, or the asker neither manages accounts nor
        keeps the membership of every body on which they sit or serve.
    :raises Unfit: if it is the asker's own.
    """
    person, seats = _leaving(work, person_id)
    if person_id == asker(work):
        raise Unfit({"": "Somebody else must close your account."})
    person.closed_at = work.clock()
    work.session.flush()
    note(work, Verb.ACCOUNT_CLOSED, holder=person_id)
    for seat in seats:
        leave(work, seat)
    for office in _live(work, OfficeHolding, person_id):
        resign(work, office)
    _take_back_the_rest(work, person_id)
    note_ended(work.journal, end_sessions_of(work.session, person_id, work.clock()))
    work.commit()


def resign(work: Work, office: OfficeHolding) -> None:
    """End an office at once.  The caller commits."""
    end_now(office, work.today)
    work.session.flush()
    note(work, Verb.OFFICE_LEFT, office.id, holder=office.person_id, office=office.office.value)


def _take_back_the_rest(work: Work, person_id: UUID) -> None:
    permissions = select(Permission).where(
        Permission.person_id == person_id, Permission.ended_at.is_(None)
    )
    for permission in work.session.scalars(permissions).all():
        take_back(work, permission)
    invitations = select(Invitation).where(
        Invitation.person_id == person_id, Invitation.ended_at.is_(None)
    )
    for invitation in work.session.scalars(invitations).all():
        show_out(work, invitation)
    needs = select(NeedToKnow).where(
        NeedToKnow.person_id == person_id,
        NeedToKnow.state == AskState.GRANTED,
        NeedToKnow.ended_at.is_(None),
    )
    for need in work.session.scalars(needs).all():
        forget(work, need)


def _live(work: Work, table: type[Held], person_id: UUID) -> list[Held]:
    """List what runs today or is to run."""
    rows = select(table).where(
        table.person_id == person_id,
        or_(table.until_on.is_(None), table.until_on >= work.today),
    )
    return list(work.session.scalars(rows))


def _leaving(work: Work, person_id: UUID, *, locked: bool = True) -> tuple[Person, list[Seat]]:
    """Find somebody whose account this asker may close, and the seats they hold."""
    person = work.session.get(Person, person_id, with_for_update=locked or None)
    if person is None or person.closed_at is not None:
        raise NotFound
    seats = _live(work, Seat, person_id)
    keeps_all = all(work.principal.may(May.SEAT_FILL, BodyId(each.body_id)) for each in seats)
    beyond = any(
        each.body_id is None or not work.principal.may(May.SEAT_FILL, BodyId(each.body_id))
        for each in _live(work, OfficeHolding, person_id)
    )
    keeps_all = keeps_all and bool(seats) and not beyond
    if not work.principal.may_somewhere(May.ACCOUNT_MANAGE) and not keeps_all:
        raise NotFound
    return person, seats
