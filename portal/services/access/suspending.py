"""Suspension, the local kill switch: an account shut here at once, whatever the directory says.

What was held stays on record and counts for nothing until the suspension is lifted.  It works
for guests whose own organisation has not yet closed their account (threat T15).
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Select, or_, select

from portal.audit import Verb
from portal.errors import NotFound
from portal.policy import BodyId, Permission
from portal.records.tables import (
    AccountInvitation,
    AgendaItem,
    AskState,
    Compartment,
    Invitation,
    Meeting,
    NeedToKnow,
    OfficeHolding,
    Person,
    Seat,
)
from portal.records.tables import Permission as Leave
from portal.services.access.asking import Unfit, an_act, asker, demand, note
from portal.services.access.sessions import end_all_of, sessions_of
from portal.services.work import Work


@dataclass(frozen=True, slots=True, kw_only=True)
class AccountPage:
    """Somebody's account, as an officer sees it who may end sessions or suspend."""

    person: UUID
    name: str
    guest: bool
    sessions: int
    suspended_at: datetime | None
    suspended_by: str
    may_suspend: bool
    may_restore: bool


def read_account(work: Work, person_id: UUID) -> AccountPage:
    """Read an account, for somebody who may end sessions, or suspend this very person.

    :raises NotFound: to anybody else, or if there is no such person.
    """
    person = _find(work, person_id)
    by = work.session.get(Person, person.suspended_by_id) if person.suspended_by_id else None
    officer = work.principal.may_somewhere(Permission.SESSION_END)
    themselves = person_id == asker(work)
    return AccountPage(
        person=person_id,
        name=person.name,
        guest=person.guest,
        sessions=sessions_of(work, person_id),
        suspended_at=person.suspended_at,
        suspended_by=by.name if by else "",
        may_suspend=person.suspended_at is None and not themselves,
        may_restore=person.suspended_at is not None and officer and not themselves,
    )


@an_act
def suspend(work: Work, person_id: UUID) -> None:
    """Shut an account and end its sessions: it counts at no request after this one.

    :raises NotFound: if there is no such person, or the asker neither ends sessions nor keeps
        the membership of every body that this guest has to do with.
    :raises Unfit: if it is the asker's own, or is suspended.
    """
    person = _find(work, person_id, locked=True)
    if person_id == asker(work):
        raise Unfit({"": "Somebody else must suspend your account."})
    shut(work, person, by=asker(work))
    work.commit()


@an_act
def restore(work: Work, person_id: UUID) -> None:
    """Lift a suspension: what is held counts again, as far as it has not run out.

    :raises NotFound: if there is no such person, or the asker does not end sessions.
    :raises Unfit: if it is the asker's own, or is not suspended.
    """
    demand(work, Permission.SESSION_END, None)
    person = _find(work, person_id, locked=True)
    if person_id == asker(work):
        raise Unfit({"": "Somebody else must lift your suspension."})
    open_again(work, person)
    work.commit()


def shut(work: Work, person: Person, by: UUID | None) -> None:
    """Suspend somebody, whoever asks.  The caller has asked whether they may, and commits.

    :raises Unfit: if it is done already.
    """
    if person.suspended_at is not None:
        raise Unfit({"": "This account is suspended already."})
    person.suspended_at, person.suspended_by_id = work.clock(), by
    work.session.flush()
    note(work, Verb.ACCOUNT_SUSPENDED, holder=person.id)
    end_all_of(work, person.id)


def open_again(work: Work, person: Person) -> None:
    """Lift somebody's suspension, whoever asks.  The caller has asked, and commits.

    :raises Unfit: if there is none.
    """
    if person.suspended_at is None:
        raise Unfit({"": "This account is not suspended."})
    person.suspended_at = person.suspended_by_id = None
    work.session.flush()
    note(work, Verb.ACCOUNT_RESTORED, holder=person.id)


def _find(work: Work, person_id: UUID, *, locked: bool = False) -> Person:
    """Find somebody whose account is open and is this asker's to look after."""
    person = work.session.get(Person, person_id, with_for_update=locked or None)
    if person is None or person.closed_at is not None:
        raise NotFound
    if not work.principal.may_somewhere(Permission.SESSION_END):
        bodies = set(_bodies_of(work, person_id)) if person.guest else set()
        if not bodies or not all(_keeps(work, each) for each in bodies):
            raise NotFound
    return person


def _keeps(work: Work, body: UUID | None) -> bool:
    return body is not None and work.principal.may(Permission.SEAT_FILL, BodyId(body))


def _bodies_of(work: Work, person_id: UUID) -> Iterator[UUID | None]:
    """Name every body that somebody has to do with; ``None`` is all of them."""
    for statement in _ties(work, person_id):
        yield from work.session.scalars(statement)


def _ties(work: Work, person_id: UUID) -> Iterator[Select[*tuple[Any, ...]]]:
    today = work.today
    of_item = (
        select(Meeting.body_id)
        .select_from(AgendaItem)
        .join(Meeting, Meeting.id == AgendaItem.meeting_id)
    )
    for table in (Seat, OfficeHolding):
        yield select(table.body_id).where(
            table.person_id == person_id, or_(table.until_on.is_(None), table.until_on >= today)
        )
    yield of_item.join(Invitation, Invitation.item_id == AgendaItem.id).where(
        Invitation.person_id == person_id,
        Invitation.ended_at.is_(None),
        or_(Invitation.until_on.is_(None), Invitation.until_on >= today),
    )
    yield of_item.join(NeedToKnow, NeedToKnow.item_id == AgendaItem.id).where(
        NeedToKnow.person_id == person_id,
        NeedToKnow.state == AskState.GRANTED,
        NeedToKnow.ended_at.is_(None),
        NeedToKnow.until_on >= today,
    )
    yield (
        select(Compartment.body_id)
        .join(Leave, Leave.compartment_id == Compartment.id)
        .where(Leave.person_id == person_id, Leave.ended_at.is_(None), Leave.until_on >= today)
    )
    yield select(AccountInvitation.body_id).where(
        AccountInvitation.person_id == person_id,
        AccountInvitation.withdrawn_at.is_(None),
        AccountInvitation.accepted_at.is_(None),
        AccountInvitation.expires_at > work.clock(),
    )
