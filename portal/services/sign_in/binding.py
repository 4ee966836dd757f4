"""First sign-ins: an invitation's link, used once, makes an identity the invited person's."""

import re
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

from sqlalchemy import ColumnElement, and_, select, update
from sqlalchemy.exc import IntegrityError

from portal.audit import Verb
from portal.errors import NotFound
from portal.records.tables import AccountInvitation, Body, Person
from portal.services.sign_in import people
from portal.services.sign_in.id_token import Identity
from portal.services.sign_in.refusals import Check, Problem, SignInRefused
from portal.services.sign_in.transactions import digest
from portal.services.work import Work

_SECRET: Final = re.compile("[A-Za-z0-9_-]{43}")  # 256 bits in base64url
_LONGEST: Final = 255
"""As much is kept of the name under which the provider vouches for an account."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Offer:
    """What the page of an invitation says: to whom, and from whom."""

    name: str
    body_name: str
    expires_at: datetime


def offer_of(work: Work, secret: str) -> Offer:
    """Read the invitation that a link stands for.

    :raises NotFound: if there is none that can be taken up: unknown, used, withdrawn, run out, or
        no link at all, which look alike from here.
    """
    if not _SECRET.fullmatch(secret):
        raise NotFound
    row = work.session.execute(
        select(Person.name, Body.name.label("body"), AccountInvitation.expires_at)
        .select_from(AccountInvitation)
        .join(Person, Person.id == AccountInvitation.person_id)
        .join(Body, Body.id == AccountInvitation.body_id)
        .where(
            _serves(digest(secret), work.clock()),
            Person.closed_at.is_(None),
            Person.suspended_at.is_(None),
        )
    ).one_or_none()
    if row is None:
        raise NotFound
    return Offer(name=row.name, body_name=row.body, expires_at=row.expires_at)


def person_let_in(work: Work, identity: Identity, invitation: bytes | None) -> UUID:
    """Say whose an identity is, having bound it to whom the invitation names if it is nobody's.

    Only tenant and object identifier are looked at: no address and no name is ever matched with
    an invitation (AUTH-05).  The caller has begun to write, and commits; what this leaves when it
    refuses is to be rolled back.

    :param invitation: the digest of the link's secret, if the sign-in was begun by a link.
    :raises SignInRefused: as :func:`~portal.services.sign_in.people.person_of`; or if the
        invitation is spent, is somebody else's, or names somebody who has an account.
    :raises LogUnavailable: if the log cannot be written.
    """
    if invitation is None:
        return people.person_of(work.session, identity)
    invited = select(AccountInvitation.person_id).where(AccountInvitation.token_hash == invitation)
    person = work.session.scalar(invited)
    if person is None:
        raise SignInRefused(Check.INVITATION, Problem.INVITATION_SPENT)
    holder = _holder(work, identity)
    if holder is None:
        _bind(work, identity, invitation)
    elif holder != person:
        raise SignInRefused(Check.INVITATION, Problem.OTHER_ACCOUNT)
    else:
        _take_up(work, identity, invitation)  # they have an account by another invitation
    return people.person_of(work.session, identity)


def _holder(work: Work, identity: Identity) -> UUID | None:
    return work.session.scalar(
        select(Person.id).where(
            Person.tenant_id == str(identity.tenant),
            Person.object_id == str(identity.object_id),
        )
    )


def _bind(work: Work, identity: Identity, invitation: bytes) -> None:
    taken = _take_up(work, identity, invitation)
    if taken is None:
        raise SignInRefused(Check.INVITATION, Problem.INVITATION_SPENT)
    invitation_id, person = taken
    try:
        bound = work.session.scalar(
            update(Person)
            .where(
                Person.id == person,
                Person.object_id.is_(None),
                Person.closed_at.is_(None),
                Person.suspended_at.is_(None),
            )
            .values(
                tenant_id=str(identity.tenant),
                object_id=str(identity.object_id),
                subject=identity.subject,
                guest=bool(identity.is_guest),
            )
            .returning(Person.id)
            .execution_options(synchronize_session=False)
        )
    except IntegrityError:  # another link made the identity another person's at the same moment
        raise SignInRefused(Check.INVITATION, Problem.OTHER_ACCOUNT) from None
    if bound is None:
        raise _cannot_be_bound(work, person)
    told = work.journal.pseudonyms.of_person(person)
    work.journal.note(
        actor=told,
        verb=Verb.ACCOUNT_BOUND,
        objects=(invitation_id,),
        detail={"holder": told, "guest": int(identity.is_guest or False)},
    )


def _take_up(work: Work, identity: Identity, invitation: bytes) -> tuple[UUID, UUID] | None:
    """Mark an invitation as taken up; none, if it does not serve."""
    at = work.clock()
    # Updating is what decides between two that bring the same link: one gets the row back.
    row = work.session.execute(
        update(AccountInvitation)
        .where(_serves(invitation, at))
        .values(
            accepted_at=at,
            accepted_as_guest=bool(identity.is_guest),
            home_provider=_plain(identity.home_provider),
        )
        .returning(AccountInvitation.id, AccountInvitation.person_id)
        .execution_options(synchronize_session=False)
    ).one_or_none()
    return None if row is None else (row.id, row.person_id)


def _cannot_be_bound(work: Work, person_id: UUID) -> SignInRefused:
    person = work.session.get_one(Person, person_id)
    if person.closed_at is not None:
        return SignInRefused(Check.PERSON, Problem.NOT_A_MEMBER)
    if person.suspended_at is not None:
        return SignInRefused(Check.PERSON, Problem.SUSPENDED)
    return SignInRefused(Check.INVITATION, Problem.INVITATION_SPENT)


def _serves(invitation: bytes, at: datetime) -> ColumnElement[bool]:
    return and_(
        AccountInvitation.token_hash == invitation,
        AccountInvitation.accepted_at.is_(None),
        AccountInvitation.withdrawn_at.is_(None),
        AccountInvitation.expires_at > at,
    )


def _plain(provider: str) -> str:
    """Give what can be kept and shown of a claim that anybody's provider may have written."""
    return "".join(each for each in provider[:_LONGEST] if each.isprintable())
