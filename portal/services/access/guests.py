"""Guests: people asked in for one item, until a day, and shown out again."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID, uuid4

from sqlalchemy import select

from portal.audit import Verb
from portal.errors import NotFound
from portal.policy import Permission
from portal.records.tables import AgendaItem, Invitation, Meeting, Person
from portal.services.access.asking import (
    ItemPlace,
    Unfit,
    an_act,
    asker,
    demand,
    item_place,
    minds_the_system,
    note,
    somebody,
)
from portal.services.work import LOCAL, Work


@dataclass(frozen=True, slots=True, kw_only=True)
class Guest:
    """One invitation that counts still."""

    id: UUID
    person: UUID
    name: str
    place: ItemPlace
    until_on: date | None
    suspended: bool
    of_directory: bool  # a guest in the council's directory too


def guests_of(work: Work, body: UUID) -> tuple[Guest, ...]:
    """List a body's guests.

    :raises NotFound: if the asker does not keep that body's membership.
    """
    demand(work, Permission.SEAT_FILL, body)
    rows = work.session.execute(
        select(Invitation, Person.name, Person.suspended_at, Person.guest)
        .join(Person, Person.id == Invitation.person_id)
        .join(AgendaItem, AgendaItem.id == Invitation.item_id)
        .join(Meeting, Meeting.id == AgendaItem.meeting_id)
        .where(Meeting.body_id == body, Invitation.ended_at.is_(None))
        .order_by(Meeting.starts_at.desc(), Person.name)
    )
    return tuple(
        Guest(
            id=invitation.id,
            person=invitation.person_id,
            name=name,
            place=item_place(work, invitation.item_id),
            until_on=invitation.until_on,
            suspended=suspended_at is not None,
            of_directory=guest,
        )
        for invitation, name, suspended_at, guest in rows.all()
        if invitation.until_on is None or work.today <= invitation.until_on
    )


@an_act
def invite(
    work: Work, body: UUID, item_id: UUID | None, person_id: UUID | None, until_on: date | None
) -> UUID:
    """Ask somebody in for one item until a day; whoever was asked in before is asked in again.

    :raises NotFound: if the asker does not keep that body's membership.
    :raises Unfit: if the item is another body's, or there is no such person, or no last day.
    """
    demand(work, Permission.SEAT_FILL, body)
    faults = {}
    place = _place(work, item_id)
    if place is None or place.body != body:
        faults["item"] = "Choose an item of this board."
    if person_id is None:
        faults["person"] = "Choose whom to ask in."
    elif minds_the_system(work, somebody(work, person_id).id, work.today):
        faults["person"] = "Administrators and auditors are not asked in: choose somebody else."
    elif person_id == asker(work):
        faults["person"] = "You cannot ask yourself in."
    if until_on is None:
        faults["until_on"] = "Enter the last day of the invitation."
    elif until_on < work.today:
        faults["until_on"] = "The last day cannot be in the past."
    if faults or item_id is None or person_id is None or until_on is None:
        raise Unfit(faults)
    found = work.session.scalar(
        select(Invitation)
        .where(Invitation.item_id == item_id, Invitation.person_id == person_id)
        .with_for_update()
    )
    invitation = found or Invitation(id=uuid4(), item_id=item_id, person_id=person_id)
    work.session.add(invitation)
    invitation.invited_by_id = asker(work)
    invitation.until_on, invitation.ended_at = until_on, None
    work.session.flush()
    note(work, Verb.GUEST_INVITED, invitation.id, item_id, holder=person_id, until=until_on)
    work.commit()
    return invitation.id


@an_act
def end_invitation(work: Work, invitation_id: UUID) -> UUID:
    """End an invitation at once; give the body it was to.

    :raises NotFound: if there is none of that for this asker.
    """
    invitation = work.session.get(Invitation, invitation_id, with_for_update=True)
    if invitation is None:
        raise NotFound
    place = item_place(work, invitation.item_id)
    demand(work, Permission.SEAT_FILL, place.body)
    show_out(work, invitation)
    work.commit()
    return place.body


def show_out(work: Work, invitation: Invitation) -> None:
    """End an invitation at once.  The caller commits."""
    if invitation.ended_at is None:
        invitation.ended_at = work.clock()
        work.session.flush()
        note(work, Verb.GUEST_LEFT, invitation.id, invitation.item_id, holder=invitation.person_id)


def items_to_attend(work: Work, body: UUID) -> tuple[ItemPlace, ...]:
    """List the items of a body's meetings of today and to come, for whom to ask in."""
    rows = work.session.execute(
        select(AgendaItem.id, Meeting.starts_at)
        .join(Meeting, Meeting.id == AgendaItem.meeting_id)
        .where(Meeting.body_id == body)
        .order_by(Meeting.starts_at, AgendaItem.position)
    )
    return tuple(
        item_place(work, row.id)
        for row in rows.all()
        if row.starts_at.astimezone(LOCAL).date() >= work.today
    )


def _place(work: Work, item_id: UUID | None) -> ItemPlace | None:
    try:
        return item_place(work, item_id) if item_id else None
    except NotFound:
        return None
