"""A body's invitation list: who waits, who has an account, and which links serve no more."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import aliased

from portal.errors import NotFound
from portal.records.tables import AccountInvitation, Organisation, Person
from portal.services.access.account_invitations import people_to_invite
from portal.services.access.asking import Choice
from portal.services.access.seats import BodyLine, body_kept
from portal.services.work import Work


@dataclass(frozen=True, slots=True, kw_only=True)
class InvitationLine:
    """One invitation to have an account."""

    id: UUID
    name: str
    organisation: str
    invited_by: str
    invited_at: datetime
    expires_at: datetime
    state: str  # waiting, taken-up, withdrawn or run-out
    ended_at: datetime | None  # when it was taken up or withdrawn
    as_guest: bool
    home_provider: str  # who vouched for the account: a claim, and no address to go to
    has_account: bool
    closed: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class AccountsPage:
    """The invitation list of one body, and what can be chosen to invite somebody."""

    body: BodyLine
    lines: tuple[InvitationLine, ...]
    people: tuple[Choice, ...]
    organisations: tuple[Choice, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Newcomer:
    """Somebody who came by an invitation and may be known already, and who they may be."""

    body: BodyLine
    name: str
    known: tuple[Choice, ...]


def read_accounts(work: Work, slug: str) -> AccountsPage:
    """Read a body's invitation list, the newest first.

    :raises NotFound: if the asker does not keep that body's membership.
    """
    body = body_kept(work, slug)
    clerk = aliased(Person)
    rows = work.session.execute(
        select(
            AccountInvitation,
            Person.name,
            Person.object_id,
            Person.closed_at,
            Organisation.name.label("organisation"),
            clerk.name.label("clerk"),
        )
        .join(Person, Person.id == AccountInvitation.person_id)
        .join(clerk, clerk.id == AccountInvitation.invited_by_id)
        .outerjoin(Organisation, Organisation.id == Person.organisation_id)
        .where(AccountInvitation.body_id == body.id)
        .order_by(AccountInvitation.invited_at.desc(), Person.name, AccountInvitation.id)
    )
    organisations = work.session.execute(
        select(Organisation.id, Organisation.name).order_by(Organisation.name)
    )
    return AccountsPage(
        body=body,
        lines=tuple(
            InvitationLine(
                id=row[0].id,
                name=row.name,
                organisation=row.organisation or "",
                invited_by=row.clerk,
                invited_at=row[0].invited_at,
                expires_at=row[0].expires_at,
                state=state_of(row[0], work.clock()),
                ended_at=row[0].accepted_at or row[0].withdrawn_at,
                as_guest=bool(row[0].accepted_as_guest),
                home_provider=row[0].home_provider,
                has_account=row.object_id is not None,
                closed=row.closed_at is not None,
            )
            for row in rows
        ),
        people=people_to_invite(work),
        organisations=tuple(Choice(id=row.id, name=row.name) for row in organisations),
    )


def read_newcomer(work: Work, slug: str, invitation_id: UUID) -> Newcomer:
    """Read who took up an invitation, and the people with an account who they may be.

    :raises NotFound: if nobody did who has an account still, or not on a list of this asker's.
    """
    body = body_kept(work, slug)
    row = work.session.execute(
        select(Person.id, Person.name)
        .join(AccountInvitation, AccountInvitation.person_id == Person.id)
        .where(
            AccountInvitation.id == invitation_id,
            AccountInvitation.body_id == body.id,
            AccountInvitation.accepted_at.is_not(None),
            Person.object_id.is_not(None),
            Person.closed_at.is_(None),
        )
    ).one_or_none()
    if row is None:
        raise NotFound
    others = work.session.execute(
        select(Person.id, Person.name)
        .where(Person.object_id.is_not(None), Person.closed_at.is_(None), Person.id != row.id)
        .order_by(Person.name)
    )
    return Newcomer(
        body=body, name=row.name, known=tuple(Choice(id=each.id, name=each.name) for each in others)
    )


def state_of(invitation: AccountInvitation, now: datetime) -> str:
    """Say how far an invitation has come."""
    if invitation.accepted_at is not None:
        return "taken-up"
    if invitation.withdrawn_at is not None:
        return "withdrawn"
    return "waiting" if now < invitation.expires_at else "run-out"
