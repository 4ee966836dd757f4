"""Somebody known who comes anew with another account, and what it takes to make the two one."""

from uuid import UUID, uuid4

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.policy.app_roles import AppRole
from portal.records.tables import AccountInvitation, IdentityLink, Person, SignInSession
from portal.services.access import account_invitations, identity_links
from portal.services.access.account_invitations import Wanted
from portal.services.sign_in.binding import person_let_in
from portal.services.sign_in.id_token import Identity
from portal.services.sign_in.refusals import SignInRefused
from portal.services.sign_in.sessions import Opening, SessionLimits, find_session, open_session
from portal.services.sign_in.snapshots import keep_snapshot
from portal.services.sign_in.transactions import digest
from tests.support.furnishing import CLERK, COUNCIL, MEMBER, NOW, SLUG, TENANT

LIMITS = SessionLimits()


def identity(**told) -> Identity:
    """Give what the provider says of somebody nobody has seen."""
    given = {
        "tenant": UUID(TENANT),
        "object_id": uuid4(),
        "subject": "a subject",
        "issued_at": NOW,
        "roles": frozenset({AppRole.MEMBER}),
        "unknown_roles": 0,
        "is_guest": True,
        "home_provider": "https://idp.example/",
        "contexts": frozenset(),
        "login_hint": "",
        "provider_session": "",
        **told,
    }
    return Identity(**given)


def let_in(work, who: Identity, secret: str = "") -> UUID:
    """Sign in as somebody, by a link if one is given, and keep what that did."""
    work.session.rollback()
    work.begin_writing()
    try:
        found = person_let_in(work, who, digest(secret) if secret else None)
        work.session.commit()
    except SignInRefused:
        work.session.rollback()
        raise
    return found


def known_by(work, person: UUID, **told) -> Identity:
    """Give the identity by which a person is known."""
    row = work.session.get_one(Person, person, populate_existing=True)
    found = identity(
        object_id=UUID(row.object_id),
        **{"subject": row.subject or "of old", "is_guest": row.guest, **told},
    )
    work.session.rollback()
    return found


def come_anew(work_of, name: str = "Rowan Ashdown (new)") -> tuple[UUID, Identity, UUID]:
    """Have somebody take up an invitation; give the person, the identity and the invitation."""
    wanted = Wanted(name=name, organisation=COUNCIL, councillor=False)
    link = account_invitations.invite(work_of(CLERK), SLUG, wanted)
    who = identity(is_guest=False, subject=f"subject of {name}")
    person = let_in(work_of(None), who, link.secret)
    with Session(work_of(CLERK).session.get_bind()) as session:
        invitation = session.scalars(
            select(AccountInvitation.id).where(AccountInvitation.person_id == person)
        ).one()
    return person, who, invitation


def asked_about(work_of, invitation: UUID, known: UUID = MEMBER, by: UUID = CLERK) -> UUID:
    """Ask that who took up an invitation be somebody known."""
    return identity_links.ask(work_of(by), SLUG, invitation, known)


def signed_in(work, person: UUID) -> str:
    """Open a session of a person for whom the directory has just vouched; give its token."""
    keep_snapshot(work.session, person, frozenset(AppRole), NOW)
    token = open_session(work.session, person, Opening(), LIMITS, NOW)
    work.session.commit()
    return token


def is_live(work, token: str) -> bool:
    """Say whether a session is good."""
    return find_session(work.session, token, LIMITS, NOW) is not None


def why_ended(work, token: str) -> str:
    """Say why a session ended."""
    found = work.session.get_one(SignInSession, digest(token), populate_existing=True)
    work.session.rollback()
    return found.ended_because


def link_of(work, link: UUID) -> IdentityLink:
    """Read a link as the record has it now."""
    with Session(work.session.get_bind()) as session:
        return session.get_one(IdentityLink, link)


def person_of(work, person: UUID) -> Person:
    """Read a person as the record has them now."""
    with Session(work.session.get_bind()) as session:
        return session.get_one(Person, person)
