"""Invitations to have an account: a body's clerk hands out a link that serves once, for 14 days."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID, uuid4

from sqlalchemy import ColumnElement, exists, false, func, not_, or_, select

from portal.audit import Verb
from portal.errors import NotFound
from portal.policy import Permission
from portal.records.tables import AccountInvitation, OfficeHolding, Organisation, Person, Seat
from portal.services import membership
from portal.services.access.asking import Choice, Unfit, an_act, asker, note
from portal.services.access.seats import body_kept
from portal.services.bodies_of import where_may
from portal.services.sign_in.transactions import digest, new_secret
from portal.services.work import LOCAL, Work

SERVES_FOR: Final = timedelta(days=14)
LONGEST_NAME: Final = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """Somebody to invite: a known person, or else a new one by name."""

    person: UUID | None = None
    name: str = ""
    organisation: UUID | None = None
    councillor: bool | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """A link just made.  Its secret is told now and never again: only its digest is kept."""

    secret: str = field(repr=False)
    name: str
    body_name: str
    expires_at: datetime


def people_to_invite(work: Work) -> tuple[Choice, ...]:
    """List the known people without an account whom the asker may invite."""
    rows = work.session.execute(
        select(Person.id, Person.name).where(*_may_be_invited(work)).order_by(Person.name)
    )
    return tuple(Choice(id=row.id, name=row.name) for row in rows)


@an_act
def invite(work: Work, slug: str, wanted: Wanted) -> Link:
    """Invite somebody to have an account, on a body's list.

    Whoever sits or serves on other bodies too is invited by somebody who keeps the membership of
    all of them: a link in the wrong hands opens all that the person may read.

    :raises NotFound: if the asker does not keep that body's membership.
    :raises Unfit: if nobody, or somebody who cannot be invited, is named.
    """
    body = body_kept(work, slug)
    faults = _faults(work, wanted)
    waiting = select(AccountInvitation.id).join(Person, Person.id == AccountInvitation.person_id)
    waiting = waiting.where(AccountInvitation.body_id == body.id, *_waits(work.clock()))
    same = Person.id == wanted.person if wanted.person else Person.name == wanted.name
    if not faults and work.session.scalar(waiting.where(same).limit(1)) is not None:
        faults["person" if wanted.person else "name"] = (
            "Somebody of that name is invited already: invite them again from the list, or tell"
            " the two apart by their names."
        )
    if faults:
        raise Unfit(faults)
    person = wanted.person or membership.enrol_person(
        work, wanted.name, organisation=wanted.organisation, councillor=bool(wanted.councillor)
    )
    link = _invited(work, body.id, body.name, work.session.get_one(Person, person))
    work.commit()
    return link


@an_act
def invite_again(work: Work, slug: str, invitation_id: UUID) -> Link:
    """Make a new link for somebody on a body's list; an old one that waits serves no more.

    :raises NotFound: if there is no such invitation for this asker.
    :raises Unfit: if the person has an account by now, or cannot be invited.
    """
    body = body_kept(work, slug)
    invitation = _invitation(work, body.id, invitation_id)
    person = work.session.get_one(Person, invitation.person_id, with_for_update=True)
    allowed = select(Person.id).where(Person.id == person.id, *_may_be_invited(work))
    if work.session.scalar(allowed) is None:
        raise Unfit({"": "This person has an account by now, or is not yours alone to invite."})
    live = select(AccountInvitation).where(
        AccountInvitation.body_id == body.id,
        AccountInvitation.person_id == person.id,
        *_waits(work.clock()),
    )
    for each in work.session.scalars(live.with_for_update()).all():
        _end(work, each)
    link = _invited(work, body.id, body.name, person)
    work.commit()
    return link


@an_act
def withdraw(work: Work, slug: str, invitation_id: UUID) -> None:
    """Withdraw an invitation that waits: its link serves no more.

    :raises NotFound: if there is no such invitation for this asker.
    :raises Unfit: if it has been taken up, withdrawn already, or has run out.
    """
    invitation = _invitation(work, body_kept(work, slug).id, invitation_id)
    if (
        invitation.accepted_at is not None
        or invitation.withdrawn_at is not None
        or invitation.expires_at <= work.clock()
    ):
        raise Unfit({"": "This invitation waits no more: there is nothing to withdraw."})
    _end(work, invitation)
    work.commit()


def _invited(work: Work, body: UUID, body_name: str, person: Person) -> Link:
    secret, expires_at = new_secret(), work.clock() + SERVES_FOR
    invitation = AccountInvitation(
        id=uuid4(),
        body_id=body,
        person_id=person.id,
        token_hash=digest(secret),
        invited_by_id=asker(work),
        invited_at=work.clock(),
        expires_at=expires_at,
    )
    work.session.add(invitation)
    work.session.flush()
    until = expires_at.astimezone(LOCAL).date()
    note(work, Verb.ACCOUNT_INVITED, invitation.id, body, holder=person.id, until=until)
    return Link(secret=secret, name=person.name, body_name=body_name, expires_at=expires_at)


def _end(work: Work, invitation: AccountInvitation) -> None:
    invitation.withdrawn_at = work.clock()
    work.session.flush()
    note(
        work,
        Verb.ACCOUNT_INVITATION_ENDED,
        invitation.id,
        invitation.body_id,
        holder=invitation.person_id,
    )


def _invitation(work: Work, body: UUID, invitation_id: UUID) -> AccountInvitation:
    # A sign-in by the link marks the same row: whoever comes second finds what the first did.
    invitation = work.session.get(AccountInvitation, invitation_id, with_for_update=True)
    if invitation is None or invitation.body_id != body:
        raise NotFound
    return invitation


def _waits(now: datetime) -> tuple[ColumnElement[bool], ...]:
    return (
        AccountInvitation.accepted_at.is_(None),
        AccountInvitation.withdrawn_at.is_(None),
        AccountInvitation.expires_at > now,
    )


def _may_be_invited(work: Work) -> tuple[ColumnElement[bool], ...]:
    """Say of a person that they have no account, and nothing on a body that is not the asker's."""

    def beyond(table: type[Seat] | type[OfficeHolding]) -> ColumnElement[bool]:
        # An office for every body names none, and is beyond whoever keeps some.
        mine = func.coalesce(
            where_may(work.principal, Permission.SEAT_FILL, table.body_id), false()
        )
        return exists().where(
            table.person_id == Person.id,
            or_(table.until_on.is_(None), table.until_on >= work.today),
            not_(mine),
        )

    return (
        Person.object_id.is_(None),
        Person.closed_at.is_(None),
        Person.suspended_at.is_(None),
        Person.id != asker(work),
        not_(beyond(Seat)),
        not_(beyond(OfficeHolding)),
    )


def _faults(work: Work, wanted: Wanted) -> dict[str, str]:
    if wanted.person is not None:
        if wanted.name:
            return {"name": "Choose a person or enter a name: not both."}
        allowed = select(Person.id).where(Person.id == wanted.person, *_may_be_invited(work))
        if work.session.scalar(allowed.with_for_update(of=Person)) is None:
            return {"person": "Choose somebody from the list."}
        return {}
    faults = {}
    if not wanted.name:
        faults["name"] = "Choose a person, or enter the name of a new one."
    elif len(wanted.name) > LONGEST_NAME or not wanted.name.isprintable():
        faults["name"] = f"Enter a name of one line, no longer than {LONGEST_NAME} letters."
    known = wanted.organisation and work.session.get(Organisation, wanted.organisation)
    if not known:
        faults["organisation"] = "Choose the organisation that sends them."
    if wanted.councillor is None:
        faults["councillor"] = "Say whether they are a councillor."
    return faults
