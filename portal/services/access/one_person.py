"""Several accounts of one person: which those are, where they count, and who decides of them."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final
from uuid import UUID

from sqlalchemy import or_, select

from portal.policy import BodyId, Permission, Principal
from portal.policy.holdings import Holdings, principal_from
from portal.records.tables import (
    AccountInvitation,
    AgendaItem,
    AskState,
    Compartment,
    EmergencyKey,
    IdentityLink,
    Meeting,
    Person,
)
from portal.services.sign_in.kinds import LAPSES_AFTER
from portal.services.standing import holdings_of
from portal.services.work import Work

APPROVES: Final = Permission.PERMISSION_APPROVE


@dataclass(frozen=True, slots=True, kw_only=True)
class Reach:
    """The bodies on which somebody sits, serves or may read something; perhaps every body."""

    bodies: frozenset[UUID]
    everywhere: bool

    def is_minded_by(self, principal: Principal, permission: Permission) -> bool:
        """Say whether somebody's offices allow this for all of it; of nothing, for every body."""
        if self.everywhere or not self.bodies:
            return principal.may(permission)
        return all(principal.may(permission, BodyId(each)) for each in self.bodies)


def reach_of(work: Work, people: Iterable[UUID]) -> Reach:
    """Say where any of some people count, today or on a day to come."""
    bodies: set[UUID] = set()
    everywhere = False
    for person in set(people):
        held = _live(work, person)
        bodies |= {each.body for each in held.seats}
        bodies |= {each.body for each in held.offices if each.body is not None}
        everywhere |= any(each.body is None for each in held.offices)
        bodies |= _of_compartments(work, {each.compartment for each in held.permissions})
        asked_in = {each.item for each in held.invitations}
        bodies |= _of_items(work, asked_in | {each.item for each in held.needs})
        bodies |= set(
            work.session.scalars(
                select(AccountInvitation.body_id).where(
                    AccountInvitation.person_id == person,
                    AccountInvitation.accepted_at.is_not(None),
                )
            )
        )
    return Reach(bodies=frozenset(bodies), everywhere=everywhere)


def holds_anything(work: Work, person: UUID) -> bool:
    """Say whether somebody holds, today or on a day to come, anything but an interest.

    That is a seat, an office, a permission, a need to know, an invitation to an item, or a
    hardware key for emergencies.
    """
    held = _live(work, person)
    key = select(EmergencyKey.id).where(
        EmergencyKey.person_id == person, EmergencyKey.removed_at.is_(None)
    )
    return (
        any((held.seats, held.offices, held.permissions, held.needs, held.invitations))
        or work.session.scalar(key.limit(1)) is not None
    )


def accounts_of(work: Work, person: UUID) -> frozenset[UUID]:
    """Give all that is said to be one person with somebody: by a link that is open, or granted.

    Nobody may be two of the people that a rule of two wants (T18), so a link counts for that
    from the moment it is asked for.
    """
    pairs = work.session.execute(
        select(IdentityLink.person_id, IdentityLink.newcomer_id).where(
            IdentityLink.newcomer_id.is_not(None),
            or_(
                IdentityLink.state == AskState.GRANTED,
                (IdentityLink.state == AskState.ASKED)
                & (IdentityLink.asked_at >= work.clock() - LAPSES_AFTER),
            ),
        )
    ).all()
    found, before = {person}, 0
    while len(found) > before:
        before = len(found)
        for pair in pairs:
            if found.intersection(pair):
                found |= {each for each in pair if each is not None}
    return frozenset(found)


def still_approves(work: Work, person_id: UUID | None, reach: Reach) -> bool:
    """Say whether somebody who approved once would be let approve today."""
    person = work.session.get(Person, person_id) if person_id else None
    if person is None or person.suspended_at is not None:
        return False
    held = holdings_of(work.session, person.id, work.today)
    principal = principal_from(held, now=work.clock(), today=work.today)
    return reach.is_minded_by(principal, APPROVES)


def _live(work: Work, person: UUID) -> Holdings:
    """Read what somebody holds that counts, or is to: what has ended is left out."""
    held, now, today = holdings_of(work.session, person), work.clock(), work.today

    def lasts(until_on: date | None, ended_at: datetime | None) -> bool:
        return (until_on is None or until_on >= today) and (ended_at is None or ended_at > now)

    return Holdings(
        person=held.person,
        seats=tuple(each for each in held.seats if lasts(each.until_on, None)),
        offices=tuple(each for each in held.offices if lasts(each.until_on, None)),
        permissions=tuple(each for each in held.permissions if lasts(each.until_on, each.ended_at)),
        needs=tuple(each for each in held.needs if lasts(each.until_on, each.ended_at)),
        invitations=tuple(each for each in held.invitations if lasts(each.until_on, each.ended_at)),
    )


def _of_compartments(work: Work, compartments: set[UUID]) -> set[UUID]:
    rows = select(Compartment.body_id).where(Compartment.id.in_(compartments))
    return set(work.session.scalars(rows)) if compartments else set()


def _of_items(work: Work, items: set[UUID]) -> set[UUID]:
    rows = select(Meeting.body_id).join(AgendaItem, AgendaItem.meeting_id == Meeting.id)
    return set(work.session.scalars(rows.where(AgendaItem.id.in_(items)))) if items else set()
