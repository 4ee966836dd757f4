"""Who is signed in: opaque tokens, known by their digests, with an end to each.

Idle for so long, half of that once a restricted paper was opened in it; so many hours at most;
three for each person.  Whoever came by a hardware key has one, for an hour at most.  A session
that has ended, or whose person's account is closed or suspended, or has no role in the directory,
is none at the next request.
"""

import secrets
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final, NamedTuple
from uuid import UUID

from sqlalchemy import ColumnElement, and_, bindparam, case, delete, or_, select, update
from sqlalchemy.orm import Session

from portal.policy.app_roles import AppRole, known_roles
from portal.policy.step_up import HOLDS_FOR
from portal.records.engines import WRITING
from portal.records.tables import DirectorySnapshot, Person, SignInSession
from portal.services.sign_in.limits import SET_BACK, SessionLimits
from portal.services.sign_in.transactions import digest, new_secret

PER_PERSON: Final = 3
# The moment last seen is written at most this often, so that reading pages does not write.  It
# can end a session this much early, never late.
SEEN_EVERY: Final = timedelta(minutes=1)
# How long it is known whose an ended session was, so that a form written in it is not lost.
REMEMBERED: Final = timedelta(days=1)
_LONGEST: Final = 128
LONGEST_NAME: Final = 255


@dataclass(frozen=True, slots=True, kw_only=True)
class LiveSession:
    """A session that is good at the moment of asking, and what is known of who is behind it."""

    token_hash: bytes = field(repr=False)
    person_id: UUID
    csrf: bytes = field(repr=False)
    restricted: bool
    opened_at: datetime
    expires_at: datetime
    object_id: UUID | None = None  # by which the directory knows the person
    roles: frozenset[AppRole] = frozenset()
    checked_at: datetime | None = None  # when the directory last vouched for the account
    contexts: frozenset[str] = frozenset()
    stepped_up_at: datetime | None = None
    emergency: bool = False
    login_hint: str = field(default="", repr=False)

    def has_met(self, context: str, at: datetime) -> bool:
        """Say whether an authentication context was met in this session, and lately enough."""
        if self.stepped_up_at is None or not self.stepped_up_at <= at:
            return False
        return context in self.contexts and at - self.stepped_up_at < HOLDS_FOR


@dataclass(frozen=True, slots=True, kw_only=True)
class Opening:
    """What a session is opened with.

    ``continuing`` is the session it takes the place of, when the same person in the same browser
    has confirmed who they are: it ends when that one would have ended, and forms that are open
    in other tabs are still of this session.
    """

    login_hint: str = field(default="", repr=False)
    provider_session: str = field(default="", repr=False)
    browser: str = ""
    contexts: frozenset[str] = frozenset()
    emergency: bool = False
    continuing: LiveSession | None = None


class Ended(NamedTuple):
    """A session that was ended, for the log."""

    token_hash: bytes
    person_id: UUID
    reason: str


def open_session(
    session: Session, person_id: UUID, opening: Opening, limits: SessionLimits, at: datetime
) -> str:
    """Open a session and give its token.

    The token is new whatever the browser brought, so a planted one is worth nothing.
    """
    token, before = new_secret(), opening.continuing
    lasts = limits.lasts(emergency=opening.emergency)
    session.add(
        SignInSession(
            token_hash=digest(token),
            person_id=person_id,
            created_at=at,
            last_seen_at=at,
            expires_at=at + lasts if before is None else before.expires_at,
            restricted_at=at if before is not None and before.restricted else None,
            csrf=secrets.token_bytes(32) if before is None else before.csrf,
            login_hint=opening.login_hint,
            provider_session=opening.provider_session,
            browser=opening.browser,
            contexts=" ".join(sorted(opening.contexts)),
            stepped_up_at=at if opening.contexts else None,
            emergency=opening.emergency,
        )
    )
    return token


def make_room(session: Session, person_id: UUID, at: datetime) -> list[Ended]:
    """End a person's oldest sessions, so that one more makes no more than :data:`PER_PERSON`."""
    # One at a time for each person, so that two at once cannot make four.
    session.execute(select(Person.id).where(Person.id == person_id).with_for_update())
    surplus = (
        select(SignInSession.token_hash)
        .where(SignInSession.person_id == person_id, _LASTS)
        .order_by(SignInSession.created_at.desc(), SignInSession.last_seen_at.desc())
        .offset(PER_PERSON - 1)
    )
    which = SignInSession.token_hash.in_(session.scalars(surplus).all())
    return end_those(session, which, "replaced", at)


def end_stale(session: Session, limits: SessionLimits, at: datetime) -> list[Ended]:
    """End every session that has been idle, or has lasted, too long; forget those of yesterday."""
    session.execute(delete(SignInSession).where(SignInSession.ended_at <= at - REMEMBERED))
    idle_since = case(
        (SignInSession.emergency, at - limits.idle_in_emergency),
        (SignInSession.restricted_at.is_(None), at - limits.idle),
        else_=at - limits.idle_after_restricted,
    )
    return [
        *end_those(session, SignInSession.expires_at <= at, "too-long", at),
        *end_those(session, SignInSession.last_seen_at <= idle_since, "idle", at),
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
    restricted = row.restricted_at is not None
    idle = limits.idle_of(restricted=restricted, emergency=row.emergency)
    if at >= row.expires_at or not -SET_BACK <= at - row.last_seen_at < idle:
        return None
    if at - row.last_seen_at >= SEEN_EVERY:
        _note_seen(session, row.token_hash, at)
    return LiveSession(
        token_hash=row.token_hash,
        person_id=row.person_id,
        csrf=row.csrf,
        restricted=restricted,
        opened_at=row.created_at,
        expires_at=row.expires_at,
        object_id=UUID(row.object_id) if row.object_id else None,
        roles=known_roles((row.roles or "").split()),
        checked_at=row.checked_at,
        contexts=frozenset(row.contexts.split()),
        stepped_up_at=row.stepped_up_at,
        emergency=row.emergency,
        login_hint=row.login_hint,
    )


_LASTS: Final = SignInSession.ended_at.is_(None)
# Asked at every request of whoever is signed in, so it is made once.
_LIVE: Final = (
    select(
        SignInSession.token_hash,
        SignInSession.person_id,
        SignInSession.csrf,
        SignInSession.restricted_at,
        SignInSession.last_seen_at,
        SignInSession.created_at,
        SignInSession.expires_at,
        SignInSession.contexts,
        SignInSession.stepped_up_at,
        SignInSession.emergency,
        SignInSession.login_hint,
        Person.object_id,
        DirectorySnapshot.roles,
        DirectorySnapshot.checked_at,
    )
    .join(Person, Person.id == SignInSession.person_id)
    .outerjoin(DirectorySnapshot, DirectorySnapshot.person_id == SignInSession.person_id)
    .where(
        SignInSession.token_hash == bindparam("token_hash"),
        _LASTS,
        Person.closed_at.is_(None),
        Person.suspended_at.is_(None),
        # An emergency's session does not rest on the directory; every other does.
        or_(SignInSession.emergency, DirectorySnapshot.roles != ""),
    )
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


def end_session(
    session: Session, token: str, at: datetime, because: str = "signed-out"
) -> tuple[list[Ended], str]:
    """End the session a token stands for, if any, and give the login hint it kept."""
    mine = _is(digest(token))
    hint = session.scalar(select(SignInSession.login_hint).where(mine, _LASTS))
    return end_those(session, mine, because, at), hint or ""


def end_sessions_of(
    session: Session,
    person_id: UUID,
    at: datetime,
    because: str = "revoked",
    *,
    emergency: bool = False,
) -> list[Ended]:
    """End every session of a person, or those by a hardware key alone."""
    theirs = SignInSession.person_id == person_id
    which = and_(theirs, SignInSession.emergency) if emergency else theirs
    return end_those(session, which, because, at)


def end_sessions_before(
    session: Session, person_id: UUID, moment: datetime, at: datetime
) -> list[Ended]:
    """End a person's sessions that began before the directory revoked such."""
    which = and_(SignInSession.person_id == person_id, SignInSession.created_at < moment)
    return end_those(session, which, "directory", at)


def end_sessions_at_provider(session: Session, name: str, at: datetime) -> list[Ended]:
    """End the sessions that came out of one session at the provider, by its ``sid``."""
    if not 0 < len(name) <= LONGEST_NAME:
        return []
    return end_those(session, SignInSession.provider_session == name, "signed-out", at)


def end_those(
    session: Session, which: ColumnElement[bool], reason: str, at: datetime
) -> list[Ended]:
    """End those of the sessions that last, and give them for the log.  The caller commits."""
    # Updating is what decides between two that end the same session: one gets the row back.
    ended = session.execute(
        update(SignInSession)
        .where(which, _LASTS)
        .values(ended_at=at, ended_because=reason)
        .returning(SignInSession.token_hash, SignInSession.person_id)
        .execution_options(synchronize_session=False)
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
