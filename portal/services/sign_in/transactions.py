"""Sign-ins under way: kept on the server, bound to one browser, used once, for ten minutes."""

import hashlib
import secrets
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from portal.records.tables import LoginTransaction
from portal.services.sign_in.limits import SET_BACK
from portal.services.sign_in.refusals import Check, Problem, SignInRefused
from portal.services.sign_in.return_path import return_path

LIFETIME: Final = timedelta(minutes=10)
LIVE_PER_BROWSER: Final = 5
_OCTETS: Final = 32
_LONGEST: Final = 128


@dataclass(frozen=True, slots=True, kw_only=True)
class Transaction:
    """One sign-in that left for the provider."""

    state: str = field(repr=False)
    nonce: str = field(repr=False)
    verifier: str = field(repr=False)
    tenant: UUID
    return_to: str
    context: str = ""  # the authentication context asked for, by somebody signed in already:
    person: UUID | None = None  # who must be the one that comes back
    invitation: bytes | None = field(default=None, repr=False)  # digest of the link's secret


@dataclass(frozen=True, slots=True, kw_only=True)
class Purpose:
    """What a sign-in is begun for."""

    return_to: str = ""
    context: str = ""
    person: UUID | None = None
    invitation: bytes | None = field(default=None, repr=False)


def new_secret() -> str:
    """Make 256 random bits, written as base64url."""
    return secrets.token_urlsafe(_OCTETS)


def digest(secret: str) -> bytes:
    """Give the SHA-256 under which a secret is stored: a thief of the table has no secret."""
    return hashlib.sha256(secret.encode("utf-8", "surrogatepass")).digest()


def begin(
    session: Session, *, browser: str, tenant: UUID, purpose: Purpose, at: datetime
) -> Transaction:
    """Begin a sign-in in a browser.

    :param browser: the random value of the browser's cookie.
    :param purpose: its ``return_to`` is the path somebody came for, as the browser says; see
        :func:`~portal.services.sign_in.return_path.return_path`.
    """
    begun = Transaction(
        state=new_secret(),
        nonce=new_secret(),
        verifier=new_secret(),
        tenant=tenant,
        return_to=return_path(purpose.return_to),
        context=purpose.context,
        person=purpose.person,
        invitation=purpose.invitation,
    )
    _make_room(session, digest(browser), at)
    session.add(
        LoginTransaction(
            state_hash=digest(begun.state),
            browser_hash=digest(browser),
            nonce=begun.nonce,
            verifier=begun.verifier,
            tenant=str(begun.tenant),
            return_to=begun.return_to,
            created_at=at,
            context=begun.context,
            person_id=begun.person,
            invitation_hash=begun.invitation,
        )
    )
    return begun


def take(session: Session, *, browser: str, state: str, at: datetime) -> Transaction:
    """Take a transaction out of the table.  The caller commits before exchanging the code.

    :raises SignInRefused: if it is unknown, another browser's, expired, or already taken, which
        look alike from here; or, separately, if the browser sent no cookie.
    """
    if not 0 < len(browser) <= _LONGEST:
        raise SignInRefused(Check.TRANSACTION, Problem.COOKIES)
    if not 0 < len(state) <= _LONGEST:
        raise SignInRefused(Check.TRANSACTION, Problem.START_AGAIN)
    # Deleting is what decides between two that bring the same state: one gets the row back.
    row = session.execute(
        delete(LoginTransaction)
        .where(
            LoginTransaction.state_hash == digest(state),
            LoginTransaction.browser_hash == digest(browser),
        )
        .returning(
            LoginTransaction.nonce,
            LoginTransaction.verifier,
            LoginTransaction.tenant,
            LoginTransaction.return_to,
            LoginTransaction.created_at,
            LoginTransaction.context,
            LoginTransaction.person_id,
            LoginTransaction.invitation_hash,
        )
    ).one_or_none()
    if row is None or not -SET_BACK <= at - row.created_at < LIFETIME:
        raise SignInRefused(Check.TRANSACTION, Problem.START_AGAIN)
    return Transaction(
        state=state,
        nonce=row.nonce,
        verifier=row.verifier,
        tenant=UUID(row.tenant),
        return_to=row.return_to,
        context=row.context,
        person=row.person_id,
        invitation=row.invitation_hash,
    )


def _make_room(session: Session, browser: bytes, at: datetime) -> None:
    session.execute(delete(LoginTransaction).where(LoginTransaction.created_at <= at - LIFETIME))
    surplus = session.scalars(
        select(LoginTransaction.state_hash)
        .where(LoginTransaction.browser_hash == browser)
        .order_by(LoginTransaction.created_at.desc())
        .offset(LIVE_PER_BROWSER - 1)
    ).all()
    session.execute(delete(LoginTransaction).where(LoginTransaction.state_hash.in_(surplus)))
