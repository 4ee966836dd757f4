"""Who is signed in: opaque tokens, known by their digests, with an end to each.

Idle for so long, half of that once a restricted paper was opened in it; so many hours at most;
three for each person.  A row that is gone, or whose person's account is closed, is no session
at the next request.
"""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final, NamedTuple
from uuid import UUID

from sqlalchemy import ColumnElement, bindparam, case, delete, select, update
from sqlalchemy.orm import Session

from portal.records.engines import WRITING
from portal.records.tables import Person, SignInSession
from portal.services.sign_in.transactions import digest, new_secret

PER_PERSON: Final = 3
# The moment last seen is written at most this often, so that reading pages does not write.  It
# can end a session this much early, never late.
SEEN_EVERY: Final = timedelta(minutes=1)
_LONGEST: Final = 128


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionLimits:
    """When a session ends by itself."""

    idle: timedelta = timedelta(minutes=30)
    absolute: timedelta = timedelta(hours=8)

    @property
    def idle_after_restricted(self) -> timedelta:
        """How long a session may idle once a restricted paper was opened in it."""
        return self.idle / 2


@dataclass(frozen=True, slots=True, kw_only=True)
class LiveSession:
    """A session that is good at the moment of asking."""

    token_hash: bytes = field(repr=False)
    person_id: UUID
    csrf: bytes = field(repr=False)
    restricted: bool
    expires_at: datetime


class Ended(NamedTuple):
    """A session that was ended, for the log."""

    token_hash: bytes
    person_id: UUID
    reason: str


class SessionRow(NamedTuple):
    """One line in a person's list of places where they are signed in."""

    created_at: datetime
    last_seen_at: datetime
    expires_at: datetime
    is_this_one: bool


def open_session(  # noqa: PLR0913 -- a session's row is these things
    session: Session,
    person_id: UUID,
    *,
    login_hint: str,
    provider_session: str,
    limits: SessionLimits,
    at: datetime,
) -> str:
    """Open a session and give its token.

    The token is new whatever the browser brought, so a planted one is worth nothing.
    """
    token = new_secret()
    session.add(
        SignInSession(
            token_hash=digest(token),
            person_id=person_id,
            created_at=at,
            last_seen_at=at,
            expires_at=at + limits.absolute,
            csrf=secrets.token_bytes(32),
            login_hint=login_hint,
            provider_session=provider_session,
        )
    )
    return token


def make_room(session: Session, person_id: UUID) -> list[Ended]:
    """End a person's oldest sessions, so that one more makes no more than :data:`PER_PERSON`."""
    # One at a time for each person, so that two at once cannot make four.
    session.execute(select(Person.id).where(Person.id == person_id).with_for_update())
    surplus = (
        select(SignInSession.token_hash)
        .where(SignInSession.person_id == person_id)
        .order_by(SignInSession.created_at.desc(), SignInSession.last_seen_at.desc())
        .offset(PER_PERSON - 1)
    )
    return _end(session, SignInSession.token_hash.in_(session.scalars(surplus).all()), "replaced")


def end_stale(session: Session, limits: SessionLimits, at: datetime) -> list[Ended]:
    """End every session that has been idle, or has lasted, too long."""
    idle_since = case(
        (SignInSession.restricted_at.is_(None), at - limits.idle),
        else_=at - limits.idle_after_restricted,
    )
    return [
        *_end(session, SignInSession.expires_at <= at, "too-long"),
        *_end(session, SignInSession.last_seen_at <= idle_since, "idle"),
    ]


def find_session(
    session: Session, token: str, limits: SessionLimits, at: datetime
) -> LiveSession | None:
    """Find the live session a token stands for, and see that it stays alive.

    Called first thing in a request, with nothing else under way in ``session``: it leaves no
    transaction behind, and now and then commits the moment last seen.  Gives ``None`` for a
    token that stands for nobody; whoever asks then works for ``ANONYMOUS``.
    """
    if not 0 < len(token) <= _LONGEST:
        return None
    row = session.execute(_LIVE, {"token_hash": digest(token)}).one_or_none()
    session.rollback()
    if row is None:
        return None
    idle = limits.idle if row.restricted_at is None else limits.idle_after_restricted
    if at >= row.expires_at or at - row.last_seen_at >= idle:
        return None
    if at - row.last_seen_at >= SEEN_EVERY:
        _note_seen(session, row.token_hash, at)
    return LiveSession(
        token_hash=row.token_hash,
        person_id=row.person_id,
        csrf=row.csrf,
        restricted=row.restricted_at is not None,
        expires_at=row.expires_at,
    )


# Asked at every request of whoever is signed in, so it is made once.
_LIVE: Final = (
    select(
        SignInSession.token_hash,
        SignInSession.person_id,
        SignInSession.csrf,
        SignInSession.restricted_at,
        SignInSession.last_seen_at,
        SignInSession.expires_at,
    )
    .join(Person, Person.id == SignInSession.person_id)
    .where(SignInSession.token_hash == bindparam("token_hash"), Person.closed_at.is_(None))
)


def restrict_session(session: Session, live: LiveSession, at: datetime) -> None:
    """Shorten a session's idle time, since a restricted paper is about to be opened in it.

    A transaction of its own: what ``session`` has under way is read again, or was committed.
    """
    if live.restricted:
        return
    _begin_writing(session)
    first = (_is(live.token_hash), SignInSession.restricted_at.is_(None))
    session.execute(update(SignInSession).where(*first).values(restricted_at=at, last_seen_at=at))
    session.commit()


def end_session(session: Session, token: str) -> tuple[list[Ended], str]:
    """End the session a token stands for, if any, and give the login hint it kept."""
    mine = _is(digest(token))
    hint = session.scalar(select(SignInSession.login_hint).where(mine))
    return _end(session, mine, "signed-out"), hint or ""


def end_sessions_of(session: Session, person_id: UUID) -> list[Ended]:
    """End every session of a person, at their own or an administrator's word."""
    return _end(session, SignInSession.person_id == person_id, "revoked")


def sessions_of(
    session: Session, person_id: UUID, *, this: bytes, at: datetime
) -> Sequence[SessionRow]:
    """List a person's sessions, newest first.

    :param this: the digest of the session the list is made for.
    """
    rows = session.execute(
        select(
            SignInSession.created_at,
            SignInSession.last_seen_at,
            SignInSession.expires_at,
            SignInSession.token_hash,
        )
        .where(SignInSession.person_id == person_id, SignInSession.expires_at > at)
        .order_by(SignInSession.created_at.desc())
    )
    return [
        SessionRow(row.created_at, row.last_seen_at, row.expires_at, row.token_hash == this)
        for row in rows
    ]


def _end(session: Session, which: ColumnElement[bool], reason: str) -> list[Ended]:
    ended = session.execute(
        delete(SignInSession)
        .where(which)
        .returning(SignInSession.token_hash, SignInSession.person_id)
    )
    return [Ended(row.token_hash, row.person_id, reason) for row in ended]


def _is(token_hash: bytes) -> ColumnElement[bool]:
    return SignInSession.token_hash == token_hash


def _note_seen(session: Session, token_hash: bytes, at: datetime) -> None:
    _begin_writing(session)
    session.execute(update(SignInSession).where(_is(token_hash)).values(last_seen_at=at))
    session.commit()


def _begin_writing(session: Session) -> None:
    # A transaction that has read cannot always go on to write in SQLite; a new one can.
    session.rollback()
    session.connection(execution_options=dict(WRITING))
